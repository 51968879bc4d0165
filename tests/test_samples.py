"""Samples: their values, medians and ratios, what they answer, and their files."""

import subprocess
import sys
from math import isinf
from pathlib import Path

import pyperf
import pytest

from mpguide import bench, machine
from mpguide.bench import BenchError, Run, Samples
from mpguide.record import HELD, REFUTED, UNDECIDED


def made(*columns: list[list[float]], **different: object) -> Samples:
    """Return samples a, b, ...: for each, the values of each interpreter, a round a slot."""
    names = tuple("abc"[: len(columns)])
    loops = dict.fromkeys(names, 8)
    runs = [
        Run(tuple((row,) for row in zip(*values, strict=True)), loops)
        for values in zip(*columns, strict=True)
    ]
    return Samples(names, tuple(runs), {**machine.circumstances(), **different})


def test_values_join_the_interpreters() -> None:
    """The values of a name are those of all interpreters, one after another."""
    samples = made([[1.0, 2.0], [3.0]], [[4.0, 5.0], [6.0]])

    assert {"a": (1.0, 2.0, 3.0), "b": (4.0, 5.0, 6.0)} == samples.values


def test_median_weighs_interpreters_alike() -> None:
    """An interpreter that measured longer counts no more."""
    assert 6.0 == made([[2.0] * 9, [10.0]]).median("a")


def test_ratio_is_paired_by_round() -> None:
    """The ratio is the median of the rounds' ratios, with each interpreter's beside it."""
    ratio = made([[4.0, 40.0, 9.0], [6.0]], [[1.0, 10.0, 1.0], [1.0]]).ratio("a", "b")

    assert (5.0, (4.0, 6.0)) == (ratio.median, ratio.medians)
    assert isinf(ratio.high)


def test_ratio_spans_the_intervals() -> None:
    """From 12 votes on, the ratio's bounds span the intervals of all interpreters."""
    ratio = made([[4.0] * 12, [6.0] * 12], [[1.0] * 12] * 2).ratio("a", "b")

    assert "5 (4 to 6)" == str(ratio)


def test_answer_can_be_read() -> None:
    """The evidence names both sides, the interval, the interpreters and the votes."""
    samples = made([[4.0] * 12, [6.0] * 12], [[1.0] * 12] * 2)

    assert (
        HELD,
        "a took 5 times as long as b (4 to 6; 2 interpreters: 4, 6; 24 votes, 0 below 3 plus 10%)",
    ) == samples.answer("a", 3, "b")


def test_answer_with_few_votes_shows_them() -> None:
    """Where the votes are too few for an interval, the evidence gives their range."""
    verdict, evidence = made([[4.0] * 8, [5.0] * 8], [[1.0] * 8] * 2).answer("a", 3, "b")

    assert HELD == verdict
    assert "(votes from 4 to 5; " in evidence


@pytest.mark.parametrize(("interpreters", "verdict"), [(2, UNDECIDED), (3, REFUTED)])
def test_refuting_takes_three_interpreters(interpreters: int, verdict: str) -> None:
    """Two interpreters refute nothing, three do."""
    samples = made([[2.0] * 12] * interpreters, [[1.0] * 12] * interpreters)

    assert verdict == samples.answer("a", 3, "b")[0]


def test_one_interpreter_decides_nothing() -> None:
    """However clear, one interpreter leaves a claim undecided."""
    assert UNDECIDED == made([[9.0] * 50], [[1.0] * 50]).answer("a", 3, "b")[0]


def test_samples_are_immutable() -> None:
    """Samples can't be changed."""
    with pytest.raises(AttributeError):
        made([[1.0]]).names = ()  # type: ignore[misc]


def test_samples_print_in_one_unit() -> None:
    """Printed, every name has its median in the same unit."""
    assert "a       1.2 ms\nb       250 ms" == str(made([[0.0012]], [[0.25]]))
    assert "a       0.5 ms\nb     2,500 ms" == str(made([[0.0005]], [[2.5]]))
    assert "a       1.2 us\nb     0.346 us" == str(made([[1.2e-6]], [[3.456e-7]]))


def test_unknown_name_is_said() -> None:
    """Asking for what was not measured names what was."""
    with pytest.raises(BenchError, match="nothing measured is called 'z'; there are 'a', 'b'"):
        made([[1.0]], [[1.0]]).ratio("a", "z")


def test_against_compares_what_both_have() -> None:
    """Two samples of the same circumstances are compared by name."""
    assert {"a": 2.0} == bench.against(made([[4.0]], [[1.0]]), made([[2.0]]))


def test_against_refuses_other_circumstances() -> None:
    """Samples of other circumstances are not compared, and the message says which."""
    with pytest.raises(BenchError, match=r"they differ in cores: 98 against 99"):
        bench.against(made([[1.0]], cores=98), made([[1.0]], cores=99))


def test_saved_file_is_read_by_pyperf(tmp_path: Path) -> None:
    """The file is a pyperf suite with a run for each interpreter, its values and loops."""
    path = tmp_path / "timings.json"
    made([[1.0, 2.0], [3.0]], [[4.0, 5.0], [6.0]]).save(path)
    suite = pyperf.BenchmarkSuite.load(str(path))
    benchmark = suite.get_benchmark("b")

    assert ["a", "b"] == suite.get_benchmark_names()
    assert [(4.0, 5.0), (6.0,)] == [run.values for run in benchmark.get_runs()]
    assert 8 == benchmark.get_runs()[0].get_loops()


def test_pyperf_compares_saved_files(tmp_path: Path) -> None:
    """The pyperf command compares two saved files."""
    for name, seconds in ("old", 1.0), ("new", 2.0):
        made([[seconds, seconds + 0.01]] * 2).save(tmp_path / name)
    command = [sys.executable, "-m", "pyperf", "compare_to", "old", "new"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )

    assert "2.00x slower" in done.stdout


def test_file_keeps_200_values_of_a_run() -> None:
    """Of many slots, evenly spaced ones are kept: at most 200 of each interpreter."""
    [entry] = made([[float(number + 1) for number in range(999)]]).entries()

    assert [[float(number) for number in range(1, 1000, 5)]] == entry["runs"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (0.04, "40 ms"), (1e-6, "1 us"), (123.4e-9, "123 ns")]
)
def test_seconds_are_readable(seconds: float, text: str) -> None:
    """Seconds are told in the unit that suits them."""
    assert text == bench.readable(seconds)


def test_margins_advise() -> None:
    """A claimed ratio needs to lie 1.5 times below the smaller one found."""
    idle, loaded = made([[9.0]], [[1.0]]), made([[6.0]], [[1.0]])
    table = bench.margins(idle, loaded, [("a", 4, "b"), ("a", 5, "b"), ("b", 1, "a")])

    assert [
        "claimed              idle     busy   room",
        "a at least 4 x b        9        6    1.5  enough",
        "a at least 5 x b        9        6    1.2  claim 4 at most",
        "b at least 1 x a    0.111    0.167   0.11  don't claim it",
    ] == table.splitlines()
