"""The command line, as a user meets it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given, strategies

from conftest import ROOT
from mpguide import observe
from mpguide.cli import FAULTY
from mpguide.cli.observe import HANGS, parsed, plain

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals")
HANGING = "import threading\nprint('here', flush=True)\nthreading.Event().wait()"


def mpguide(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run ``python -m mpguide`` with these arguments."""
    command = [sys.executable, "-m", "mpguide", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env=env, text=True, capture_output=True, check=False, timeout=60, **options
    )


@pytest.fixture
def script(tmp_path: Path):
    """Return a function that writes a program and returns its path."""

    def write(source: str) -> Path:
        path = tmp_path / "program.py"
        path.write_text(source, encoding="utf-8")
        return path

    return write


def test_program_that_ends_is_left_as_it_is(script) -> None:
    """A program that ends has its input, its arguments, its output and its exit status."""
    path = script("import sys\nprint(input(), sys.argv[1:])\nsys.stderr.write('e')\nsys.exit(7)")
    done = mpguide("observe", path, "--json", "-x", input="a line\n")

    assert (7, "a line ['--json', '-x']\n", "e") == (done.returncode, done.stdout, done.stderr)


@POSIX
def test_program_ended_by_a_signal(script) -> None:
    """A program that a signal ends has the shell's status for it."""
    done = mpguide("observe", script("import os\nos.kill(os.getpid(), 15)"))

    assert 128 + signal.SIGTERM == done.returncode


def test_module_is_run() -> None:
    """With -m a module is run."""
    done = mpguide("observe", "-m", "calendar", "2026", "11")

    assert 0 == done.returncode
    assert "November 2026" in done.stdout


@POSIX
def test_hang_is_shown_soon_after_the_deadline(script) -> None:
    """A program that hangs is ended at its deadline, with a status and a report of its own."""
    begun = time.monotonic()
    done = mpguide("observe", "--deadline", 3, script(HANGING))
    took = time.monotonic() - begun

    assert (HANGS, "here\n") == (done.returncode, done.stdout)
    assert done.stderr.startswith("Hung: deadline of 3 s")
    assert "program.py:3 in <module>: threading.Event().wait()\n" in done.stderr
    assert "\033" not in done.stderr
    assert 3 < took < 30  # the time to the report is measured, not tested: machines are busy


@POSIX
def test_tree_is_shown_and_ended() -> None:
    """Each process of the program stands below its parent, and is ended."""
    program = observe.program("join_first")
    done = mpguide("observe", "--deadline", 6, program, "spawn", "Queue", "join", 1, 100_000)
    main, child = done.stderr.index("\nmain, process"), done.stderr.index("\n    child, process")
    pid = int(done.stderr[child:].split()[2].rstrip(":"))

    assert HANGS == done.returncode
    assert done.stderr.startswith("Hung: ")  # and not with what the resource tracker says then
    assert "since child, process" in done.stderr[done.stderr.index("\nCause: A child can't end") :]
    assert main < done.stderr.index("child.join()") < child
    assert child < done.stderr.index("in _finalize_join")
    with contextlib.suppress(psutil.NoSuchProcess):
        assert psutil.STATUS_ZOMBIE == psutil.Process(pid).status()


@POSIX
def test_report_as_json(script, tmp_path: Path) -> None:
    """The report can be had as JSON, for programs."""
    report = tmp_path / "report.json"
    done = mpguide("observe", "--json", report, "--deadline", 3, script(HANGING))
    told = json.loads(report.read_text(encoding="utf-8"))

    assert HANGS == done.returncode
    assert ("hung", "main") == (told["ended"], told["tree"][0]["role"])
    assert "threading.Event().wait()" == told["stacks"][0]["waits_at"]["source"]


def test_report_of_a_program_that_ends(script) -> None:
    """A program that ends has a report as well, if asked for."""
    done = mpguide("observe", "--json", "-", script("print('out')"))
    said, _, report = done.stdout.partition("\n")

    assert ("out", "finished") == (said, json.loads(report)["ended"])


@POSIX
def test_ctrl_c_reports_and_ends(script, tmp_path: Path) -> None:
    """Ctrl-C shows where the program is, and ends it."""
    command = [sys.executable, "-m", "mpguide", "observe", script(HANGING)]
    with subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert "here\n" == running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, report = running.communicate(timeout=30)

    assert 128 + signal.SIGINT == running.returncode
    assert report.startswith("Hung: interrupted")
    assert "threading.Event().wait()" in report


@POSIX
def test_what_outlives_a_program_that_ends_is_left_alone(script) -> None:
    """A process that a program leaves on purpose goes on."""
    path = script(
        "import subprocess, sys\n"
        "quiet = dict.fromkeys(['stdin', 'stdout', 'stderr'], subprocess.DEVNULL)\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " start_new_session=True, **quiet).pid)"
    )
    done = mpguide("observe", path)
    try:
        os.kill(int(done.stdout), 0)
    finally:
        os.kill(int(done.stdout), signal.SIGKILL)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["nowhere.py"], "nowhere.py: no such program; give the path of a Python file"),
        (["--python", "nopython", __file__], "nopython: no Python to run there"),
        (["--deadline", "0", __file__], "'0' is not a number of seconds above 0"),
        (["--deadline", "soon", __file__], "'soon' is not a number of seconds above 0"),
        ([], "give the program to run, or --pid and the id of a running one"),
    ],
)
def test_fault_is_one_message(arguments: list[str], fault: str) -> None:
    """What can't be run is one message and a status of its own."""
    done = mpguide("observe", *arguments)

    assert FAULTY == done.returncode
    assert fault in done.stderr
    assert "Traceback" not in done.stderr


@given(
    strategies.lists(
        strategies.sampled_from(
            ["--deadline", "-m", "2.5", "0", "nan", "x.py", "-", "", "a", "--pid"]
        ),
        max_size=5,
    )
)
def test_plain_arguments_are_read_alike(arguments: list[str]) -> None:
    """What is read without argparse is what argparse reads."""
    quick = plain(arguments)

    assert quick is None or vars(quick) == vars(parsed(arguments))


def test_dashes_are_the_programs() -> None:
    """What follows the program is the program's, two dashes as well."""
    given = plain(["program.py", "--", "--deadline"])

    assert given is not None
    assert ["--", "--deadline"] == given.args
