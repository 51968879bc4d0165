"""What is kept of a soak: a line of JSON for each run, and what a run rests on."""

import fcntl
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from mpguide.record import Claim, write_text

ROOT = Path(__file__).parents[2]

MADE = ("__pycache__", "docs/_build/", "docs/gallery/")
"""Parts of the paths of files on which no run rests, since they are made from others."""


class StateError(Exception):
    """A file of runs that can't be had: the message says which and why."""


class Cell(NamedTuple):
    """What is run how: runs of the same cell can be set side by side.

    ``what`` is a page, or ``build``; ``digest`` that of all it rests on.
    """

    what: str
    digest: str
    load: str
    python: str
    method: str


class Run(NamedTuple):
    """A run, and what it left: ``pages`` has for a build the seconds of each, and how it ended.

    What is left is a kind, a colon and what it is.  ``said`` are the last lines of a run
    that failed.
    """

    cell: Cell
    ended: str
    evidence: str
    seconds: float
    claims: tuple[Claim, ...] = ()
    left: tuple[str, ...] = ()
    said: str = ""
    pages: dict[str, tuple[float, str]] = {}  # noqa: RUF012 - nobody adds to it

    @property
    def failed(self) -> bool:
        """Whether it did not come to its end, whatever it claims."""
        return self.ended != "finished"


def digest(*paths: Path) -> str:
    """Return a digest of all files at, or below, some paths."""
    return hashlib.sha256("".join(map(content, paths)).encode()).hexdigest()[:16]


@cache
def content(path: Path) -> str:
    """Return a digest of the names and contents below a path."""
    whole = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        name = file.relative_to(path.parent).as_posix()
        if file.is_file() and not any(made in name for made in MADE):
            whole.update(f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


class State:
    """The file of runs, which nobody else adds to during the ``with`` block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs: list[Run] = []

    def __enter__(self) -> Self:
        lock = self.path.with_name(f"{self.path.name}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = lock.open("w", encoding="utf-8")
        except OSError as error:
            raise StateError(f"{lock}: can't be written: {error.strerror}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._keep(read(self.path))
        except BlockingIOError:
            self._lock.close()
            raise StateError(f"{self.path}: another soak runs, which this would disturb") from None
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def add(self, run: Run) -> None:
        """Keep a run: at once, and whole."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(as_json(run))
        self.runs.append(run)

    def forget(self, cells: Iterable[Cell]) -> None:
        """Drop the runs of some cells."""
        dropped = set(cells)
        self._keep([run for run in self.runs if run.cell not in dropped])

    def _keep(self, runs: list[Run]) -> None:
        """Write the file anew; the last line may have been cut short."""
        self.runs = runs
        write_text(self.path, "".join(map(as_json, runs)))

    def counts(self) -> Counter[Cell]:
        """Return how often each cell has been run."""
        return Counter(run.cell for run in self.runs)


def read(path: Path) -> list[Run]:
    """Return the runs of a file, none if it is not there; a last line cut short is not one.

    Raises `StateError` when it can't be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    except (OSError, UnicodeError) as error:
        raise StateError(f"{path}: can't be read: {error}") from error
    runs = []
    for number, line in enumerate(lines, 1):
        if line.endswith("\n"):
            try:
                runs.append(from_json(line))
            except (KeyError, TypeError, ValueError) as error:
                told = f"{path}, line {number}: not a run of a soak; mend or remove the file"
                raise StateError(told) from error
    return runs


def as_json(run: Run) -> str:
    """Return a run as a line."""
    told = run._asdict() | {"cell": run.cell._asdict()}
    told["claims"] = [claim._asdict() for claim in run.claims]
    return json.dumps(told) + "\n"


def from_json(line: str) -> Run:
    """Return the run of a line."""
    told = json.loads(line)
    told["cell"] = Cell(**told["cell"])
    told["claims"] = tuple(Claim(**claim) for claim in told["claims"])
    told["left"] = tuple(told["left"])
    told["pages"] = {page: (seconds, ended) for page, (seconds, ended) in told["pages"].items()}
    return Run(**told)
