"""The engines on one job, threads without the GIL, and the survey of what measures."""

import asyncio
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mpguide import figures, machine, survey
from mpguide.experiments import engines, five_engines, free_threading

INTERPRETERS = pytest.mark.skipif(not machine.has_interpreters(), reason="needs interpreters")


@pytest.mark.parametrize("name", engines.engines())
def test_tasks_of_an_engine_run_at_once_where_its_name_says(name: str) -> None:
    """Two tasks that wait for each other meet, in what the engine is named after."""
    with engines.engine(name, 2) as crew:
        places = crew.meeting()

    assert engines.kinds_named()[name] == engines.kind(places)


def test_tasks_one_after_another_never_meet(tmp_path: Path) -> None:
    """A task that is alone in its folder is not joined by one that has been elsewhere."""
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        engines.sign_in(str(tmp_path / folder))

    assert not engines.all_here(str(tmp_path / "one"), 2)
    assert engines.all_here(str(tmp_path / "one"), 1)


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        ([(7, 0, 7), (8, 0, 8)], "processes"),
        ([(7, 1, 8), (7, 2, 9)], "interpreters"),
        ([(7, 0, 8), (7, 0, 9)], "threads"),
        ([(7, 0, 7), (7, 0, 7)], "one thread"),
    ],
)
def test_kind_is_the_largest_that_differs(places: Any, kind: str) -> None:
    """Two tasks in two processes also have two threads; they are said to be in processes."""
    assert kind == engines.kind(places)


@pytest.mark.parametrize("name", ["loop", *engines.engines()])
def test_warm_engine_is_timed_in_parts(name: str) -> None:
    """Each call gives the seconds of a trip, of the waits, of the counts, and of their cores."""
    for call in five_engines.warm(name, 2, 0.01, 1_000):
        took = call()

    assert ["trip", "wait", "count", "count cpu"] == list(took)
    assert 0 < took["trip"] < 10
    assert took["wait"] >= (0.02 if name == "loop" else 0.01)


def test_first_result_of_an_engine_takes_time() -> None:
    """The time to the first result is told."""
    assert 0 < five_engines.first_result("threads", 2)["first result"] < 10


def test_engines_and_missing_ones_are_all() -> None:
    """What an interpreter lacks is named with what it needs; what it has is not."""
    missing, has = engines.missing(), engines.engines()

    assert not missing.keys() & set(has)
    assert machine.gil_enabled() == ("Threads without a GIL" in missing)
    assert machine.has_interpreters() == ("interpreters" in has)


def test_what_counts_at_once_follows_what_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts at once is asked where there are cores and the engine, else there is a reason."""
    text, job = "Interpreters count at the same time", "interpreters.count"
    monkeypatch.setattr(machine, "cores", lambda: 1)
    monkeypatch.setattr(machine, "has_interpreters", lambda: True)
    assert (job, "needs a core for each worker") == five_engines.at_once(2)[text]

    monkeypatch.setattr(machine, "cores", lambda: 2)
    assert (job, "") == five_engines.at_once(2)[text]

    monkeypatch.setattr(machine, "has_interpreters", lambda: False)
    assert (job, "needs Python 3.14") == five_engines.at_once(2)[text]


def test_memory_is_told_for_each_engine() -> None:
    """Each engine that is here has its memory, processes more than threads."""
    found = five_engines.memory(2)

    assert set(engines.engines()) == set(found)
    assert found["spawn"] > found["threads"] >= five_engines.TELLING


def test_coroutines_share_a_thread_and_a_loop() -> None:
    """Coroutines that wait for each other take one thread; a task that blocks stops the others."""
    assert 1 == five_engines.threads_of(50)
    assert not five_engines.runs_beside(engines.as_coroutine, 0.05)
    assert five_engines.runs_beside(asyncio.to_thread, 30)


def test_counting_takes_less_time_with_more_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counting takes the loop's time over the cores; on Windows it is the fastest round."""
    values = {"x.count": (0.9, 0.7, 0.8)}
    samples = SimpleNamespace(values=values, median={"loop.count cpu": 1.5}.get)

    monkeypatch.setattr(sys, "platform", "linux")
    assert 1.0 == five_engines.counting(samples, "x", lambda *_: 1.5)

    monkeypatch.setattr(sys, "platform", "win32")
    assert 0.7 == five_engines.counting(samples, "x", lambda *_: 1.5)


