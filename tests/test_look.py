"""A program that runs already: seen by the tools that are there, and let live."""

import json
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from conftest import ROOT
from mpguide import machine, observe
from mpguide.observe import look

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="tried on Linux only")

DUMP = """\
Stack dump for PID 17, thread 18 (idle; most recent call last):
  File "/usr/lib/python3.15/threading.py", line 1181, in Thread._bootstrap
    self._bootstrap_inner()
  File "program.py", line 5, in work.<locals>.inner
    lock.acquire()

Stack dump, thread 17 (main thread, idle; most recent call last):
  File "program.py", line 9, in <module>
    thread.join()
"""


@pytest.fixture
def hung() -> Iterator[int]:
    """Start a program whose parent and child wait for each other, and return its id."""
    program = [sys.executable, observe.program("lock_kept"), "spawn", "plain"]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as running:
        family = psutil.Process(running.pid)
        try:
            assert running.stdout
            running.stdout.readline()  # the child is there, and about to wait
            yield running.pid
        finally:
            children = family.children(recursive=True)
            trackers = [one for one in children if "resource_tracker" in " ".join(one.cmdline())]
            for process in [family, *children]:
                if process not in trackers:  # it removes the lock when the others are gone
                    process.kill()
            psutil.wait_procs(trackers, 30)


def mpguide(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``python -m mpguide observe`` with these arguments."""
    command = [sys.executable, "-m", "mpguide", "observe", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, env=env, text=True, capture_output=True, check=False, timeout=100
    )


def test_dump_of_profiling_is_read() -> None:
    """Each thread comes with its frames, by their bare names."""
    (other, outer), (main, frames) = look.parse(DUMP)

    assert ("thread 18", "main thread") == (other, main)
    assert ["_bootstrap", "inner"] == [frame.function for frame in outer]
    assert [("program.py", 9, "<module>")] == [frame[:3] for frame in frames]


@LINUX
def test_program_is_seen_and_lives(hung: int, tmp_path: Path) -> None:
    """Where a tool can see it, each process is shown, and none is ended or stopped."""
    report = tmp_path / "report.json"
    done = mpguide("--pid", hung, "--json", report)
    if machine.free_threaded() and sys.version_info < (3, 15):
        pytest.skip("no tool knows this build")
    if "not permitted" in done.stderr:
        pytest.skip("not permitted here")

    assert 0 == done.returncode, done.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    waits = {one["role"]: (one["waits_at"] or {}).get("source") for one in told["stacks"]}
    assert "child.join()" == waits["main"]
    assert "lock.acquire(" in waits["child"]
    for node in told["tree"]:
        os.kill(node["process"], 0)


@LINUX
@pytest.mark.skipif(not machine.free_threaded(), reason="needs a free-threaded build")
@pytest.mark.skipif(sys.version_info >= (3, 15), reason="profiling.sampling knows it")
def test_what_no_tool_can_see_is_said(hung: int) -> None:
    """Each tool says in one line why it can't show the program."""
    done = mpguide("--pid", hung)

    assert 2 == done.returncode
    assert "profiling.sampling needs Python 3.15" in done.stderr
    assert "py-spy" in done.stderr
    assert 1 == len(done.stderr.splitlines())


@LINUX
def test_tool_that_is_missing_is_named(hung: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without py-spy it is said how to get it."""
    nowhere = types.SimpleNamespace(which=lambda *_, **__: None)
    monkeypatch.setattr(look, "shutil", nowhere)
    monkeypatch.setattr(look, "_by_profiling", look._by_py_spy)

    with pytest.raises(observe.ObserveError, match="py-spy is not installed: pip install"):
        look.look(hung)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("Permission Denied: Try running again with elevated permissions", look.NOT_PERMITTED),
        ("Error: Operation not permitted (os error 1)", look.NOT_PERMITTED),
        ("Error: Failed to find python version", "knows no such build of Python"),
        ("Error: something else\n\nCaused by", "Error: something else"),
        ("", "shows nothing"),
    ],
)
def test_why_a_tool_fails(error: str, said: str) -> None:
    """What a tool says is put in a few words."""
    assert look.why(error).startswith(said)


def test_no_such_process() -> None:
    """A process that is not there is one message."""
    done = mpguide("--pid", 2**22 + 1)

    assert (2, f"mpguide observe: {2**22 + 1}: no such process\n") == (
        done.returncode,
        done.stderr,
    )


def test_program_or_pid() -> None:
    """A program and a process are not asked for at once, nor neither of them."""
    for arguments in ([], ["--pid", "1", "program.py"]):
        done = mpguide(*arguments)
        assert 2 == done.returncode
        assert "give the program to run, or --pid" in done.stderr
