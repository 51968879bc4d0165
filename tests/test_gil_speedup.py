"""Shares of work by a loop, by threads and by processes, and what is made of their times."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from mpguide import bench, machine
from mpguide.bench import Run, Samples
from mpguide.experiments import speedup
from mpguide.record import HELD, REFUTED, UNDECIDED
from mpguide.workers.speedup import clocked

METHODS = machine.start_methods()


def once(experiment: Iterator[Callable[[], Any]]) -> Any:
    """Set an experiment up, call it once, and tear it down."""
    found = [call() for call in experiment]

    assert len(found) == 1
    return found[0]


def measured(gains: list[float], alike: list[float], interpreters: int = 2) -> Samples:
    """Return samples of threads that gain so much, with shares so much alike."""
    names = ("c.fastest", "c.slowest", "c.loop", "c.threads", "c.threads cpu")
    rows = [(part, 1.0, 4.0, 4.0 / gain, 4.0) for gain, part in zip(gains, alike, strict=True)]
    run = Run(tuple((row,) for row in rows), dict.fromkeys(names, 1))
    return Samples(names, (run,) * interpreters, machine.circumstances())


# ---------------------------------------------------------------- measuring


@pytest.mark.parametrize("method", METHODS)
def test_processes_do_a_share_each(method: str) -> None:
    """Each process does exactly one share of what is asked, and all are gone in the end."""
    with speedup.processes(method, 2) as do:
        workers = multiprocessing.active_children()
        shares = do(partial(sum, range(1000)))

    assert 2 == len(workers) == len(shares)
    assert all(0 < cpu and 0 < seconds for seconds, cpu in shares)
    assert not any(worker.is_alive() for worker in workers)


def test_threads_do_a_share_each() -> None:
    """Each thread does one share and no thread two; all are gone in the end."""
    names: list[str] = []
    together = threading.Barrier(3)

    def work() -> None:
        names.append(threading.current_thread().name)
        together.wait(30)

    before = threading.active_count()
    with speedup.threads(3) as do:
        shares = do(work)

    assert 3 == len(shares) == len(set(names))
    assert before == threading.active_count()


def test_clocked_tells_sleep_from_work() -> None:
    """A share that waits has no core meanwhile."""
    seconds, cpu = clocked(partial(threading.Event().wait, 0.05))

    assert 0.04 < seconds
    assert cpu < 0.5 * seconds


@pytest.mark.parametrize("method", METHODS)
def test_in_turns_times_every_way(method: str) -> None:
    """A round has the seconds and the cores' seconds of each way, and those of the control."""
    took = once(speedup.in_turns(method, partial(sum, range(10_000)), workers=2))

    ways = {f"{way}{what}" for way in speedup.WAYS for what in ("", " cpu")}
    assert ways | {"fastest", "slowest"} == took.keys()
    assert took["fastest"] <= took["loop"] / 2
    assert took["fastest"] <= took["slowest"] <= max(took["loop"], took["processes"])


def test_in_turns_starts_what_is_asked_for() -> None:
    """Without processes among the ways none is started, and there is no control."""
    took = once(speedup.in_turns("spawn", os.getpid, workers=2, ways=("loop", "threads")))

    assert {"loop", "loop cpu", "threads", "threads cpu"} == took.keys()


@pytest.mark.parametrize(("alike", "rounds"), [([0.5, 0.5, 1], 3), ([1], 1), ([0.5] * 4, 3)])
def test_busy_round_is_made_again(
    monkeypatch: pytest.MonkeyPatch, alike: list[float], rounds: int
) -> None:
    """A round in which a share lacked a core is made again, three times in all at most."""
    made = iter([{"fastest": part, "slowest": 1.0} for part in alike])
    seen = []

    def time_round(*_: object) -> dict[str, float]:
        seen.append(next(made))
        return seen[-1]

    monkeypatch.setattr(speedup, "_time_round", time_round)

    took = once(speedup.in_turns("spawn", int, workers=1, ways=()))

    assert rounds == len(seen)
    assert seen[-1] == took


