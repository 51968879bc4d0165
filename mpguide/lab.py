"""The failures lab: programs that go wrong, and what becomes of each, where.

A program's docstring says what goes wrong, where and why, and what to do, a paragraph
each; ``programs/failures/catalogue.toml`` says how it ends.  The tests run every case.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from mpguide import machine
from mpguide.observe import FAILED, FINISHED, Outcome, program, run

FOLDER = os.path.join(os.path.dirname(__file__), "programs", "failures")
"""The folder of the programs."""

METHOD = "{method}"
"""What stands for the start method among a program's arguments."""

SITE = "https://mpguide.readthedocs.io/en/latest"
"""Where the guide's pages are."""

POSIX = "posix"
"""The need of a system other than Windows; any other need is a package."""

SYMPTOMS = ("hangs", "dies", "loses work", "wrong result", "left running", "left behind", "noise")
"""What a user notices of a failure."""


class LabError(Exception):
    """A catalogue that can't be used: the message says what is wrong, and where."""


class Place(NamedTuple):
    """Where a program runs: an exact version, a build with or without a GIL, a start method."""

    version: tuple[int, ...]
    gil: bool
    method: str

    @classmethod
    def here(cls, method: str) -> "Place":
        """Return this interpreter, with a start method."""
        return cls(sys.version_info[:3], not machine.free_threaded(), method)


class Ending(NamedTuple):
    """How a program ends under some conditions; the first of a case whose conditions hold counts.

    Its output has ``says`` and lacks ``lacks``, ``at`` are lines of the program that a
    thread waits at, ``survivors`` are the processes that outlive the main one.  The
    conditions: start methods, the versions from ``since`` on and before ``before``, a
    GIL or none, and capabilities, functions of `mpguide.machine` that take a version.
    ``causes`` are the failures whose patterns fit, if not the program's own.
    """

    ended: str
    exit_code: int | None
    says: str
    lacks: str
    at: tuple[str, ...]
    survivors: int
    on: tuple[str, ...]
    since: tuple[int, ...]
    before: tuple[int, ...]
    gil: bool | None
    where: tuple[str, ...]
    causes: tuple[str, ...] | None

    def holds(self, place: Place) -> bool:
        """Return whether the conditions hold there."""
        return (
            (not self.on or place.method in self.on)
            and place.version >= self.since
            and (not self.before or place.version < self.before)
            and self.gil in (None, place.gil)
            and all(_capable(name, place.version) for name in self.where)
        )

    def difference(self, outcome: Outcome) -> str:
        """Say in what an outcome differs from this; empty if in nothing."""
        if (outcome.ended, outcome.exit_code) != (self.ended, self.exit_code):
            return f"is {outcome.ended} ({outcome.evidence}), not {self.ended} ({self.exit_code})"
        if self.says not in outcome.output:
            return f"does not say {self.says!r}"
        if self.lacks and self.lacks in outcome.output:
            return f"says {self.lacks!r}"
        if missing := {*self.at} - {*waiting(outcome)}:
            return f"no thread waits at {', '.join(sorted(missing))}"
        if len(outcome.survivors) != self.survivors:
            return f"{len(outcome.survivors)} processes outlive it, not {self.survivors}"
        return ""


