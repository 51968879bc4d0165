"""The guide's pages: scripts that come with the package, in the guide's order."""

import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MEASURES = re.compile(r"\bbench\.|\bclaims\.timing\b")
"""What the script of a page has that measures."""


LINE = re.compile(r"\w+/\w+", re.ASCII)
"""The name of a page with its chapter's."""


class PagesError(Exception):
    """Pages that can't be had: the message says which, and what there is."""


class Page(NamedTuple):
    """A page: its chapter, its name and the path of its script."""

    chapter: str
    name: str
    path: str

    @property
    def source(self) -> str:
        """The text of its script."""
        return _text(self.path)

    @property
    def title(self) -> str:
        """What it shows: the first line of its docstring."""
        import ast

        try:
            told = ast.get_docstring(ast.parse(self.source))
        except (SyntaxError, ValueError) as error:
            raise PagesError(f"{self.path}: not a Python program: {error}") from error
        return (told or self.name).partition("\n")[0]

    @property
    def measures(self) -> bool:
        """Whether it times anything, so that nothing else should run beside it."""
        return bool(MEASURES.search(self.source))

    def __str__(self) -> str:
        return f"{self.chapter}/{self.name}"


def folder() -> str:
    """Return the folder of the pages: in the installed package, or beside it in a checkout.

    Raises `PagesError` when they are not there.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    for home in (package, os.path.dirname(package)):
        gallery = os.path.join(home, "gallery")
        if os.path.isfile(os.path.join(gallery, "order.txt")):
            return gallery
    raise PagesError(f"{package}: the pages are not there; install mpguide anew")


def listed(gallery: str | os.PathLike[str]) -> list[str]:
    """Return the ``chapter/page`` lines of a gallery's ``order.txt``.

    Raises `PagesError` when it can't be read, or for a line that is none.
    """
    path = os.path.join(gallery, "order.txt")
    lines = [line.strip() for line in _text(path).splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    for line in found:
        if not LINE.fullmatch(line):
            raise PagesError(f"{path}: {line!r:.80} is not the name of a page, CHAPTER/PAGE")
    return found


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise PagesError(f"{path}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PagesError(f"{path}: can't be read: it is not UTF-8") from error


def pages() -> tuple[Page, ...]:
    """Return all pages in the guide's order."""
    gallery = folder()
    parts = [line.partition("/") for line in listed(gallery)]
    return tuple(
        Page(chapter, name, os.path.join(gallery, chapter, f"{name}.py"))
        for chapter, _, name in parts
    )


def chosen(names: Sequence[str] = (), chapter: str | None = None) -> tuple[Page, ...]:
    """Return the pages of these names (``PAGE`` or ``chapter/PAGE``), or of a chapter, or all.

    They are in the guide's order.  Raises `PagesError` for a name that there is none of.
    """
    every = pages()
    chapters = dict.fromkeys(page.chapter for page in every)
    if chapter is not None and chapter not in chapters:
        raise PagesError(f"no chapter is called {chapter!r}; there are {', '.join(chapters)}")
    known = {name: page for page in every for name in (str(page), page.name)}
    for name in names:
        if name not in known:
            raise PagesError(_unknown(name, known))
    wanted = {known[name] for name in names}
    return tuple(
        page
        for page in every
        if page in wanted or page.chapter == chapter or not (names or chapter)
    )


def _unknown(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name.removesuffix(".py"), [*known], 4, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "--list shows them all"
    return f"no page is called {name!r}; {hint}"
