"""One job on every engine that this interpreter has: threads, processes, interpreters, asyncio."""

import asyncio
import math
import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent import futures
from contextlib import ExitStack, contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mpguide import machine
from mpguide.experiments.speedup import in_turns
from mpguide.workers.gil_engines import all_here, count, loads, meet, nothing, sign_in, wait, where

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

Seconds = dict[str, float]
Question = tuple[str, float, str]


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


def first_result(name: str, workers: int) -> Seconds:
    """Time an engine from nothing to the result of its first, empty task."""
    begun = time.perf_counter()
    with engine(name, workers) as crew:
        crew.one(nothing)
        return {"first result": time.perf_counter() - begun}


def warm(name: str, workers: int, seconds: float, number: int) -> Iterator[Callable[[], Seconds]]:
    """Time an engine whose workers are all up: an empty task, a wait and a count by each."""
    with engine(name, workers) as crew:
        if name != "loop":
            crew.meeting()
        yield partial(both_jobs, crew, seconds, number)


def both_jobs(crew: Turns, seconds: float, number: int) -> Seconds:
    """Time what an empty task takes there and back, and each of the jobs.

    ``count cpu`` is for how long the counting had cores, all of them together.
    """
    trip = crew.trip()
    begun = time.perf_counter()
    crew.each(wait, seconds)
    waited = time.perf_counter()
    had = crew.each(count, number)
    counted = time.perf_counter()
    return {"trip": trip, "wait": waited - begun, "count": counted - waited, "count cpu": sum(had)}


def starts(workers: int) -> dict[str, Callable[[], Any]]:
    """Return what the starts of all engines are timed by."""
    return {name: partial(first_result, name, workers) for name in engines()}


def warm_ones(workers: int, seconds: float, number: int) -> dict[str, Callable[[], Any]]:
    """Return what the warm engines, a loop, and whether cores are free, are timed by."""
    ways = ("loop", "processes")
    work = partial(count, number)
    free = partial(in_turns, machine.start_method(), work, workers=workers, ways=ways)
    calls: dict[str, Callable[[], Any]] = {"free": free}
    for name in (*engines(), "loop"):
        calls[name] = partial(warm, name, workers, seconds, number)
    return calls


def questions() -> dict[str, Question]:
    """Return what is asked of the times of empty tasks."""
    return {
        "A process takes longer to answer than a thread": (
            f"{machine.start_method()}.trip",
            1.2,
            "threads.trip",
        ),
        "A thread takes longer to answer than a coroutine": ("threads.trip", 1.2, "asyncio.trip"),
    }


def at_once(workers: int) -> dict[str, tuple[str, str]]:
    """Return what can have more than one core: its job, or the reason why that can't be seen."""
    ways = {"Processes": machine.start_method(), "Interpreters": "interpreters"}
    ways[WITHOUT_GIL] = WITHOUT_GIL
    lacks, few = missing(), "needs a core for each worker" if workers > machine.cores() else ""
    return {
        f"{kinds} count at the same time": (
            f"{'threads' if name == WITHOUT_GIL else name}.count",
            lacks.get(name, few),
        )
        for kinds, name in ways.items()
    }


TELLING = 100_000
"""Bytes below which memory tells nothing: an allocator takes and gives back more."""


def memory(workers: int) -> dict[str, int]:
    """Return the bytes by which a fresh interpreter and its children grow with each engine."""
    names = engines()[::-1]  # the light ones first: what they leave here is little
    code = f"from {__name__} import grow; print(*map(grow, {names}, {[workers] * len(names)}))"
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=PATIENCE, check=True
    )
    sizes = (max(int(size), TELLING) for size in done.stdout.split())
    return dict(zip(names, sizes, strict=True))


