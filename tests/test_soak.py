"""The soak: what it sees of runs and of what they leave, its loads, its report, and resuming."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from conftest import ROOT

if sys.platform != "linux":
    pytest.skip("the soak needs Linux", allow_module_level=True)

from mpguide import machine
from mpguide.observe import leftovers
from mpguide.record import Claim
from soaking import burden, loads, report, runs, state
from soaking.runs import Task
from soaking.state import Cell, Run, State, StateError

pytestmark = pytest.mark.timeout(240)

PATIENCE = 60

HOLDS = 'claims.equal("Two and two", 2 + 2, 4)'

PAGES = {
    "holds": f'{HOLDS}; claims.timing("Slow is slower", ("undecided", "12 votes of 30"))',
    "flips": """
        import pathlib
        counter = pathlib.Path({here!r}, "counter")
        before = len(counter.read_text()) if counter.exists() else 0
        counter.write_text("1" * (before + 1))
        claims.equal("It is even", before % 2, 0)
    """,
    "leaves": """
        import os, socket, subprocess, sys, tempfile
        from multiprocessing import resource_tracker, shared_memory
        block = shared_memory.SharedMemory({block!r} + str(os.getpid()), create=True, size=16)
        resource_tracker.unregister(block._name, "shared_memory")
        nap = [sys.executable, "-c", "import time; time.sleep(60)"]
        subprocess.Popen(nap, pass_fds=[block._fd])
        socket.socket(socket.AF_UNIX).bind(os.path.join(tempfile.gettempdir(), "a_socket"))
        open(os.path.join(tempfile.gettempdir(), "a_temporary_file"), "w").close()
        open("a_file", "w").close()
        claims.equal("Two and two", 2 + 2, 4)
    """,
    "changes": """
        import multiprocessing, os, signal, threading
        threading.Thread(target=threading.main_thread().join, args=(60,), name="late").start()
        os.environ["LEFT"] = "1"
        os.chdir("/")
        os.umask(0o70)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        others = [name for name in ("fork", "spawn") if name != {method!r}]
        multiprocessing.set_start_method(others[0])
        claims.equal("Two and two", 2 + 2, 4)
    """,
    "raises": "claims.equal('One', 1, 1); 1 / 0",
    "exits": "import os; claims.equal('One', 1, 1); os._exit(0)",
    "silent": "pass",
}
"""Miniature pages: two that keep everything in order, and some that don't."""


class Soak:
    """The command in a folder of a test's own, its pages, and how it ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.block = f"soak-{time.monotonic_ns()}-"

    def page(self, name: str, source: str) -> str:
        """Write a page whose body is the source, and return its path."""
        body = source
        for key, value in (
            ("here", str(self.folder)),
            ("block", self.block),
            ("method", machine.start_method()),
        ):
            body = body.replace(f"{{{key}!r}}", repr(value))
        body = textwrap.indent(textwrap.dedent(body), "    ")
        path = self.folder / f"{name}.py"
        head = "from mpguide import claims\n\n"
        path.write_text(f'{head}if __name__ == "__main__":\n{body}\n', encoding="utf-8")
        return str(path)

    def command(self, *arguments: str) -> list[str]:
        """Return the command, with this Python and a state of its own."""
        own = ["--python", sys.executable, "--state", str(self.folder / "state" / "runs.jsonl")]
        return [sys.executable, str(ROOT / "tests" / "soak.py"), *own, *arguments]

    def environment(self) -> dict[str, str]:
        """Return an environment by which all that the command starts is known."""
        return os.environ | {"PYTHONPATH": str(ROOT), "SOAKED": str(self.folder)}

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=3 * PATIENCE,
            check=False,
        )


class Soaked(Soak):
    """A soak of all miniature pages, each run twice."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        paths = [self.page(name, source) for name, source in PAGES.items()]
        self.arguments = [*paths, "--times", "2", "--json", str(folder / "report.json")]
        self.ended = self.run(*self.arguments)
        assert self.ended.returncode in (0, 1), self.ended.stderr
        self.found = json.loads((folder / "report.json").read_text("utf-8"))

    def row(self, page: str) -> dict[str, object]:
        """Return what the report says of a page."""
        [row] = [row for row in self.found["rows"] if Path(row["page"]).stem == page]
        return row

    def left(self, page: str) -> dict[str, str]:
        """Return by kind an example of what the page has left each time."""
        some = [one for one in self.found["left"] if Path(one["page"]).stem == page]
        assert all(one["loads"] == {"idle": 2} for one in some)
        return {one["kind"]: one["example"] for one in some}


