"""Whether the pages of a built site are light: what a browser fetches for each.

``python -m mpguide_site.budget SITE`` prints a line for each page that is too heavy, and the
heaviest of all.
"""

import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

HEAVIEST = 200_000
"""The most bytes of a page, its style sheets and its scripts, as they are on the disk."""

MOST = 17
"""The most requests, the page's own and those of its pictures among them."""

FIGURES = {"figure", "svg"}
"""The elements of a text whose bytes do not count: a page has as many pictures as it needs."""

EXEMPT = {"search.html", "your_machine.html"}
"""The page that fetches the index of the whole site, and the one that has this build's record."""


class Weight(NamedTuple):
    """The bytes of a page with its style sheets and scripts, of its figures, and its requests."""

    raw: int
    figures: int
    requests: int


class Page(HTMLParser):
    """What a page fetches, and how many bytes of it are figures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: set[str] = {"icon"}
        self.parts: set[str] = set()
        self.figures = 0
        self._open: list[str] = []
        self._in_text = False
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._text = text
        self.feed(text)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag fetches, and where a figure begins."""
        told = dict(attrs)
        source = told.get("src") if tag in {"script", "img"} else None
        if tag == "link" and told.get("rel") in {"stylesheet", "prefetch", "preload"}:
            source = told.get("href")
        if source and not source.startswith("data:"):
            self.fetched.add(source)
            if tag != "img":
                self.parts.add(source)
        self._in_text |= tag == "article"
        if self._in_text and tag in FIGURES:
            if not self._open:
                self._begun = self._place()
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Count a figure that ends."""
        if self._open and tag == self._open[-1]:
            self._open.pop()
            if not self._open:
                self.figures += len(self._text[self._begun : self._place()].encode())


def weigh(page: Path) -> Weight:
    """Return what a page weighs."""
    text = page.read_text(encoding="utf-8")
    read = Page(text)
    files = (page.parent / urlsplit(part).path for part in read.parts)
    shared = sum(size(file.resolve()) for file in files)
    whole = len(text.encode())
    return Weight(whole - read.figures + shared, read.figures, 1 + len(read.fetched))


@cache
def size(file: Path) -> int:
    """Return the size of a file that pages share."""
    return file.stat().st_size


def weights(site: Path) -> dict[str, Weight]:
    """Return the weight of each page of a site, the heaviest first."""
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    found = {page.relative_to(site).as_posix(): weigh(page) for page in pages}
    return dict(sorted(found.items(), key=lambda item: -item[1].raw))


def faults(found: dict[str, Weight]) -> Iterator[str]:
    """Name each page that is too heavy."""
    for name, weight in found.items():
        if name in EXEMPT:
            continue
        if weight.raw > HEAVIEST:
            yield f"{name}: {weight.raw} bytes beside its figures, more than {HEAVIEST}"
        if weight.requests > MOST:
            yield f"{name}: {weight.requests} requests, more than {MOST}"


def main(arguments: list[str]) -> int:
    """Check the site that is named; return the exit status."""
    found = weights(Path(arguments[0]).resolve())
    wrong = list(faults(found))
    for fault in wrong:
        print(fault)
    heaviest = next((name for name in found if name not in EXEMPT), "")
    if heaviest:
        raw, figures, requests = found[heaviest]
        told = f"{raw} bytes beside {figures} of figures, {requests} requests"
        print(f"The heaviest page, {heaviest}: {told}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
