"""What the pages on a pool's cost measure with: a pool that is up, and a bare pipe."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mpguide.workers.pool_tasks import begin

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

PATIENCE = 60.0
"""Seconds that a worker may take to begin."""

PIECE = 2048
"""Bytes that any pipe takes at once, also while nobody reads."""


@contextmanager
def warm_pool(method: str, workers: int) -> "Iterator[Pool]":
    """Start a pool, wait until each of its workers is up, and end it after use."""
    context: Any = multiprocessing.get_context(method)
    ready = context.Semaphore(0)
    with context.Pool(workers, begin, (ready,)) as pool:
        for _ in range(workers):
            if not ready.acquire(timeout=PATIENCE):
                raise TimeoutError(f"a worker did not begin within {PATIENCE:g} s")
        yield pool


@contextmanager
def bare_pipe() -> Iterator[Callable[[bytes], None]]:
    """Yield what sends a message through a pipe of the system, and reads it again."""
    reader, writer = os.pipe()

    def send(message: bytes) -> None:
        for at in range(0, len(message), PIECE):
            sent = os.write(writer, message[at : at + PIECE])
            os.read(reader, sent)

    try:
        yield send
    finally:
        os.close(reader)
        os.close(writer)