def left_below(folder: Path) -> list[str]:
    """Return the commands of processes that a soak with its scripts below a folder started."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if str(folder) in process.environ().get("SOAKED", ""):
                found.append(" ".join(process.cmdline()))
    return found


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return the processes that have not ended; a zombie has."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.fixture(scope="module")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Soaked:
    """Return a soak that has ended."""
    return Soaked(tmp_path_factory.mktemp("soak"))


@pytest.fixture
def soak(tmp_path: Path) -> Soak:
    """Return a soak of a test's own."""
    return Soak(tmp_path)


def test_page_in_order_is_all_well(soaked: Soaked) -> None:
    """A page in order has neither failed nor left anything; its verdicts and times are there."""
    row = soaked.row("holds")

    assert [2, 0, 0] == [row["runs"], row["failed"], row["left"]]
    told = {"held": 2, "refuted": 0, "undecided": 2, "not testable here": 0}
    assert told == row["verdicts"]
    assert 0 < row["least"] <= row["median"] <= row["most"] < PATIENCE


def test_claim_that_does_not_always_hold(soaked: Soaked) -> None:
    """A claim that is refuted or undecided at least once is told, by its counts and evidence."""
    doubts = {one["page"]: one for one in soaked.found["claims"] if one["evidence"]}

    assert {"flips", "holds"} == doubts.keys()
    assert 7 == len(soaked.found["claims"])
    assert {"idle": {"held": 1, "refuted": 1}} == doubts["flips"]["loads"]
    assert "idle: 1, expected 0" == doubts["flips"]["evidence"]
    assert {"idle": {"undecided": 2}} == doubts["holds"]["loads"]
    assert re.search(r"flips: It is even\n +idle: 1 held, 1 refuted\n", soaked.ended.stdout)


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        ("process", "process: child"),
        ("shared memory", "shared memory: soak-"),
        ("socket", "socket: a_socket"),
        ("file", "file: a_temporary_file"),
    ],
)
def test_leftover_outside_of_the_process(soaked: Soaked, kind: str, example: str) -> None:
    """What a page leaves outside of its process is seen each time, and told by its kind."""
    assert soaked.left("leaves")[kind].startswith(example)
    assert 2 == soaked.row("leaves")["left"]
    assert f"leaves.py: {example}" in soaked.ended.stdout


def test_leftover_in_the_folder_is_told(soaked: Soaked) -> None:
    """A file that a page leaves in the folder where it runs is told, but not the page itself."""
    assert "left file: a_file\n" in soaked.ended.stdout
    assert "left file: leaves.py" not in soaked.ended.stdout


