"""How votes decide: the bound, the shortcut, the interval, and the error rates by simulation."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from math import factorial, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpguide.bench import votes
from mpguide.bench.votes import Vote
from mpguide.record import HELD, REFUTED, UNDECIDED


def exact_evidence(total: int, dissent: int) -> Fraction:
    """Return the evidence in whole numbers, from (2k)! / (4^k k!) for the half-integer gammas."""
    agree = total - dissent
    return Fraction(
        factorial(2 * dissent) * factorial(2 * agree),
        2**total * factorial(dissent) * factorial(agree) * factorial(total),
    )


def exact_rank(total: int) -> int:
    """Return the largest dissent that decides, found by trying all."""
    deciding = [k for k in range((total + 1) // 2) if exact_evidence(total, k) >= 500]
    return max(deciding, default=-1)


def test_rank_is_the_exact_one() -> None:
    """The rank, counted on from vote to vote, is that of the formula in whole numbers."""
    known, found = -1, []
    for total in range(1, 301):
        known = votes.rank(total, known)
        found.append(known)

    assert [exact_rank(total) for total in range(1, 301)] == found


def test_rank_needs_no_history() -> None:
    """Counting on from a smaller rank and starting anew give the same."""
    assert votes.rank(200, votes.rank(150)) == votes.rank(200)


def test_first_decision_takes_12_votes() -> None:
    """Eleven votes of one mind decide nothing, twelve do."""
    slow = [Vote(5.0, 5.0 + 9 * (number % 2), 1.0 + 9 * (number % 2)) for number in range(12)]

    assert UNDECIDED == votes.tally(slow[:11], 3).verdict
    assert HELD == votes.tally(slow, 3).verdict


@pytest.mark.parametrize(("ratio", "verdict"), [(5.0, HELD), (2.0, REFUTED), (3.0, UNDECIDED)])
def test_eight_votes_decide_what_never_overlaps(ratio: float, verdict: str) -> None:
    """From the eighth vote on, times that lie apart by the claimed ratio decide."""
    same = [Vote(ratio, ratio, 1.0)] * 8

    assert UNDECIDED == votes.tally(same[:7], 3).verdict
    assert verdict == votes.tally(same, 3).verdict


def test_guard_keeps_close_ratios_undecided() -> None:
    """A ratio within 10 % of the claimed one decides nothing, however often it is seen."""
    for ratio in (2.75, 2.999, 3.001, 3.29):
        assert UNDECIDED == votes.tally([Vote(ratio, ratio, 1.0)] * 1000, 3).verdict


def test_verdict_stays() -> None:
    """What was decided once is not taken back by later votes."""
    counted = votes.tally([Vote(5.0, 5.0, 1.0)] * 12 + [Vote(1.0, 1.0, 1.0)] * 50, 3)

    assert HELD == counted.verdict


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ([], None),
        ([HELD], None),
        ([HELD, HELD], HELD),
        ([HELD, HELD, UNDECIDED], HELD),
        ([HELD, REFUTED], UNDECIDED),
        ([HELD, UNDECIDED], UNDECIDED),
        ([UNDECIDED], UNDECIDED),
        ([REFUTED, REFUTED], None),
        ([REFUTED, REFUTED, REFUTED], REFUTED),
        ([REFUTED, REFUTED, HELD], UNDECIDED),
        ([REFUTED, HELD], UNDECIDED),
    ],
)
def test_interpreters_must_agree(said: list[str], settled: str | None) -> None:
    """Two interpreters hold a claim, three refute it, and any other voice leaves it open."""
    assert settled == votes.settle(said)


def test_interval_is_infinite_below_12_votes() -> None:
    """Too few votes bound nothing."""
    assert (0.0, inf) == votes.interval([2.0] * 11)
    assert (2.0, 2.0) == votes.interval([2.0] * 12)


@given(st.lists(st.floats(0.1, 100), min_size=12, max_size=80), st.floats(0.1, 100))
def test_interval_is_the_test_turned_round(ratios: list[float], times: float) -> None:
    """A ratio below the interval is what unguarded votes would hold, one above what they refute."""
    low, high = votes.interval(ratios)
    allowed = votes.rank(len(ratios))

    assert (times <= low) == (sum(ratio < times for ratio in ratios) <= allowed)
    assert (times > high) == (sum(ratio >= times for ratio in ratios) <= allowed)


@given(st.lists(st.floats(0.1, 100), min_size=1))
def test_median_is_that_of_the_library(values: list[float]) -> None:
    """The median is the one that numpy computes."""
    assert votes.median(values) == pytest.approx(np.median(values))


def test_vote_pairs_each_round() -> None:
    """A slot votes by the median of its rounds' ratios, not by the ratio of medians."""
    slot = [(4.0, 1.0), (40.0, 10.0), (8.0, 2.0), (9.0, 1.0)]

    assert Vote(4.0, 8.5, 1.5) == votes.cast(slot, 0, 1)
    assert 8.5 / 1.5 != 4.0


