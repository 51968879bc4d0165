"""The experiments and programs that start children: their moments, their mains, their ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mpguide import machine
from mpguide.experiments import start_methods, talking

METHODS = machine.start_methods()
STAGES = ["start()", "interpreter", "imports", "main", "first line", "joined"]
PROGRAMS = Path(talking.PROGRAMS)


def run(program: str, *arguments: str, lines: str) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end with these lines to read."""
    return subprocess.run(
        [sys.executable, str(PROGRAMS / f"{program}.py"), *arguments],
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("method", METHODS)
def test_child_moments_are_in_order(method: str) -> None:
    """A child's first line comes before its end, and both after start() was called."""
    for call in start_methods.child(method):
        moments = call()

        assert ["start()", "first line", "joined"] == list(moments)
        assert 0 < moments["start()"] < moments["joined"]
        assert 0 < moments["first line"] < moments["joined"] < 30


@pytest.mark.parametrize("main", start_methods.MAINS)
def test_every_main_starts_children(main: str) -> None:
    """Each size of main module answers each line with a child of its own."""
    done = run(start_methods.MAINS[main], "spawn", lines="start\nstart\nquit\nstart\n")
    ready, *answers = done.stdout.splitlines()

    assert ("ready", 0, "") == (ready, done.returncode, done.stderr)
    reached = [name for name in STAGES if name != "interpreter"]  # that is for its clock to tell
    assert [reached] * 2 == [list(json.loads(line)) for line in answers]


def test_spawned_child_goes_through_all_stages() -> None:
    """A spawned child's interpreter is up before it imports, and main comes before its target."""
    for call in start_methods.child_stages("spawn", "stdlib"):
        moments = call()
        inner = [moments[name] for name in STAGES[1:]]

        assert STAGES == list(moments)
        assert 0 < inner[0] < inner[1] < inner[2] < inner[3] < inner[4]


@pytest.mark.skipif("fork" not in METHODS, reason="needs fork")
def test_forked_child_does_not_import() -> None:
    """A forked child has its interpreter, imports and main from its parent, and waits for none."""
    for call in start_methods.child_stages("fork", "stdlib"):
        assert ["start()", "first line", "joined"] == list(call())


@pytest.mark.skipif("forkserver" not in METHODS, reason="needs the fork server")
@pytest.mark.parametrize("main", ["stdlib", "preload"])
def test_preloaded_main_costs_a_child_nothing(main: str) -> None:
    """A child of a warm fork server imports main only where the server has not."""
    for call in start_methods.child_stages("forkserver", main):
        assert ("main" not in call()) is machine.forkserver_preloads_main()


@pytest.mark.skipif("fork" not in METHODS, reason="needs posix_spawn and fork")
@pytest.mark.parametrize("name", ["posix_spawn", "bare fork"])
def test_floor_ends(name: str) -> None:
    """The least that the system can start has ended, and is reaped."""
    for call in start_methods.floor(name):
        assert 0 < call()["joined"] < 30


def test_child_imports_the_main_module(tmp_path: Path) -> None:
    """A spawned child imports what the program's main module imports."""
    program = tmp_path / "main.py"
    program.write_text(
        "BEGUN = READY = 0\nimport os, heavy\nfrom start_child import main\n"
        "if __name__ == '__main__':\n    main()\n",
        encoding="utf-8",
    )
    (tmp_path / "heavy.py").write_text(
        f"import os\nopen({str(tmp_path)!r} + f'/{{os.getpid()}}.pid', 'w').close()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(program), "spawn"],
        input="start\n",
        env={**os.environ, "PYTHONPATH": str(PROGRAMS)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert 2 == len(done.stdout.splitlines())
    assert 2 == len(list(tmp_path.glob("*.pid")))


def test_first_start_tells_the_first_from_a_later_one() -> None:
    """A new program each time: how long its first and its third child took."""
    found = start_methods.first_start("spawn")

    assert ["first", "later"] == list(found)
    assert min(found.values()) > 0


def test_end_of_input_ends_the_program() -> None:
    """A program whose reader is gone ends by itself."""
    assert 0 == run("start_child", "spawn", lines="").returncode


def test_talk_ends_the_program_and_its_group() -> None:
    """When the context ends the program has ended, whatever it was doing."""
    with talking.talking("start_child", "spawn") as program:
        process = program.process
        assert process.poll() is None

    assert 0 == process.returncode


def test_program_that_fails_is_said() -> None:
    """A program that ends instead of answering is an error with its name and exit status."""
    with (
        pytest.raises(RuntimeError, match=r"start_child\.py ended with exit status 1"),
        talking.talking("start_child", "spoon"),
    ):
        pass
