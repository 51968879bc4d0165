"""What each engine costs: to start, to answer, to wait, to count, and in memory."""

import asyncio
import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from mpguide import machine
from mpguide.experiments.engines import (
    PATIENCE,
    WITHOUT_GIL,
    Turns,
    engine,
    engines,
    executor,
    loop_runner,
    missing,
)
from mpguide.experiments.speedup import in_turns
from mpguide.workers.gil_engines import count, loads, nothing, wait

Seconds = dict[str, float]
Question = tuple[str, float, str]


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
    took = {"trip": trip, "wait": waited - begun, "count": counted - waited}
    return took | {"count cpu": sum(had)}


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
