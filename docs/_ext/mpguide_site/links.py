"""Whether every link and anchor within a built site leads somewhere.

``python -m mpguide_site.links SITE`` prints a line for each that does not, and
for each picture, script or style that a page would fetch from another host.
"""

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {"img", "script", "source", "iframe", "object"}
"""The tags whose address a browser fetches without being asked."""

STATED = {"canonical", "author", "license"}
"""The relations of a ``link`` that a browser does not fetch."""


class Page(HTMLParser):
    """What a page offers as an anchor, and what it refers to: pairs of tag and address."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's anchor and the addresses in it."""
        told = dict(attrs)
        self.anchors.update(name for name in (told.get("id"), told.get("name")) if name)
        if tag == "link" and told.get("rel") in STATED:
            return
        kind = "fetched" if tag in FETCHED or tag == "link" else "link"
        for name in ("href", "src", "data"):
            if (address := told.get(name)) is not None:
                self.links.append((kind, address))


def faults(site: Path) -> Iterator[str]:
    """Name every broken link and every foreign fetch of a site, page by page."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    if not pages:
        yield f"{site}: no page there"
    for path, page in pages.items():
        if path.name == "404.html":  # its addresses are those at its host, since it has no place
            continue
        for kind, address in dict.fromkeys(page.links):
            fault = _fault(site, path, kind, address, pages)
            if fault:
                yield f"{path.relative_to(site).as_posix()}: {address}: {fault}"


def _fault(site: Path, path: Path, kind: str, address: str, pages: dict[Path, Page]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        foreign = kind == "fetched" and parts.scheme != "data"
        return "fetched from another host" if foreign else ""
    target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
    if target.is_dir():
        target /= "index.html"
    if not target.is_file() or not target.is_relative_to(site):
        return "no such file in the site"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "no such anchor"
    return ""


def main(arguments: list[str]) -> int:
    """Check the site that is named; return the exit status."""
    found = list(faults(Path(arguments[0]).resolve()))
    for fault in found:
        print(fault.encode("ascii", "backslashreplace").decode())
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
