"""The directives of "How this guide works" that speak of this very build."""

from collections.abc import Mapping

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide_site import order, verdicts

UNSHOWN = {"build_flags"}
"""What is long and of interest to few: it is in ``record.json``."""


class Circumstances(SphinxDirective):
    """On which machine, interpreter and packages this build ran."""

    def run(self) -> list[nodes.Node]:
        """Return a list of names and values, read anew by every build."""
        self.env.note_reread()
        told = verdicts.circumstances()
        versions = dict(told["packages"])
        told["gil"] = "on" if told["gil"] else "off"
        told["packages"] = ", ".join(f"{name} {version}" for name, version in versions.items())
        shown = {name: value for name, value in told.items() if value and name not in UNSHOWN}
        return [_definitions(shown)]


class ClaimCounts(SphinxDirective):
    """How many pages this build has, and how many claims by verdict."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence, counted anew by every build."""
        self.env.note_reread()
        pages = order.pages(self.config.sphinx_gallery_conf)
        whole = verdicts.gather(pages)
        text = f"Pages: {len(pages)}. Claims: {len(whole.claims)}, {verdicts.summary(whole)}."
        return [nodes.paragraph("", text, classes=["claim-counts"])]


def _definitions(rows: Mapping[str, object]) -> nodes.field_list:
    listed = nodes.field_list(classes=["circumstances"])
    for name, value in rows.items():
        body = nodes.field_body("", nodes.paragraph("", str(value)))
        listed += nodes.field("", nodes.field_name("", name.replace("_", " ")), body)
    return listed
