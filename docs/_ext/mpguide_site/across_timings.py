"""``.. across-...::``: how the timings of the published records differ."""

from collections.abc import Iterable, Iterator, Mapping
from math import log
from unittest.mock import patch

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide import figures, timings
from mpguide.figures.charts import Quantity
from mpguide.figures.text import plural
from mpguide.record import Record
from mpguide.timings import Ratio, Times
from mpguide_site import order
from mpguide_site.across import Across
from mpguide_site.tables import Cell, link, table

FOLDER = "across_versions"
"""Where the chapters' timings have their pages."""

ROWS = 36
"""The most benchmarks of one picture."""

TOLD = 3
"""The most benchmarks that a sentence names."""

Suite = Mapping[str, Times]


class Chapters(Across):
    """``.. across-chapters::``: how many benchmarks of each chapter changed, and which way."""

    def made(self, records: Mapping[str, Record]) -> Iterator[nodes.Node]:
        """Yield the table, a row for each chapter that measures."""
        gallery = self.pages[0].script.parent.parent
        changes = pairs(records)
        rows: list[list[Cell]] = []
        for chapter in dict.fromkeys(page.chapter for page in self.pages):
            found = [suites(page, records) for page in self.pages if page.chapter == chapter]
            number = sum(len({row for suite in one.values() for row in suite}) for one in found)
            if number:
                docname = f"{FOLDER}/{chapter}"
                if docname not in self.env.found_docs:
                    raise self.error(f"the chapter {chapter} measures, and has no {docname}.rst")
                title = link(self, docname, order.chapter_title(gallery, chapter))
                rows.append([title, str(number), *(_moves(found, *pair) for pair in changes)])
        head = [
            f"{_version(old, records[old])} to {_version(new, records[new])}"
            for old, new in changes
        ]
        yield table(
            ("Chapter", "benchmarks", *head), rows, (34, 14, *[26] * len(head)), classes=["across"]
        )


def _moves(found: Iterable[Mapping[str, Suite]], old: str, new: str) -> str:
    ratios = [
        one
        for by in found
        if {old, new} <= by.keys()
        for one in moved(by[old], by[new])[1].values()
    ]
    longer = sum(ratio.median > 1 for ratio in ratios)
    return f"{longer} longer, {len(ratios) - longer} shorter"


class Timings(Across):
    """``.. across-timings:: CHAPTER``: what changed in each page that measures, and pictures."""

    required_arguments = 1

    def made(self, records: Mapping[str, Record]) -> Iterator[nodes.Node]:
        """Yield the sections, in the order of the guide."""
        for page in self.pages:
            found = suites(page, records) if page.chapter == self.arguments[0] else {}
            if any(found.values()):
                told = sentences(found, records)
                yield section(self, page, told, *pictures(found, page.name))


def suites(page: order.Page, records: Mapping[str, Record]) -> dict[str, Suite]:
    """Return the times of a page, by the records that have any."""
    return {
        name: timings.read(one.timings[page.name])
        for name, one in records.items()
        if page.name in one.timings
    }


def section(
    directive: SphinxDirective, page: order.Page, told: Iterable[nodes.Node], *content: nodes.Node
) -> nodes.section:
    """Return a section for a page: title, a link to it and what is told of it, and the rest."""
    by = (nodes.Text("Measured by "), link(directive, page.docname, page.name), nodes.Text(". "))
    first = nodes.paragraph("", "", *by, *told)
    identity = nodes.make_id(f"timings-{page.name}")
    made = nodes.section("", nodes.title("", page.title), first, *content, ids=[identity])
    directive.state.document.note_explicit_target(made)
    return made


def sentences(found: Mapping[str, Suite], records: Mapping[str, Record]) -> Iterator[nodes.Node]:
    """Yield a sentence on what changed from the oldest to the newest, and one without the GIL."""
    for old, new in pairs(found):
        versions = [_version(name, records[name]) for name in (old, new)]
        yield from sentence(found[old], found[new], *versions)


def pairs(found: Iterable[str]) -> list[tuple[str, str]]:
    """Return what is compared: the oldest with the newest, and each GIL with none.

    >>> pairs(["3.11", "3.13", "3.13t", "3.15"])
    [('3.11', '3.15'), ('3.13', '3.13t')]
    """
    names = [*found]
    plain = [name for name in names if not name.endswith("t")]
    ends = [(plain[0], plain[-1])] if len(plain) > 1 else []
    return ends + [(name[:-1], name) for name in names if name.endswith("t") and name[:-1] in names]


def _version(name: str, one: Record) -> str:
    return f"{one.circumstances['python']}{'t' * name.endswith('t')}"


def sentence(old: Suite, new: Suite, before: str, after: str) -> Iterator[nodes.Node]:
    """Yield the parts of a sentence: which benchmarks differ, the most different first."""
    known, changed = moved(old, new)
    many = f"{len(changed) or 'none'} of {plural(len(known), 'benchmark')}"
    yield nodes.Text(f"From {before} to {after}, {many} changed by more than the intervals allow")
    first = sorted(changed.items(), key=lambda item: -abs(log(item[1].median)))
    for at, (name, ratio) in enumerate(first[:TOLD]):
        yield from (nodes.Text(", " if at else ": "), nodes.literal("", name))
        yield nodes.Text(f" takes {_times(ratio)}")
    if len(changed) > TOLD:
        yield nodes.Text(f", and {len(changed) - TOLD} more")
    unknown = len(old.keys() & new.keys()) - len(known)
    yield nodes.Text(f". {unknown} more have no interval. " if unknown else ". ")


def moved(old: Suite, new: Suite) -> tuple[dict[str, Ratio], dict[str, Ratio]]:
    """Return the ratios of all times that have intervals, and of those that differ."""
    known = {
        name: timings.ratio(new[name], old[name])
        for name in new
        if name in old and new[name].bounded and old[name].bounded
    }
    return known, {name: one for name, one in known.items() if one.differs}


def _times(ratio: Ratio) -> str:
    return f"{ratio.median:.3g} times as long ({ratio.low:.3g} to {ratio.high:.3g})"


def pictures(found: Mapping[str, Suite], name: str, spare: bool = False) -> Iterator[nodes.Node]:
    """Yield pictures of at most 36 benchmarks each, those beyond the first one folded."""
    rows = [*dict.fromkeys(row for suite in found.values() for row in suite)]
    parts = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)]
    for at, part in enumerate(parts):
        titled = f"{name}, part {at + 1} of {len(parts)}" if len(parts) > 1 else name
        if at == 1:
            rest = f"{len(rows) - ROWS} more benchmarks"
            yield nodes.raw("", f"<details><summary>{rest}</summary>", format="html")
        yield nodes.raw("", picture(found, part, titled, spare), format="html")
    if len(parts) > 1:
        yield nodes.raw("", "</details>", format="html")


def picture(found: Mapping[str, Suite], rows: Iterable[str], title: str, spare: bool) -> str:
    """Return the markup of a picture of some benchmarks."""
    times = {
        name: {row: _quantity(suite[row]) for row in rows if row in suite}
        for name, suite in found.items()
    }
    drawn = {name: suite for name, suite in times.items() if suite}
    with patch.object(figures.pictures, "collect", []):
        return figures.draw_records(drawn, title, spare=spare).svg


def _quantity(times: Times) -> Quantity:
    return (times.low, times.median, times.high) if times.bounded else times.median


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("across-chapters", Chapters)
    app.add_directive("across-timings", Timings)
