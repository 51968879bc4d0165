"""Run the guide's pages here, one after another, and fold what they leave into one record."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from mpguide import machine, observe, record
from mpguide.observe import Outcome
from mpguide.pages import Page
from mpguide.record import Claim, PageRun, Record

DEADLINE = 180.0
"""Seconds that a page may take; on a busy machine of two cores the longest needs some forty."""

START_METHOD = machine.default_start_method((3, 14))
"""The newest CPython's default, under which the site is built, so that records compare."""

NEEDED = ("matplotlib", "numpy", "pebble", "psutil", "pyperf", "threadpoolctl")
"""The distributions that pages need on every platform."""


class Ran(NamedTuple):
    """A page that has run: how it ended, and what it claimed and timed."""

    page: Page
    outcome: Outcome
    left: Record

    @property
    def failed(self) -> bool:
        """Whether it did not come to its end, or a claim of it does not hold."""
        return self.outcome.ended != observe.FINISHED or bool(self.left.count(record.REFUTED))


class Runner:
    """Runs pages in a private folder, each in a new interpreter of which nothing is left."""

    def __init__(self, folder: str, deadline: float, start_method: str) -> None:
        self.folder, self.deadline, self.start_method = folder, deadline, start_method

    def run(self, page: Page) -> Ran:
        """Run a page as a plain script, in an empty folder of its own.

        Raises `mpguide.observe.ObserveError` when it can't be run.
        """
        place = os.path.join(self.folder, page.name)
        lines = f"{place}.jsonl"
        os.mkdir(place)
        os.close(os.open(lines, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        method = self.start_method
        outcome = observe.run(
            page.path,
            start_method=None if method == machine.start_method() else method,
            deadline=self.deadline,
            quiet=None,
            env={**_paths(), "MPGUIDE_RECORD": lines, "MPGUIDE_PAGE": page.name},
            cwd=place,
        )
        return Ran(page, outcome, record.fold([lines], {}))


@contextmanager
def runner(deadline: float = DEADLINE, start_method: str = START_METHOD) -> Iterator[Runner]:
    """Make a folder for the runs of pages, and remove it afterwards."""
    from mpguide.observe.leftovers import private_folder

    with private_folder() as folder:
        yield Runner(folder, deadline, start_method)


def folded(runs: Iterable[Ran], start_method: str) -> Record:
    """Return the record of pages that have run."""
    told = machine.circumstances(record.PACKAGES)
    claims: list[Claim] = []
    timings: dict[str, Any] = {}
    pages: dict[str, PageRun] = {}
    for page, outcome, left in runs:
        claims += left.claims
        timings.update(left.timings)
        pages[page.name] = PageRun(round(outcome.seconds, 3), outcome.ended)
    return Record({**told, "start_method": start_method}, tuple(claims), timings, pages)


def missing() -> list[str]:
    """Return the distributions that pages need and that are not installed here."""
    import importlib.metadata

    lacking = []
    for name in (*NEEDED, *(["python-daemon"] if sys.platform != "win32" else [])):
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            lacking.append(name)
    return lacking


def _paths() -> dict[str, str]:
    """Let the page find this package, also where it is not installed, and need no screen."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(machine.__file__)))
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "MPLBACKEND": "Agg"}
