"""What search engines and other sites ask for: descriptions, previews, a sitemap, a 404 page."""

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx

LENGTH = 155
"""As many characters of a description as a search engine shows."""

LOST = "404"
"""The page that a host shows for an address that leads nowhere."""

RELATIVE = re.compile(r'\b(href|src|action|data-content_root)="(?!#|[a-z]+:)(?:\./)?')


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add a page's description, and what a link to it shows elsewhere (Open Graph)."""
    title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title", pagename)))
    text = _shortened(_first_paragraph(doctree) or f"{title}: {app.config.html_title}")
    preview = {
        "og:type": "website" if pagename == app.config.root_doc else "article",
        "og:site_name": app.config.html_title,
        "og:title": title,
        "og:description": text,
        "og:url": context.get("pageurl"),
        "og:image": _picture(app, pagename),
    }
    tags = [f'<meta name="description" content="{html.escape(text)}">']
    tags += [
        f'<meta property="{name}" content="{html.escape(value)}">'
        for name, value in preview.items()
        if value
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def _first_paragraph(doctree: nodes.document | None) -> str:
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if isinstance(paragraph.parent, nodes.section):
            return " ".join(paragraph.astext().split())
    return ""


def _shortened(text: str) -> str:
    if len(text) <= LENGTH:
        return text
    return text[: LENGTH - 3].rpartition(" ")[0] + "..."


def _picture(app: Sphinx, pagename: str) -> str:
    """Return the address of a page's thumbnail, if it has one that was drawn."""
    folder, _, name = pagename.rpartition("/")
    image = f"sphx_glr_{name}_thumb.png"
    drawn = (app.srcdir / folder / "images" / "thumb" / image).is_file()
    return f"{app.config.html_baseurl}_images/{image}" if drawn else ""


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the sitemap, and let the page for the lost work below every address."""
    base = app.config.html_baseurl
    if exception or app.builder.name != "html" or not base:
        return
    pages = sorted(app.builder.get_target_uri(page) for page in app.env.found_docs)
    urls = "".join(f"<url><loc>{html.escape(base + page)}</loc></url>\n" for page in pages)
    out = Path(app.outdir)
    (out / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        encoding="utf-8",
    )
    (out / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n", encoding="utf-8"
    )
    lost = out / f"{LOST}.html"
    text = lost.read_text(encoding="utf-8")
    lost.write_text(RELATIVE.sub(rf'\1="{urlsplit(base).path}', text), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Act after the theme."""
    app.connect("html-page-context", describe, priority=900)
    app.connect("build-finished", finish)
