"""Pools whose workers are all up before anything is timed."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mpguide.workers.pool_tasks import begin

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

PATIENCE = 60.0
"""Seconds that a worker may take to begin."""


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
    pool.join()