# Error rates, by simulation: each noise makes votes of pairs whose true ratio is 1.

RUNS, LENGTH, TIMES = 1500, 200, 3.0
Noise = Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]


def drift(random: np.random.Generator, keeps: float, spread: float) -> np.ndarray:
    """Return walks that come back: of this stationary spread, keeping that much at each step."""
    steps = random.normal(0, spread * (1 - keeps**2) ** 0.5, (RUNS, LENGTH))
    walk = np.empty_like(steps)
    walk[:, 0] = random.normal(0, spread, RUNS)
    for at in range(1, LENGTH):
        walk[:, at] = keeps * walk[:, at - 1] + steps[:, at]
    return np.exp(walk)


def lognormal(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return heavy tails on both sides."""
    return random.lognormal(0, 0.5, (RUNS, LENGTH)), random.lognormal(0, 0.5, (RUNS, LENGTH))


def pareto(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return delays of infinite variance, as a busy machine makes them."""
    return 1 + random.pareto(1.5, (RUNS, LENGTH)), 1 + random.pareto(1.5, (RUNS, LENGTH))


def common_drift(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a clock that wanders for both, under noise of their own."""
    slow, fast = lognormal(random)
    clock = drift(random, 0.98, 0.5)
    return slow**0.4 * clock, fast**0.4 * clock


def own_drift(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return two that wander by a few percent, each by itself: votes that follow each other."""
    slow, fast = lognormal(random)
    return slow**0.05 * drift(random, 0.9, 0.02), fast**0.05 * drift(random, 0.9, 0.02)


NOISES = [lognormal, pareto, common_drift, own_drift]


def shares(noise: Noise, true: float, alpha: float, guard: float, length: int) -> Counter[str]:
    """Return how many of the runs end in each verdict, where the true ratio is ``true``."""
    slow, fast = noise(np.random.default_rng(20))
    slow *= true
    verdicts: Counter[str] = Counter()
    for pairs in zip(slow.tolist(), fast.tolist(), strict=True):
        counted = votes.Tally(TIMES, alpha, guard)
        for a, b in zip(*pairs, strict=True):
            if counted.decided or counted.votes == length:
                break
            counted.add(Vote(a / b, a, b))
        verdicts[counted.verdict] += 1
    return verdicts


def wrong(noise: Noise, alpha: float = votes.ALPHA, guard: float = votes.GUARD) -> float:
    """Return the share of verdicts, all false, where the true ratio is the claimed one."""
    return 1 - shares(noise, TIMES, alpha, guard, LENGTH)[UNDECIDED] / RUNS


@pytest.mark.parametrize("noise", NOISES)
def test_false_verdicts_are_rare_at_the_margin(noise: Noise) -> None:
    """At exactly the claimed ratio fewer than 2 in 1000 interpreters decide, peeking each time."""
    assert wrong(noise) < 0.002


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize(("side", "verdict"), [(2, HELD), (0.5, REFUTED)])
def test_few_stay_undecided_at_twice_the_margin(noise: Noise, side: float, verdict: str) -> None:
    """At twice or half the claimed ratio fewer than 5 % stay undecided in 2 s, and none errs."""
    ended = shares(noise, TIMES * side, votes.ALPHA, votes.GUARD, LENGTH)

    assert ended[UNDECIDED] < 0.05 * RUNS
    assert ended[verdict] + ended[UNDECIDED] == RUNS


def test_slow_work_decides_in_few_rounds() -> None:
    """Twenty rounds, all that slow work gets, decide at twice the claimed ratio."""
    ended = shares(own_drift, TIMES * 2, votes.ALPHA, votes.GUARD, length=20)

    assert RUNS == ended[HELD]


def test_false_verdicts_would_show() -> None:
    """The simulation sees what a loose bound or no guard would let through."""
    assert wrong(lognormal, alpha=0.2, guard=0.0) > 0.05
    assert wrong(own_drift, guard=0.0) > 0.05
