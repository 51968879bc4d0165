"""The directives of "How this guide works" that speak of this very build."""

from collections.abc import Iterable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide_site import order, verdicts


class Circumstances(SphinxDirective):
    """On which machine, interpreter and packages this build ran."""

    def run(self) -> list[nodes.Node]:
        """Return a list of names and values, read anew by every build."""
        self.env.note_reread()
        told = {**verdicts.circumstances()}
        packages = told.pop("packages")
        assert isinstance(packages, dict)
        rows = {name.replace("_", " "): value for name, value in told.items() if value != ""}
        rows["packages"] = ", ".join(f"{name} {version}" for name, version in packages.items())
        return [_definitions(rows.items())]


class ClaimCounts(SphinxDirective):
    """How many pages this build has, and how many claims by verdict."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence, counted anew by every build."""
        self.env.note_reread()
        pages = order.pages(self.config.sphinx_gallery_conf)
        whole = verdicts.gather(pages)
        text = f"Pages: {len(pages)}. Claims: {len(whole.claims)}, {verdicts.summary(whole)}."
        return [nodes.paragraph("", text, classes=["claim-counts"])]


def _definitions(rows: Iterable[tuple[str, object]]) -> nodes.field_list:
    listed = nodes.field_list(classes=["circumstances"])
    for name, value in rows:
        body = nodes.field_body("", nodes.paragraph("", str(value)))
        listed += nodes.field("", nodes.field_name("", name), body)
    return listed
