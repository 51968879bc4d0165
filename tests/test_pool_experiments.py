"""The experiments, tasks and programs of the pages on what a pool costs."""

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from math import factorial
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from mpguide import machine, observe
from mpguide.experiments import chunk_size, map_or_apply, pools, when_parallel_loses
from mpguide.workers import pool_tasks

METHODS = machine.start_methods()
PAGES = ("map_or_apply", "chunk_size", "when_parallel_loses")


def once(experiment: Iterator[Callable[[], Any]]) -> Any:
    """Set an experiment up, call it once, and tear it down."""
    found = [call() for call in experiment]

    assert len(found) == 1
    return found[0]


# ---------------------------------------------------------------- pools and tasks


@pytest.mark.parametrize("method", METHODS)
def test_warm_pool_is_up(method: str) -> None:
    """Each worker of a warm pool has begun before it is used, and has ended after."""
    with pools.warm_pool(method, 2) as pool:
        workers = multiprocessing.active_children()
        done = pool.map_async(pool_tasks.Counted(), range(5)).get(timeout=60)

    assert [1, 1, 2, 6, 24] == done
    assert 2 == len(workers)
    assert not any(worker.is_alive() for worker in workers)


def test_warm_pool_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool whose workers don't begin is an error, and is ended."""
    monkeypatch.setattr(pools, "begin", id)
    monkeypatch.setattr(pools, "PATIENCE", 0.01)

    with (
        pytest.raises(TimeoutError, match=r"a worker did not begin within 0\.01 s"),
        pools.warm_pool(METHODS[0], 1),
    ):
        pass
    assert not multiprocessing.active_children()


def test_counted_counts_its_pickles() -> None:
    """A counted task knows how often it was pickled, and still does its work."""
    task = pool_tasks.Counted()
    copies = [pickle.loads(pickle.dumps(task)) for _ in range(3)]  # noqa: S301 - our own

    assert 3 == task.sent
    assert [120] * 3 == [copy(5) for copy in copies]


def test_clocked_says_who_and_how_long() -> None:
    """A clocked task answers with its process and the seconds it took."""
    pid, seconds = pool_tasks.clocked(10, range(100))

    assert os.getpid() == pid
    assert 0 < seconds < 30
    assert 4950 == pool_tasks.add_up(2, range(100))


# ---------------------------------------------------------------- map_or_apply


@pytest.mark.parametrize("output", ["", "Traceback:\n  File x, line 1\nOSError: no space"])
def test_what_a_failed_program_says_is_told(output: str) -> None:
    """Where there are no times, the error has what there was instead."""
    with pytest.raises(ValueError, match=f"printed no times: {output}$"):
        map_or_apply.table(output)


def test_every_way_gives_the_same() -> None:
    """Each way to hand out factorials returns them all, in order."""
    numbers = map_or_apply.items(23)
    with pools.warm_pool(METHODS[0], 2) as pool:
        found = {name: way(pool, numbers) for name, way in map_or_apply.WAYS.items()}

    values = [factorial(number) for number in numbers]
    assert all(each == values for each in found.values()), found


def test_ways_are_timed_by_name() -> None:
    """Each call times all that is wanted, and says what an item took."""
    wanted = map_or_apply.asked([2, 70])
    took = once(map_or_apply.in_turns(METHODS[0], workers=2, wanted=wanted))

    assert list(wanted) == list(took)
    assert 0 < min(took.values()) < max(took.values()) < 30


def test_slow_ways_are_not_asked_for_many_items() -> None:
    """The ways whose cost of an item stays the same are timed up to some number only."""
    asked = map_or_apply.asked([20, 20_000])

    assert {"map, 20000", "apply_async, 20000"} == {n for n in asked if n.endswith(", 20000")}
    assert 5 == sum(name.endswith(", 20") for name in asked)


@pytest.mark.parametrize("first", ["map", "apply_async"])
def test_ways_in_turn_are_reported_in_their_order(first: str) -> None:
    """The program prints three times for each way, the one that comes first above."""
    order = sorted(("map", "apply", "apply_async"), key=lambda way: way != first)
    run = observe.run(observe.program("pool_in_turn"), METHODS[0], *order, deadline=60, quiet=None)
    rows = [line.split() for line in run.output.splitlines()[1:]]

    assert ("finished", 0) == (run.ended, run.exit_code)
    assert order == [row[0] for row in rows]
    assert all(len(row) == 4 and min(map(float, row[1:])) > 0 for row in rows)


# ---------------------------------------------------------------- chunk_size


@pytest.mark.parametrize(("tasks", "workers"), [(1, 2), (8, 2), (9, 2), (100, 3), (1000, 2)])
def test_own_chunk_is_what_pool_makes(tasks: int, workers: int) -> None:
    """A map sends as many messages as there are chunks of the size that it is said to choose."""
    task = pool_tasks.Counted()
    with pools.warm_pool(METHODS[0], workers) as pool:
        pool.map_async(task, [1] * tasks).get(timeout=60)

    assert len(range(0, tasks, chunk_size.own_chunk(tasks, workers))) == task.sent