def grow(name: str, workers: int) -> int:
    """Return the bytes that this process and its children have more once an engine is up.

    Memory that several share counts in parts, where the platform tells.
    """
    import psutil

    me = psutil.Process()

    def owned() -> int:
        family = [me, *me.children(recursive=True)]
        found = [process.memory_full_info() for process in family]
        return sum(getattr(info, "pss", info.uss) for info in found)

    before = owned()
    with engine(name, workers) as crew:
        crew.meeting()
        return owned() - before


def threads_of(coroutines: int) -> int:
    """Let so many coroutines wait for each other; return how many threads they take."""
    with loop_runner() as runner:
        return runner.run(_threads_of(coroutines))


async def _threads_of(coroutines: int) -> int:
    barrier = asyncio.Barrier(coroutines)

    async def one() -> int:
        await barrier.wait()
        return threading.get_ident()

    async with asyncio.timeout(PATIENCE):
        return len(set(await asyncio.gather(*(one() for _ in range(coroutines)))))


def runs_beside(task: Callable[..., Any], seconds: float) -> bool:
    """Let a task wait for an event that another coroutine sets; return whether it was set."""
    with loop_runner() as runner:
        return runner.run(_runs_beside(task, seconds))


async def _runs_beside(task: Callable[..., Any], seconds: float) -> bool:
    event = threading.Event()

    async def other() -> None:
        event.set()

    running = asyncio.create_task(other())  # it runs when this coroutine lets it
    found: bool = await task(event.wait, seconds)
    await running
    return found


def refused(module: str) -> str:
    """Return what an interpreter says when it is to load a module, if it refuses."""
    with executor("interpreters", 1) as pool:
        return str(pool.submit(loads, module).result(PATIENCE))


MostCores = Callable[[Any, str], float]
"""What tells how many cores a job had in the round where these were most."""


def counting(measured: Any, name: str, most_cores: MostCores) -> float:
    """Return the seconds of the counting with the cores that an engine had at most in a round.

    Who else uses the cores, and a machine whose speed changes, make them fewer, never more.
    """
    if sys.platform == "win32":  # tells too coarsely how long a thread had a core
        return float(min(measured.values[f"{name}.count"]))
    work: float = measured.median("loop.count cpu")
    return work / most_cores(measured, f"{name}.count")


def columns(
    started: Any, measured: Any, workers: int, most_cores: MostCores
) -> dict[str, dict[str, float]]:
    """Return what each engine costs, by columns of a table.

    Of the waiting it is the fastest round: who else uses the cores only slows it down.
    """
    waits, methods = measured.values, machine.start_methods()
    names = [name for name in reversed(engines()) if name not in methods]
    names += methods
    sizes = memory(workers)
    return {
        "first result": {name: started.median(f"{name}.first result") for name in names},
        "round trip": {name: measured.median(f"{name}.trip") for name in names},
        "waiting": {name: min(waits[f"{name}.wait"]) for name in names},
        "counting": {name: counting(measured, name, most_cores) for name in names},
        "memory": {name: sizes[name] for name in names},
    }


def compared(
    columns: Mapping[str, Mapping[str, float]], readable: Callable[[float], str]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the cells of a table: how many times the least of its column, and the value itself."""
    return {
        (name, column): (
            order(value / min(values.values())),
            f"{value / 1e6:.1f} MB" if column == "memory" else readable(value),
        )
        for column, values in columns.items()
        for name, value in values.items()
    }


def order(times: float) -> str:
    """Say how many times the least, in powers of ten.

    >>> order(1.2), order(2), order(70), order(200)
    ('least', 'a few times', '100 times', '100 times')
    """
    if times < 1.5:
        return "least"
    power = round(math.log10(times))
    return f"{10**power} times" if power else "a few times"


def table(cells: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """Return the values of such a table as text."""
    names, columns = (list(dict.fromkeys(at[part] for at in cells)) for part in (0, 1))
    lines = [f"{'':15}" + "".join(f"{column:>13}" for column in columns)]
    lines += [
        f"{name:15}" + "".join(f"{cells[name, column][1]:>13}" for column in columns)
        for name in names
    ]
    return "\n".join(lines)
