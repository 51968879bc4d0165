"""The ledger: every claim of the build, and on which interpreters it was checked.

It is made from the build's record and the published ones, and from nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide import record
from mpguide.record import HELD, VERDICTS, Claim, Record
from mpguide_site import order, verdicts
from mpguide_site.boxes import SYMBOLS
from mpguide_site.said import claim_ids
from mpguide_site.tables import Cell, link, table

KINDS = ("exact", "structural", "timing")

ELSEWHERE = "not made here"
"""Stands for a verdict where only other interpreters make a claim."""

FOLDER = "ledger"
"""The folder of the pages of the chapters, beside the ledger's own page."""


class Entry(NamedTuple):
    """A claim, its anchor if this build has made it, and its verdict on other interpreters."""

    claim: Claim
    anchor: str
    checked: Mapping[str, str]


def entries(whole: Record, archive: Mapping[str, Record]) -> Iterator[Entry]:
    """Yield what this build claims, page by page, then what only others do."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    others: dict[tuple[str, str], Claim] = {}
    for name, one in archive.items():
        for claim in one.claims:
            found.setdefault((claim.page, claim.text), {})[name] = claim.verdict
            others[claim.page, claim.text] = claim
    for page in dict.fromkeys(claim.page for claim in whole.claims):
        claims = [claim for claim in whole.claims if claim.page == page]
        for claim, anchor in zip(claims, claim_ids(one.text for one in claims), strict=True):
            others.pop((page, claim.text), None)
            yield Entry(claim, anchor, found.get((page, claim.text), {}))
    for (page, text), claim in others.items():
        yield Entry(claim._replace(verdict=ELSEWHERE), "", found[page, text])


def checked(verdicts_of: Mapping[str, str]) -> str:
    """Return on which interpreters a claim was checked, in words.

    >>> checked({"3.11": "held", "3.13": "undecided", "3.15": "held"})
    'held: 3.11, 3.15; undecided: 3.13'
    """
    by: dict[str, list[str]] = {}
    for name, verdict in verdicts_of.items():
        by.setdefault(verdict, []).append(name)
    return "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in by.items())


class Ledger(SphinxDirective):
    """What the directives of the ledger share: the build's claims by chapter and page."""

    def run(self) -> list[nodes.Node]:
        """Return the tables, made anew by every build."""
        self.env.note_reread()
        self.pages = order.pages(self.config.sphinx_gallery_conf)
        try:
            self.archive = record.published()
        except record.RecordError as error:
            raise self.error(str(error)) from None
        self.entries = [*entries(verdicts.gather(self.pages), self.archive)]
        return list(self.made())

    def made(self) -> Iterator[nodes.Node]:
        """Yield what the directive shows."""
        raise NotImplementedError

    def of(self, pages: Iterable[order.Page]) -> list[Entry]:
        """Return the entries of some pages."""
        names = {page.name for page in pages}
        return [entry for entry in self.entries if entry.claim.page in names]

    def chapter(self, name: str) -> list[order.Page]:
        """Return the pages of a chapter."""
        return [page for page in self.pages if page.chapter == name]

    def claims(self, found: list[Entry]) -> nodes.table:
        """Return a table of claims; a row's classes are its kind and its verdict."""
        return table(
            ("Claim and evidence", "Verdict", "In the archive"),
            map(self._row, found),
            (60, 20, 20),
            classes=["ledger"],
            row_classes=((one.claim.kind, nodes.make_id(one.claim.verdict)) for one in found),
        )

    def _row(self, entry: Entry) -> list[Cell]:
        claim = entry.claim
        docname = next(page.docname for page in self.pages if page.name == claim.page)
        text = link(self, docname, claim.text, entry.anchor)
        evidence = nodes.paragraph("", claim.evidence, classes=["claim-evidence"])
        told = [nodes.Text(f"{SYMBOLS.get(claim.verdict, '')} {claim.verdict}".lstrip())]
        kind = nodes.paragraph("", claim.kind, classes=["claim-evidence"])
        says = [nodes.paragraph("", "", text), evidence]
        return [says, [nodes.paragraph("", "", *told), kind], checked(entry.checked)]


