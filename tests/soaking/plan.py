"""What a soak runs: the tasks that its options name, and the interpreters for them."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import archive
from mpguide import machine, pages
from mpguide.observe import launch
from mpguide.pages import Page
from soaking.runs import BUILD, Task
from soaking.state import ROOT, Cell, Run, digest

METHODS = ("default", "fork", "forkserver", "spawn")

DEADLINE, BUILD_DEADLINE = 300.0, 3600.0
"""Seconds that a page, and a whole build, may take under any load."""


class PlanError(Exception):
    """What was asked for can't be run: the message says what."""


def several(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Return what reads an option of names with commas between, or ``all``, for argparse."""
    names = [*known]

    def read(text: str) -> list[str]:
        given = names if text == "all" else list(dict.fromkeys(text.split(",")))
        if unknown := [name for name in given if name not in names]:
            told = f"there is no {', '.join(unknown)!r}; choose from {', '.join(names)}, or all"
            raise argparse.ArgumentTypeError(told)
        return given

    return read


def count(text: str) -> int:
    """Read an option's number of runs, for argparse."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of runs above 0")
    return int(text)


def tasks(options: argparse.Namespace, pythons: Iterable[str]) -> list[Task]:
    """Return what the options name, load by load.

    Raises `PlanError` or `mpguide.pages.PagesError` for what there is not.
    """
    deadline = options.deadline or (BUILD_DEADLINE if options.builds else DEADLINE)
    return [
        Task(Cell(what, made_of, load, python, method), script, deadline)
        for load in options.load or ["idle"]
        for python in pythons
        for method in options.methods or ["default"]
        for what, made_of, script in scripts(options)
    ]


def scripts(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Yield for each page, or for the build, its name, the digest of its means, its script."""
    if options.builds:
        yield "build", digest(*(ROOT / name for name in ("docs", "gallery", "mpguide"))), str(BUILD)
        return
    for page in named(options.pages):
        what = str(page) if page.chapter else page.path
        yield what, digest(ROOT / "mpguide", Path(page.path)), page.path


def named(names: Sequence[str]) -> list[Page]:
    """Return the pages that are named one by one, by chapter, or as scripts; else those that time.

    Raises `mpguide.pages.PagesError` for a name that there is none of.
    """
    every = pages.pages()
    if not names:
        return [page for page in every if page.measures]
    chapters = {page.chapter for page in every}
    files = [name for name in names if name.endswith(".py") and os.path.exists(name)]
    single = [name for name in names if name not in (*chapters, *files, "all")]
    wanted = {*pages.chosen(single)} if single else set()
    return [
        *(page for page in every if page in wanted or {page.chapter, "all"} & {*names}),
        *(Page("", Path(name).stem, name) for name in dict.fromkeys(files)),
    ]


def interpreters(wanted: Sequence[str] | None) -> dict[str, str]:
    """Map the short names of the interpreters that are wanted to what was given for them.

    The newest with a GIL is, unless others are given.  Raises `PlanError` for a version
    that is not on the ``PATH``, `mpguide.observe.ObserveError` for a path that is no Python.
    """
    if not wanted:
        found = [name for name in machine.find_interpreters() if not name.endswith("t")]
        return {found[-1]: found[-1]}
    given = {}
    for name in wanted:
        if os.sep in name:
            python = launch.interpreter(name)
            version = ".".join(python.version.split(".")[:2])
            given[f"{version}{'t' * python.free_threaded}"] = os.path.abspath(name)
        elif name in machine.find_interpreters((name,)):
            given[name] = name
        else:
            raise PlanError(f"there is no Python {name} on the PATH")
    return given


def prepared(name: str, given: str, builds: bool) -> str:
    """Return the Python that runs tasks: the path that was given, or one made for them.

    Raises `PlanError` when it can't be made.
    """
    if os.sep in given:
        return given
    found = machine.find_interpreters((name,))[name]
    folder = archive.prepare(name, found, "builds" if builds else "pages")
    if folder is None:
        raise PlanError(f"the environment of Python {name} can't be made, see above")
    return str(folder / "python")


def is_current(run: Run) -> bool:
    """Return whether all that a run rests on is still as it was."""
    what = run.cell.what
    if what == "build":
        options = argparse.Namespace(builds=True)
    else:
        options = argparse.Namespace(builds=False, pages=[what])
    try:
        return [made_of for _, made_of, _ in scripts(options)] == [run.cell.digest]
    except pages.PagesError:  # it is no more
        return False


def chosen(run: Run, options: argparse.Namespace) -> bool:
    """Return whether a kept run is among those that a report was asked for."""
    cell = run.cell
    return (
        (not options.builds or cell.what == "build")
        and (not options.pages or cell.what in [what for what, _, _ in scripts(options)])
        and (not options.load or cell.load in options.load)
        and (not options.methods or cell.method in options.methods)
        and (not options.python or cell.python in interpreters(options.python))
        and is_current(run)
    )
