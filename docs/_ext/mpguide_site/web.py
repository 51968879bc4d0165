"""What furo and sphinx-gallery leave to be wished for, mended by doctree and template context.

The rest is configuration, templates and CSS.
"""

import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

THUMBNAIL = ("400", "280")
"""The size in pixels that sphinx-gallery gives to every thumbnail."""

INTRODUCED = re.compile(r' tooltip="([^"]*)"')
"""Where sphinx-gallery hides what a page's first paragraph says."""


def mend_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Mend what sphinx-gallery writes on a gallery's index: sizes, an attribute, an id."""
    for image in doctree.findall(nodes.image):
        if "/images/thumb/" in image["uri"]:
            image["width"], image["height"] = THUMBNAIL
            image["loading"] = "lazy"
    written = list(doctree.findall(nodes.raw))
    introduced = ""
    for raw in written:
        if opened := INTRODUCED.search(raw.astext()):
            raw.children = [nodes.Text(INTRODUCED.sub("", raw.astext()))]
            introduced = opened[1] if app.env.docname.count("/") > 1 else ""  # else all at once
        if introduced and "sphx-glr-thumbnail-title" in raw.astext():
            answer = f'<div class="answer">{introduced}</div>'
            raw.children = [nodes.Text(raw.astext().replace("</div>", f"</div>{answer}", 1))]
    for again in [raw for raw in written if "id='sg-tag-list'" in raw.astext()][1:]:
        again.parent.remove(again)  # one for each chapter, all with the same id


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> str | None:
    """Let the keyboard reach what scrolls.

    The captions of the contents are headings without a level: theirs is the second.
    """
    if "furo_navigation_tree" in context:
        tree = context["furo_navigation_tree"]
        context["furo_navigation_tree"] = tree.replace(
            'role="heading"', 'role="heading" aria-level="2"'
        )
    if "body" in context:
        body = context["body"].replace("<pre>", '<pre tabindex="0">')
        wrapper = '<div class="table-wrapper'
        context["body"] = body.replace(wrapper, wrapper.replace("<div", '<div tabindex="0"'))
    return None


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula as MathML, without scripts from elsewhere."""
    self.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula as MathML."""
    self.body.append(tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode
