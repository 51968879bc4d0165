"""The same tasks handed to a pool, to joblib, and to a cluster of Dask: what each of them costs."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from typing import Any

from mpguide import machine
from mpguide.workers.pool_tasks import nap

Map = Callable[[Callable[..., Any], Iterable[Any]], list[Any]]
"""A call that hands out a task for each item, and returns the results in order."""


@contextmanager
def pool(workers: int) -> Iterator[Map]:
    """Hand each task to a pool."""
    with get_context(machine.start_method()).Pool(workers) as pool:
        yield lambda task, items: pool.map(task, items, chunksize=1)


@contextmanager
def joblib(workers: int) -> Iterator[Map]:
    """Hand each task to the workers of loky, and end these in the end."""
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    with Parallel(workers, batch_size=1) as parallel:
        yield lambda task, items: parallel(delayed(task)(item) for item in items)
    get_reusable_executor().shutdown(wait=True)


@contextmanager
def dask(workers: int) -> Iterator[Map]:
    """Hand each task to a scheduler, which is started for it and listens on the loopback."""
    from dask import config
    from dask.distributed import Client, LocalCluster

    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "threads_per_worker": 1}
    with (
        TemporaryDirectory() as folder,
        config.set(temporary_directory=folder),
        LocalCluster(workers, **here) as cluster,
        Client(cluster) as client,
    ):
        yield lambda task, items: client.gather(client.map(task, items, pure=False))


ENGINES: Mapping[str, Callable[[int], AbstractContextManager[Map]]] = {
    "Pool": pool,
    "joblib": joblib,
    "Dask": dask,
}
"""The engines by name."""

LIBRARIES = {"joblib": "joblib", "Dask": "distributed"}
"""What has to be installed for an engine."""


def engines() -> tuple[str, ...]:
    """Return the engines that can be run here."""
    found = {name for name, library in LIBRARIES.items() if find_spec(library)}
    return tuple(name for name in ENGINES if name not in LIBRARIES or name in found)


def warm(name: str, workers: int, tasks: int) -> Iterator[Callable[[], dict[str, float]]]:
    """Time empty tasks by an engine whose workers are up; the seconds are of one ``task``."""
    with ENGINES[name](workers) as run:
        _time(run, tasks)
        yield partial(_time, run, tasks)


def _time(run: Map, tasks: int) -> dict[str, float]:
    begun = time.perf_counter()
    run(nap, [0] * tasks)
    return {"task": (time.perf_counter() - begun) / tasks}
