"""The look of the guide's prose pages: what only they load, and what the first page does not."""

from typing import Any

from sphinx.application import Sphinx

PAGES = {"concepts", "index", "three_versions", "which_tool"}
"""The pages with drawings, doors, tables or a tree of their own."""

FOR_CODE = ("clipboard", "copybutton", "pygments", "sg-tags", "sg_gallery")
"""Parts of the names of what code blocks and pages of the gallery need."""


def style(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Load a style sheet on the pages that need it, and keep the first page small."""
    if pagename in PAGES:
        app.add_css_file("words.css")
    if pagename == app.config.root_doc and 'class="highlight' not in context.get("body", ""):
        for kind in ("css_files", "script_files"):
            context[kind] = [file for file in context[kind] if not _for_code(file)]


def _for_code(file: object) -> bool:
    name = str(getattr(file, "filename", None) or file)
    return any(part in name for part in FOR_CODE)
