"""The pages of the gallery, in the order that ``order.txt`` gives them."""

import ast
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mpguide import pages as scripts

ORDER = "order.txt"


class OrderError(Exception):
    """A list of pages that does not fit the gallery: a line for each fault."""


class Page(NamedTuple):
    """One page: its chapter, its name, its script and where sphinx-gallery puts the copy."""

    chapter: str
    name: str
    script: Path
    generated: Path

    @property
    def title(self) -> str:
        """The page's title, the first line of its script's docstring."""
        told = ast.get_docstring(ast.parse(self.script.read_text(encoding="utf-8"))) or self.name
        return told.partition("\n")[0]

    @property
    def docname(self) -> str:
        """The name of the page among the site's documents."""
        return f"{self.generated.parent.parent.name}/{self.chapter}/{self.name}"

    @property
    def stamp(self) -> Path:
        """The file by which sphinx-gallery knows that the page has run and is unchanged."""
        return self.generated.with_name(f"{self.generated.name}.md5")

    @property
    def verdicts(self) -> Path:
        """The lines that the page's last run left, kept beside what it generated."""
        return self.generated.with_suffix(".verdicts.jsonl")

    @property
    def fingerprint(self) -> Path:
        """What that run rested on."""
        return self.generated.with_suffix(".fingerprint.json")


class PageOrder:
    """The sort key of the pages of one chapter: their place in ``order.txt``."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    def __call__(self, filename: str) -> int:
        """Return the place of a script, counted over all chapters."""
        listed = read_order(self.folder.parent)
        return listed.index(f"{self.folder.name}/{Path(filename).stem}")


def read_order(gallery: Path) -> list[str]:
    """Return the ``chapter/page`` lines of a gallery's ``order.txt``.

    Raises `OrderError` when a page is missing from the list,
    listed twice, or listed without being there.
    """
    file = gallery / ORDER
    if not file.is_file():
        raise OrderError(f"{file}: not found; it lists every page of the gallery, one a line")
    try:
        listed = scripts.listed(gallery)
    except scripts.PagesError as error:
        raise OrderError(str(error)) from None
    faults = list(_faults(listed, _scripts(gallery)))
    if faults:
        raise OrderError("\n".join(f"{file}: {fault}" for fault in faults))
    return listed


def _scripts(gallery: Path) -> list[str]:
    return sorted(f"{path.parent.name}/{path.stem}" for path in gallery.glob("*/*.py"))


def _faults(listed: list[str], scripts: list[str]) -> list[str]:
    twice = [page for page, times in Counter(listed).items() if times > 1]
    names = Counter(page.partition("/")[2] for page in scripts)
    same = [page for page in scripts if names[page.partition("/")[2]] > 1]
    return [
        *(f"the page {page} is listed twice; remove one line" for page in twice),
        *(
            f"the page {page} is missing; add a line where the guide should show it"
            for page in scripts
            if page not in listed
        ),
        *(
            f"the page {page} is listed, but there is no {page}.py; remove the line"
            for page in sorted(set(listed).difference(scripts))
        ),
        *(f"the page {page} shares its file name with another; rename one" for page in same),
    ]


def chapters(gallery: Path) -> list[str]:
    """Return the chapters in the order in which they first appear."""
    return list(dict.fromkeys(page.partition("/")[0] for page in read_order(gallery)))


def chapter_title(gallery: Path, chapter: str) -> str:
    """Return a chapter's title, the first line of its header."""
    header = gallery / chapter / "GALLERY_HEADER.rst"
    return header.read_text(encoding="utf-8").partition("\n")[0]


def pages(conf: Mapping[str, Any]) -> list[Page]:
    """Return the pages of a site, from sphinx-gallery's configuration."""
    source = Path(conf["src_dir"])
    gallery = (source / conf["examples_dirs"]).resolve()
    generated = source / conf["gallery_dirs"]
    found = []
    for line in read_order(gallery):
        chapter, _, name = line.partition("/")
        script = f"{name}.py"
        found.append(Page(chapter, name, gallery / chapter / script, generated / chapter / script))
    return found
