"""Two records side by side: circumstances, verdicts that differ, and timings as ratios."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mpguide import machine, record, timings
from mpguide.record import REFUTED, Claim, Record, RecordError
from mpguide.timings import Ratio, Times

SHOWN = ("python", "build", "platform", "cpu", "cores", "start_method", "date")
"""The circumstances by which a reader knows a record."""


class Pair(NamedTuple):
    """A claim in both records; None where a record has none such."""

    mine: Claim | None
    other: Claim | None

    @property
    def claim(self) -> Claim:
        """The claim, as mine has it if it does."""
        claim = self.mine or self.other
        assert claim is not None
        return claim

    @property
    def verdicts(self) -> tuple[str, str]:
        """What became of it here and there."""
        return tuple(claim.verdict if claim else "not made" for claim in self)  # type: ignore[return-value]


class Timed(NamedTuple):
    """A benchmark that both records have, and how many times as long mine took."""

    page: str
    name: str
    mine: Times
    other: Times

    @property
    def ratio(self) -> Ratio:
        """Mine by the other's."""
        return timings.ratio(self.mine, self.other)


class Comparison(NamedTuple):
    """Two records, and in what they differ.

    ``circumstances`` are those that differ: a name, mine and the other's.  ``pairs``
    are the claims whose verdicts differ, refuted ones first, then those that only
    one has, of the pages that both have.
    """

    mine: Record
    other: Record
    circumstances: tuple[tuple[str, str, str], ...]
    pairs: tuple[Pair, ...]
    alike: int
    timed: tuple[Timed, ...]

    @property
    def only_mine(self) -> tuple[str, ...]:
        """The pages that the other record lacks."""
        return tuple(page for page in ran(self.mine) if page not in ran(self.other))

    @property
    def only_other(self) -> tuple[str, ...]:
        """The pages that my record lacks."""
        return tuple(page for page in ran(self.other) if page not in ran(self.mine))

    @property
    def by_page(self) -> dict[str, list[Timed]]:
        """The benchmarks by page."""
        found: dict[str, list[Timed]] = {}
        for timed in self.timed:
            found.setdefault(timed.page, []).append(timed)
        return found


def compare(mine: Record, other: Record) -> Comparison:
    """Set two records side by side."""
    both = ran(mine).keys() & ran(other).keys()
    claims = [{(c.page, c.text): c for c in one.claims if c.page in both} for one in (mine, other)]
    pairs = [Pair(*(found.get(key) for found in claims)) for key in claims[0] | claims[1]]
    differing = sorted((pair for pair in pairs if len({*pair.verdicts}) > 1), key=_weight)
    return Comparison(
        mine,
        other,
        tuple(_circumstances(mine.circumstances, other.circumstances)),
        tuple(differing),
        len(pairs) - len(differing),
        tuple(_timed(mine, other)),
    )


def ran(one: Record) -> dict[str, None]:
    """Return the pages of a record, in its order."""
    return dict.fromkeys([*one.pages, *(claim.page for claim in one.claims), *one.timings])


def _weight(pair: Pair) -> tuple[bool, bool]:
    """Return what puts refuted claims first, and those that only one has last."""
    return not all(pair), REFUTED not in pair.verdicts


def _circumstances(
    mine: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    flat = [dict(_flat(one)) for one in (mine, other)]
    for name in dict.fromkeys((*machine.FIXED, *flat[0], *flat[1])):
        texts = [found.get(name, "not told") for found in flat]
        if texts[0] != texts[1] and name != "date":
            yield name, texts[0], texts[1]


def _flat(circumstances: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, told in circumstances.items():
        if isinstance(told, dict):
            yield from told.items()
        else:
            yield name, str(told)


def _timed(mine: Record, other: Record) -> Iterator[Timed]:
    for page, suite in mine.timings.items():
        if page in other.timings:
            theirs = timings.read(other.timings[page])
            for name, times in timings.read(suite).items():
                if name in theirs:
                    yield Timed(page, name, times, theirs[name])


def interpreter(one: Record) -> str:
    """Return the short name of the interpreter that made a record, such as ``3.13t``."""
    version = str(one.circumstances.get("python", "")).split(".")[:2]
    return ".".join(version) + "t" * (one.circumstances.get("build") == "free-threaded")


def counterpart(mine: Record) -> tuple[str, Record]:
    """Return the published record of the interpreter that made mine, else the newest, by name.

    Raises `mpguide.record.RecordError` when none is published.
    """
    published = record.published()
    if not published:
        raise RecordError("no record is published with this mpguide; name the one to compare with")
    name = interpreter(mine)
    return (name, published[name]) if name in published else [*published.items()][-1]
