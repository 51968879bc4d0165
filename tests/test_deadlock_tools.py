"""The workers and programs of the pages on nested pools, two locks and a look inside."""

import importlib.util
import re
from multiprocessing import Barrier, Lock
from types import ModuleType

import pytest

from mpguide import observe
from mpguide.timeline import Timeline
from mpguide.workers.deadlock_locks import give_back, take_both
from mpguide.workers.deadlock_pools import attempt, by_threads


def refuse(count: int) -> tuple[int, int]:
    """Refuse, as a daemonic process does that is asked for a child."""
    raise AssertionError(f"no {count}")


@pytest.fixture(name="ask_tools")
def _ask_tools() -> ModuleType:
    """Return the program that asks the tools, as a module; it looks for a line 7."""
    spec = importlib.util.spec_from_file_location("ask_tools", observe.program("ask_tools"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["wanted"] = re.compile(r'stuck\.py(?:[(:]|", line )7\b')
    return module


def test_attempt_returns_a_result_or_what_refuses_it() -> None:
    """The text of the error comes back, and any other result as it is."""
    assert (14, 0) == attempt(by_threads, 4)
    assert "no 4" == attempt(refuse, 4)


def test_one_alone_gets_both_locks() -> None:
    """With nobody else there, neither worker waits for its first lock, and both give back."""
    locks = {"A": Lock(), "B": Lock()}
    with Timeline() as timeline:
        take_both(timeline, locks, Barrier(1), "AB")
        give_back(timeline, locks, Barrier(1), "BA", 1)

    assert ("has A", "waits for B", "has both", "has B", "waits for A", "has both") == (
        timeline.order()
    )
    assert all(lock.acquire(block=False) for lock in locks.values())


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("Thread 1 (idle)\n    work (stuck.py:7)\n", "names the line, work (stuck.py:7)"),
        (
            '  File "/x/stuck.py", line 7 in work',
            'names the line, File "/x/stuck.py", line 7 in work',
        ),
        ("> /x/stuck.py(7)work()", "names the line, > /x/stuck.py(7)work()"),
        ("Thread 1\n    work (stuck.py:17)\n", "shows no line, Thread 1"),
        ("Process 5: python stuck.py 7\n", "shows no line, Process 5: python stuck.py 7"),
        ("Permission Denied: Try running again", "is not permitted"),
        ("it has insufficient privileges", "is not permitted"),
        ("", "gets no answer"),
    ],
)
def test_an_answer_is_told_by_its_line(
    ask_tools: ModuleType, capsys: pytest.CaptureFixture[str], answer: str, shown: str
) -> None:
    """What a tool says is told apart: the line, another one, a refusal, or nothing."""
    ask_tools.show("tool", answer)

    assert f"tool: {shown}\n" == capsys.readouterr().out


def test_a_tool_that_does_not_answer_is_ended(ask_tools: ModuleType) -> None:
    """A tool has so many seconds, and then counts as one without an answer."""
    assert not ask_tools.told("sleep", "30", seconds=0.1)
