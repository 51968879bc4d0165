"""How votes decide whether one thing takes at least so many times as long as another.

Pure functions and a counter.  Each stretch of measuring casts one vote, the
ratio seen in it.  The bound on dissenting votes is valid however often it is
looked at, so that measuring may stop as soon as the question is decided.
"""

from collections.abc import Iterable, Sequence
from math import inf, lgamma, log, pi
from typing import NamedTuple

from mpguide.record import HELD, REFUTED, UNDECIDED

ALPHA = 0.002
"""The chance that votes which lean to neither side ever decide, both sides together."""

GUARD = 0.10
"""How far from the claimed ratio a vote must lie to count for a side."""

SHORTCUT = 8
"""From so many votes on, no overlap at all decides: 2 in 10 000 by chance, over all peeks."""


class Vote(NamedTuple):
    """What one stretch of measuring says: medians over its rounds."""

    ratio: float
    slow: float
    fast: float


def rank(votes: int, known: int = -1, alpha: float = ALPHA) -> int:
    """Return how many of these votes may dissent from a decision; -1 if none decides yet.

    ``known`` is the rank of fewer votes, to count on from: ranks never fall.

    >>> rank(11), rank(12), rank(50)
    (-1, 0, 10)
    """
    while 2 * (known + 1) < votes and _evidence(votes, known + 1) >= log(1 / alpha):
        known += 1
    return known


def _evidence(votes: int, dissent: int) -> float:
    # Log of the likelihood of so many dissenting votes, averaged over all coins
    # by Jeffreys' prior, against the fair coin's.
    mixed = lgamma(dissent + 0.5) + lgamma(votes - dissent + 0.5) - lgamma(votes + 1) - log(pi)
    return votes * log(2) + mixed


class Tally:
    """The votes on "slow takes at least ``times`` as long as fast", counted as they come.

    Once decided, `verdict` stays.
    """

    def __init__(self, times: float, alpha: float = ALPHA, guard: float = GUARD) -> None:
        self.high, self.low, self.alpha = times * (1 + guard), times / (1 + guard), alpha
        self.votes = self.below = self.above = 0
        self.verdict = UNDECIDED
        self._rank = -1
        self._slow, self._fast = (inf, 0.0), (inf, 0.0)

    @property
    def decided(self) -> bool:
        """Whether the votes suffice for a verdict."""
        return self.verdict != UNDECIDED

    def add(self, vote: Vote) -> None:
        """Count one vote, and decide if that is enough."""
        self.votes += 1
        self.below += vote.ratio < self.high
        self.above += vote.ratio >= self.low
        self._slow = min(self._slow[0], vote.slow), max(self._slow[1], vote.slow)
        self._fast = min(self._fast[0], vote.fast), max(self._fast[1], vote.fast)
        self._rank = rank(self.votes, self._rank, self.alpha)
        if not self.decided:
            self.verdict = self._decide()

    def _decide(self) -> str:
        enough = self.votes >= SHORTCUT
        if self.below <= self._rank or (enough and self._slow[0] >= self.high * self._fast[1]):
            return HELD
        if self.above <= self._rank or (enough and self._slow[1] < self.low * self._fast[0]):
            return REFUTED
        return UNDECIDED


def tally(votes: Iterable[Vote], times: float) -> Tally:
    """Count all these votes on "slow takes at least ``times`` as long as fast"."""
    counted = Tally(times)
    for vote in votes:
        counted.add(vote)
    return counted


def settle(verdicts: Sequence[str]) -> str | None:
    """Return what the interpreters say together; None while one more has to be asked.

    Two must agree that a claim holds, three that it is refuted.

    >>> settle(["held"]), settle(["held", "held"]), settle(["held", "refuted"])
    (None, 'held', 'undecided')
    """
    asked = 3 if verdicts and verdicts[0] == REFUTED else 2
    heard = set(verdicts[:asked])
    if UNDECIDED in heard or len(heard) > 1:
        return UNDECIDED
    return verdicts[0] if len(verdicts) >= asked else None


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return between which ratios the true one lies: the votes' test turned round.

    Infinite below 12 votes.  It speaks of the interpreter that measured them only.
    """
    allowed = rank(len(ratios))
    if allowed < 0:
        return 0.0, inf
    ordered = sorted(ratios)
    return ordered[allowed], ordered[-1 - allowed]


def median(values: Iterable[float]) -> float:
    """Return the middle value, or the mean of the two in the middle.

    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def cast(slot: Sequence[Sequence[float]], slow: int, fast: int) -> Vote:
    """Return the vote of one slot: rounds of seconds, one column for each name."""
    return Vote(
        median(row[slow] / row[fast] for row in slot),
        median(row[slow] for row in slot),
        median(row[fast] for row in slot),
    )
