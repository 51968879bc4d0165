"""The links in a page's code: from the names of the library and the package, not from each value.

sphinx-gallery also links every variable to the class of what it holds, a string to `str`: a
stop for the keyboard each, and more bytes than all else on the page.
"""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = "sphx-glr-backref-"
"""How the classes begin that sphinx-gallery gives its links, and nobody uses."""

NEEDLESS = {f"{MARK}instance", f"{MARK}module-builtins"}


class Thin(SphinxPostTransform):
    """Takes away the links that lead to no name of the code, and joins what looks alike."""

    default_priority = 6  # sphinx-gallery's own is 5
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Act on every link that sphinx-gallery has made."""
        blocks = dict[int, nodes.Element]()
        for link in list(self.document.findall(nodes.reference)):
            if marked := {name for name in link["classes"] if name.startswith(MARK)}:
                block = link.parent
                assert isinstance(block, nodes.Element)
                blocks[id(block)] = block
                link["classes"] = [name for name in link["classes"] if name not in marked]
                link.attributes.pop("reftitle", None)
                if NEEDLESS & marked:
                    link.replace_self(link.children)
        for block in blocks.values():
            block.children = [
                one for _, alike in groupby(block, _look) for one in _joined([*alike])
            ]


def _look(node: nodes.Node) -> object:
    """Return what is equal for neighbours that can be one."""
    if isinstance(node, nodes.inline):
        return tuple(node["classes"])
    return "" if isinstance(node, nodes.Text) else node


def _joined(alike: list[nodes.Node]) -> list[nodes.Node]:
    first, *others = alike
    if not others:
        return alike
    text = "".join(node.astext() for node in alike)
    if isinstance(first, nodes.inline):
        return [nodes.inline(text, text, classes=first["classes"])]
    return [nodes.Text(text)]


def setup(app: Sphinx) -> None:
    """Act when sphinx-gallery has made its links."""
    app.add_post_transform(Thin)
