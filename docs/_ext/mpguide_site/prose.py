"""The look of the guide's prose pages: a style sheet that only they load."""

from sphinx.application import Sphinx

PAGES = {"concepts", "index", "three_versions", "which_tool"}
"""The pages with drawings, doors, tables or a tree of their own."""


def style(app: Sphinx, pagename: str, *_: object) -> None:
    """Load the style sheet on the pages that need it."""
    if pagename in PAGES:
        app.add_css_file("words.css")
