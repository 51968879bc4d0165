"""Break the world, one change after another, and see whether the pages notice.

``python tests/mutate.py`` runs each page that states the opposite of a change in a world in
which that change is true: a claim of the page must be refuted, or the run fail or hang.
Resumes where it was: what was noticed on this state of the checkout is not run again.
"""

import argparse
import ast
import hashlib
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from mpguide import machine, observe, pages, record
from mpguide.observe import leftovers

ROOT = Path(__file__).parent.parent
STATE = ROOT / ".tox" / "mutate.json"
FOLDER = ROOT / "tests" / "mutations"
UNBROKEN = "unbroken"

HELD, REFUTED, FAILED, HUNG, SURVIVED = "held", "refuted", "failed", "hung", "survived"
"""What can become of a page's run; unbroken it must be held, else one of the next three."""

LATE = "late"
"""A run at its deadline on a machine that was too busy to tell whether it hung."""


class Change(NamedTuple):
    """A change of the world: its name, its part, what becomes true, who states the opposite."""

    name: str
    part: str
    told: str
    pages: tuple[str, ...]


class Run(NamedTuple):
    """What became of a page in a world, what tells of it, and in how many seconds."""

    end: str
    told: str
    seconds: float

    @property
    def noticed(self) -> bool:
        """Whether the page has seen that something is wrong."""
        return self.end in {REFUTED, FAILED, HUNG}


def catalogue() -> dict[str, Change]:
    """Return all changes by their names."""
    parts = tomllib.loads((FOLDER / "pages.toml").read_text("utf-8"))
    found = {}
    for part, changes in parts.items():
        source = ast.parse((FOLDER / "broken" / f"{part}.py").read_text("utf-8"))
        told = {
            node.name: ast.get_docstring(node) or ""
            for node in source.body
            if isinstance(node, ast.FunctionDef) and node.decorator_list
        }
        for name, concerned in changes.items():
            found[name] = Change(name, part, told[name], tuple(concerned))
    return found


def state_of(page: pages.Page, change: Change | None) -> str:
    """Return a digest of all that a page's run in a world rests on."""
    digest = hashlib.sha256(f"{sys.version} {machine.start_method()}".encode())
    paths = [Path(page.path), *sorted((ROOT / "mpguide").rglob("*.py"))]
    if change:
        here = ["sitecustomize.py", "broken/__init__.py", "broken/opened.py"]
        paths += [FOLDER / name for name in (*here, f"broken/{change.part}.py")]
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run(page: pages.Page, change: Change | None, deadline: float) -> Run:
    """Run a page in a world that is changed, or as it is, and let nothing of it be left."""
    with tempfile.TemporaryDirectory() as folder:
        lines, empty = os.path.join(folder, "lines"), os.path.join(folder, "empty")
        os.mkdir(empty)
        env = {"MPGUIDE_RECORD": lines, "MPGUIDE_PAGE": page.name, "PYTHONPATH": str(ROOT)}
        if change:
            env["PYTHONPATH"] = os.pathsep.join([str(FOLDER), str(ROOT)])
            env["MPGUIDE_MUTATION"] = f"{change.part}.{change.name}"
        outcome = observe.run(
            page.path,
            start_method=machine.start_method(),
            deadline=deadline,
            quiet=None,
            env=env,
            cwd=empty,
        )
        claims = record.fold([lines], {}).claims if os.path.exists(lines) else ()
    _forget_blocks(outcome.processes)
    return Run(*_end(outcome, claims), round(outcome.seconds, 1))


def _forget_blocks(processes: Iterable[int]) -> None:
    """Remove the block that a page names by its pid, and would have removed in the end."""
    for name in {f"mpguide-{pid}" for pid in processes} & leftovers.files().keys():
        os.unlink(os.path.join(leftovers.SHARED_MEMORY, name))


def _end(outcome: observe.Outcome, claims: Sequence[record.Claim]) -> tuple[str, str]:
    refuted = [claim for claim in claims if claim.verdict == record.REFUTED]
    if refuted:
        more = f" and {len(refuted) - 1} more" * (len(refuted) > 1)
        return REFUTED, f"{refuted[0].text} [{refuted[0].evidence:.60}]{more}"
    if outcome.ended == "hung":
        return HUNG, outcome.evidence
    if outcome.ended == "failed":
        return FAILED, (outcome.output.strip().splitlines() or [outcome.evidence])[-1]
    if not any(claim.verdict == record.HELD for claim in claims):
        return FAILED, "no claim was held"
    undecided = [claim.text for claim in claims if claim.verdict == record.UNDECIDED]
    return SURVIVED, f"undecided: {undecided}" if undecided else ""


class State:
    """What was found before: of this checkout what was noticed, and what holds unbroken."""

    def __init__(self, fresh: bool) -> None:
        kept = STATE.exists() and not fresh
        self._known = json.loads(STATE.read_text("utf-8")) if kept else {}

    def known(self, page: pages.Page, change: Change | None) -> Run | None:
        """Return what a run was found to be, if nothing has changed since."""
        entry = self._known.get(_cell(page, change))
        return Run(*entry["run"]) if entry and entry["state"] == state_of(page, change) else None

    def keep(self, page: pages.Page, change: Change | None, run: Run) -> None:
        """Keep what a run was found to be, unless it is to be looked at again."""
        if run.noticed if change else run.end == HELD:
            entry = {"run": run, "state": state_of(page, change)}
            self._known[_cell(page, change)] = entry
            STATE.parent.mkdir(exist_ok=True)
            record.write_json(STATE, self._known)


