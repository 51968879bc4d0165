"""``:claim:`words <page#claim>```: a sentence's link to the claim that supports it.

The page is named as in ``order.txt`` without its chapter, the claim by its text, which
also stands for the words if there are none.  The link shows the claim's verdict.
"""

import json
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import ReferenceRole
from sphinx.util.nodes import make_refnode

from mpguide_site import order
from mpguide_site.boxes import SYMBOLS
from mpguide_site.said import claim_id


class SupportError(Exception):
    """A claim that a sentence can't rest on: the message says which and why."""


def verdict(page: order.Page | None, name: str, text: str) -> str:
    """Return the verdict of a claim; "" for a page that this build does not run.

    Raises `SupportError` when there is no such claim, or its anchor would be another's.
    """
    if page is None:
        raise SupportError(f"there is no page {name}")
    if not page.verdicts.is_file():
        return ""
    made = verdicts_of(page.verdicts, page.verdicts.stat().st_mtime_ns)
    if text not in made:
        raise SupportError(f"{name} does not claim {text!r}")
    if same := [other for other in made if other != text and claim_id(other) == claim_id(text)]:
        raise SupportError(f"{name} has {same[0]!r} and {text!r} under one anchor; reword one")
    return made[text]


@cache
def verdicts_of(lines: Path, changed: int) -> dict[str, str]:
    """Return the verdicts of a page by the claims' texts, read anew when the file has changed."""
    entries = map(json.loads, lines.read_text(encoding="utf-8").splitlines())
    claims = [entry["claim"] for entry in entries if "claim" in entry]
    return {claim["text"]: claim["verdict"] for claim in claims}


class ClaimRole(ReferenceRole):
    """A link to a claim on its page, or a warning if this build has not made it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link."""
        name, _, text = self.target.partition("#")
        page = _pages(self.env).get(name)
        try:
            found = verdict(page, name, text)
        except SupportError as error:
            message = self.inliner.reporter.warning(f"claim: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        assert page is not None
        self.env.note_dependency(page.verdicts)
        words = self.title if self.has_explicit_title else text
        shown = nodes.inline("", words, classes=["supported"])
        if found:
            symbol = nodes.inline("", SYMBOLS[found], classes=["claim-symbol"])
            shown += [nodes.Text("\N{NO-BREAK SPACE}"), symbol]
        link = addnodes.pending_xref(
            "", shown, reftype="claim", reftarget=claim_id(text), refdoc=self.env.docname
        )
        link["page"] = f"{_gallery(self.env)}/{page.chapter}/{name}"
        link["says"] = f"{found.capitalize()}: {text}" if found else text
        return [link], []


def resolve(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, shown: nodes.Element
) -> nodes.reference | None:
    """Return the reference that a link to a claim stands for."""
    if node["reftype"] != "claim":
        return None
    target, anchor, says = node["page"], node["reftarget"], node["says"]
    return make_refnode(app.builder, node["refdoc"], target, anchor, shown, says)


def _pages(env: BuildEnvironment) -> dict[str, order.Page]:
    return {page.name: page for page in order.pages(env.config.sphinx_gallery_conf)}


def _gallery(env: BuildEnvironment) -> str:
    found: str = env.config.sphinx_gallery_conf["gallery_dirs"]
    return found
