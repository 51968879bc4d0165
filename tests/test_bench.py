"""Bench: what it measures, keeps and refuses, and that it leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import bench_experiments as experiments
import psutil
import pyperf
import pytest

from mpguide import bench, machine, record
from mpguide.bench import BenchError, Run, arguments, comparing, fresh, load
from mpguide.bench.sampling import Task
from mpguide.record import HELD, REFUTED, UNDECIDED

work = experiments.work


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test without a record, and with nothing chosen or kept."""
    monkeypatch.delenv("MPGUIDE_RECORD", raising=False)
    monkeypatch.setattr(arguments, "chosen", {})
    monkeypatch.setattr(comparing, "kept", [])


def gone(pid: int, seconds: float = 10.0) -> bool:
    """Return whether a process ends within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


# Comparing: fresh interpreters


@pytest.mark.alone
def test_known_ratio_is_held() -> None:
    """Six times the work takes at least three times as long; two interpreters agree."""
    samples = bench.compare(
        {"six": partial(work, 6), "one": partial(work, 1)}, at_least=[("six", 3, "one")]
    )

    assert HELD == samples.answer("six", 3, "one")[0]
    assert 2 == len(samples.runs)
    assert 4 < samples.ratio("six", "one").median < 9


@pytest.mark.alone
def test_known_ratio_is_refuted() -> None:
    """Twice the work does not take at least six times as long; three interpreters agree."""
    samples = bench.compare(
        {"two": partial(work, 2), "one": partial(work, 1)}, at_least=[("two", 6, "one")]
    )

    assert REFUTED == samples.answer("two", 6, "one")[0]
    assert 3 == len(samples.runs)


@pytest.mark.alone
def test_equal_work_stays_undecided() -> None:
    """What no vote can decide stops at the budget, after one interpreter."""
    begin = time.monotonic()
    samples = bench.compare(
        {"a": partial(work, 3), "b": partial(work, 3)}, at_least=[("a", 1, "b")], budget=0.3
    )

    assert UNDECIDED == samples.answer("a", 1, "b")[0]
    assert 1 == len(samples.runs)
    assert time.monotonic() - begin < 20


def test_rounds_are_exact() -> None:
    """Of each alternative, each of two interpreters measures exactly the rounds asked for."""
    samples = bench.compare({"a": partial(work, 9), "b": partial(work, 1)}, rounds=7)

    assert [14, 14] == [len(values) for values in samples.values.values()]
    assert [7, 7] == [sum(map(len, run.slots)) for run in samples.runs]


def test_interpreters_are_as_many_as_asked_for() -> None:
    """More interpreters than the question needs are asked, and each has its own median."""
    samples = bench.compare({"a": partial(work, 9)}, rounds=3, interpreters=4)

    assert 4 == len(samples.runs)
    assert 4 == len(samples.ratio("a", "a").medians)


def test_block_takes_long_enough() -> None:
    """A quick call is repeated until its block takes 100 us, and the seconds are those of one."""
    samples = bench.compare({"quick": partial(len, "")}, rounds=5)
    loops = samples.runs[0].loops["quick"]

    assert loops & (loops - 1) == 0
    assert loops >= 256
    assert samples.median("quick") < 100e-6 / 16
    assert {loops} == {run.loops["quick"] for run in samples.runs}


def test_mapping_returned_is_what_is_measured() -> None:
    """A call that returns a mapping has measured its parts: they are the names."""
    samples = bench.compare({"x": experiments.parts, "y": partial(work, 1)}, rounds=5)

    assert ("x.one", "x.three", "y") == samples.names
    assert samples.median("x.one") < samples.median("x.three")


def test_alternatives_are_alive_together(tmp_path: Path) -> None:
    """All are set up before the first call and torn down after the last, in reverse order."""
    log = str(tmp_path / "log")
    alternatives = {name: partial(experiments.logged, log, name) for name in "ab"}
    bench.compare(alternatives, rounds=2)
    lines = Path(log).read_text(encoding="utf-8").splitlines()
    first = lines[: lines.index("down a") + 1]

    assert ["up a", "up b"] == first[:2]
    assert ["down b", "down a"] == first[-2:]
    assert {"call a", "call b"} == set(first[2:-2])


def test_what_an_experiment_prints_disturbs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Printing, by the interpreter or past it, reaches neither the answers nor the reader."""
    samples = bench.compare({"chatter": experiments.chatter}, rounds=3)

    assert 6 == len(samples.values["chatter"])
    assert ("", "") == capfd.readouterr()


