"""What the guide set out to answer: the sources' statements and the users' questions.

``sources.toml`` lists them.  Each must be answered by a page, with claims that prove the
answer (see `mpguide_site.said`), or stand in the list of what can't be proven, with a reason.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mpguide_site import order
from mpguide_site.said import Answer, answers

FILE = "sources.toml"

Found = list[tuple[order.Page, Answer]]
"""The pages that answer something, each with its answer, in reading order."""


class Source(NamedTuple):
    """A text about multiprocessing, and the names of the statements that were taken from it."""

    letter: str
    title: str
    about: str
    rows: tuple[str, ...]


class Listed(NamedTuple):
    """What ``sources.toml`` lists."""

    sources: tuple[Source, ...]
    questions: tuple[str, ...]
    numbers: Mapping[str, list[str]]
    unproven: Mapping[str, Mapping[str, str]]

    @property
    def rows(self) -> list[str]:
        """The names of all statements, and of all questions."""
        return [row for source in self.sources for row in source.rows] + [*self.questions]


def load(docs: Path) -> Listed | None:
    """Return what a site's list says, or None if the site has no list."""
    file = docs / FILE
    if not file.is_file():
        return None
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    sources = tuple(
        Source(one["letter"], one["title"], one["about"], tuple(one["rows"].split()))
        for one in told["source"]
    )
    questions = tuple(map(str, range(1, told["questions"] + 1)))
    return Listed(sources, questions, told["numbers"], told["unproven"])


def answered(pages: Iterable[order.Page]) -> dict[str, Found]:
    """Return which pages answer a statement or a question, by its name."""
    found: dict[str, Found] = {}
    for page in pages:
        for answer in answers(page.script.read_text(encoding="utf-8")):
            for row in answer.rows:
                found.setdefault(row, []).append((page, answer))
    return found


def faults(listed: Listed, found: Mapping[str, Found]) -> Iterator[str]:
    """Yield a line for each row that no page proves, and for each that does not fit the list."""
    for row in listed.rows:
        if (row in found) == (row in listed.unproven):
            how = "is answered by a page, too" if row in found else "is answered by no page"
            but = "stands among the unproven, but " if row in found else ""
            yield f"{FILE}: {row} {but}{how}"
        verdicts_of = {page.name: answer.today for page, answer in found.get(row, [])}
        if len(set(verdicts_of.values())) > 1:
            told = ", ".join(f"{today} by {name}" for name, today in verdicts_of.items())
            yield f"{FILE}: {row} is {told}"
    for row in [*found, *listed.unproven]:
        if row not in listed.rows:
            yield f"{FILE}: {row} is not listed"


def check(docs: Path, pages: Iterable[order.Page]) -> Iterator[str]:
    """Yield the faults of a site that has a list."""
    if listed := load(docs):
        yield from faults(listed, answered(pages))
