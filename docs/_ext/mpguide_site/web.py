"""What furo and sphinx-gallery leave to be wished for, mended by doctree and template context.

The rest is configuration, templates and CSS.
"""

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def mend_doctree(app: Sphinx, doctree: nodes.document) -> None:
    """Remove what sphinx-gallery writes for each chapter with the same id: a list of tags."""
    written = doctree.findall(nodes.raw)
    for again in [raw for raw in written if "id='sg-tag-list'" in raw.astext()][1:]:
        again.parent.remove(again)


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
