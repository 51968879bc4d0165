"""``.. your-machine::``: this build's timings, drawn so that a reader's can be drawn over them.

All that ``_static/your_machine.js`` needs stands in the page itself, since a page
that is opened from a disk can't fetch anything.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from math import isinf
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from mpguide import machine, record, timings
from mpguide.record import Record
from mpguide.record.form import LONGEST, SHORTEST
from mpguide.timings import Times
from mpguide_site import order, verdicts
from mpguide_site.across import Suite, pictures, section
from mpguide_site.said import claim_ids

PAGE = "your_machine"
"""The one page that has the script."""

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


class YourMachine(SphinxDirective):
    """The form that takes a record, and a section with pictures for each page that measures."""

    def run(self) -> list[nodes.Node]:
        """Return form, data and pictures, made anew by every build."""
        self.env.note_reread()
        pages = order.pages(self.config.sphinx_gallery_conf)
        whole = verdicts.gather(pages)
        found = {page: timings.read(suite) for page, suite in whole.timings.items()}
        text = json.dumps(self._data(pages, whole, found), ensure_ascii=False)
        island = text.replace("<", "\\u003c")  # else a text could end the element
        script = f'<script type="application/json" id="beside-data">{island}</script>'
        made: list[nodes.Node] = [nodes.raw("", FORM + script, format="html")]
        if not found:
            made.append(nodes.paragraph("", "This build has timed nothing."))
        series = f"this build, {whole.circumstances['python']}"
        for page in pages:
            if found.get(page.name):
                shown = pictures({series: found[page.name]}, page.name, spare=True)
                made.append(section(self, page, (), *_named(page.name, shown)))
        return made

    def _data(
        self, pages: list[order.Page], whole: Record, found: Mapping[str, Suite]
    ) -> dict[str, Any]:
        """Return what the script compares with, and by which rules it reads and compares."""
        return {
            "schema": record.SCHEMA,
            "verdicts": record.VERDICTS,
            "largest": record.LARGEST,
            "seconds": [SHORTEST, LONGEST],
            "misses": timings.MISSES,
            "guard": timings.GUARD,
            "circumstances": _shown(whole.circumstances),
            "claims": [*self._claims(pages, whole)],
            "timings": {
                page: {name: _bounds(times) for name, times in suite.items()}
                for page, suite in found.items()
            },
        }

    def _claims(self, pages: list[order.Page], whole: Record) -> Iterator[list[str]]:
        """Yield page, text, verdict and address of each claim."""
        builder = self.env.app.builder
        for page in pages:
            place = builder.get_relative_uri(self.env.docname, page.docname)
            claims = [claim for claim in whole.claims if claim.page == page.name]
            for claim, anchor in zip(claims, claim_ids(one.text for one in claims), strict=True):
                yield [claim.page, claim.text, claim.verdict, f"{place}#{anchor}"]


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
    return [times.low, times.median, None if isinf(times.high) else times.high]


def add_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Let the page load what only it needs."""
    if pagename == PAGE:
        app.add_css_file(f"{PAGE}.css")
        app.add_js_file(f"{PAGE}.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the directive and the script."""
    app.add_directive("your-machine", YourMachine)
    app.connect("html-page-context", add_script)