@INTERPRETERS
def test_module_that_loads_is_not_refused() -> None:
    """An interpreter loads a module of the standard library without a word."""
    assert "" == five_engines.refused("json")


def test_cells_are_compared_with_the_least_of_their_column() -> None:
    """A cell says how many times the least of its column it is, and what."""
    cells = five_engines.compared(
        {"start": {"a": 1.0, "b": 90.0}, "memory": {"a": 2e6, "b": 5e6}}, "{:.0f} s".format
    )

    assert {
        ("a", "start"): ("least", "1 s"),
        ("b", "start"): ("100 times", "90 s"),
        ("a", "memory"): ("least", "2.0 MB"),
        ("b", "memory"): ("a few times", "5.0 MB"),
    } == cells
    assert ["a", "1", "s", "2.0", "MB"] == five_engines.table(cells).splitlines()[1].split()


def test_table_of_findings_takes_a_word_and_a_value() -> None:
    """Cells with the same word have the same colour, whatever value stands below it."""
    cells = {("a", "x"): ("least", "1 s"), ("b", "x"): ("least", "1.2 s"), ("c", "x"): "most"}

    picture = figures.draw_table(["a", "b", "c"], ["x"], cells, "Costs")

    assert "2 least, 1 most" in picture.alt
    assert "1.2 s" in picture.svg


def rounds(cores: float, free: float, times: int = 6) -> dict[str, Any]:
    """Return rounds in which two threads had so many cores, and gained as much."""
    one = {"loop": 0.01, "threads": 0.01 / cores, "cores": cores, "free": free}
    return {"gil": False, "rounds": [one] * times, "lost": {"+=": 5, "lock": 0}}


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (rounds(1.9, 1.9), "held"),
        (rounds(1.9, 1.0, times=1), "held"),
        (rounds(0.95, 1.9), "refuted"),
        (rounds(0.95, 1.9, times=2), "undecided"),
        (rounds(0.95, 0.9), "undecided"),
    ],
)
def test_threads_at_once_are_refuted_on_free_cores_only(
    measured: dict[str, Any], verdict: str
) -> None:
    """One round with two cores is proof; that none has them is one where two were free."""
    assert verdict == free_threading.at_once(measured)[0]


def test_cells_of_the_builds() -> None:
    """A busy machine is not taken for a lock that holds the threads back."""
    runs = {"t": SimpleNamespace(measured=rounds(0.9, 0.9))}
    cells = free_threading.cells(runs)

    assert ("none free", "0.90") == cells["cores", "t"]
    assert ("lost", "5") == cells["+=", "t"]
    assert ("kept", "") == cells["lock", "t"]


def test_program_finds_what_its_build_is_known_for() -> None:
    """Updates without a lock are lost without a GIL; with a lock or a GIL they are not."""
    [seen] = survey.survey("without_gil", ["default"], [machine.python_name()])
    gil = machine.gil_enabled()

    assert seen.live
    assert seen.measured
    assert gil == seen.measured["gil"]
    on, lost = ("on", "none") if gil else ("off", "some")
    assert f"GIL {on}; lost by +=: {lost}, call: some, lock: none, append: none" == seen.last_line


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("cc"), reason="needs a compiler")
def test_run_that_lacks_something_comes_from_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a compiler, what an earlier run has found is shown; with no such run, nothing."""
    monkeypatch.setattr(survey, "ARCHIVE", str(tmp_path))
    program = ("gil_comes_back", ["silent"], [machine.python_name()])
    [found] = survey.survey(*program)
    monkeypatch.setenv("PATH", "/nowhere")
    assert () == survey.survey(*program)

    entry = {name: value for name, value in found._asdict().items() if name != "live"}
    (tmp_path / "gil_comes_back.json").write_text(json.dumps([entry]), encoding="utf-8")
    [kept] = survey.survey(*program)
    assert found.live
    assert found._replace(live=False) == kept


def test_archive_of_the_free_threaded_is_whole() -> None:
    """The archive has what each build was told, what it measured, and on which machine."""
    for program, told in survey.ON_FREE.items():
        seen = survey.archived(program)

        assert "3.13t" in {entry.interpreter for entry in seen} <= set(survey.FREE)
        assert {*told} == {entry.start_method for entry in seen}
        assert all(entry.machine for entry in seen)
    assert all(entry.measured for entry in survey.archived("without_gil"))
