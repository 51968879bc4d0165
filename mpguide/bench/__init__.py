"""Interleaved timing in fresh interpreters: which takes how many times as long as which.

Alternatives are measured round by round in random order, so that a noisy
machine disturbs all alike; each 10 ms of rounds cast a vote; measuring stops as
soon as the votes decide every claim; and two fresh interpreters must agree,
three to refute, since interpreters differ more than rounds do.

An alternative is a function, timed as it is, or a generator function that sets
up, yields the call to time and tears down after it::

    def echo(payload):
        connection, peer = set_up()
        try:
            yield partial(ask, connection, payload)
        finally:
            tear_down(connection, peer)

Arguments go in by `functools.partial`.  A call that returns a mapping has
measured its parts itself: their seconds are kept under ``"name.part"``.
What an experiment prints is shown only if it fails.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mpguide.bench.arguments import options
from mpguide.bench.cores import at_most, best_round, most_cores, side_by_side
from mpguide.bench.load import Busy, margins
from mpguide.bench.samples import BenchError, Ratio, Run, Samples, against, readable


def compare(  # noqa: PLR0913 - each is a choice of its own, by name
    alternatives: Mapping[str, Callable[[], Any]],
    at_least: Sequence[tuple[str, float, str]] = (),
    rounds: int | None = None,
    budget: float = 2.0,
    stress: bool = False,
    *,
    interpreters: int | None = None,
) -> Samples:
    """Time alternatives against each other, until it is decided which takes how much longer.

    ``at_least=[("spawn", 3, "fork")]`` asks whether spawn takes at least 3 times
    as long as fork.  Each interpreter samples for ``budget`` seconds at most
    (three times that where a round takes more than 0.15 s), or ``rounds``
    rounds exactly; there are two of them, or as many as the question needs, or
    at least ``interpreters``: the more there are, the steadier is a ratio.
    ``stress`` measures again with every core busy and prints the ratios of both
    beside the claimed ones.

    Raises `BenchError` for alternatives that can't be imported there, and for
    one that fails or hangs; what was measured until then is kept.
    """
    from mpguide.bench.comparing import Comparison

    least = interpreters or (2 if rounds or not at_least else 1)
    comparison = Comparison(alternatives, list(at_least), rounds, budget, least)
    samples = comparison.measure()
    if stress:
        with Busy():
            loaded = comparison.measure(" (busy)")
        print(margins(samples, loaded, at_least))
    return samples


def sample_here() -> None:
    """Measure what standard input asks for; the entry of the fresh interpreter."""
    from mpguide.bench.sampling import main

    main()


__all__ = [
    "BenchError",
    "Busy",
    "Ratio",
    "Run",
    "Samples",
    "against",
    "at_most",
    "best_round",
    "compare",
    "margins",
    "most_cores",
    "options",
    "readable",
    "sample_here",
    "side_by_side",
]
