"""Why a program hangs: where its stacks, tree and errors fit a failure of the lab.

A failure's patterns stand beside it in the catalogue.  A pattern is a sentence, clues
that threads must meet, each another one, clues that none may meet, and what the
program must have written.  Where none fits, nothing is said.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mpguide import lab, locks
from mpguide.observe import Frame, Outcome, Stack
from mpguide.observe.processes import TRACKER

UNKNOWN = "no known pattern"
"""What is said where nothing fits."""


class Cause(NamedTuple):
    """A failure of the lab whose pattern fits: what is wrong, what shows it, who explains it."""

    failure: str
    says: str
    because: tuple[str, ...]
    page: str


class Clue(NamedTuple):
    """What is looked for in the stack of one thread.

    ``through`` are functions as ``file.py:function``, outermost first, others may come
    between; ``lacks`` are some that must not be there.  ``inner`` is a line of the
    program that waits itself, ``line`` one that the stack has; both are regular expressions.
    ``alone`` is the only thread of its process, ``forked`` one of a forked child,
    ``takes`` one that waits for a lock inside the ``with`` block of another one.
    """

    role: str = ""
    through: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    inner: str = ""
    line: str = ""
    alone: bool | None = None
    forked: bool | None = None
    takes: bool | None = None

    def fits(self, stack: Stack, outcome: Outcome) -> bool:
        """Return whether a thread is as the clue says."""
        frames = stack.frames[stack.start :]
        names = iter(called := [frame.name for frame in frames])
        alone = sum(other.process == stack.process for other in outcome.stacks) == 1
        last = frames[-1] if frames else None
        return (
            self.role in ("", stack.role)
            and self.alone in (None, alone)
            and self.forked in (None, stack.forked)
            and self.takes in (None, locks.taken(stack) is not None)
            and all(wanted in names for wanted in self.through)
            and not set(self.lacks) & set(called)
            and (not self.inner or bool(last and _waits_itself(last, self.inner)))
            and (not self.line or any(_has(self.line, frame.source) for frame in frames))
        )


def causes(outcome: Outcome) -> tuple[Cause, ...]:
    """Return the failures that a hung program's evidence fits."""
    return tuple(
        Cause(failure.name, pattern["says"], tuple(because), failure.page)
        for failure in lab.catalogue().values()
        for pattern in failure.patterns
        if (because := _fits(pattern, outcome)) is not None
    )


def _fits(pattern: dict[str, Any], outcome: Outcome) -> list[str] | None:
    """Return what shows that a pattern fits, None if it does not."""
    clues, unless = ([_clue(one) for one in pattern.get(key, ())] for key in ("threads", "unless"))
    children = sum(node.role == "child" for node in outcome.tree)
    if pattern.get("children", children) != children:
        return None
    if any(clue.fits(stack, outcome) for clue in unless for stack in outcome.stacks):
        return None
    if pattern.get("orphan") and not _orphans(outcome):
        return None
    written = re.search(pattern.get("wrote", ""), outcome.output)
    found = _different(clues, outcome, ())
    if found is None or not written or (pattern.get("crossed") and not locks.crossed(*found)):
        return None
    shown = [_told(stack, clue) for stack, clue in zip(found, clues, strict=True)]
    if "wrote" in pattern:
        shown.append(f"it wrote: {written[0].strip().splitlines()[-1].strip()}")
    if "children" in pattern:
        shown.append("no other process of it is left" if not children else f"{children} children")
    if pattern.get("orphan"):
        shown += [f"the parent of process {process} is gone" for process in _orphans(outcome)]
    return shown


def _different(
    clues: Sequence[Clue], outcome: Outcome, taken: tuple[Stack, ...]
) -> tuple[Stack, ...] | None:
    """Return a thread for each clue, no thread twice."""
    if not clues:
        return taken
    for stack in outcome.stacks:
        if not any(stack is other for other in taken) and clues[0].fits(stack, outcome):
            found = _different(clues[1:], outcome, (*taken, stack))
            if found is not None:
                return found
    return None


def _orphans(outcome: Outcome) -> list[int]:
    """Return the processes whose parent is gone."""
    there = {node.process for node in outcome.tree}
    return [
        node.process
        for node in outcome.tree[1:]
        if node.role != TRACKER and node.parent not in there
    ]


def _told(stack: Stack, clue: Clue) -> str:
    where = f"{stack.role}, process {stack.process}, {stack.thread}"
    only = ", the only one of its process," if clue.alone else ""
    at = f" at {stack.where.source!r}" if stack.where else ""
    within = f" in {' > '.join(clue.through)}" if clue.through else ""
    _, held = locks.taken(stack) or ("", ())
    inside = f" inside {' and '.join(map(repr, held))}" if clue.takes else ""
    return f"{where}{only} waits{at}{within}{inside}"


def _clue(entry: dict[str, Any]) -> Clue:
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return Clue(**(entry | lists))


def _waits_itself(frame: Frame, pattern: str) -> bool:
    return not frame.library and _has(pattern, frame.source)


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text))


def lines(found: Sequence[Cause]) -> Iterator[str]:
    """Yield what a reader is told of the causes."""
    for cause in found:
        yield f"Cause: {cause.says}"
        yield from (f"    since {reason}" for reason in cause.because)
        yield f"    see {lab.SITE}/gallery/{cause.page}.html"
    if not found:
        yield f"Cause: {UNKNOWN}"
