"""What else the guide has on the subject of a page: the programs and messages that it explains.

Their pages link to the one that explains them; here that page links back.
"""

import os
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from mpguide import errors, lab


def add(app: Sphinx, doctree: nodes.document) -> None:
    """Add the links to a page of the gallery, before its downloads."""
    gallery, _, page = app.env.docname.partition("/")
    lines = [*_lines(app, page)]
    if gallery != app.config.sphinx_gallery_conf["gallery_dirs"] or not lines:
        return
    for folder in (lab.FOLDER, errors.FOLDER):
        app.env.note_dependency(os.path.join(folder, "catalogue.toml"))
    end = next(doctree.findall(_ends))
    assert end.parent is not None
    end.parent.insert(end.parent.index(end), nodes.container("", *lines, classes=["related"]))


def _ends(node: nodes.Node) -> bool:
    """Return whether a page's text ends before this: the time that it took, or its downloads."""
    if isinstance(node, nodes.target):
        return str(node.get("refid", "")).startswith("sphx-glr-download")
    return isinstance(node, nodes.paragraph) and "sphx-glr-timing" in node["classes"]


def _lines(app: Sphinx, page: str) -> Iterator[nodes.Element]:
    here, there = app.env.docname, app.env.found_docs
    failures = [
        _link(here, "ref", f"failure-{one.name}")
        for one in lab.catalogue().values()
        if one.page == page and f"failures/{one.chapter}" in there
    ]
    messages = [
        _link(here, "doc", f"/errors/{one.name}")
        for one in errors.catalogue().values()
        if one.page == page and f"errors/{one.name}" in there
    ]
    yield from _listed("In the failures lab:", failures)
    yield from _listed("Error messages that this page explains:", messages)


def _link(here: str, kind: str, target: str) -> addnodes.pending_xref:
    words = nodes.inline("", target)  # what it leads to has the title
    told = {"refdomain": "std", "reftype": kind, "reftarget": target, "refdoc": here}
    return addnodes.pending_xref("", words, refexplicit=False, refwarn=True, **told)


def _listed(label: str, links: list[addnodes.pending_xref]) -> Iterator[nodes.Element]:
    if links:
        items = [nodes.list_item("", nodes.paragraph("", "", link)) for link in links]
        yield nodes.paragraph("", label)
        yield nodes.bullet_list("", *items)


def setup(app: Sphinx) -> None:
    """Act on every page that is read."""
    app.connect("doctree-read", add)
