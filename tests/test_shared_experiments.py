"""The experiments on shared state: what each update does, what memory grows by, what is drawn."""

import inspect
import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

import pyperf
import pytest

from mpguide import machine, observe
from mpguide.experiments import copy_on_write, cost_of_sharing, memory, shared_memory
from unused import left_of, unused_memory

METHODS = machine.start_methods()
METHOD = machine.start_method()
MEGABYTES = 40_000_000
"""So much is new memory wherever it is asked for: below 32 MiB, malloc may give a forked child
what its parent has had and freed, and its resident memory does not grow."""


def count(call: Any) -> int:
    """Return what an update's number is at."""
    inner = inspect.getclosurevars(call).nonlocals
    if "numbers" in inner:
        numbers = inner["numbers"]
        return int(numbers["number"] if hasattr(numbers, "keys") else numbers[0])
    return int(inner["number"].value)


@pytest.mark.parametrize(
    "experiment",
    [
        cost_of_sharing.attribute,
        cost_of_sharing.raw_value,
        cost_of_sharing.value,
        cost_of_sharing.locked_value,
        cost_of_sharing.view,
        lambda: cost_of_sharing.manager_dict(METHOD),
    ],
)
def test_update_adds_one(experiment: Any) -> None:
    """Each call of an update adds one to a number that begins at 0."""
    for call in experiment():
        for _ in range(3):
            call()

        assert 3 == count(call)


@pytest.mark.parametrize("method", METHODS)
def test_child_adds_to_what_is_shared(method: str) -> None:
    """A child's update reaches its parent under every start method, unless it is a plain one."""
    found = cost_of_sharing.add_in_child(method)

    assert 0 == found.pop("plain attribute")
    assert {"RawValue": 1, "Value": 1, "shared memory": 1, "Manager dict": 1} == found


@pytest.mark.parametrize(
    "experiment",
    [
        cost_of_sharing.fill_array,
        cost_of_sharing.fill_view,
        cost_of_sharing.copy,
        lambda size: cost_of_sharing.fill_manager_list(METHOD, size),
    ],
)
def test_fill_writes_all(experiment: Any) -> None:
    """A fill writes every number, and can do so again."""
    for call in experiment(100):
        numbers = inspect.getclosurevars(call).nonlocals["numbers"]
        numbers[99] = 0
        call()
        call()

        assert [*range(100)] == list(numbers[:])


def test_round_trip_ends_its_peer() -> None:
    """The peer of a round trip answers, and has ended when the experiment is torn down."""
    for call in cost_of_sharing.round_trip(METHOD):
        call()
        call()

        assert 1 == len(multiprocessing.active_children())
    assert [] == multiprocessing.active_children()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("way", [shared_memory.send, shared_memory.share])
def test_workers_read_the_array(way: Any, method: str) -> None:
    """Each worker adds up the whole array, its resident memory grows by it, and no block stays."""
    before = unused_memory()

    sums, grown = way(MEGABYTES, method, 2)

    assert [sum(range(MEGABYTES // 8))] * 2 == sums
    assert min(grown["resident"]) > 0.9 * MEGABYTES
    assert (2, 2, 1) == tuple(map(len, grown.values()))
    assert set() == left_of(before)
    assert [] == multiprocessing.active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's accounting of memory")
def test_only_what_is_sent_is_private() -> None:
    """Memory that a worker has alone grows with an array that is sent, not with a shared one."""
    _, sent = shared_memory.send(MEGABYTES, METHOD, 2)
    _, shared = shared_memory.share(MEGABYTES, METHOD, 2)

    assert min(sent["private"]) > 0.9 * MEGABYTES > 0.5 * MEGABYTES > max(shared["private"])
    assert sent["together"][0] > 1.8 * MEGABYTES > 0.9 * MEGABYTES > shared["together"][0]


def fail(parent: Any) -> None:
    """Be a worker that is ready, and then fails."""
    parent.send("ready")
    parent.recv()
    raise SystemExit(3)


def test_worker_that_fails_is_heard_of() -> None:
    """A worker that ends in place of an answer is an error, and the others are ended."""
    with pytest.raises((EOFError, OSError)):
        shared_memory.hand_out(fail, "given", METHOD, 2)

    assert [] == multiprocessing.active_children()


@pytest.mark.skipif(
    sys.platform != "linux" or "fork" not in METHODS, reason="needs fork and Linux's accounting"
)
def test_collecting_and_looping_copy_pages() -> None:
    """A forked child that collects or loops has the objects' memory for itself, else next to none.

    After a freeze only looping does.
    """
    objects = 200_000
    owned = copy_on_write.private_memory(objects)
    whole = copy_on_write.size_of(objects)
    copied = {task for task, size in owned.items() if size - owned["idle"] > 0.9 * whole}
    shared = {task for task, size in owned.items() if size - owned["idle"] < 0.1 * whole}

    assert {"collect", "loop", "freeze, loop"} == copied
    assert {"idle", "add up", "freeze, collect"} == shared


def test_sizes_are_saved_as_bytes(tmp_path: Path) -> None:
    """Sizes go into a file that pyperf reads as bytes, named by their keys."""
    path = tmp_path / "sizes.json"

    memory.save(str(path), {"sent": {8: {"private": [7, 9]}}, "idle": 0})
    suite = pyperf.BenchmarkSuite.load(str(path))

    assert {"sent, 8, private": (7, 9), "idle": (1,)} == {
        benchmark.get_name(): benchmark.get_values() for benchmark in suite
    }
    assert {"byte"} == {benchmark.get_unit() for benchmark in suite}


def test_nothing_is_saved_without_a_path() -> None:
    """Without a path nothing is written."""
    memory.save(None, {"idle": 1})


def test_curve_is_never_at_zero() -> None:
    """What did not grow is drawn as a page, since a log axis has no 0."""
    found = memory.curves({"shared": {8: {"private": [-5, 0]}}}, "private")

    assert {"shared, private": {8: memory.PAGE}} == found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("program", ["drawn_from_main", "drawn_in_child"])
def test_every_child_draws_from_every_source(program: str, method: str) -> None:
    """Three children each draw a number from each of five sources."""
    path = observe.program(program)
    run = observe.run(path, start_method=method, quiet=None, deadline=90)
    children = json.loads(run.output)

    assert ("finished", 3) == (run.ended, len(children))
    assert [5, 5, 5] == list(map(len, children))