def test_start_method_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start method in force is in force in the fresh interpreter, too."""
    for method in machine.start_methods():
        monkeypatch.setattr(machine, "start_method", lambda method=method: method)
        samples = bench.compare({"x": experiments.start_method}, rounds=1)

        assert (f"x.{method}",) == samples.names
        assert method == samples.circumstances["start_method"]


def test_module_is_found_where_the_page_found_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An experiment may come from any folder that this interpreter imports from."""
    (tmp_path / "apart.py").write_text("def call():\n    pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import apart

    assert ("x",) == bench.compare({"x": apart.call}, rounds=1).names


def at_top() -> None:
    """Stand for a function of the script."""


def test_what_cannot_travel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fresh interpreter can't import is refused at once, with the reason."""
    monkeypatch.setattr(at_top, "__module__", "__main__")

    def closure() -> None:
        """Stand for a function made inside another."""

    reasons = {
        "a lambda can't be imported": lambda: None,
        "closure is made inside a function": closure,
        "at_top is defined in the script": at_top,
        "can't be called": 3,
        "can't be pickled": partial(work, lambda: None),
    }
    for reason, function in reasons.items():
        with pytest.raises(BenchError, match=f"'x' can't be timed .*{reason}"):
            bench.compare({"x": function})  # type: ignore[dict-item]


def test_nothing_to_compare_is_refused() -> None:
    """No alternatives, no rounds, no time or no interpreter are refused."""
    for wrong in ({"alternatives": {}}, {"rounds": 0}, {"budget": 0.0}, {"interpreters": -1}):
        with pytest.raises(BenchError, match=r"no alternatives|nothing to measure"):
            bench.compare(**{"alternatives": {"x": work}, **wrong})  # type: ignore[arg-type]


def test_claim_on_what_is_not_measured_is_refused() -> None:
    """A claim that names nothing measured is refused, with the names there are."""
    with pytest.raises(BenchError, match=r"^nothing measured is called 'y'; there are 'x'"):
        bench.compare({"x": partial(work, 1)}, at_least=[("x", 2, "y")])


@pytest.mark.parametrize(
    "experiment",
    [experiments.failing, experiments.failing_to_set_up, experiments.failing_to_tear_down],
)
def test_experiment_that_raises_is_named(experiment: object) -> None:
    """An error in a call, a set-up or a tear-down comes with the experiment and its traceback."""
    with pytest.raises(BenchError) as caught:
        bench.compare({"good": partial(work, 1), "bad": experiment}, rounds=2)  # type: ignore[dict-item]
    first, *_, last = str(caught.value).splitlines()

    assert "the experiment 'bad' failed" == first
    assert "ValueError: no luck" == last
    assert 'raise ValueError("no luck")' in str(caught.value)
    assert "sampling.py" not in str(caught.value)


def test_failure_among_live_ones_is_named(tmp_path: Path) -> None:
    """What fails once all are set up is named, though others are torn down after it."""
    live = partial(experiments.logged, str(tmp_path / "log"), "live")
    with pytest.raises(BenchError, match="the experiment 'bad' failed"):
        bench.compare({"live": live, "bad": experiments.failing}, rounds=2)


def test_experiment_that_cannot_be_loaded_is_said() -> None:
    """What travels but can't be imported there is an error of loading."""
    comparison = comparing.Comparison({"x": partial(work, 1)}, [], 1, 1.0, 2)
    comparison.packed = comparison.packed.replace(b"bench_experiments", b"bench_explanation")
    with pytest.raises(BenchError, match=r"(?s)loading the experiments failed.*No module named"):
        comparison.measure()


def test_interpreter_that_dies_is_said() -> None:
    """An experiment that ends its interpreter is named, with the exit status."""
    with pytest.raises(BenchError, match=r"'x' ended its interpreter \(exit status 3\)"):
        bench.compare({"x": experiments.dying})


@pytest.mark.parametrize("waited_for", [True, False])
def test_nothing_that_was_not_torn_down_stays(
    waited_for: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What an experiment left running is ended, and said if its interpreter waits for it."""
    monkeypatch.setattr(fresh, "PATIENCE", 4.0)
    pids = tmp_path / "pids"
    left = {"x": partial(experiments.leaving_a_child, str(pids), waited_for)}
    if waited_for:
        with pytest.raises(BenchError, match="left something running"):
            bench.compare(left, rounds=1)
    else:
        bench.compare(left, rounds=1)

    assert gone(int(pids.read_text(encoding="utf-8")))


@pytest.mark.parametrize("do", ["fail", "hang"])
def test_nothing_of_a_bad_experiment_stays(
    do: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An experiment that fails or hangs is ended with all it started, in any session."""
    monkeypatch.setattr(fresh, "PATIENCE", 4.0)
    monkeypatch.setattr(fresh, "GRACE", 0.5)
    pids = tmp_path / "pids"
    said = "no sign of life for 4 s" if do == "hang" else "no luck"
    with pytest.raises(BenchError, match=f"(?s)the experiment 'x'.*{said}"):
        bench.compare({"x": partial(experiments.starting_and_then, do, str(pids))})

    assert all(gone(int(pid)) for pid in pids.read_text(encoding="utf-8").split())


def test_answers_read_late_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an interpreter said counts, also when it has ended before that is read."""
    read = fresh.Fresh._read
    monkeypatch.setattr(fresh.Fresh, "_read", lambda self: (time.sleep(1.0), read(self)))

    assert ("x",) == bench.compare({"x": partial(work, 1)}, rounds=2).names


def test_hanging_experiment_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message of a hang has the stack of the call that hung."""
    monkeypatch.setattr(fresh, "PATIENCE", 4.0)
    with pytest.raises(BenchError, match=r"(?s)no sign of life.*KeyboardInterrupt"):
        bench.compare({"x": partial(time.sleep, 100)})


def scripted(monkeypatch: pytest.MonkeyPatch, *ratios: dict[str, float]) -> list[Task]:
    """Let made-up interpreters measure these ratios to "one"; return the tasks they get."""
    tasks: list[Task] = []

    class Scripted:
        """An interpreter that has measured before it is asked."""

        def __init__(self, task: Task, alternatives: bytes) -> None:
            found = {**ratios[len(tasks)], "one": 1.0}
            tasks.append(task)
            self.names = tuple(found)
            self.run = Run((((*found.values(),),),) * 12, dict.fromkeys(found, 7))

        def __enter__(self) -> "Scripted":
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def measure(self) -> None:
            """Do nothing."""

    monkeypatch.setattr(comparing, "Fresh", Scripted)
    return tasks


def test_only_open_claims_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An undecided claim is dropped, a held one asked twice, a refuted one three times."""
    found = {"held": 5.0, "refuted": 2.0, "undecided": 3.0}
    tasks = scripted(monkeypatch, *[found] * 3)
    claims = [(name, 3, "one") for name in found]
    samples = bench.compare({"x": partial(work, 1)}, at_least=claims)

    assert [list(found), ["held", "refuted"], ["refuted"]] == [
        [claim[0] for claim in task.at_least] for task in tasks
    ]
    assert list(found) == [samples.answer(*claim)[0] for claim in claims]


def test_disagreement_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two interpreters that differ are not asked for a third opinion."""
    tasks = scripted(monkeypatch, {"x": 5.0}, {"x": 2.0})
    samples = bench.compare({"x": partial(work, 1)}, at_least=[("x", 3, "one")])

    assert UNDECIDED == samples.answer("x", 3, "one")[0]
    assert 2 == len(tasks)


def test_blocks_are_of_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later interpreters take over the loops that the first one has found."""
    tasks = scripted(monkeypatch, {}, {})
    bench.compare({"x": partial(work, 1)})

    assert [{}, {"one": 7}] == [task.loops for task in tasks]


def test_interpreters_that_measured_different_names_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Parts that are not the same in every interpreter can't be joined."""
    scripted(monkeypatch, {"x": 1.0}, {"y": 1.0})
    with pytest.raises(BenchError, match="measured x, one at first, and y, one in a second"):
        bench.compare({"x": partial(work, 1)})


# Keeping


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Record the page ``page`` into a file, as a build does."""
    path = tmp_path / "lines"
    monkeypatch.setenv("MPGUIDE_RECORD", str(path))
    monkeypatch.setenv("MPGUIDE_PAGE", "page")
    return path


def test_timings_go_into_the_record(lines: Path) -> None:
    """What was measured is in the record under its page, a run for each interpreter."""
    bench.compare({"a": partial(work, 1), "b": partial(work, 2)}, rounds=4)
    suite = record.fold([lines], {}).timings["page"]

    assert [2, 2] == [len(benchmark["runs"]) for benchmark in suite["benchmarks"]]


def test_failure_loses_nothing_measured(lines: Path, tmp_path: Path) -> None:
    """What the first interpreter measured is recorded when the second one fails."""
    late = partial(experiments.failing_in_the_second, str(tmp_path / "log"))
    with pytest.raises(BenchError, match="no luck"):
        bench.compare({"x": late}, rounds=4)
    suite = record.fold([lines], {}).timings["page"]

    assert [1] == [len(benchmark["runs"]) for benchmark in suite["benchmarks"]]


def test_killed_interpreter_loses_little(lines: Path) -> None:
    """What was measured until a quarter of a second before an interpreter's death is kept."""
    with pytest.raises(BenchError, match="ended its interpreter"):
        bench.compare({"x": partial(experiments.dying, 1.0)}, rounds=10**9)
    suite = record.fold([lines], {}).timings["page"]

    assert [1] == [len(benchmark["runs"]) for benchmark in suite["benchmarks"]]


PAGE = """
from functools import partial
import bench_experiments as experiments
from mpguide import bench

if __name__ == "__main__":
    bench.options(processes=3)
    bench.compare({"x": partial(experiments.work, 1)}, budget=60)
"""


def test_ctrl_c_keeps_what_was_measured(tmp_path: Path) -> None:
    """Ctrl-C in the middle writes what was measured, and leaves nothing running."""
    page, json_file, lines = tmp_path / "page.py", tmp_path / "out.json", tmp_path / "lines"
    page.write_text(PAGE, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(page), "--json", str(json_file)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "MPGUIDE_RECORD": str(lines)},
        stderr=subprocess.PIPE,
        text=True,
    )
    [interpreter] = children(process.pid)
    time.sleep(2.0)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)

    assert process.returncode != 0
    assert f"page.py: interrupted; what was measured is in {json_file}\n" == error
    assert gone(interpreter.pid)
    assert ["x"] == pyperf.BenchmarkSuite.load(str(json_file)).get_benchmark_names()
    assert 1 == len(lines.read_text(encoding="utf-8").splitlines())


