"""What must hold: claims that a page's run supports or refutes.

Exact and structural claims are held or refuted.  Timing claims may also stay
undecided.  A claim whose means are missing (two cores, fork, a GIL) is not
testable here, with the reason.

Each verdict goes into the record (see `mpguide.record`).  Where none is
written, the verdict is printed and a refuted claim raises `Refuted`.
"""

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from mpguide import machine, record
from mpguide.record import HELD, NOT_TESTABLE, REFUTED, UNDECIDED, VERDICTS, Claim

made: list[Claim] = []
"""This process's claims since they were last taken away, in order."""

_texts: set[tuple[str, str]] = set()
_process = os.getpid()


class Refuted(AssertionError):
    """A claim that does not hold: the message gives the sentence and the evidence."""


class ClaimError(Exception):
    """A claim that can't be made: from a child process, or twice on one page."""


class Answer(NamedTuple):
    """A verdict and what it rests on: what a measurement hands to `timing`."""

    verdict: str
    evidence: str


def equal(text: str, found: Any, expected: Any) -> None:
    """Claim that a value is exactly the expected one.

    >>> equal("8 to the 20th fits in 60 bits", (8**20).bit_length(), 61)
    held: 8 to the 20th fits in 60 bits [61]
    """
    holds = bool(found == expected)
    evidence = f"{found!r}" if holds else f"{found!r}, expected {expected!r}"
    _make(text, "exact", HELD if holds else REFUTED, evidence)


def raises(text: str, error: type[BaseException], call: Callable[[], Any]) -> None:
    """Claim that a call raises this exception.

    >>> raises("A word is no number", ValueError, lambda: int("four"))
    held: A word is no number [ValueError: invalid literal for int() with base 10: 'four']
    """
    try:
        result = call()
    except error as caught:
        _make(text, "exact", HELD, f"{type(caught).__name__}: {caught}")
    except Exception as caught:
        _make(text, "exact", REFUTED, f"{type(caught).__name__}: {caught}")
    else:
        _make(text, "exact", REFUTED, f"returned {result!r}, expected {error.__name__}")


def holds(text: str, condition: bool, evidence: object) -> None:
    """Claim that a structure is as said: an order, an overlap, a count's bound.

    ``evidence`` is what the reader can check the condition against.

    >>> holds("Both began before either ended", max(1, 2) < min(5, 6), "begins 1, 2; ends 5, 6")
    held: Both began before either ended [begins 1, 2; ends 5, 6]
    """
    _make(text, "structural", HELD if condition else REFUTED, str(evidence))


def timing(text: str, answer: tuple[str, str]) -> None:
    """Claim what a measurement has answered: see `mpguide.bench`.

    >>> timing("A spawned child takes longer", Answer("undecided", "12 votes of 30"))
    undecided: A spawned child takes longer [12 votes of 30]
    """
    verdict, evidence = answer
    _make(text, "timing", verdict, evidence)


def ratio(slow: float, fast: float, times: float) -> Answer:
    """Answer whether ``slow`` seconds are at least so many times ``fast`` seconds.

    For two stretches that are measured once, and that no interruption can double: on a
    busy machine one takes tens of milliseconds.  For shorter ones, ask `mpguide.bench`.
    The true ratio should be about twice ``times``: below half of it the answer is
    refuted, in between undecided.

    >>> ratio(1.5, 0.3, 2.5)
    Answer(verdict='held', evidence='1.500 s against 0.300 s: 5.0 times')
    >>> ratio(0.6, 0.3, 2.5).verdict, ratio(0.3, 0.3, 2.5).verdict
    ('undecided', 'refuted')
    """
    found = slow / fast
    verdict = HELD if found >= times else REFUTED if found < times / 2 else UNDECIDED
    return Answer(verdict, f"{slow:.3f} s against {fast:.3f} s: {found:.1f} times")


def not_testable(text: str, kind: str, reason: str) -> None:
    """Say that a claim can't be tested here, and what it needs.

    >>> not_testable("fork returns twice", "exact", "needs fork")
    not testable here: fork returns twice [needs fork]
    """
    _make(text, kind, NOT_TESTABLE, reason)


def take() -> list[Claim]:
    """Hand over the claims made since the last call, and forget them."""
    taken = made[:]
    made.clear()
    return taken


def _make(text: str, kind: str, verdict: str, evidence: str) -> None:
    if verdict not in VERDICTS:
        raise ClaimError(f"{text!r}: {verdict!r} is no verdict")
    _refuse_child(text)
    claim = Claim(record.page(), text, kind, verdict, machine.without_home(evidence))
    if (claim.page, text) in _texts:
        raise ClaimError(f"{claim.page}: the claim {text!r} is made twice")
    _texts.add((claim.page, text))
    record.append("claim", claim._asdict())
    if record.recording():
        made.append(claim)
        return
    print(f"{verdict}: {text} [{evidence}]")
    if verdict == REFUTED:
        raise Refuted(f"{text} [{evidence}]")


def forget(page: str) -> None:
    """Forget a page's claims, so that it can run again in this process."""
    made.clear()
    _texts.difference_update([known for known in _texts if known[0] == page])


def _refuse_child(text: str) -> None:
    import multiprocessing

    if multiprocessing.parent_process() is not None or os.getpid() != _process:
        raise ClaimError(
            f"{text!r}: a claim made in a child process would be lost; "
            "return what it rests on and claim it in the parent process"
        )


__all__ = [
    "HELD",
    "NOT_TESTABLE",
    "REFUTED",
    "UNDECIDED",
    "Answer",
    "Claim",
    "ClaimError",
    "Refuted",
    "equal",
    "forget",
    "holds",
    "made",
    "not_testable",
    "raises",
    "ratio",
    "take",
    "timing",
]
