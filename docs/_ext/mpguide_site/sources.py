"""The directives of "What the sources say": each statement with its verdict and its proof."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide_site import order, verdicts
from mpguide_site.boxes import SYMBOLS
from mpguide_site.inventory import FILE, Source, answered, load
from mpguide_site.plain import TODAY
from mpguide_site.said import begin, claim_ids
from mpguide_site.tables import link, table


class Statements(SphinxDirective):
    """``.. statements:: A``: what a source says, with today's verdict and the proof."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return who says it, and a table of what."""
        self._look()
        letter = self.arguments[0]
        source = next((one for one in self.listed.sources if one.letter == letter), None)
        if source is None:
            raise self.error(f"statements {letter}: {FILE} has no such source")
        told = self.parse_text_to_nodes(source.about)
        rows = [self._row(row, "said") for row in source.rows if row in self.found]
        return [*told, table(("Said", "Today", "Proof"), rows, (32, 38, 30), ["said-table"])]

    def _look(self) -> None:
        self.env.note_reread()
        listed = load(Path(self.env.srcdir))
        if listed is None:
            raise self.error(f"there is no {FILE}")
        self.listed = listed
        pages = order.pages(self.config.sphinx_gallery_conf)
        self.found = answered(pages)
        self.verdicts: dict[tuple[str, str], tuple[str, str]] = {}
        whole = verdicts.gather(pages)
        for page in pages:
            claims = [claim for claim in whole.claims if claim.page == page.name]
            ids = claim_ids(claim.text for claim in claims)
            for claim, anchor in zip(claims, ids, strict=True):
                self.verdicts[page.name, claim.text] = (SYMBOLS[claim.verdict], anchor)

    def _row(self, row: str, kind: str) -> list[Any]:
        """Return the cells of a row, which has the first page's words and all pages' proofs."""
        _, first = self.found[row][0]
        name = nodes.target("", "", ids=[f"row-{row.lower()}"])
        says = self.parse_text_to_nodes(first.text)
        today = self.parse_text_to_nodes(first.answer)
        if kind == "said":
            begin(says[0], row, name)
            begin(today[0], TODAY[first.today])
        return [says, today, [*self._proofs(row)]]

    def _proofs(self, row: str) -> Iterator[nodes.Node]:
        for page, answer in self.found[row]:
            yield nodes.paragraph("", "", link(self, page.docname, page.title))
            for text in answer.proofs:
                symbol, anchor = self.verdicts.get((page.name, text), ("", ""))
                claim = link(self, page.docname, text, anchor)
                shown = nodes.Text(f"{symbol} ")
                yield nodes.paragraph("", "", shown, claim, classes=["claim-evidence"])


class Totals(Statements):
    """``.. statements-counts::``: how many statements of each source are true, outdated, ..."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        """Return the table, a row for each source and one for all."""
        self._look()
        every = Source("", "All", "", tuple(row for one in self.listed.sources for row in one.rows))
        rows = [
            [f"{one.letter}: {one.title}".lstrip(": "), str(len(one.rows)), *self._numbers(one)]
            for one in (*self.listed.sources, every)
        ]
        head = ("Source", "statements", *TODAY, "unproven")
        return [table(head, rows, (40, *[10] * (len(head) - 1)), ["ledger-counts"])]

    def _numbers(self, source: Source) -> Iterator[str]:
        today = Counter(self.found[row][0][1].today for row in source.rows if row in self.found)
        yield from (str(today[name]) for name in TODAY)
        yield str(sum(row in self.listed.unproven for row in source.rows))


class Questions(Statements):
    """``.. questions::``: what users ask, with the answer and the proof."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self._look()
        rows = [self._row(row, "asked") for row in self.listed.questions if row in self.found]
        return [table(("Asked", "Answer", "Proof"), rows, (32, 38, 30), ["said-table"])]


class Unproven(Statements):
    """``.. unproven::``: the statements that can't be proven, each with its reason."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self._look()
        rows = [
            (row, self.parse_text_to_nodes(one["says"]), self.parse_text_to_nodes(one["reason"]))
            for row, one in self.listed.unproven.items()
        ]
        return [table(("Statement", "Said", "Why not"), rows, (12, 38, 50), ["said-table"])]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("statements", Statements)
    app.add_directive("statements-counts", Totals)
    app.add_directive("questions", Questions)
    app.add_directive("unproven", Unproven)
