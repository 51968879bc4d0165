"""Typed numbers: quantities in prose that come from no run, no code and no source.

A quantity may stand in prose if it is

- put there by a role that reads the record, or within a literal;
- a parameter: a number of the code that the text speaks of, which is the page's
  and that of the programs, workers and experiments that it uses, or the modules that it
  names and the pages that it leads to;
- a factor that this code multiplies or divides by, or that a question or claim of it states;
- what a source states, on a page that answers the statement (``sources.toml``);
- an exception, with its reason (``numbers.toml``).
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mpguide_site import fingerprint, inventory, plain, said
from mpguide_site.downloads import TEXT
from mpguide_site.parameters import numbers
from mpguide_site.quantities import Quantity, find

FILE = "numbers.toml"

MODULE = re.compile(r"\bmpguide((?:\.\w+)+)")
PAGE = re.compile(r"\bsphx_glr_gallery_(\w+)\.py\b")
LITERAL = re.compile(r"``.+?``|:[a-z][\w:+.-]*:`[^`]+`|`[^`]+`_{0,2}", re.DOTALL)
SHOWN = {"list-table", *said.ROWS, *plain.ADMONITIONS, *plain.VERSIONS}
"""The directives whose content is prose."""

MADE = {"_build", "gallery"}
"""The folders among the site's sources that a build has made."""

NEAR = 40
"""As many characters of the context as a fault repeats, on either side."""


class Prose(NamedTuple):
    """Some prose, its file's name, the files of the code it speaks of, and what sources state."""

    file: str
    text: str
    code: frozenset[Path]
    stated: tuple[str, ...] = ()


def check(docs: Path, gallery: Path) -> Iterator[str]:
    """Yield a line for each typed number of a site, and for each exception without one.

    A site without a list of exceptions is not checked.
    """
    if not (docs / FILE).is_file():
        return
    listed = tomllib.loads((docs / FILE).read_text(encoding="utf-8")).get("exception", [])
    unused = {(one["file"], one["says"]): one["reason"] for one in listed}
    excepted = {*unused}
    for prose in read(docs, gallery):
        for quantity in typed(prose):
            said_there = prose.file, quantity.words
            unused.pop(said_there, None)
            if said_there not in excepted:
                yield f"{prose.file}: {_told(prose.text, quantity)}"
    for name, words in unused:
        yield f"{FILE}: {name} says no {words!r} that needs an exception"


def typed(prose: Prose) -> Iterator[Quantity]:
    """Yield the quantities of some prose that come from nowhere."""
    known = numbers(prose.code)
    given = {value for text in prose.stated for one in find(text) for value in one.values}
    for quantity in find(prose.text):
        wanted = quantity.values
        if quantity.factor:
            wanted |= {round(1 / value, 12) for value in wanted}
        allowed = known.factors if quantity.factor else known.all
        if not wanted & (allowed | given):
            yield quantity


def read(docs: Path, gallery: Path) -> Iterator[Prose]:
    """Yield the prose of a site: its pages, the package's docstrings, and those of the gallery.

    Pages of the gallery without a quantity are left out: to find their code takes time.
    """
    root, package = docs.parent, fingerprint.PACKAGE
    for path in sorted([*docs.rglob("*.rst"), *gallery.rglob("*.rst")]):
        if not MADE & {*path.relative_to(root).parts[1:-1]} or path.is_relative_to(gallery):
            text = path.read_text(encoding="utf-8")
            speaks_of = frozenset({*_modules(text), *_pages(text, gallery)})
            yield Prose(_name(path, root), plainly(text), speaks_of)
    for path in sorted(package.rglob("*.py")):
        text = "\n\n".join(docstrings(path.read_text(encoding="utf-8")))
        of_package = path.parent.glob("*.py") if path.stem == "__init__" else ()
        code = frozenset({path, *of_package})
        yield Prose(_name(path, package.parent), plainly(text), code)
    sources = inventory.load(docs)
    for path in sorted(gallery.glob("*/*.py")):
        source = path.read_text(encoding="utf-8")
        text = plainly(page_text(source))
        if next(find(text), None):
            rows = dict.fromkeys(row for answer in said.answers(source) for row in answer.rows)
            stated = (
                [words for row in rows for words in sources.numbers.get(row, ())] if sources else []
            )
            used = {one for one in fingerprint.used(path) if one.suffix == ".py"}
            yield Prose(_name(path, root), text, frozenset({path, *used}), tuple(stated))


def page_text(source: str) -> str:
    """Return the text of a page: its docstring and its text blocks."""
    opening = ast.parse(source).body[0]
    rest = "".join(source.splitlines(keepends=True)[opening.end_lineno or 0 :])
    blocks = (re.sub("^# ?", "", match["text"], flags=re.M) for match in TEXT.finditer(rest))
    return "\n\n".join([*docstrings(source)[:1], *blocks])


def docstrings(source: str) -> list[str]:
    """Return the docstrings of a module, its own first."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, holders)]
    return [text for node in nodes if (text := ast.get_docstring(node))]


def plainly(text: str) -> str:
    """Return prose without literals, roles, examples, comments, and what is no prose."""
    text = plain.DIRECTIVE.sub(_content, plain.DOCTEST.sub("", text))
    text = LITERAL.sub("\N{HORIZONTAL ELLIPSIS}", plain.EXPLICIT.sub("", text))
    return " ".join(text.split())


def _content(match: re.Match[str]) -> str:
    _, body = plain.parts(match["body"])
    return f"{body}\n\n" if match["name"] in SHOWN else "\n"


def _pages(text: str, gallery: Path) -> Iterator[Path]:
    """Yield the pages of the gallery that a text leads to."""
    named = {*PAGE.findall(text)}
    for path in gallery.glob("*/*.py"):
        if f"{path.parent.name}_{path.stem}" in named:
            yield path


def _modules(text: str) -> Iterator[Path]:
    """Yield the files of the package's modules that a text names."""
    for names in MODULE.findall(text):
        for length in range(names.count("."), 0, -1):
            place = fingerprint.PACKAGE.joinpath(*names.split(".")[1 : length + 1])
            if place.is_dir():
                yield from place.glob("*.py")
            elif (module := place.with_suffix(".py")).is_file():
                yield module


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()


def _told(text: str, quantity: Quantity) -> str:
    near = text[max(quantity.at - NEAR, 0) : quantity.at + len(quantity.words) + NEAR]
    return f"says {quantity.words!r}, which no run, code or source states: ...{near}..."
