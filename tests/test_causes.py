"""What a hung program's evidence is taken for: patterns of the lab, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from mpguide import causes, lab
from mpguide.causes import Clue
from mpguide.observe import Frame, Node, Outcome, Stack

LIBRARY = "/usr/lib/python3.15/multiprocessing/"


def frame(name: str, source: str = "") -> Frame:
    """Return a frame of Python's library, or of the program if there is no file in the name."""
    file, _, function = name.rpartition(":")
    return Frame(LIBRARY + file if file else "program.py", 1, function, source)


def stack(*names: str, process: int = 1, role: str = "main", source: str = "") -> Stack:
    """Return the stack of a thread, the innermost frame with a source."""
    outer = [frame(name) for name in names[:-1]]
    return Stack(process, role, "main thread", (*outer, frame(names[-1], source)))


def hung(*stacks: Stack, output: str = "", children: int = 0) -> Outcome:
    """Return the outcome of a program that hung with these stacks."""
    tree = [Node(1, 0, "main", "python"), *(Node(2, 1, "child", "python"),) * children]
    return Outcome("hung", None, output, stacks, (), "deadline", 1.0, "3.15.2", tree=tuple(tree))


def found(*stacks: Stack, **fields: Any) -> list[str]:
    """Return the failures that this evidence fits."""
    return [cause.failure for cause in causes.causes(hung(*stacks, **fields))]


FORK = ("parent", "popen_fork.py:_launch", "process.py:_bootstrap")


@pytest.mark.parametrize(
    ("clue", "fits"),
    [
        (Clue(), True),
        (Clue(role="child"), True),
        (Clue(role="main"), False),
        (Clue(through=("queues.py:get", "connection.py:_recv")), True),
        (Clue(through=("connection.py:_recv", "queues.py:get")), False),
        (Clue(through=("popen_fork.py:_launch",)), False),  # that is the parent's past
        (Clue(lacks=("queues.py:get",)), False),
        (Clue(lacks=("queues.py:put",)), True),
        (Clue(alone=True), True),
        (Clue(alone=False), False),
        (Clue(forked=True), True),
        (Clue(forked=False), False),
        (Clue(line=r"read\("), True),
        (Clue(line="write"), False),
        (Clue(inner="read"), False),  # it is a line of the library
    ],
)
def test_what_a_clue_asks(clue: Clue, fits: bool) -> None:
    """A clue fits a thread that is all that it says."""
    names = (*FORK, "work", "queues.py:get", "connection.py:_recv")
    thread = stack(*names, role="child", process=2, source="read(4)")

    assert fits == clue.fits(thread, hung(thread))


def test_thread_that_is_not_alone() -> None:
    """Another thread of the same process counts, one of another process does not."""
    one, other = stack("wait"), stack("join", process=2)

    assert Clue(alone=True).fits(one, hung(one, other))
    assert not Clue(alone=True).fits(one, hung(one, other._replace(process=1)))


@pytest.mark.parametrize(
    ("line", "failures"), [("with lock:", ["held_lock"]), ("with open(path) as file:", [])]
)
def test_only_a_lock_is_taken_for_one(line: str, failures: list[str]) -> None:
    """A forked child that opens a file waits for no lock."""
    assert failures == found(stack(*FORK, "work", process=2, role="child", source=line))


def test_two_clues_take_two_threads() -> None:
    """One thread is not taken for two."""
    child = {"process": 2, "role": "child"}
    feeds = stack("queues.py:_feed", "connection.py:_send", **child)  # type: ignore[arg-type]
    ends = stack("queues.py:_finalize_join", **child)  # type: ignore[arg-type]
    joins = stack("process.py:join")

    assert ["join_first"] == found(joins, feeds, ends)
    assert [] == found(joins, feeds)


