"""The gallery's indexes: each page with its picture in the page's own colours, and what it says.

sphinx-gallery writes images there, which would be a request each, and light on dark pages.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

SIZE = ("400", "280")
"""The size in pixels that sphinx-gallery gives to every thumbnail."""

IMAGE = re.compile(r"/images/thumb/sphx_glr_(\w+)_thumb\.png$")

INTRODUCED = re.compile(r' tooltip="([^"]*)"')
"""Where sphinx-gallery hides what a page's first paragraph says."""


class thumbnail(nodes.image):  # noqa: N801 - docutils names nodes so
    """A page's picture: an image still, so that Sphinx copies the file that previews show."""


def mend(app: Sphinx, doctree: nodes.document) -> None:
    """Put the pictures where sphinx-gallery has their images, and its texts where they are seen."""
    chapter = app.env.docname.count("/") > 1  # else the index of all
    for image in list(doctree.findall(nodes.image)):
        if "/images/thumb/" in image["uri"]:
            _draw(app, image, ".chapter.html" if chapter else ".gallery.html")
    introduced = ""
    for raw in doctree.findall(nodes.raw):
        if opened := INTRODUCED.search(raw.astext()):
            raw.children = [nodes.Text(INTRODUCED.sub("", raw.astext()))]
            introduced = opened[1] if chapter else ""
        if introduced and "sphx-glr-thumbnail-title" in raw.astext():
            answer = f'<div class="answer">{introduced}</div>'
            raw.children = [nodes.Text(raw.astext().replace("</div>", f"</div>{answer}", 1))]


def _draw(app: Sphinx, image: nodes.image, suffix: str) -> None:
    """Replace an image by the picture, or give it its size where the page has drawn none."""
    image["width"], image["height"] = SIZE
    image["loading"] = "lazy"
    found = IMAGE.search(image["uri"])
    images = Path(app.srcdir, image["uri"]).parents[1]
    drawn = images / f"sphx_glr_{found[1]}_001{suffix}" if found else images
    if drawn.is_file():  # a page that fails has an image, but no picture
        app.env.note_dependency(drawn)
        small = thumbnail("", **image.attributes)
        small["drawn"] = drawn.read_text(encoding="utf-8")
        image.replace_self(small)


def visit(self: HTML5Translator, node: thumbnail) -> None:
    """Write the picture into the page."""
    self.body.append(node["drawn"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node, and act on the gallery's indexes."""
    app.add_node(thumbnail, html=(visit, None))
    app.connect("doctree-read", mend)