def _cell(page: pages.Page, change: Change | None) -> str:
    return f"{page.name} {change.name if change else UNBROKEN}"


def run_checked(page: pages.Page, change: Change | None, deadline: float) -> Run:
    """Run a page; what a hang tells, or a busy machine, counts if it then holds in a sound world.

    There it has half the time.
    """
    found = run(page, change, deadline)
    if not change and found.end == SURVIVED:
        return found._replace(end=HELD)
    doubtful = found.end == HUNG or (found.noticed and is_busy())
    if change and doubtful and run(page, None, deadline / 2).end != SURVIVED:
        told = f"{found.end}, but the machine is too busy to tell; run it again: {found.told}"
        return found._replace(end=LATE, told=told)
    return found


def is_busy() -> bool:
    """Return whether twice as many processes want a core as there are."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def run_all(
    cells: Sequence[tuple[pages.Page, Change | None]], state: State, jobs: int, deadline: float
) -> Iterator[tuple[pages.Page, Change | None, Run]]:
    """Yield what becomes of each page in each world; pages that measure run alone, at last."""

    def one(cell: tuple[pages.Page, Change | None]) -> Run:
        return state.known(*cell) or run_checked(*cell, deadline)

    apart = [cell for cell in cells if not cell[0].measures]
    alone = [cell for cell in cells if cell[0].measures]
    for some, many in ((apart, jobs), (alone, 1)):
        with ThreadPoolExecutor(many) as threads:
            try:
                for cell, found in zip(some, threads.map(one, some), strict=True):
                    state.keep(*cell, found)
                    told = f"{_cell(*cell)}: {found.end} ({found.seconds} s) {found.told}"
                    print(told.rstrip(), flush=True)
                    yield *cell, found
            finally:
                threads.shutdown(cancel_futures=True)  # Ctrl-C waits for what runs, at most


def chosen(
    args: argparse.Namespace, every: dict[str, Change]
) -> list[tuple[pages.Page, Change | None]]:
    """Return the pages and the worlds to run them in: first each as it is.

    Raises `ValueError` for a change, and `pages.PagesError` for a page, that there is none of.
    """
    for name in args.changes:
        if name not in every:
            raise ValueError(f"no change is called {name!r}; --list shows them all")
    known = {page.name: page for page in pages.chosen(args.page)}
    changes = [every[name] for name in args.changes or every]
    cells = [(known[name], each) for each in changes for name in each.pages if name in known]
    if not cells:
        raise ValueError("none of these changes concerns one of these pages")
    concerned = dict.fromkeys(page for page, _ in cells)
    return [*((page, None) for page in concerned), *cells]


def table(found: Sequence[tuple[pages.Page, Change | None, Run]]) -> str:
    """Return what became of each page, by change."""
    lines = []
    for change in dict.fromkeys(change for _, change, _ in found):
        lines.append(f"{change.name}: {change.told}" if change else UNBROKEN)
        lines += [
            f"    {page.name:26}{run.end:10}{run.seconds:6.1f} s  {run.told}".rstrip()
            for page, other, run in found
            if other == change
        ]
    return "\n".join(lines)


def verdict(found: Sequence[tuple[pages.Page, Change | None, Run]]) -> list[str]:
    """Return a line for each page that does not hold unbroken, or does not notice a change."""
    faults = []
    noticed = {page.name for page, change, run in found if change and run.noticed}
    for page, change, run in found:
        if not change and run.end != HELD:
            faults.append(f"{page.name}: {run.end} in the world as it is: {run.told}")
        if run.end == LATE:
            faults.append(f"{page.name}, {change.name if change else UNBROKEN}: {run.told}")
        elif change and not run.noticed:
            all_of_them = ", nor any other" * (page.name not in noticed)
            faults.append(f"{page.name}: does not notice {change.name}{all_of_them}")
    return faults


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    reader = argparse.ArgumentParser(prog="mutate", description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("changes", nargs="*", help="names of changes, else all")
    reader.add_argument("--page", action="append", default=[], help="only this page")
    reader.add_argument("--jobs", type=int, default=1, help="pages at once; who measures is alone")
    reader.add_argument("--deadline", type=float, default=60, help="seconds for a page's run")
    reader.add_argument("--fresh", action="store_true", help="forget what was found before")
    reader.add_argument(
        "--list", action="store_true", help="only show the changes, and whom each concerns"
    )
    return reader


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the pages in the changed worlds; return 1 if a page does not notice."""
    reader = parser()
    args = reader.parse_args(arguments)
    every = catalogue()
    try:
        cells = chosen(args, every)
        if args.jobs < 1 or args.deadline <= 0:
            raise ValueError("--jobs and --deadline must be more than 0")
    except (ValueError, pages.PagesError) as error:
        reader.exit(2, f"mutate: {error}\n")
    if args.list:
        for change in dict.fromkeys(change for _, change in cells if change):
            print(f"{change.name}: {change.told}\n    {', '.join(change.pages)}")
        return 0
    found = list(run_all(cells, State(args.fresh), args.jobs, args.deadline))
    faults = verdict(found)
    print("", table(found), "", *faults, sep="\n")
    runs = [run for _, change, run in found if change]
    print(f"{sum(run.noticed for run in runs)} of {len(runs)} noticed, {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("mutate: interrupted; the next run goes on from here")