class Case(NamedTuple):
    """A way to run a program, and how it then ends."""

    arguments: tuple[str, ...]
    endings: tuple[Ending, ...] = ()
    needs: tuple[str, ...] = ()
    quiet: float | None = 0.7
    deadline: float = 60.0

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that it needs."""
        return tuple(need for need in self.needs if need != POSIX)

    @property
    def methods(self) -> tuple[str, ...]:
        """The start methods to try here; none for a program that takes none."""
        return machine.start_methods() if METHOD in self.arguments else ("",)

    @property
    def lacking(self) -> str:
        """What it needs that is not here: POSIX, or a package."""
        import importlib.util

        for need in self.needs:
            there = os.name == POSIX if need == POSIX else importlib.util.find_spec(need)
            if not there:
                return need
        return ""

    def given(self, method: str) -> tuple[str, ...]:
        """Return the arguments under a start method."""
        return tuple(method if argument == METHOD else argument for argument in self.arguments)

    def expected(self, place: Place) -> Ending:
        """Return how the program ends there.

        Raises `LabError` when the catalogue does not say it.
        """
        for ending in self.endings:
            if ending.holds(place):
                return ending
        raise LabError(f"{' '.join(self.arguments)}: nothing is said of {place}")


class Failure(NamedTuple):
    """A program that goes wrong: its docstring's paragraphs, its page, its cases."""

    name: str
    symptom: str
    goes_wrong: str
    why: str
    cure: str
    page: str
    cases: tuple[Case, ...]
    patterns: tuple[dict[str, Any], ...] = ()

    @property
    def chapter(self) -> str:
        """The chapter of the page that explains it."""
        return self.page.partition("/")[0]

    def causes(self, ending: Ending) -> tuple[str, ...]:
        """Return the failures whose patterns fit a run that ends so."""
        own = (self.name,) if self.patterns else ()
        return own if ending.causes is None else ending.causes


@cache
def catalogue() -> Mapping[str, Failure]:
    """Return all failures by name.

    Raises `LabError` when a program or its entry is not as it must be.
    """
    import tomllib

    path = os.path.join(FOLDER, "catalogue.toml")
    try:
        with open(path, "rb") as file:
            entries = tomllib.load(file)
        return {name: _failure(name, entry) for name, entry in entries.items()}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise LabError(f"{path}: {type(error).__name__}: {error}") from error


def files() -> list[str]:
    """Return the paths of the catalogue and of its programs."""
    return [os.path.join(FOLDER, "catalogue.toml"), *(program(name) for name in catalogue())]


def observed(name: str, case: Case, method: str, python: str = sys.executable) -> Outcome:
    """Run a case under a start method, and return its outcome."""
    path, arguments = program(name), case.given(method)
    return run(path, *arguments, python=python, deadline=case.deadline, quiet=case.quiet)


def waiting(outcome: Outcome) -> Iterator[str]:
    """Yield each line of the program that a thread of it waits at."""
    yield from sorted({stack.where.source for stack in outcome.stacks if stack.where})


def paragraphs(name: str) -> list[str]:
    """Return the paragraphs of a program's docstring, each as one line."""
    import ast

    with open(program(name), encoding="utf-8") as file:
        text = ast.get_docstring(ast.parse(file.read())) or ""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _failure(name: str, entry: dict[str, Any]) -> Failure:
    told = paragraphs(name)
    if len(told) != 3:
        raise LabError(f"{name}.py: its docstring has {len(told)} paragraphs, not 3")
    goes_wrong, why, cure = told
    if entry["symptom"] not in SYMPTOMS:
        raise LabError(f"{name}: no such symptom: {entry['symptom']}")
    cases = tuple(_case(one) for one in entry["cases"])
    patterns = tuple(entry.get("patterns", ()))
    return Failure(name, entry["symptom"], goes_wrong, why, cure, entry["page"], cases, patterns)


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        tuple(entry.get("arguments", "").split()),
        tuple(_ending(one) for one in entry["endings"]),
        tuple(entry.get("needs", ())),
        entry.get("quiet", 0.7) or None,
        entry.get("deadline", 60.0),
    )


def _ending(entry: dict[str, Any]) -> Ending:
    known = {*Ending._fields}
    if unknown := entry.keys() - known:
        raise LabError(f"an ending has no {', '.join(sorted(unknown))}")
    ended = entry["ended"]
    code = {FINISHED: 0, FAILED: 1}.get(ended)
    return Ending(
        ended,
        entry.get("exit_code", code),
        entry.get("says", ""),
        entry.get("lacks", ""),
        tuple(entry.get("at", ())),
        entry.get("survivors", 0),
        tuple(entry.get("on", ())),
        _version(entry.get("since", "")),
        _version(entry.get("before", "")),
        entry.get("gil"),
        tuple(entry.get("where", ())),
        tuple(entry["causes"]) if "causes" in entry else None,
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(".")) if text else ()


def _capable(name: str, version: tuple[int, ...]) -> bool:
    capability = getattr(machine, name.removeprefix("not "))
    return bool(capability(version)) != name.startswith("not ")
