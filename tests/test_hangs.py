"""Programs that hang as users' programs do: the line is named, and no wrong cause is."""

import importlib.util
import os
import re
from pathlib import Path

import pytest

from conftest import ROOT
from mpguide import causes, observe
from mpguide.observe import stacks

PROGRAMS = sorted((ROOT / "tests" / "programs" / "hangs").glob("*.py"))
POLLS = {"pool_of_pebble"}
"""Programs that look around now and then: only a deadline tells that they hang."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no stacks can be had")


def named(kind: str, source: str) -> list[str]:
    """Return what a program's docstring has behind a word and a colon."""
    return re.findall(rf"^{kind}: (\w+)$", source, re.MULTILINE)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_hang_is_seen_where_it_is(program: Path) -> None:
    """Each line that waits is named, and the cause if the lab has it; else none is."""
    source = program.read_text(encoding="utf-8")
    for package in named("needs", source):
        if not importlib.util.find_spec(package):
            pytest.skip(f"needs {package}")
    polls = program.stem in POLLS
    outcome = observe.run(program, quiet=None if polls else 0.7, deadline=6 if polls else 20)
    waits = {line.strip() for line in source.splitlines() if line.endswith("  # waits")}

    assert "hung" == outcome.ended, str(outcome)
    assert waits <= {stack.where.source for stack in outcome.stacks if stack.where}, str(outcome)
    assert named("cause", source) == [cause.failure for cause in causes.causes(outcome)]


def test_what_cannot_be_seen_is_said() -> None:
    """Of a child that answers no signal it is said that it did not answer."""
    [program] = [path for path in PROGRAMS if path.stem == "child_without_signals"]
    outcome = observe.run(program)
    notes = [stack.note for stack in outcome.stacks if stack.role == "child"]

    assert [stacks.NO_ANSWER] == notes


def test_there_are_thirty() -> None:
    """Thirty programs hang, each in its own way."""
    assert len(PROGRAMS) >= 30
