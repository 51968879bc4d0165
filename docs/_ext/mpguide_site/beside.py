"""``.. your-...::``: this build's timings, drawn so that a reader's can be drawn over them.

All that `SCRIPTS` need stands in the page itself, since a page
that is opened from a disk can't fetch anything.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from math import isinf
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide import machine, record, timings
from mpguide.record import HELD
from mpguide.record.form import LONGEST, SHORTEST
from mpguide.timings import Times
from mpguide_site import order, verdicts
from mpguide_site.across_timings import pictures, section
from mpguide_site.said import claim_ids
from mpguide_site.tables import address

PAGE = "your_machine"
"""The one page that has the scripts."""

SCRIPTS = ("your_record.js", "your_machine.js")

FORM = """<div class="beside" hidden>
<p><label for="beside-file">Your record:</label>
<input type="file" id="beside-file" accept=".json,application/json" aria-describedby="beside-drop">
<button type="button" id="beside-forget" hidden>Forget it</button></p>
<p id="beside-drop">Or drop the file here. It does not leave your browser, which keeps it for your
next visit until you have it forgotten.</p>
</div>
<p class="beside-told" id="beside-told" role="status"></p>
<div id="beside-result"></div>
"""
"""What the script needs of the page; it shows the form, which is of no use without it."""


class Beside(SphinxDirective):
    """What both directives share: the pages of the site, and this build's record."""

    def run(self) -> list[nodes.Node]:
        """Return what is made of the record, anew by every build."""
        self.env.note_reread()
        self.pages = order.pages(self.config.sphinx_gallery_conf)
        self.whole = verdicts.gather(self.pages)
        self.found = {page: timings.read(suite) for page, suite in self.whole.timings.items()}
        return list(self.made())

    def made(self) -> Iterator[nodes.Node]:
        """Yield what the directive shows."""
        raise NotImplementedError


class Pictures(Beside):
    """``.. your-timings::``: a section with pictures for each page that measures."""

    def made(self) -> Iterator[nodes.Node]:
        """Yield the sections, in the order of the guide."""
        series = f"this build, {self.whole.circumstances['python']}"
        for page in self.pages:
            if self.found.get(page.name):
                shown = pictures({series: self.found[page.name]}, page.name, spare=True)
                yield section(self, page, (), *_named(page.name, shown))


class Form(Beside):
    """``.. your-machine::``: the form that takes a record, and what the script needs."""

    def made(self) -> Iterator[nodes.Node]:
        """Yield the form and the data."""
        island = json.dumps(self._data(), ensure_ascii=False)
        safe = island.replace("<", "\\u003c")  # else a text could end the element
        script = f'<script type="application/json" id="beside-data">{safe}</script>'
        yield nodes.raw("", FORM + script, format="html")

    def _data(self) -> dict[str, Any]:
        """Return what the script compares with, and by which rules it reads and compares."""
        return {
            "schema": record.SCHEMA,
            "verdicts": record.VERDICTS,
            "largest": record.LARGEST,
            "seconds": [SHORTEST, LONGEST],
            "misses": timings.MISSES,
            "guard": timings.GUARD,
            "circumstances": _shown(self.whole.circumstances),
            "held": HELD,
            "claims": [*self._claims()],
            "timings": {
                page: {name: _bounds(times) for name, times in suite.items()}
                for page, suite in self.found.items()
            },
        }

    def _claims(self) -> Iterator[tuple[str, str, list[list[str]]]]:
        """Yield each page with its address and its claims: text, verdict, anchor.

        What the script can tell by itself is left out: that a claim is held, and an anchor
        that is made of its text.
        """
        for page in self.pages:
            claims = [claim for claim in self.whole.claims if claim.page == page.name]
            anchors = claim_ids(one.text for one in claims)
            told = [
                [claim.text, *_spared((claim.verdict, HELD), (anchor, plain_anchor(claim.text)))]
                for claim, anchor in zip(claims, anchors, strict=True)
            ]
            if told:
                yield page.name, address(self.env.docname, page.docname), told


def _spared(*parts: tuple[str, str]) -> list[str]:
    """Return what differs from what is expected, "" for what does not, without these at the end."""
    told = ["" if part == expected else part for part, expected in parts]
    while told and not told[-1]:
        told.pop()
    return told


def plain_anchor(text: str) -> str:
    """Return the anchor that `your_machine.js` makes of a claim's text.

    >>> plain_anchor("os.getppid() is not, under forkserver")
    'claim-os-getppid-is-not-under-forkserver'
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "claim-" + re.sub("[^a-z0-9]+", "-", plain).strip("-")


def _shown(circumstances: Mapping[str, Any]) -> dict[str, Any]:
    """Return the circumstances that matter to what is measured, packages among them."""
    names = (*machine.FIXED, "compiler", "libc")
    versions = circumstances.get("packages", {})
    return {name: circumstances.get(name) for name in names} | {
        name: versions.get(name) for name in record.PACKAGES
    }


def _named(page: str, shown: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield a page's pictures in an element that tells the script which page it is."""
    yield nodes.raw("", f'<div class="beside-page" data-page="{page}">', format="html")
    yield from shown
    yield nodes.raw("", "</div>", format="html")


def _bounds(times: Times) -> list[float | None]:
    """Return low, median and high, with none for infinity, which JSON lacks."""
    return [None if isinf(one) else _brief(one) for one in (times.low, times.median, times.high)]


def _brief(seconds: float) -> float:
    """Return seconds with nine digits, far more than any that are shown."""
    return float(f"{seconds:.9g}")


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the page load what only it needs."""
    if pagename == PAGE:
        for script in SCRIPTS:
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directives, and the scripts on their page."""
    app.add_directive("your-machine", Form)
    app.add_directive("your-timings", Pictures)
    app.connect("html-page-context", add_script)