def test_share_without_a_core_is_the_fastest() -> None:
    """Shares that took alike by the clock, of which one had half a core, are told apart."""
    assert {"fastest": 1.0, "slowest": 2.0} == speedup.extremes([(2.0, 2.0), (2.0, 1.0)])


def test_silent_worker_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that does not answer is not waited for without end."""
    monkeypatch.setattr(speedup, "PATIENCE", 0.01)
    mine, other = multiprocessing.Pipe()

    with mine, other, pytest.raises(TimeoutError, match=r"did not answer within 0\.01 s"):
        speedup._answer(mine)


# ---------------------------------------------------------------- answering


@pytest.mark.parametrize(("busy", "verdict"), [(3, REFUTED), (4, UNDECIDED)])
def test_a_busy_moment_does_not_count(busy: int, verdict: str) -> None:
    """The cores have to be free in three quarters of the rounds of each interpreter."""
    samples = measured([1.0] * 12, [0.5] * busy + [0.95] * (12 - busy))

    assert verdict == bench.side_by_side(samples, "c.threads", "c")[0]


def test_one_round_side_by_side_is_proof() -> None:
    """Who had more than a core once, on a busy machine too, did not take turns."""
    samples = measured([1.0] * 11 + [1.8], [0.5] * 12)

    assert 1.8 == pytest.approx(bench.most_cores(samples, "c.threads"))
    assert (
        HELD,
        "c.threads had up to 1.80 cores at once; a core for each worker in 0 of 24 rounds",
    ) == bench.side_by_side(samples, "c.threads", "c")


@pytest.mark.parametrize(("cores", "verdict"), [(1, REFUTED), (2, HELD)])
def test_no_round_may_have_more_cores(cores: int, verdict: str) -> None:
    """One round with more cores refutes that there were never more, on a busy machine too."""
    samples = measured([1.0] * 7 + [1.9], [0.5] * 8)

    found = (verdict, "c.threads had up to 1.90 cores at once")
    assert found == bench.at_most(samples, "c.threads", cores)


def test_coarse_clock_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' steps are as long as a share: nothing is made of them."""
    samples = measured([1.9] * 8, [0.9] * 8)
    monkeypatch.setattr(sys, "platform", "win32")

    assert UNDECIDED == bench.at_most(samples, "c.threads")[0]
    assert UNDECIDED == bench.side_by_side(samples, "c.threads", "c")[0]


def test_best_round_is_the_shortest() -> None:
    """The seconds of the best round go with what it had of the cores, not with another's."""
    samples = measured([1.0, 2.0, 1.6], [0.9] * 3)

    assert (2.0, 4.0) == bench.best_round(samples, "c.threads")


@pytest.mark.parametrize(
    ("rounds", "alike", "verdict"),
    [(4, 0.95, REFUTED), (3, 0.95, UNDECIDED), (12, 0.5, UNDECIDED)],
)
def test_never_side_by_side_takes_free_cores(rounds: int, alike: float, verdict: str) -> None:
    """Who never had more than a core takes turns, if there were cores in enough rounds."""
    samples = measured([1.0] * rounds, [alike] * rounds)

    assert verdict == bench.side_by_side(samples, "c.threads", "c")[0]


@pytest.mark.parametrize(("cores", "verdict"), [(2, HELD), (3, REFUTED)])
def test_so_many_side_by_side_have_so_many_cores(cores: int, verdict: str) -> None:
    """Who had 1.9 cores at most had two at once, and never three."""
    samples = measured([1.9] * 12, [0.95] * 12)

    assert verdict == bench.side_by_side(samples, "c.threads", "c", cores)[0]


@pytest.mark.alone
def test_control_sees_a_busy_machine() -> None:
    """Beside spinning processes no round of a real measurement has free cores."""
    counting = partial(
        speedup.in_turns,
        METHODS[0],
        partial(sum, range(500_000)),
        workers=machine.cores(),
        ways=("loop", "processes"),
    )
    with bench.Busy(3 * machine.cores()):
        samples = bench.compare({"c": counting}, rounds=8, interpreters=1)

    more = machine.cores() + 1  # than can ever be had
    verdict, evidence = bench.side_by_side(samples, "c.processes", "c", more)
    assert UNDECIDED == verdict, evidence
