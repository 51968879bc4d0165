"""What readers may look for: entries of the general index, which the search prefers.

``search.toml`` beside the documents lists them.
"""

import tomllib
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

FILE = "search.toml"

logger = logging.getLogger(__name__)


def read(source: Path) -> dict[str, list[str]]:
    """Return the terms by the document that answers them, none where there is no list."""
    file = source / FILE
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


class Plant(SphinxTransform):
    """Gives its terms to a document, before Sphinx collects the index."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Add the index entries: each leads to the top of the document."""
        source = Path(self.env.srcdir)
        terms = read(source).get(self.env.docname, [])
        self.env.note_dependency(str(source / FILE))
        if terms:
            entries = [("single", term, "", "main", None) for term in terms]
            self.document.append(addnodes.index(entries=entries, inline=False))


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of terms of a document that is not there."""
    for docname in read(Path(app.srcdir)).keys() - env.all_docs.keys():
        logger.warning("%s: there is no document %s", FILE, docname)


def setup(app: Sphinx) -> None:
    """Register the terms."""
    app.add_transform(Plant)
    app.connect("env-updated", check)
