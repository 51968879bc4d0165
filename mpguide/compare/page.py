"""A comparison as one page for a browser: no script, no other file, light and dark."""

import os
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from mpguide import figures
from mpguide.bench import readable
from mpguide.compare import Comparison, Pair, Timed
from mpguide.compare.text import between, head, number
from mpguide.figures import pictures
from mpguide.figures.drawing import COLOURS, DARK
from mpguide.figures.text import clean, plural
from mpguide.record import REFUTED
from mpguide.timings import GUARD, median

ROWS = 60
"""The ratios that one figure shows at most."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: nothing but its own style."""


def html(comparison: Comparison, names: tuple[str, str]) -> str:
    """Return a comparison as a page that needs no other file."""
    title = f"{clean(os.path.basename(names[0]))} beside {clean(os.path.basename(names[1]))}"
    parts = (
        f"<h1>{escape(title)}</h1>",
        *_circumstances(comparison, names),
        *_verdicts(comparison),
        *_timings(comparison),
    )
    return "\n".join(
        (*_head(title), "<body>", "<main>", *parts, "</main>", "</body>", "</html>", "")
    )


def _head(title: str) -> Iterator[str]:
    with open(os.path.join(os.path.dirname(__file__), "page.css"), encoding="utf-8") as file:
        style = file.read()
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<link rel="icon" href="data:,">'
    yield f"<title>{escape(title)}</title>"
    dark = f"@media (prefers-color-scheme: dark) {{\n{_colours(DARK)}\n}}"
    yield f"<style>\n{_colours(COLOURS)}\n{dark}\n{style}</style>"
    yield "</head>"


def _colours(colours: dict[str, str]) -> str:
    told = " ".join(f"--mp-{name}: {colour};" for name, colour in colours.items())
    return f":root {{ {told} }}"


def _circumstances(comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    for label, name, one in zip(
        ("Mine", "Other"), names, (comparison.mine, comparison.other), strict=True
    ):
        yield f"<p><strong>{label}</strong>: {escape(f'{clean(name)}: {head(one)}')}.</p>"
    yield "<h2>Circumstances</h2>"
    if not comparison.circumstances:
        yield "<p>They are the same.</p>"
        return
    rows = (
        (_text(name), _text(mine), _text(other)) for name, mine, other in comparison.circumstances
    )
    yield from _table("Those that differ", ("what", "mine", "other"), rows)


def _verdicts(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Verdicts</h2>"
    differing = [pair for pair in comparison.pairs if all(pair)]
    yield (
        f"<p>Of the claims on pages that both have, {len(differing)} differ in their verdict, "
        f"{comparison.alike} have the same, and {len(comparison.pairs) - len(differing)} "
        "are in one record only.</p>"
    )
    if comparison.pairs:
        heads = ("page", "claim", "mine", "other")
        yield from _table("Claims that differ", heads, map(_pair, comparison.pairs))
    for label, pages in (("my", comparison.only_mine), ("the other", comparison.only_other)):
        if pages:
            named = escape(", ".join(map(clean, pages)))
            yield f"<p>In {label} record only: {plural(len(pages), 'page')} ({named}).</p>"


def _pair(pair: Pair) -> Sequence[str]:
    cells = []
    for verdict, claim in zip(pair.verdicts, pair, strict=True):
        sort = ' class="refuted"' if verdict == REFUTED else ""
        evidence = f'<br><span class="muted">{_text(claim.evidence)}</span>' if claim else ""
        cells.append(f"<span{sort}>{escape(verdict)}</span>{evidence}")
    return _text(pair.claim.page), _text(pair.claim.text), *cells


def _timings(comparison: Comparison) -> Iterator[str]:
    yield "<h2>Timings</h2>"
    if not comparison.timed:
        yield "<p>No timing is in both records.</p>"
        return
    differ = sum(timed.ratio.differs for timed in comparison.timed)
    yield (
        f"<p>Mine by the other's: above one, mine takes longer. {differ} of "
        f"{plural(len(comparison.timed), 'timing')} differ, their whole interval by more than "
        f"{GUARD:.0%}. An interval speaks of the runs that were made, not of other days or "
        "machines.</p>"
    )
    by_page = comparison.by_page
    spans = {page: _spread(found) for page, found in by_page.items()}
    yield from _figures(spans, "Each page: the middle ratio, and the range of all its timings")
    for page, found in by_page.items():
        inner = sum(timed.ratio.differs for timed in found)
        told = f"{clean(page)}: {plural(len(found), 'timing')}, {inner} differ"
        yield f"<details><summary>{escape(told)}</summary>"
        ratios = {timed.name: _quantity(timed) for timed in found}
        yield from _figures(ratios, f"{clean(page)}: mine by the other's")
        heads = ("timing", "mine", "other", "ratio", "from", "to")
        yield from _table(f"{clean(page)}: medians and ratios", heads, map(_row, found), 1)
        yield "</details>"


Quantity = float | tuple[float, float, float]


def _spread(found: Sequence[Timed]) -> Quantity:
    ratios = [timed.ratio.median for timed in found]
    return min(ratios), median(ratios), max(ratios)


def _quantity(timed: Timed) -> Quantity:
    ratio = timed.ratio
    return (ratio.low, ratio.median, ratio.high) if ratio.bounded else ratio.median


def _figures(ratios: dict[str, Quantity], title: str) -> Iterator[str]:
    """Yield the figures of these ratios, so many to each."""
    rows = list(ratios.items())
    for at in range(0, len(rows), ROWS):
        part = f" ({at // ROWS + 1} of {-(-len(rows) // ROWS)})" if len(rows) > ROWS else ""
        yield _drawn(dict(rows[at : at + ROWS]), title + part)


def _drawn(ratios: dict[str, Quantity], title: str) -> str:
    shown, pictures.collect = pictures.collect, []
    try:
        return figures.draw_ratios(ratios, title, alike=GUARD).svg
    finally:
        pictures.collect = shown


def _row(timed: Timed) -> Sequence[str]:
    ratio = timed.ratio
    found = number(ratio.median)
    return (
        _text(timed.name),
        readable(timed.mine.median),
        readable(timed.other.median),
        f'<span class="differs">{found}</span>' if ratio.differs else found,
        *between(ratio),
    )


def _text(told: str) -> str:
    return escape(clean(told))


def _table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 99
) -> Iterator[str]:
    """Yield a table of cells that are HTML; from ``numbers`` on the columns are numbers."""
    sorts = [' class="number"' if at >= numbers else "" for at in range(len(heads))]
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
    yield f"<table><caption>{escape(caption)}</caption>"
    cells = "".join(
        f'<th scope="col"{sort}>{head}</th>' for head, sort in zip(heads, sorts, strict=True)
    )
    yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(
            f"<td{sort}>{cell}</td>" for cell, sort in zip(others, sorts[1:], strict=True)
        )
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody></table></div>"
