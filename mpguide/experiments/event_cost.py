"""What one recorded event costs: a timeline's mark, and three other ways to note the same.

Each experiment yields the call that notes one event.
"""

import logging
import logging.handlers
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mpguide.timeline import Timeline

TEXT = "job 7 begins"
"""What the event says."""

PATIENCE = 60.0
"""Seconds that the log's reader may take over what is left at the end."""

Note = Callable[[], Any]


def mark() -> Iterator[Note]:
    """Note an event as the guide does."""
    with Timeline() as timeline:
        yield partial(timeline.mark, TEXT)


def span() -> Iterator[Note]:
    """Note two events: a span's begin and its end."""
    with Timeline() as timeline:

        def stretch() -> None:
            with timeline.span(TEXT):
                pass

        yield stretch


def bare_write() -> Iterator[Note]:
    """Write the same bytes to the same kind of file, and no more than that."""
    line = _line_of_a_mark()
    with tempfile.TemporaryDirectory(prefix="mpguide-") as folder:
        file = os.open(os.path.join(folder, "bare"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            yield partial(os.write, file, line)
        finally:
            os.close(file)


def _line_of_a_mark() -> bytes:
    with Timeline() as timeline:
        for _ in range(2):  # the first event also tells who records
            timeline.mark(TEXT)
        [entry] = os.scandir(timeline.folder)
        with open(entry.path, "rb") as file:
            return file.readlines()[-1]


def queue_handler(start_method: str | None = None) -> Iterator[Note]:
    """Log it through a queue that another process reads."""
    context: Any = multiprocessing.get_context(start_method)
    records: multiprocessing.Queue[Any] = context.Queue()
    reader = context.Process(target=_read_log, args=(records,), name="log reader")
    reader.start()
    logger = logging.Logger("event cost", logging.INFO)
    logger.addHandler(logging.handlers.QueueHandler(records))
    try:
        yield partial(logger.info, TEXT)
    finally:
        records.put(None)
        records.close()
        reader.join(PATIENCE)
        if reader.exitcode != 0:  # it died, or can't keep up: what is left is not wanted
            records.cancel_join_thread()
            reader.kill()
            reader.join()
        reader.close()
        records.join_thread()


def _read_log(records: "multiprocessing.Queue[Any]") -> None:
    for _ in iter(records.get, None):
        pass


def manager_list(start_method: str | None = None) -> Iterator[Note]:
    """Append it to a list that a manager process holds."""
    with multiprocessing.get_context(start_method).Manager() as manager:
        yield partial(manager.list().append, TEXT)
