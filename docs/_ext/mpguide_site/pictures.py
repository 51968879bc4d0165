"""``.. picture:: PAGE NUMBER``: a picture that a page of the gallery drew when it last ran."""

from typing import ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from mpguide_site import order


class Picture(SphinxDirective):
    """The picture itself, inline, as on its page."""

    required_arguments = 1
    optional_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Return the picture, or a warning where the page has drawn none."""
        name, number = (*self.arguments, "1")[:2]
        conf = self.config.sphinx_gallery_conf
        pages = {page.name: page for page in order.pages(conf)}
        if name in pages:
            images = pages[name].generated.parent / "images"
            path = images / f"sphx_glr_{name}_{int(number):03}.html"
            if path.is_file():
                self.env.note_dependency(path)
                return [nodes.raw("", path.read_text(encoding="utf-8"), format="html")]
            if not conf["plot_gallery"]:
                return []
        message = f"picture: {name} has drawn no picture {number}"
        return [self.state.document.reporter.warning(message, line=self.lineno)]
