"""``.. across-...::``: how the published records differ from interpreter to interpreter."""

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide import record, timings
from mpguide.figures.text import plural
from mpguide.record import Record
from mpguide_site import order
from mpguide_site.tables import Cell, link, table

SHARED = ("platform", "cpu", "cores", "libc", "compiler")
"""The circumstances that records must share, or their differences are not the versions' alone."""

OWN = ("python", "gil", "start_method", "packages", "date")
"""The circumstances that each record has for itself."""

NOT_MADE, NOT_RUN = "not made", "page not run"
"""Stand for a verdict where a record has none."""


class Across(SphinxDirective):
    """What the directives of this page share: the records, and the pages of the gallery."""

    def run(self) -> list[nodes.Node]:
        """Return what is made of the records, or a sentence if there is none."""
        self.env.note_reread()
        try:
            records = record.published()
        except record.RecordError as error:
            raise self.error(str(error)) from None
        if not records:
            return [nodes.paragraph("", "No records are published with this version.")]
        self.pages = order.pages(self.config.sphinx_gallery_conf)
        return list(self.made(records))

    def made(self, records: Mapping[str, Record]) -> Iterator[nodes.Node]:
        """Yield what the directive shows."""
        raise NotImplementedError


class Reading(SphinxDirective):
    """How a picture of records is read, and when times count as different."""

    def run(self) -> list[nodes.Node]:
        """Return a paragraph."""
        sure = f"{1 - 2 / timings.MISSES:.0%}"
        least = next(number for number in range(1000) if timings.interval([1.0] * number)[0])
        text = (
            "A marker stands at the median, on a logarithmic axis; a line spans an interval "
            f"that holds the true median with a probability of {sure}. Where an interpreter "
            f"has fewer than {least} values, no interval is known. Two times count as different "
            f"when the whole interval of their ratio lies more than {timings.GUARD:.0%} from one."
        )
        return [nodes.paragraph("", text)]


class Circumstances(Across):
    """On what the records were made; a warning if they differ in more than the interpreter."""

    def made(self, records: Mapping[str, Record]) -> Iterator[nodes.Node]:
        """Yield the warning if there is one, what is alike, and a table of what is not."""
        found = {name: one.circumstances for name, one in records.items()}
        apart = [what for what in SHARED if differs(what, found)]
        if apart:
            told = "; ".join(_values(what, found) for what in apart)
            text = "These records differ in more than the version, and so may their times for that"
            yield nodes.warning("", nodes.paragraph("", f"{text}: {told}."))
        first = next(iter(found.values()))
        alike = [f"{_name(what)} {_told(first.get(what))}" for what in SHARED if what not in apart]
        yield nodes.paragraph("", f"Alike in all of them: {', '.join(alike) or 'nothing'}.")
        rows = [(name, *(_told(one.get(what)) for what in OWN)) for name, one in found.items()]
        widths = (10, 12, 8, 14, 36, 20)
        yield table(("Record", *map(_name, OWN)), rows, widths, classes=["across"])


def differs(what: str, found: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a circumstance is not the same in all records."""
    return len({_told(one.get(what)) for one in found.values()}) > 1


def _values(what: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    by: dict[str, list[str]] = {}
    for name, one in found.items():
        by.setdefault(_told(one.get(what)), []).append(name)
    told = ", ".join(f"{value} ({', '.join(names)})" for value, names in by.items())
    return f"{_name(what)}: {told}"


def _name(what: str) -> str:
    return {"gil": "GIL", "cpu": "CPU", "libc": "C library"}.get(what, what.replace("_", " "))


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    return str(value or "unknown").replace("T", " ").removesuffix("+00:00")


class Claims(Across):
    """The claims that have not the same verdict on all interpreters."""

    def made(self, records: Mapping[str, Record]) -> Iterator[nodes.Node]:
        """Yield a sentence that counts them, and their table."""
        rows: list[list[Cell]] = []
        number = 0
        for page in self.pages:
            found = verdicts(page.name, records)
            number += len(found)
            for text, by in found.items():
                if len(set(by) - {NOT_RUN}) > 1:
                    claim = [nodes.Text(f"{text} "), link(self, page.docname, page.name)]
                    rows.append([claim, *by])
        told = f"{len(rows)} of {plural(number, 'claim')} have not the same verdict on all of them."
        yield nodes.paragraph("", told)
        if rows:
            widths = (40, *(60 // len(records) for _ in records))
            yield table(("Claim", *records), rows, widths, classes=["across"])


def verdicts(page: str, records: Mapping[str, Record]) -> dict[str, list[str]]:
    """Return a page's claims, each with its verdict in every record."""
    made = {
        name: {claim.text: claim.verdict for claim in one.claims if claim.page == page}
        for name, one in records.items()
    }
    texts = dict.fromkeys(text for found in made.values() for text in found)
    return {text: [_verdict(text, found) for found in made.values()] for text in texts}


def _verdict(text: str, found: Mapping[str, str]) -> str:
    return found.get(text, NOT_MADE) if found else NOT_RUN


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("across-circumstances", Circumstances)
    app.add_directive("across-reading", Reading)
    app.add_directive("across-claims", Claims)
