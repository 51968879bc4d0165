"""How a process records events: into a file of its own, one write an event.

An event costs at most twice the bare write, so what it needs is looked up once
a thread and kept; a forked child starts afresh.  A line of a file reads
``thread number kind text``: see `mpguide.timeline.reader`, which reads it.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from time import perf_counter_ns as now

TYPE_CHECKING = False
if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

owned: set[str] = set()
"""The folders of the timelines that this process made and must remove."""

_recorders: dict[str, Recorder] = {}
_lock = threading.RLock()  # a signal handler may record while its thread holds it


class TimelineError(Exception):
    """A timeline that can't be made, written or read: the message says which and why."""


def recorder_of(folder: str) -> Recorder:
    """Return this process's recorder for a timeline's folder: always the same one."""
    with _lock:
        if folder not in _recorders:
            _recorders[folder] = Recorder(folder)
        return _recorders[folder]


class Recorder:
    """This process's file of one timeline.

    A thread's tag is its number there.  Threads are told apart by
    `threading.local`, since their idents are reused.
    """

    def __init__(self, folder: str) -> None:
        self.here = threading.local()
        self.mark, self.span = _instruments(self)
        self._folder = folder
        self._file: io.FileIO | None = None
        self._threads = 0
        self._closed = False

    def record(self, kind: str, text: str) -> Callable[[bytes], int | None]:
        """Record any text, also as the first event of a process or a thread.

        Returns what writes to the file from now on.
        """
        moment = now()
        try:
            file = self._begin()
            file.write(_line(self.here.tag, moment, kind, text))
        except (OSError, ValueError) as error:
            raise self._lost(text, error) from error
        return file.write

    def _begin(self) -> io.FileIO:
        with _lock:
            if self._file is None:
                file = self._begin_process()
                self._file = self._file or file  # a signal handler may have begun one meanwhile
            if not hasattr(self.here, "tag"):
                self.here.tag = self._begin_thread(self._file)
            return self._file

    def _begin_process(self) -> io.FileIO:
        if self._closed:
            raise ValueError(self._folder)
        pid = os.getpid()
        file = io.FileIO(_new_file(self._folder, pid), "a", closefd=False)
        kind = "O" if self._folder in owned else "P"
        file.write(_line("0 ", pid, kind, _process_name()))
        return file

    def _begin_thread(self, file: io.FileIO) -> str:
        tag = f"{self._threads} "
        self._threads += 1
        thread = threading.current_thread()
        is_main = thread is threading.main_thread()
        file.write(_line(tag, 0, "T", "MainThread" if is_main else thread.name))
        return tag

    def _lost(self, text: str, error: Exception) -> TimelineError:
        if isinstance(error, OSError) and os.path.isdir(self._folder):
            return TimelineError(f"{self._folder}: can't record {text!r}: {error.strerror}")
        return TimelineError(f"{text!r} came after the timeline was closed: record before that")

    def close(self) -> None:
        """Refuse further events from this process."""
        with _lock:
            self._closed = True
            self.forget()
            _recorders.pop(self._folder, None)

    def forget(self) -> None:
        """Let go of the file, so that the next event begins another."""
        self.here.__dict__.clear()
        file, self._file, self._threads = self._file, None, 0
        if file is not None:
            descriptor = file.fileno()
            file.close()
            os.close(descriptor)


def _instruments(
    recorder: Recorder,
) -> tuple[Callable[[str], None], Callable[[str], contextlib.AbstractContextManager[None]]]:
    """Return what records marks and spans.

    The plain case is written out thrice and finds all that it needs in the
    closure: a call or a look-up more would break the bound on an event's cost.
    """
    here, clock, encode = recorder.here, now, str.encode
    write: Callable[[bytes], int | None] = _not_yet

    def mark(text: str) -> None:
        nonlocal write
        try:
            if "\n" not in text:
                write(encode(f"{here.tag}{clock()} m{text}\n"))
                return
        except (AttributeError, OSError, ValueError):  # not begun, odd text, closed, full disk
            pass
        write = recorder.record("M", text)

    class Running:
        __slots__ = ("text",)

        def __init__(self, text: str) -> None:
            self.text = text

        def __enter__(self) -> None:
            nonlocal write
            text = self.text
            try:
                if "\n" not in text:
                    write(encode(f"{here.tag}{clock()} b{text}\n"))
                    return
            except (AttributeError, OSError, ValueError):
                pass
            write = recorder.record("B", text)

        def __exit__(self, kind: object, error: object, trace: object) -> None:
            nonlocal write
            text = self.text
            try:
                if "\n" not in text:
                    write(encode(f"{here.tag}{clock()} e{text}\n"))
                    return
            except (AttributeError, OSError, ValueError):
                pass
            write = recorder.record("E", text)

    return mark, Running


def _not_yet(line: bytes) -> int | None:
    raise ValueError(line)


def _line(tag: str, number: int, kind: str, text: str) -> bytes:
    escaped = text.replace("%", "%25").replace("\n", "%0A")
    return f"{tag}{number} {kind}{escaped}\n".encode("utf-8", "surrogatepass")


def _new_file(folder: str, pid: int) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = 0
    while True:  # a pid is used again, and every interpreter of a process has a file
        try:
            return os.open(os.path.join(folder, f"{pid}-{number}"), flags, 0o600)
        except FileExistsError:
            number += 1


def _process_name() -> str:
    process = sys.modules.get("multiprocessing.process")
    name: str = process.current_process().name if process else "MainProcess"
    if name == "MainProcess" and (interpreter := _interpreter()):
        return f"interpreter {interpreter}"
    return name


def _interpreter() -> int:
    try:
        # concurrent.interpreters tells it too, but each child would load it for 5 ms.
        import _interpreters
    except ImportError:
        return 0
    return int(_interpreters.get_current()[0])


def _begin_child() -> None:
    global _lock  # noqa: PLW0603 - another thread of the parent may have held the old one
    _lock = threading.RLock()
    owned.clear()
    for each in _recorders.values():
        each.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_child)
