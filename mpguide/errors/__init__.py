"""Error messages: a program that shows each, what it says on which Python, and the fix.

``programs/errors/catalogue.toml`` lists the families; ``archive/errors/FAMILY.json`` has
what the program said on each interpreter, which a live run is compared with.
"""

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from mpguide import machine
from mpguide.errors.messages import blocks, first_lines, fixed
from mpguide.observe import HUNG, Outcome, program, run

_PACKAGE = os.path.dirname(os.path.dirname(__file__))

FOLDER = os.path.join(_PACKAGE, "programs", "errors")
"""The folder of the catalogue and of the programs."""

ARCHIVE = os.path.join(_PACKAGE, "archive", "errors")
"""The folder of the archived messages."""

SYMPTOMS = ("dies", "hangs", "wrong result", "warns", "leaks")
"""What a user notices."""

METHODS = ("forkserver", "spawn", "fork")
"""The start methods, those first that show most."""

DEADLINE = 30.0
"""Seconds that a program is given."""

QUIET = 1.0
"""Seconds without any work after which a program that is to hang does."""


class CatalogueError(Exception):
    """A catalogue or archive that can't be used: the message says what is wrong, and where."""


class Family(NamedTuple):
    """Messages with one cause: what shows it, under which start methods, and what mends it.

    ``program`` and ``fix`` name programs of the guide.  ``methods`` are empty for a program
    that chooses its own; one that is ``told`` takes it as an argument.  Its message is
    every exception and warning that it tells of, or of these the ones that ``finds`` fits;
    one that gives a wrong result is known by its output, unless ``right`` is in that.
    ``page`` explains it, ``asked`` are the questions that it answers.
    """

    name: str
    symptom: str
    page: str
    program: str
    fix: str
    methods: tuple[str, ...] = METHODS
    asked: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    finds: str = ""
    right: str = ""
    told: bool = False

    @property
    def lacking(self) -> str:
        """What it needs that is not here: ``posix`` or a package."""
        import importlib.util

        for need in self.needs:
            there = os.name == need if need == "posix" else importlib.util.find_spec(need)
            if not there:
                return need
        return ""

    @property
    def here(self) -> tuple[str, ...]:
        """The start methods to run it under here; an empty name if it chooses its own."""
        known = machine.start_methods()
        return tuple(method for method in self.methods if method in known) or ("",)


class Said(NamedTuple):
    """What a program said on one interpreter under one start method: nothing if all went well."""

    interpreter: str
    python: str
    method: str
    hung: bool
    message: str
    platform: str
    date: str

    @property
    def outcome(self) -> tuple[bool, str]:
        """What is shown of it."""
        return self.hung, self.message


@cache
def catalogue() -> Mapping[str, Family]:
    """Return all families by name.

    Raises `CatalogueError` when an entry is not as it must be.
    """
    import tomllib

    file = os.path.join(FOLDER, "catalogue.toml")
    try:
        with open(file, "rb") as opened:
            entries = tomllib.load(opened)
        return {name: _family(name, entry) for name, entry in entries.items()}
    except (OSError, TypeError, ValueError) as error:
        raise CatalogueError(f"{file}: {type(error).__name__}: {error}") from error


def _family(name: str, entry: dict[str, Any]) -> Family:
    program = entry.get("program", name)
    given = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    family = Family(**{"name": name, "program": program, "fix": f"{program}_fixed", **given})
    if family.symptom not in SYMPTOMS:
        raise CatalogueError(f"{name}: no such symptom: {family.symptom}")
    return family


def path(name: str) -> str:
    """Return the path of a program of the guide.

    Raises `mpguide.observe.ObserveError` when there is none of that name.
    """
    own = os.path.join(FOLDER, f"{name}.py")
    return own if os.path.isfile(own) else program(name)


def files(name: str) -> tuple[str, ...]:
    """Return the paths of all that a family's page rests on."""
    family = catalogue()[name]
    lists = os.path.join(FOLDER, "catalogue.toml"), os.path.join(ARCHIVE, f"{name}.json")
    return path(family.program), path(family.fix), *lists


def observed(family: Family, method: str, python: str = sys.executable) -> Outcome:
    """Run what goes wrong under a start method, and return its outcome."""
    return run(
        path(family.program),
        *([method] if family.told else []),
        python=python,
        start_method=None if family.told else method or None,
        deadline=DEADLINE,
        quiet=QUIET if family.symptom == "hangs" else None,
    )


def mended(family: Family, method: str) -> Outcome:
    """Run the fix under a start method, and return its outcome."""
    file = path(family.fix)
    return run(file, start_method=method or None, deadline=DEADLINE, quiet=None)


def said(family: Family, method: str, outcome: Outcome, interpreter: str) -> Said:
    """Return what is to be kept of an outcome."""
    import platform
    from datetime import UTC, datetime

    hung = outcome.ended == HUNG
    today = datetime.now(UTC).date().isoformat()
    found = "" if hung else message(family, outcome.output)
    return Said(interpreter, outcome.python, method, hung, found, platform.system(), today)


def message(family: Family, output: str) -> str:
    """Return what an output tells of what went wrong, less what differs from run to run."""
    text = fixed(output)
    if family.right:
        return "" if family.right in text else text.strip()
    return "\n".join(
        block for block in dict.fromkeys(blocks(text)) if re.search(family.finds, block)
    )


def archived(name: str) -> tuple[Said, ...]:
    """Return what a family's program said on each interpreter, none if it was never archived.

    Raises `CatalogueError` for an archive that can't be read.
    """
    import json

    file = os.path.join(ARCHIVE, f"{name}.json")
    if not os.path.exists(file):
        return ()
    try:
        with open(file, encoding="utf-8") as opened:
            kept = json.load(opened)
        return tuple(
            Said(**entry | {"message": kept["messages"][entry["message"]]})
            for entry in kept["runs"]
        )
    except (OSError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise CatalogueError(f"{file}: a damaged archive: {error}") from error


def difference(name: str, live: Said) -> str:
    """Say in what a live run differs from what is archived; empty if in nothing.

    It must be as on the same version, or if that is not archived as on any version.
    A platform of which nothing is archived has nothing to differ from.
    """
    known = [
        one for one in archived(name) if (one.method, one.platform) == (live.method, live.platform)
    ]
    where = live.interpreter, live.python
    same = [one for one in known if (one.interpreter, one.python) == where]
    if not known or live.outcome in {one.outcome for one in same or known}:
        return ""
    under = f" under {live.method}" if live.method else ""
    told = " or ".join(sorted({_short(one) for one in same or known}))
    return f"{name} on {live.python}{under}: {_short(live)}, archived {told}"


def _short(one: Said) -> str:
    return "hangs" if one.hung else repr(one.message) if one.message else "goes well"


__all__ = [
    "ARCHIVE",
    "DEADLINE",
    "FOLDER",
    "METHODS",
    "QUIET",
    "SYMPTOMS",
    "CatalogueError",
    "Family",
    "Said",
    "archived",
    "blocks",
    "catalogue",
    "difference",
    "files",
    "first_lines",
    "fixed",
    "mended",
    "message",
    "observed",
    "path",
    "said",
]