class Chapter(Ledger):
    """``.. ledger:: CHAPTER``: the claims of a chapter, page by page, behind a choice of rows."""

    required_arguments = 1

    def made(self) -> Iterator[nodes.Node]:
        """Yield the choice, then a section for each page."""
        pages = self.chapter(self.arguments[0])
        if not pages:
            raise self.error(f"ledger {self.arguments[0]}: there is no such chapter")
        found = self.of(pages)
        yield nodes.raw("", "".join(_choices(found)), format="html")
        for page in pages:
            title = nodes.title("", "", link(self, page.docname, page.title))
            section = nodes.section("", title, self.claims(self.of([page])), ids=[page.name])
            self.state.document.note_explicit_target(section)
            yield section


def _choices(found: list[Entry]) -> Iterator[str]:
    """Yield the buttons that choose rows by kind and by verdict: the style sheet does the rest."""
    yield '<form class="ledger-choice">'
    for name, values in {"kind": KINDS, "verdict": (*VERDICTS, ELSEWHERE)}.items():
        numbers = Counter(getattr(entry.claim, name) for entry in found)
        yield f"<fieldset><legend>{name.capitalize()}</legend>"
        yield _button(name, "all", len(found), "checked")
        yield from (_button(name, value, numbers[value]) for value in values if numbers[value])
        yield "</fieldset>"
    yield "</form>"


def _button(name: str, value: str, number: int, checked: str = "") -> str:
    identity = f"{name}-{nodes.make_id(value)}"
    button = f'<input type="radio" name="{name}" id="{identity}" {checked}>'
    return f'<label for="{identity}">{button} {value} ({number})</label> '


class Counts(Ledger):
    """``.. ledger-counts::``: how many claims each chapter makes, by kind and verdict."""

    COLUMNS: ClassVar = (*KINDS, *VERDICTS)

    def made(self) -> Iterator[nodes.Node]:
        """Yield the table, a row for each chapter and one for all."""
        gallery = self.pages[0].script.parent.parent
        rows: list[list[Any]] = []
        for name in dict.fromkeys(page.chapter for page in self.pages):
            docname = f"{FOLDER}/{name}"
            if docname not in self.env.found_docs:
                raise self.error(f"the chapter {name} has no page {docname}.rst in the ledger")
            title = link(self, docname, order.chapter_title(gallery, name))
            rows.append([title, *self._numbers(self.of(self.chapter(name)))])
        rows.append(["All", *self._numbers(self.of(self.pages))])
        head = ("Chapter", "claims", *self.COLUMNS)
        yield table(head, rows, (28, *[9] * (len(head) - 1)), classes=["ledger-counts"])

    def _numbers(self, found: list[Entry]) -> list[str]:
        claims = [entry.claim for entry in found if entry.anchor]
        by = Counter(value for claim in claims for value in (claim.kind, claim.verdict))
        return [str(len(claims)), *(str(by[name]) for name in self.COLUMNS)]


class NotHeld(Ledger):
    """``.. ledger-not-held::``: the claims of this build that are not held, all chapters'."""

    def made(self) -> Iterator[nodes.Node]:
        """Yield the table, or a sentence if there is none."""
        found = [one for one in self.entries if one.anchor and one.claim.verdict != HELD]
        yield self.claims(found) if found else nodes.paragraph("", "None: all claims held.")


class Archive(Ledger):
    """``.. ledger-archive::``: the published records, with what they were made on."""

    def made(self) -> Iterator[nodes.Node]:
        """Yield the table, or a sentence if there is none."""
        if not self.archive:
            yield nodes.paragraph("", "No records are published with this version.")
            return
        rows = []
        for name, one in self.archive.items():
            told = one.circumstances
            machine = f"{told['platform']}, {told['cpu']}, {told['cores']} cores"
            summary = verdicts.summary(one)
            rows.append((name, told["python"], machine, told["date"][:10], summary))
        head = ("Interpreter", "Version", "Machine", "Date", "Claims")
        yield table(head, rows, (12, 12, 36, 12, 28), classes=["ledger-counts"])


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("ledger", Chapter)
    app.add_directive("ledger-counts", Counts)
    app.add_directive("ledger-not-held", NotHeld)
    app.add_directive("ledger-archive", Archive)
    app.connect("html-page-context", _add_looks)


def _add_looks(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the pages of the ledger load what only they need."""
    if pagename.startswith(f"{FOLDER}/"):
        app.add_js_file("ledger.js", loading_method="defer")
