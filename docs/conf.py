"""The configuration of the guide's site; what computes is in _ext."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "mpguide"
author = "The mpguide authors"
project_copyright = f"2026, {author}"
html_title = "A guide to Python multiprocessing"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "mpguide_site.extension",
]
exclude_patterns = ["_build", "_ext"]
templates_path = ["_templates"]
default_role = "py:obj"
nitpicky = True
nitpick_ignore_regex = [
    ("py:class", "AbstractContextManager"),  # imported for the type checker alone
    ("py:class", r"mpguide\.figures\.drawing\..*"),  # the inside of a picture
]
suppress_warnings = [
    "sphinx_gallery.space_in_filename",  # the spaces are those of the way to the checkout
]
smartquotes = False  # evidence is shown as it is

# The local inventory comes first, so that a build needs no network.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3.15", ("inventories/python.inv", None)),
}

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # as they are written: a path would be the builder's
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True

sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "mpguide_site.order.PageOrder",
    "image_scrapers": ("mpguide_site.scraper.scrape",),
    "reset_modules": ("mpguide_site.visit.around_page",),
    "reset_modules_order": "both",
    "capture_repr": (),
    "css": (),
    "download_all_examples": False,  # mpguide_site.bundles offers more, and by chapter
    "default_thumb_file": str(Path(__file__).parent / "_static" / "no_picture.svg"),
    "only_warn_on_example_error": True,  # mpguide_site ends the build, without a traceback
    "remove_config_comments": True,
    "show_memory": False,
    "show_signature": False,
    "write_computation_times": False,
}

html_theme = "furo"
html_baseurl = (
    os.environ.get("MPGUIDE_SITE_URL")
    or os.environ.get("READTHEDOCS_CANONICAL_URL")
    or "https://mpguide.readthedocs.io/en/latest/"
)
html_static_path = ["_static"]
html_css_files = [
    "site.css",
    "reach.css",
    "figures.css",
    "words.css",
    "ledger.css",
    "your_machine.css",
]
html_additional_pages = {"404": "404.html"}
html_search_scorer = str(Path(__file__).parent / "search.js")
html_favicon = "_static/favicon.svg"
html_scaled_image_link = False  # a thumbnail leads to its page
html_copy_source = False  # and no "View this page" outside of the landmarks

copybutton_exclude = ".linenos, .gp, .go"
copybutton_selector = "div:not(.sphx-glr-script-out) > div.highlight > pre"