def test_failing_page_is_one_message(tmp_path: Path) -> None:
    """An experiment's error ends a measuring page with its message, and no more than that."""
    page = tmp_path / "page.py"
    page.write_text(PAGE.replace("experiments.work, 1", "experiments.failing"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(page)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 1 == done.returncode
    assert done.stderr.startswith("page.py: error: the experiment 'x' failed\n")
    assert done.stderr.endswith("\nValueError: no luck\n")


def children(pid: int, seconds: float = 20.0) -> list[psutil.Process]:
    """Wait until a process has children, and return them."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = psutil.Process(pid).children(recursive=True)
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"process {pid} started nothing")


# Load


def test_busy_ends_what_it_started() -> None:
    """The spinning processes are as many as asked for, and gone afterwards, also on an error."""
    spinning: list[int] = []

    def fail_under_load() -> None:
        """Raise an error with three processes spinning."""
        with bench.Busy(3) as busy:
            spinning.extend(process.pid for process in busy.spinning)
            assert not any(gone(pid, 0.1) for pid in spinning)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail_under_load()

    assert 3 == len(spinning)
    assert all(gone(pid) for pid in spinning)


def test_spinning_ends_with_its_starter() -> None:
    """A spinning process ends when whoever started it is killed."""
    code = "from mpguide import bench, machine\nimport time\nwith bench.Busy(1):\n time.sleep(99)"
    starter = subprocess.Popen([sys.executable, "-c", code])
    [spinning] = children(starter.pid)
    starter.kill()
    starter.wait(10)

    assert gone(spinning.pid)


@pytest.mark.alone
def test_stress_measures_idle_and_busy(capsys: pytest.CaptureFixture[str], lines: Path) -> None:
    """Under stress the ratios are found twice, told beside the claimed one, and recorded."""
    bench.compare(
        {"six": partial(work, 6), "one": partial(work, 1)},
        at_least=[("six", 3, "one")],
        stress=True,
    )
    names = pyperf_names(record.fold([lines], {}).timings["page"])

    assert capsys.readouterr().out.splitlines()[1].startswith("six at least 3 x one")
    assert ["six", "one", "six (busy)", "one (busy)"] == names


def test_stress_comes_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The machine is loaded after the idle measuring, and until the busy one is done."""
    tasks = scripted(monkeypatch, *[{"x": 5.0}] * 4)
    moments = []
    monkeypatch.setattr(load.Busy, "__enter__", lambda _: moments.append(len(tasks)))
    monkeypatch.setattr(load.Busy, "__exit__", lambda *_: moments.append(len(tasks)))
    bench.compare({"x": partial(work, 1)}, at_least=[("x", 3, "one")], stress=True)

    assert [2, 4] == moments


def pyperf_names(suite: dict[str, object]) -> list[str]:
    """Return the names of a suite's benchmarks."""
    common = suite.get("metadata", {})
    return [{**common, **each["metadata"]}["name"] for each in suite["benchmarks"]]  # type: ignore


def test_import_is_light() -> None:
    """Importing bench imports none of what only measuring needs."""
    code = "import sys, mpguide.bench; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(bench.__path__[0]))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    needed = {
        "argparse",
        "inspect",
        "multiprocessing",
        "pickle",
        "random",
        "subprocess",
        "tempfile",
    }

    assert not needed & set(done.stdout.split())


def test_load_asks_for_every_core() -> None:
    """Without a number, as many processes spin as there are cores."""
    assert machine.cores() == load.Busy().processes
