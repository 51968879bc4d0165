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
    assert [{"start()", "first line", "joined"}] * 2 == [set(json.loads(line)) for line in answers]


def test_child_imports_the_main_module(tmp_path: Path) -> None:
    """A spawned child imports what the program's main module imports."""
    program = tmp_path / "main.py"
    program.write_text(
        "import os, heavy\nfrom start_child import main\nif __name__ == '__main__':\n    main()\n",
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