@pytest.mark.parametrize("found", [True, False])
def test_what_another_program_removes_is_not_left(
    found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shared memory counts as left if the sweep removes it, not if its owner does meanwhile."""
    block = Path(leftovers.SHARED_MEMORY, f"soak-{os.getpid()}")
    left: set[str] = set()

    def nobodys(fresh: dict[str, int]) -> set[int]:
        if not found:
            block.unlink()
        return {fresh[block.name]}

    monkeypatch.setattr(leftovers, "_nobodys", nobodys)
    with runs.Swept(left):
        block.touch()

    assert left == ({block.name} if found else set())
    assert not block.exists()


def test_nothing_stays_of_what_was_left(soaked: Soaked) -> None:
    """What a page left running is ended, and its shared memory removed."""
    assert [] == left_below(soaked.folder)
    assert [] == [name for name in leftovers.files() if name.startswith(soaked.block)]


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        ("thread", "thread: late"),
        ("environment variable", "environment variable: LEFT"),
        ("working directory", "working directory"),
        ("umask", "umask"),
        ("handler of a signal", f"handler of a signal: {int(signal.SIGUSR1)}"),
        ("start method", "start method: "),
    ],
)
def test_leftover_in_the_process(soaked: Soaked, kind: str, example: str) -> None:
    """What a page leaves changed in its own process is seen each time."""
    assert soaked.left("changes")[kind].startswith(example)


def test_nothing_else_is_changed(soaked: Soaked) -> None:
    """What the page did not touch is not told."""
    assert 6 == len(soaked.left("changes"))
    assert {"file", "process", "shared memory", "socket"} == soaked.left("leaves").keys()


def test_failed_runs(soaked: Soaked) -> None:
    """A page that raises or that claims nothing has failed; what it said is told."""
    assert 2 == soaked.row("raises")["failed"] == soaked.row("silent")["failed"]
    assert "| ZeroDivisionError: division by zero" in soaked.ended.stdout
    assert "FAILED (makes no claim)" in soaked.ended.stdout


def test_end_that_python_does_not_see(soaked: Soaked) -> None:
    """A page that ends past Python's own end is told, since nobody can say what it changed."""
    assert ["no word"] == [*soaked.left("exits")]


def test_status_and_targets(soaked: Soaked) -> None:
    """The exit status is 1, and each target is said to be met or not."""
    assert 1 == soaked.ended.returncode
    assert {False} == {target["met"] for target in soaked.found["targets"]}
    assert "not met: no run fails (4 of 14 runs)" in soaked.ended.stdout


def test_resuming_skips_what_was_run(soaked: Soaked) -> None:
    """The same command again runs nothing, and reports the same."""
    kept = (soaked.folder / "state" / "runs.jsonl").read_text("utf-8")

    again = soaked.run(*soaked.arguments)

    assert again.stdout.startswith("0 to run, 14 run before\n")
    assert kept == (soaked.folder / "state" / "runs.jsonl").read_text("utf-8")
    assert soaked.found == json.loads((soaked.folder / "report.json").read_text("utf-8"))


def test_changed_page_is_run_again(soak: Soak) -> None:
    """More runs are added to those that are kept; a page that has changed begins anew."""
    path = soak.page("one", HOLDS)
    soak.run(path)

    more = soak.run(path, "--times", "2")
    soak.page("one", f"{HOLDS}  # changed")
    changed = soak.run(path, "--times", "2")

    assert more.stdout.startswith("1 to run, 1 run before\n")
    assert changed.stdout.startswith("2 to run, 0 run before\n")
    assert "met: no run fails (0 of 2 runs)" in soak.run(path, "--report").stdout


@pytest.mark.alone
def test_ctrl_c_ends_all_and_keeps_what_has_run(soak: Soak) -> None:
    """Ctrl-C loses the run in hand alone; neither that nor the load goes on."""
    done = soak.page("done", HOLDS)
    mark = soak.folder / "begun"
    source = f"import pathlib, time; pathlib.Path({str(mark)!r}).touch(); time.sleep(100)"
    endless = soak.page("endless", source)
    command = soak.command(done, endless, "--load", "busy")
    piped = {"stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=soak.environment(), **piped) as process:
        try:
            until = time.monotonic() + PATIENCE
            while not mark.exists() and time.monotonic() < until:
                time.sleep(0.02)
            own = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()

    assert 130 == process.returncode, said
    assert "Interrupted: what has run is kept" in said
    assert len(own) > machine.cores()  # the load, and the page
    assert [] == alive(own) == left_below(soak.folder)
    assert ["done"] == [Path(run.cell.what).stem for run in kept(soak)]


def kept(soak: Soak) -> list[Run]:
    """Return the runs that a soak has kept."""
    return state.read(soak.folder / "state" / "runs.jsonl")


# The loads: each is there, and ends with the command.

SOME = "max(burden.available() - 2 * burden.PIECE, burden.SPARE), burden.FLOOR"
"""Limits with which the memory that is taken is a piece or two, and not all there is."""


@pytest.mark.alone
@pytest.mark.parametrize(
    ("load", "processes"),
    [("busy()", machine.cores()), (f"memory({SOME})", 1), ("disk()", 2)],
    ids=["busy", "memory", "disk"],
)
def test_load_ends_with_a_killed_command(load: str, processes: int) -> None:
    """What makes a load runs in groups of its own, and ends when its command is killed."""
    code = (
        "import sys; from soaking import burden, loads\n"
        f"with loads.{load} as load:\n"
        "    print(load.home, *(one.pid for one in load.processes), flush=True)\n"
        "    sys.stdin.read()"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            home, *pids = process.stdout.readline().split()
            running = [psutil.Process(int(pid)) for pid in pids]
            groups = {os.getpgid(one.pid) for one in running}
        finally:
            process.kill()
    until = time.monotonic() + PATIENCE
    while (left := alive(running)) and time.monotonic() < until:
        time.sleep(0.01)
    for one in left:
        one.kill()
    names = os.listdir(home)
    shutil.rmtree(home)

    assert processes == len(running)
    assert os.getpgid(0) not in groups
    assert [] == left
    assert [] == names


@pytest.mark.alone
def test_load_that_has_ended_is_told() -> None:
    """A load whose process has ended is an error, and no run counts under it."""
    with loads.busy() as load:
        load.check()
        load.processes[0].kill()
        load.processes[0].wait(PATIENCE)
        with pytest.raises(loads.LoadError, match="what makes the load has ended"):
            load.check()


def test_load_that_can_not_be_made_is_told() -> None:
    """A burden that ends before it is ready is an error."""
    told = pytest.raises(loads.LoadError, match="disk: what makes this load can't be run here")
    with told, loads.beside("disk", "/nowhere"):
        pass


def test_pinned_leaves_one_core() -> None:
    """Under the load of one core, children have that one; afterwards all are back."""
    before = os.sched_getaffinity(0)
    code = "import os; print(len(os.sched_getaffinity(0)))"
    with loads.pinned():
        told = subprocess.run(
            [sys.executable, "-S", "-c", code], capture_output=True, check=True, timeout=PATIENCE
        )

    assert b"1\n" == told.stdout
    assert before == os.sched_getaffinity(0)


def test_balloon_gives_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is taken while more than enough is left, kept, and given back when others need it."""
    monkeypatch.setattr(burden, "PIECE", 4096)
    balloon = burden.Balloon(spare=100_000, floor=50_000)

    steps = [balloon.adjust(left) for left in (200_000, 200_000, 70_000, 49_999)]

    assert [False, False, True, False] == steps
    assert 1 == len(balloon.taken)
    assert not balloon.adjust(0)
    assert balloon.adjust(0)  # it has no more


def test_memory_that_is_left() -> None:
    """At least some 600 MB are left to others."""
    balloon = burden.Balloon()

    assert 600 * 2**20 <= balloon.floor < balloon.spare


# What is asked for, and what is kept.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such_page"], "soak: no page is called 'no_such_page'"),
        (["--load", "heavy"], "there is no 'heavy'; choose from idle, busy"),
        (["--times", "0"], "'0' is not a number of runs above 0"),
        (["--methods", "thread"], "there is no 'thread'; choose from default"),
        (["--python", "2.7"], "soak: there is no Python 2.7 on the PATH"),
        (["--builds", "start"], "--builds runs all pages"),
        (["--report"], "has no such run of this state of the checkout"),
        (["--json", "/nowhere/file"], "can't write /nowhere/file"),
    ],
)
def test_bad_input(soak: Soak, arguments: list[str], message: str) -> None:
    """What can't be run is said in one line, with exit status 2."""
    ended = soak.run(*arguments)

    assert 2 == ended.returncode
    assert message in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    assert not (soak.folder / "state" / "runs.jsonl").exists()


CELL = Cell("one", "abc", "idle", "3.15", "default")


def test_line_cut_short_is_dropped(tmp_path: Path) -> None:
    """A last line that was cut short is no run, and spoils none that follows."""
    place = tmp_path / "runs.jsonl"
    run = Run(CELL, "finished", "", 1.0, (Claim("one", "It", "exact", "held", ""),), ("file: a",))
    with State(place) as first:
        first.add(run)
    place.write_text(place.read_text("utf-8") + '{"cell": {"wh', "utf-8")
    with State(place) as second:
        second.add(run)

    assert [run, run] == state.read(place)


def test_damaged_line_is_told(tmp_path: Path) -> None:
    """A line that is no run is an error that names it, and nothing of the file is lost."""
    place = tmp_path / "runs.jsonl"
    place.write_text("{}\n", "utf-8")

    with pytest.raises(StateError, match="line 1: not a run of a soak"), State(place):
        pass
    assert "{}\n" == place.read_text("utf-8")


def test_two_soaks_do_not_disturb_each_other(tmp_path: Path) -> None:
    """While one soak runs, another one on the same state is refused."""
    place = tmp_path / "runs.jsonl"
    with State(place), pytest.raises(StateError, match="another soak runs"), State(place):
        pass
    with State(place):
        pass


def test_forgetting_leaves_other_runs(tmp_path: Path) -> None:
    """Only the runs of the cells that are named are forgotten."""
    place, other = tmp_path / "runs.jsonl", CELL._replace(load="busy")
    with State(place) as kept:
        for cell in (CELL, other, CELL):
            kept.add(Run(cell, "finished", "", 1.0))
        kept.forget([CELL])

    assert [other] == [run.cell for run in state.read(place)]


def test_digest_follows_content_and_name(tmp_path: Path) -> None:
    """A digest changes with a file's content or name, not with what is made from files."""
    (tmp_path / "a.py").write_text("1", "utf-8")
    found = [state.digest(tmp_path)]
    made = tmp_path / "__pycache__"
    for change in (
        partial((tmp_path / "a.py").write_text, "2", "utf-8"),
        partial((tmp_path / "a.py").rename, tmp_path / "b.py"),
        made.mkdir,
        (made / "b.pyc").touch,
    ):
        change()
        state.content.cache_clear()
        found.append(state.digest(tmp_path))

    assert 3 == len(set(found[:3]))
    assert {found[2]} == {*found[2:]}


def test_page_that_hangs_is_ended(soak: Soak) -> None:
    """A page that is not done at its deadline has hung; where is kept, and no process of it."""
    path = soak.page("hangs", f"{HOLDS}; import time; time.sleep(100)")

    run = runs.run(Task(CELL, path, 1.0), sys.executable, str(soak.folder))

    assert ("hung", "deadline of 1 s") == (run.ended, run.evidence)
    assert run.failed
    assert "hangs.py" in run.said
    assert () == run.left
    assert ["hangs.py"] == os.listdir(soak.folder)


# Whole builds, and the report.


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in for the build of the site by a program that writes a record and fails."""
    script = tmp_path / "build.py"
    script.write_text(
        "import pathlib, sys, tempfile\n"
        "from mpguide.record import Claim, PageRun, Record, save\n"
        "html = pathlib.Path(sys.argv[sys.argv.index('--out') + 1], 'html')\n"
        "html.mkdir(parents=True)\n"
        "claims = Claim('a', 'A', 'exact', 'held', ''), Claim('b', 'B', 'exact', 'refuted', '')\n"
        "runs = {'a': PageRun(1.5, 'finished'), 'b': PageRun(2.5, 'failed')}\n"
        "save(Record({}, claims, {}, runs), html / 'record.json')\n"
        "tempfile.mkstemp(prefix='left-')\n"
        "sys.exit('The site is not built.')\n",
        "utf-8",
    )
    monkeypatch.setattr(runs, "BUILD", script)
    return script


def test_build_is_read_from_its_record(builder: Path, tmp_path: Path) -> None:
    """A build is one run with the claims and the seconds of its pages, and what it left."""
    task = Task(CELL._replace(what="build"), str(builder), PATIENCE)

    run = runs.run(task, sys.executable, str(tmp_path / "home"))

    assert ("failed", "exit code 1") == (run.ended, run.evidence)
    assert {"a": (1.5, "finished"), "b": (2.5, "failed")} == run.pages
    assert ["held", "refuted"] == [claim.verdict for claim in run.claims]
    assert ["file: left-"] == [one[:11] for one in run.left]
    assert "The site is not built." in run.said
    assert [] == os.listdir(tmp_path / "home")
    rows = {row.page: row for row in report.rows([run, run])}
    assert ["build", "build: a", "build: b"] == [*rows]
    assert (2, 0, 1.5, (2, 0, 0, 0)) == (*rows["build: a"][4:6], *rows["build: a"][7:5:-1])


def test_failed_build_shows_its_warnings() -> None:
    """Of what a failed build has written, its warnings and errors are shown, and its last lines."""
    said = ["page: ERROR: it fails", *("a line" for _ in range(20)), "Failed: the build"]
    run = Run(CELL._replace(what="build"), "failed", "exit code 1", 1.0, said="\n".join(said))

    told = report.report([run])

    assert "    | page: ERROR: it fails\n    | a line\n" in told
    assert "    | Failed: the build\n" in told
    assert 7 == told.count("a line")


def claimed(verdict: str, load: str = "idle", times: int = 1) -> list[Run]:
    """Return runs that each make one claim of a verdict."""
    claims = (Claim("one", "It holds", "timing", verdict, f"evidence of {verdict}"),)
    return [Run(CELL._replace(load=load), "finished", "exit code 0", 1.0, claims)] * times


@pytest.mark.parametrize(
    ("some", "met"),
    [
        (claimed("held", times=99) + claimed("undecided"), True),
        (claimed("held", times=98) + claimed("undecided"), False),
        (claimed("not testable here", times=99) + claimed("undecided"), False),
        (claimed("undecided", "busy", 9) + claimed("held"), True),
        (claimed("held", "busy"), None),
    ],
)
def test_share_of_undecided_when_idle(some: list[Run], met: bool | None) -> None:
    """At most one verdict in a hundred that could be tested is undecided on an idle machine."""
    [target] = [one for one in report.targets(some) if "undecided" in one.text]

    assert met is target.met
    assert not report.faulty(some)


def test_doubt_shows_a_refutation_first() -> None:
    """The evidence shown of a claim is that of a refutation, if it was ever refuted."""
    some = claimed("undecided") + claimed("refuted", "busy") + claimed("undecided", "busy")

    [doubt] = report.doubts(some + claimed("held", times=3))

    assert "busy: evidence of refuted" == doubt.evidence
    assert {"undecided": 1, "held": 3} == doubt.loads["idle"]
    assert report.faulty(some)
