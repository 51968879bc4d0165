"""One run of a page or of a whole build, and all that it leaves behind."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from mpguide import observe, record
from mpguide.observe import Outcome, leftovers, watch
from mpguide.observe.report import report
from soaking.state import ROOT, Cell, Run
from unused import left_of, unused_memory

PROBE = Path(__file__).with_name("probe")
BUILD = ROOT / "docs" / "build.py"

TAIL, WHOLE = 4000, 1_000_000
"""The characters that are kept of what a failed page, and a failed build, has written."""


class Task(NamedTuple):
    """What to run: a page's script, or a build of the site, and for how many seconds at most."""

    cell: Cell
    script: str
    deadline: float

    @property
    def builds(self) -> bool:
        """Whether it builds the site."""
        return Path(self.script) == BUILD


class Swept(leftovers.SharedMemory):
    """The shared memory of an observed program, with the names of what it has left."""

    def __init__(self, found: set[str]) -> None:
        super().__init__()
        self.found = found

    def sweep(self) -> set[str]:
        """Note what observing removes, since it would not be seen afterwards."""
        removed = super().sweep()
        self.found |= removed
        return removed


class Place:
    """The folders of a run, and what is found in them and elsewhere when it has ended."""

    def __init__(self, home: str) -> None:
        self.folder = Path(home, "run")
        self.here, self.temporary = self.folder / "here", self.folder / "tmp"
        self.lines, self.changes = self.folder / "lines", self.folder / "changes"
        self.out = self.folder / "out"
        for folder in (self.here, self.temporary):
            folder.mkdir(parents=True)
        self.lines.touch()
        self._before = unused_memory()
        self._swept: set[str] = set()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note what a program leaves of shared memory, also what observing it removes."""
        with patch.object(watch, "SharedMemory", partial(Swept, self._swept)):
            yield

    def left(self, outcome: Outcome, mine: str = "") -> tuple[str, ...]:
        """Return all that is left, but for the script that is ``mine``."""
        memory = self._swept | left_of(self._before)
        return (
            *(f"process: {survivor.role}" for survivor in outcome.survivors),
            *(f"shared memory: {name}" for name in sorted(memory)),
            *(file for folder in (self.temporary, self.here) for file in files(folder, mine)),
        )

    def changed(self) -> tuple[str, ...]:
        """Return what the page has left changed in its process."""
        if not self.changes.exists():
            return ("no word: it did not end as Python does",)
        return tuple(json.loads(self.changes.read_text(encoding="utf-8")))


def files(folder: Path, mine: str) -> Iterator[str]:
    """Name the files and sockets in a folder; Python's own cache of a script is not counted."""
    for path in sorted(folder.iterdir()):
        if path.name not in (mine, "__pycache__"):
            yield f"{'socket' if path.is_socket() else 'file'}: {path.name}"


def run(task: Task, python: str, home: str) -> Run:
    """Run a task once, in empty folders of its own below ``home``."""
    place = Place(home)
    try:
        return build(task, python, place) if task.builds else page(task, python, place)
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)


def page(task: Task, python: str, place: Place) -> Run:
    """Run a page as a plain script, as a reader does who has downloaded it."""
    script = Path(shutil.copy(task.script, place.here))
    method = None if task.cell.method == "default" else task.cell.method
    env = {
        "MPGUIDE_RECORD": os.fspath(place.lines),
        "MPGUIDE_PAGE": script.stem,
        "MPGUIDE_SOAK": f"{method or ''}:{place.changes}",
        "PYTHONPATH": os.pathsep.join([os.fspath(PROBE), os.fspath(ROOT)]),
        "TMPDIR": os.fspath(place.temporary),
    }
    with place.watched():
        outcome = observe.run(
            script,
            python=python,
            start_method=method,
            deadline=task.deadline,
            quiet=None,
            env=env,
            cwd=place.here,
        )
    claims = record.fold([place.lines], {}).claims
    if outcome.ended == observe.HUNG:  # it was ended, and could not clean up
        return told(task.cell, outcome)._replace(claims=claims)
    left = (*place.left(outcome, script.name), *place.changed())
    result = told(task.cell, outcome)._replace(claims=claims, left=left)
    if not claims and not result.failed:
        return result._replace(ended=observe.FAILED, evidence="makes no claim")
    return result


def build(task: Task, python: str, place: Place) -> Run:
    """Build and verify the whole site, and read its record."""
    env = {"PYTHONPATH": os.fspath(ROOT), "TMPDIR": os.fspath(place.temporary)}
    arguments = ("--out", place.out, "--deadline", task.deadline)
    with place.watched():
        outcome = observe.run(
            task.script,
            *arguments,
            python=python,
            deadline=task.deadline + 60,
            quiet=None,
            env=env,
            cwd=place.here,
        )
    left = () if outcome.ended == observe.HUNG else place.left(outcome)
    result = told(task.cell, outcome)._replace(left=left)
    path = place.out / "html" / "record.json"
    if not path.exists():
        return result
    made = record.load(path)
    pages = {name: (run.seconds, run.ended) for name, run in made.pages.items()}
    return result._replace(claims=made.claims, pages=pages)


def told(cell: Cell, outcome: Outcome) -> Run:
    """Return how a run ended, and what it said if it failed."""
    said = ""
    if outcome.ended != observe.FINISHED:
        stacks = f"\n{report(outcome)}" if outcome.ended == observe.HUNG else ""
        kept = WHOLE if cell.what == "build" else TAIL
        said = f"{outcome.output[-kept:]}{stacks}"
    return Run(cell, outcome.ended, outcome.evidence, round(outcome.seconds, 3), said=said)
