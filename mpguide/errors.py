"""Error messages: a program that shows each, what it says on which Python, and the fix.

``programs/errors/catalogue.toml`` lists the families; ``archive/errors/FAMILY.json`` has
what the program said on each interpreter, which a live run is compared with.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from mpguide import machine, record
from mpguide.observe import HUNG, Outcome, program, run
from mpguide.observe.transcript import PATH

FOLDER = os.path.join(os.path.dirname(__file__), "programs", "errors")
"""The folder of the catalogue and of the programs."""

ARCHIVE = os.path.join(os.path.dirname(__file__), "archive", "errors")
"""The folder of the archived messages."""

SYMPTOMS = ("dies", "hangs", "wrong result", "warns", "leaks")
"""What a user notices."""

METHODS = ("forkserver", "spawn", "fork")
"""The start methods, those first that show most."""

DEADLINE = 30.0
"""Seconds that a program is given."""

QUIET = 1.0
"""Seconds without any work after which a program that is to hang does."""

FIRST = re.compile(
    r"^(?:[^\s:]+:\d+: )?"
    r"((?:\w+\.)*(?:[A-Z]\w*)?(?:Error|Exception|Warning|Interrupt|Pool|Empty|Full)(?::.*)?)$"
)
"""The line of a traceback that names the exception, or the first line of a warning."""

MORE = re.compile(r"^(?:\s|$|when serializing )")
"""A further line of a message."""

SOURCE = re.compile(r"^\S+:\d+: ")
"""How a warning begins, whose second line is the source's."""

VARYING = {
    re.compile(r"\b0x[0-9a-f]+\b"): "0x...",
    re.compile(r"\b(psm_|wnsm_|pymp-|listener-|mp-)\w+"): r"\1...",
    re.compile(r"\b(pid=|parent=|Process )\d+\b"): r"\1...",
}
"""What differs from run to run, and what stands for it."""


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


def fixed(output: str) -> str:
    """Return a text without what differs from run to run: folders, ids, addresses.

    >>> fixed("/tmp/a/b.py:3: lost <function f at 0x7f25ef> (pid=4711)")
    'b.py:3: lost <function f at 0x...> (pid=...)'
    """
    text = PATH.sub("", output)
    for varying, stands in VARYING.items():
        text = varying.sub(stands, text)
    return text


def blocks(text: str) -> Iterator[str]:
    """Yield each exception and each warning of an output with the lines that belong to it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        first = FIRST.match(line)
        if first:
            rest = [] if SOURCE.match(line) else lines[number + 1 :]
            block = [first[1], *takewhile(MORE.match, rest)]
            yield "\n".join(map(str.rstrip, block)).rstrip()


def first_lines(message: str) -> list[str]:
    r"""Return what an index lists of a message: each exception in one line.

    >>> first_lines(
    ...     "RuntimeError:\n    too\n    late\n\n    More.\nOSError: gone\nwhen serializing x"
    ... )
    ['RuntimeError: too late', 'OSError: gone']
    """
    found: list[str] = []
    for block in blocks(message):
        first, *more = block.splitlines()
        if first.endswith(":"):
            said = takewhile(str.strip, more)
            first = " ".join([first, *map(str.strip, said)])
        found.append(first)
    return found


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


def survey(name: str) -> tuple[Said, ...]:
    """Run a family's program on each interpreter found, under each of its start methods.

    Interpreters that lack what it needs are left out.
    """
    from concurrent.futures import ThreadPoolExecutor

    family = catalogue()[name]
    found = machine.find_interpreters()

    def one(cell: tuple[str, str]) -> Said | None:
        interpreter, method = cell
        outcome = observed(family, method, found[interpreter])
        lacks = [need for need in family.needs if f"No module named '{need}'" in outcome.output]
        return None if lacks else said(family, method, outcome, interpreter)

    cells = [(interpreter, method) for interpreter in found for method in family.here]
    with ThreadPoolExecutor(2 * machine.cores()) as threads:
        return tuple(filter(None, threads.map(one, cells)))


def renew(name: str) -> None:
    """Run a family's program wherever it can be run, and write its archive anew.

    What was archived of other interpreters and platforms stays.
    """
    live = survey(name)
    renewed = {(one.interpreter, one.platform) for one in live}
    kept = [one for one in archived(name) if (one.interpreter, one.platform) not in renewed]
    rank = {interpreter: place for place, interpreter in enumerate(machine.INTERPRETERS)}
    runs = sorted([*kept, *live], key=lambda one: (one.platform, rank[one.interpreter]))
    os.makedirs(ARCHIVE, exist_ok=True)
    record.write_text(os.path.join(ARCHIVE, f"{name}.json"), _as_json(runs))


def _as_json(runs: Iterable[Said]) -> str:
    """Return an archive's text: each message once, a run a line."""
    import json

    runs = list(runs)
    messages = list(dict.fromkeys(one.message for one in runs))
    entries = [one._asdict() | {"message": messages.index(one.message)} for one in runs]
    told = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    texts = ",\n".join(f"  {json.dumps(message)}" for message in messages)
    return f'{{\n "messages": [\n{texts}\n ],\n "runs": [\n{told}\n ]\n}}\n'


def differing(name: str) -> list[str]:
    """Name the interpreters found here on which a family's program says what is not archived."""
    return [line for one in survey(name) if (line := difference(name, one))]