def test_what_must_not_be_is_looked_for() -> None:
    """A pool whose worker is at work has lost none."""
    waits = stack("pool.py:wait")
    reads = stack("pool.py:_handle_results", "connection.py:_recv")
    idle = stack("pool.py:worker", "queues.py:get", "connection.py:_recv", process=2, role="child")
    works = stack("pool.py:worker", "task", process=3, role="child")

    assert ["dead_worker_pool"] == found(waits, reads, idle)
    assert [] == found(waits, reads, idle, works)


def test_what_it_wrote_is_looked_at() -> None:
    """An error that the program wrote tells why an item does not come."""
    waits = stack("queues.py:get", "connection.py:_recv")
    error = "  File queues.py, line 1, in _feed\n_pickle.PicklingError: Can't pickle it\n"

    [cause] = causes.causes(hung(waits, output=error))
    assert "dropped_item" == cause.failure
    assert "it wrote: _pickle.PicklingError: Can't pickle it" == cause.because[-1]
    assert [] == found(waits)


def test_children_are_counted() -> None:
    """A lock that another process could release is not taken for lost."""
    waits = stack("synchronize.py:__enter__")

    assert ["terminated_holder"] == found(waits)
    assert [] == found(waits, children=1)


@pytest.mark.parametrize(
    ("one", "other", "cause"),
    [
        (("a", "b"), ("b", "a"), ["two_functions"]),
        (("a", "b"), ("a", "b"), []),  # a third one may have b
        (("a", "b"), ("c", "a"), []),
    ],
)
def test_locks_in_two_orders(
    tmp_path: Path, one: tuple[str, str], other: tuple[str, str], cause: list[str]
) -> None:
    """Two threads wait for each other if each wants the lock in whose block the other one is."""
    threads = []
    for number, (has, wants) in enumerate((one, other)):
        path = tmp_path / f"{number}.py"
        path.write_text(f"def work():\n    with {has}:\n        with {wants}:\n            pass\n")
        waits = Frame(str(path), 3, "work", f"with {wants}:")
        threads.append(Stack(number, "child", "main thread", (waits,)))

    assert cause == found(*threads)


def test_orphan_is_one_without_a_parent() -> None:
    """A child waits for a dead parent only where its parent is not among the processes."""
    reads = stack("subprocess.py:communicate")
    waits = stack("synchronize.py:wait", process=2, role="child")
    whole = hung(reads, waits, children=1)
    main, child = whole.tree

    assert not causes.causes(whole)
    [cause] = causes.causes(whole._replace(tree=(main, child._replace(parent=99))))
    assert "deaf_orphan" == cause.failure


def test_party_may_still_come() -> None:
    """A barrier is short of a party only where nobody is left who could come to it."""
    waits = stack("threading.py:wait", "threading.py:_wait", process=2, role="child")
    joins, works = stack("process.py:join"), stack("work", process=3, role="child")

    assert ["short_party"] == found(waits, joins)
    assert [] == found(waits, joins, works)


def test_nothing_known_is_said() -> None:
    """Where nothing fits, that is said, and no cause is guessed."""
    assert ["Cause: no known pattern"] == list(causes.lines(causes.causes(hung(stack("wait")))))


def test_a_cause_is_told() -> None:
    """A cause comes with its evidence and the page that explains it."""
    waits = stack("synchronize.py:__enter__")
    says, since, _, see = causes.lines(causes.causes(hung(waits)))

    assert says.startswith("Cause: A lock is waited for")
    assert "process 1, main thread, the only one of its process, waits in" in since
    assert see.endswith("/gallery/deadlock/terminate_with_lock.html")


def test_patterns_say_something() -> None:
    """A pattern is a sentence, and looks for a thread at least."""
    patterns = [one for failure in lab.catalogue().values() for one in failure.patterns]

    assert len(patterns) > 20
    for pattern in patterns:
        assert pattern["says"].endswith(".")
        assert pattern["threads"]
        assert pattern.keys() <= {
            "says",
            "threads",
            "unless",
            "wrote",
            "children",
            "crossed",
            "orphan",
        }
