"""The engines that an interpreter has, set up and asked alike: pools, and event loops."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent import futures
from contextlib import ExitStack, contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mpguide import machine
from mpguide.workers.gil_engines import all_here, meet, nothing, sign_in, wait, where

if TYPE_CHECKING:
    from mpguide.workers.gil_engines import Place

PATIENCE = 60
"""Seconds that a task may take."""

TRIPS = 20
"""Empty tasks of which the fastest is taken: to wake up beside others takes any time."""

WITHOUT_GIL = "Threads without a GIL"

NEEDS = {
    WITHOUT_GIL: "needs a free-threaded build",
    "fork": "needs a platform that forks",
    "forkserver": "needs a platform that forks",
    "interpreters": "needs Python 3.14",
}

LOOPS = ("run_in_executor", "asyncio", "to_thread")
"""The engines that are an event loop, alone or with a pool."""


def engines() -> tuple[str, ...]:
    """Return the engines that this interpreter has; those that fork come first.

    A fork copies what the others hold.
    """
    interpreters = ("interpreters",) * machine.has_interpreters()
    return (*machine.start_methods(), *LOOPS, *interpreters, "threads")


def kinds_named() -> dict[str, str]:
    """Return what the tasks of each engine have to be in."""
    kinds = {"asyncio": "one thread", "to_thread": "threads"}
    return {
        name: kinds.get(name, name if name in {"threads", "interpreters"} else "processes")
        for name in engines()
    }


def missing() -> dict[str, str]:
    """Return the engines that this interpreter lacks, and what they need."""
    has = {*engines(), *(() if machine.gil_enabled() else (WITHOUT_GIL,))}
    return {name: why for name, why in NEEDS.items() if name not in has}


def executor(name: str, workers: int) -> Any:
    """Return a new pool of `concurrent.futures`; a start method names one of processes."""
    if name == "threads":
        return futures.ThreadPoolExecutor(workers)
    if name == "interpreters":
        return futures.InterpreterPoolExecutor(workers)
    return futures.ProcessPoolExecutor(workers, multiprocessing.get_context(name))


class Turns:
    """No engine: one task after another in a plain loop."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def one(self, task: Callable[..., Any], *given: Any) -> Any:
        """Do a task and return its result."""
        return task(*given)

    def each(self, task: Callable[..., Any], *given: Any) -> list[Any]:
        """Do a task as often as there are workers, at once if that can be."""
        return [self.one(task, *given) for _ in range(self.workers)]

    def meeting(self) -> "list[Place]":
        """Let the tasks wait until all are under way; return where each was."""
        with TemporaryDirectory() as folder:
            return self.each(meet, folder, self.workers)

    def trip(self) -> float:
        """Return the seconds that the fastest of some empty tasks takes there and back."""
        took = []
        for _ in range(TRIPS):
            begun = time.perf_counter()
            self.one(nothing)
            took.append(time.perf_counter() - begun)
        return min(took)


class Pool(Turns):
    """A pool of threads, processes or interpreters."""

    def __init__(self, workers: int, pool: Any) -> None:
        super().__init__(workers)
        self.pool = pool

    def one(self, task: Callable[..., Any], *given: Any) -> Any:
        """Hand a task over and wait for its result."""
        return self.pool.submit(task, *given).result(PATIENCE)

    def each(self, task: Callable[..., Any], *given: Any) -> list[Any]:
        """Hand over a task for each worker."""
        asked = [self.pool.submit(task, *given) for _ in range(self.workers)]
        return [future.result(PATIENCE) for future in asked]


class Apart:
    """An event loop in a thread of its own, for a notebook: the loop of its own thread runs."""

    def __init__(self) -> None:
        self.runner, self.thread = asyncio.Runner(), futures.ThreadPoolExecutor(1)
        self.get_loop = self.runner.get_loop

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine, and return its result."""
        return self.thread.submit(self.runner.run, coroutine).result(2 * PATIENCE)

    def close(self) -> None:
        """End the loop and its thread."""
        self.thread.submit(self.runner.close).result(PATIENCE)
        self.thread.shutdown()


@contextmanager
def loop_runner() -> Iterator[asyncio.Runner | Apart]:
    """Set up what runs an event loop, and end it after use."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        runner: asyncio.Runner | Apart = asyncio.Runner()
    else:
        runner = Apart()
    try:
        yield runner
    finally:
        runner.close()


class Loop(Turns):
    """An event loop, and what it awaits for a task."""

    def __init__(
        self, workers: int, runner: asyncio.Runner | Apart, task: Callable[..., Any]
    ) -> None:
        super().__init__(workers)
        self.runner, self.task = runner, task

    def one(self, task: Callable[..., Any], *given: Any) -> Any:
        """Run a loop until the task is done."""
        return self.runner.run(self._one(task, *given))

    def each(self, task: Callable[..., Any], *given: Any) -> list[Any]:
        """Gather a task for each worker."""
        return self.runner.run(self._each(task, *given))

    def trip(self) -> float:
        """Return the seconds that the fastest of some empty tasks takes in a loop that runs."""
        return self.runner.run(self._trip())

    async def _one(self, task: Callable[..., Any], *given: Any) -> Any:
        return await self.task(task, *given)

    async def _each(self, task: Callable[..., Any], *given: Any) -> list[Any]:
        return await asyncio.gather(*(self.task(task, *given) for _ in range(self.workers)))

    async def _trip(self) -> float:
        took = []
        for _ in range(TRIPS):
            begun = time.perf_counter()
            await asyncio.create_task(self._one(nothing))
            took.append(time.perf_counter() - begun)
        return min(took)


async def as_coroutine(task: Callable[..., Any], *given: Any) -> Any:
    """Do a task in the loop's own thread: what would wait is awaited."""
    waits: dict[Any, Any] = {wait: asyncio.sleep, meet: _meet}
    return await waits[task](*given) if task in waits else task(*given)


async def _meet(folder: str, many: int) -> "Place":
    sign_in(folder)
    async with asyncio.timeout(PATIENCE):
        while not all_here(folder, many):
            await asyncio.sleep(0.001)
    return where()


@contextmanager
def engine(name: str, workers: int) -> Iterator[Turns]:
    """Set up an engine, and end it after use."""
    with ExitStack() as stack:
        if name == "loop":
            yield Turns(workers)
        elif name not in LOOPS:
            yield Pool(workers, stack.enter_context(executor(name, workers)))
        else:
            runner = stack.enter_context(loop_runner())
            task: Any = {"asyncio": as_coroutine, "to_thread": asyncio.to_thread}.get(name)
            if not task:
                pool = stack.enter_context(executor("spawn", workers))
                task = partial(runner.get_loop().run_in_executor, pool)
            yield Loop(workers, runner, task)


def kind(places: "list[Place]") -> str:
    """Say what the tasks were in, by where each was.

    >>> kind([(71, 0, 71), (71, 0, 72)]), kind([(71, 1, 72), (71, 2, 73)])
    ('threads', 'interpreters')
    """
    several = [len(set(ids)) > 1 for ids in zip(*places, strict=True)]
    names = ("processes", "interpreters", "threads")
    return next((name for name, found in zip(names, several, strict=True) if found), "one thread")