def test_uneven_naps_are_long_at_the_end() -> None:
    """The last tenth of uneven naps is long, and no even one is."""
    short, long = chunk_size.SHORT, chunk_size.LONG

    assert [short] * 20 == chunk_size.naps("even", 20)
    assert [short] * 18 + [long] * 2 == chunk_size.naps("uneven", 20)


def test_chunks_are_timed_by_kind_and_size() -> None:
    """Each call times all tasks of each kind in chunks of each size; the naps set a bound."""
    wanted = {"even": (1, 5), "uneven": (20,)}
    took = once(chunk_size.sweep(METHODS[0], workers=2, tasks=20, wanted=wanted))

    assert ["even, 1", "even, 5", "uneven, 20"] == list(took)
    assert took["uneven, 20"] >= sum(chunk_size.naps("uneven", 20))


# ---------------------------------------------------------------- when_parallel_loses


def test_loop_and_pool_are_timed_by_turns() -> None:
    """Each call times loop, pool, and the busiest worker, no longer at work than the pool."""
    took = once(when_parallel_loses.sweep(METHODS[0], workers=2, turns=(1, 50)))

    names = [f"{part}, {turns}" for part in ("loop", "pool", "work") for turns in (1, 50)]
    assert names == list(took)
    assert 0 < took["work, 50"] < took["pool, 50"]
    assert took["loop, 1"] < took["loop, 50"]


def test_naps_are_timed() -> None:
    """As many naps as rows take their time in the loop."""
    took = once(when_parallel_loses.naps(METHODS[0], workers=2))

    assert ["loop", "pool"] == list(took)
    assert took["loop"] >= len(when_parallel_loses.ROWS) * when_parallel_loses.NAP


@pytest.mark.parametrize("method", METHODS)
def test_start_is_timed_until_workers_are_up(method: str) -> None:
    """The start of a pool is timed without its end."""
    assert 0 < when_parallel_loses.start(method, 1)["up"] < 30
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    ("experiment", "parts"),
    [
        (map_or_apply.floor, ["bare call", "bare pipe"]),
        (chunk_size.floor, ["nap", "message"]),
        (when_parallel_loses.floor, ["pickle", "pipe"]),
    ],
)
def test_floor_is_timed(experiment: Callable[[], Any], parts: list[str]) -> None:
    """What can't be saved takes its time, and its pipe is closed."""
    before = set(os.listdir("/proc/self/fd")) if sys.platform == "linux" else None
    took = once(experiment())

    assert parts == list(took)
    assert min(took.values()) > 0
    if before is not None:
        assert before == set(os.listdir("/proc/self/fd"))


TOOK = {
    "loop, 1": 1.6,
    "pool, 1": 16.0,
    "work, 1": 0.8,
    "loop, 64": 102.4,
    "pool, 64": 64.0,
    "work, 64": 51.2,
    "floor.pickle": 1.6,
    "start.up": 160.0,
}


@pytest.mark.parametrize("turns", [1, 64])
def test_anatomy_adds_up(turns: int) -> None:
    """The parts of the pool's time are all of it, and a new pool's have its start besides."""
    parts = when_parallel_loses.anatomy(TOOK, turns)

    assert {"work": TOOK[f"loop, {turns}"]} == parts["loop"]
    assert sum(parts["pool"].values()) == pytest.approx(TOOK[f"pool, {turns}"])
    assert {"start": 160.0, **parts["pool"]} == parts["new pool"]


def test_break_even_lies_where_the_curves_cross() -> None:
    """A pool breaks even between the lengths where it loses and wins, or nowhere."""
    curves = when_parallel_loses.curves(TOOK, (1, 64))
    even = when_parallel_loses.break_even(curves["pool"])

    assert {0.1: 0.1, 6.4: 6.4} == pytest.approx(curves["loop"])
    assert even is not None
    assert 0.1 < even < 6.4
    assert when_parallel_loses.break_even(curves["new pool"]) is None
    assert when_parallel_loses.break_even(curves["loop"]) is None


# ---------------------------------------------------------------- the pages' options


@pytest.mark.parametrize("page", PAGES)
def test_page_tells_its_options(page: str) -> None:
    """Each of the pages takes sizes, methods and a path, and says their defaults."""
    script = ROOT / "gallery" / "pool" / f"{page}.py"
    done = run(script, "--help")

    assert 0 == done.returncode, done.stderr
    for option in ("--methods", "--workers", "--json", "--stress", "default: "):
        assert option in done.stdout


def test_page_writes_what_it_measured(tmp_path: Path) -> None:
    """With sizes and a path, a page measures these and writes them there."""
    path = tmp_path / "out.json"
    script = ROOT / "gallery" / "pool" / "chunk_size.py"
    done = run(script, "--tasks", "200", "--workers", "3", "--json", str(path))
    names = {entry["metadata"]["name"] for entry in json.loads(path.read_text())["benchmarks"]}

    assert done.stdout
    assert {"naps.even, 1", "naps.even, 200", "naps.uneven, 17", "floor.nap"} <= names


def run(script: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run a page as a script with these options."""
    return subprocess.run(
        [sys.executable, str(script), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
