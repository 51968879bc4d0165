"""What furo and sphinx-gallery leave to be wished for, mended by doctree and template context.

The rest is configuration, templates and CSS.
"""

import html
import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

LENGTH = 155
"""As many characters of a description as a search engine shows."""

THUMBNAIL = ("400", "280")
"""The size in pixels that sphinx-gallery gives to every thumbnail."""


def mend_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Mend what sphinx-gallery writes on a gallery's index: sizes, an attribute, an id."""
    for image in doctree.findall(nodes.image):
        if "/images/thumb/" in image["uri"]:
            image["width"], image["height"] = THUMBNAIL
            image["loading"] = "lazy"
    written = list(doctree.findall(nodes.raw))
    for raw in written:
        if "sphx-glr-thumbcontainer" in raw.astext():
            raw.children = [nodes.Text(raw.astext().replace('tooltip="', 'title="'))]
    for again in [raw for raw in written if "id='sg-tag-list'" in raw.astext()][1:]:
        again.parent.remove(again)  # one for each chapter, all with the same id


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> str | None:
    """Describe the page to search engines, and let the keyboard reach what scrolls.

    The captions of the contents are headings without a level: theirs is the second.
    """
    title = re.sub(r"<[^>]+>", "", context.get("title", pagename))
    text = _first_paragraph(doctree) or f"{title}: {app.config.html_title}"
    said = html.escape(_shortened(text))
    context["metatags"] = f'{context.get("metatags", "")}<meta name="description" content="{said}">'
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


def _first_paragraph(doctree: nodes.document | None) -> str:
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if isinstance(paragraph.parent, nodes.section):
            return " ".join(paragraph.astext().split())
    return ""


def _shortened(text: str) -> str:
    if len(text) <= LENGTH:
        return text
    return text[: LENGTH - 3].rpartition(" ")[0] + "..."


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula as MathML, without scripts from elsewhere."""
    self.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula as MathML."""
    self.body.append(tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode
