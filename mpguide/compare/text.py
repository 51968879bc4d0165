"""A comparison as text: what differs at the top, tables below."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from mpguide.bench import readable
from mpguide.compare import SHOWN, Comparison, Pair, Timed, ran
from mpguide.figures.text import clean, plural, short, some
from mpguide.record import VERDICTS, Record
from mpguide.timings import GUARD, Ratio, median

WIDTH = 92
MOST = 12
"""The benchmarks that are shown of those that differ; with all, every one is."""


def text(comparison: Comparison, names: tuple[str, str], every: bool = False) -> str:
    """Return a comparison as text; ``every`` shows each benchmark."""
    parts = (
        _heads(comparison, names),
        _circumstances(comparison),
        _verdicts(comparison),
        _pages(comparison),
        _timings(comparison, every),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part)


def head(one: Record) -> str:
    """Return by what a reader knows a record."""
    told = {name: one.circumstances[name] for name in SHOWN if name in one.circumstances}
    forms = {"python": "Python {}", "cores": "{} cores"}
    words = [short(clean(forms.get(name, "{}").format(told[name])), 60) for name in told]
    found = [f"{one.count(verdict)} {verdict}" for verdict in VERDICTS if one.count(verdict)]
    claims = f"{plural(len(one.claims), 'claim')} ({', '.join(found) or 'none'})"
    return ", ".join([*words, plural(len(ran(one)), "page"), claims])


def _heads(comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    for name, label, one in zip(
        names, ("mine: ", "other:"), (comparison.mine, comparison.other), strict=True
    ):
        yield from _wrapped(f"{label} {clean(name)}: {head(one)}", 7)


def _circumstances(comparison: Comparison) -> Iterator[str]:
    if not comparison.circumstances:
        yield "The circumstances are the same."
        return
    yield "The circumstances differ, mine against the other's:"
    for name, mine, other in comparison.circumstances:
        told = f"{clean(name)}: {short(clean(mine), 200)} against {short(clean(other), 200)}"
        yield from _wrapped(f"  {told}", 4)


def _verdicts(comparison: Comparison) -> Iterator[str]:
    differing = [pair for pair in comparison.pairs if all(pair)]
    single = [pair for pair in comparison.pairs if not all(pair)]
    yield (
        f"Verdicts of the pages that both have: {len(differing)} differ, "
        f"{comparison.alike} are the same, {len(single)} claims only one has."
    )
    for pair in comparison.pairs:
        yield from _pair(pair)


def _pair(pair: Pair) -> Iterator[str]:
    mine, other = pair.verdicts
    yield from _wrapped(f"  {clean(pair.claim.page)}: {clean(pair.claim.text)}", 4)
    for label, verdict, claim in zip(("mine ", "other"), (mine, other), pair, strict=True):
        evidence = f" [{short(clean(claim.evidence), 160)}]" if claim else ""
        yield from _wrapped(f"    {label}  {verdict}{evidence}", 11)


def _pages(comparison: Comparison) -> Iterator[str]:
    for label, pages in (("mine", comparison.only_mine), ("the other", comparison.only_other)):
        if pages:
            named = some(map(clean, pages), 8, ", ")
            yield from _wrapped(f"Only {label} has {plural(len(pages), 'page')}: {named}.", 2)


def _timings(comparison: Comparison, every: bool) -> Iterator[str]:
    differing = [timed for timed in comparison.timed if timed.ratio.differs]
    if not comparison.timed:
        yield "No timing is in both."
        return
    yield (
        f"Timings, mine by the other's: {len(differing)} of {len(comparison.timed)} differ: "
        f"their whole interval lies more than {GUARD:.0%} from one."
    )
    yield from _table(("page", "timings", "differ", "ratio", "from", "to"), _by_page(comparison))
    shown = comparison.timed if every else sorted(differing, key=_distance)[:MOST]
    if shown:
        yield ""
        yield "Each of them:" if every else "Those that differ most; --all shows every one:"
        heads = ("page, timing", "mine", "other", "ratio", "from", "to")
        yield from _table(heads, map(_row, shown))


def _by_page(comparison: Comparison) -> Iterator[Sequence[str]]:
    for page, found in comparison.by_page.items():
        ratios = [timed.ratio.median for timed in found]
        differ = sum(timed.ratio.differs for timed in found)
        spread = map(number, (median(ratios), min(ratios), max(ratios)))
        yield short(clean(page)), str(len(found)), str(differ), *spread


def _distance(timed: Timed) -> float:
    ratio = timed.ratio.median
    return -max(ratio, 1 / ratio)


def _row(timed: Timed) -> Sequence[str]:
    name = short(f"{clean(timed.page)}, {clean(timed.name)}", 44)
    medians = (readable(times.median) for times in (timed.mine, timed.other))
    return name, *medians, number(timed.ratio.median), *between(timed.ratio)


def between(ratio: Ratio) -> tuple[str, str]:
    """Return the ends of an interval; dashes where values are too few for one."""
    return (number(ratio.low), number(ratio.high)) if ratio.bounded else ("-", "-")


def number(ratio: float) -> str:
    """Return a ratio to three digits.

    >>> number(1.2345), number(0.012345), number(1234.5)
    ('1.23', '0.0123', '1234')
    """
    if ratio < 1 or ratio >= 1e6:
        return f"{ratio:#.3g}"
    return f"{ratio:.{max(0, 3 - len(str(int(ratio))))}f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield f"  {first.ljust(widths[0])}  {'  '.join(cells)}"


def _wrapped(told: str, indent: int) -> list[str]:
    return textwrap.wrap(told, WIDTH, subsequent_indent=" " * indent, drop_whitespace=True)
