"""What the pages on queues and pipes run is right, and no script hides a module of Python."""

import multiprocessing
import sys

import pytest

from conftest import ROOT
from mpguide import observe
from mpguide.experiments.queue_and_sentinel import by_sentinel, terminated

FAILURES = (
    "changed_after_put",
    "dropped_item",
    "end_left_open",
    "no_task_done",
    "queue_of_threads",
    "terminated_reader",
)


def test_held_reader_loses_what_it_has_not_taken() -> None:
    """A reader that is held at its first item loses two of three; one with a sentinel, none."""
    kit = multiprocessing.get_context()

    assert 2 == terminated(kit, held=True)
    assert 0 == by_sentinel(kit)


def test_reader_with_time_gets_all() -> None:
    """A reader that nothing holds has all, once the writer naps for long enough."""
    assert 0 == terminated(multiprocessing.get_context(), nap=0.6)


@pytest.mark.parametrize("folder", ["gallery", "mpguide/programs"])
def test_no_script_hides_a_module(folder: str) -> None:
    """No page or program is named like a module of Python: those beside it would import it."""
    names = {path.stem for path in (ROOT / folder).rglob("*.py")}

    assert names
    assert set() == names & set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", FAILURES)
def test_program_that_goes_wrong_is_short(name: str) -> None:
    """A program that goes wrong has at most 40 lines, and says what goes wrong."""
    with open(observe.program(name), encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]

    assert len(lines) <= 40
    assert lines[0].startswith('"""')
