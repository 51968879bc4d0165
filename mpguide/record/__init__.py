"""What a run leaves: claims and timings, appended line by line and folded into one file.

A run writes where ``MPGUIDE_RECORD`` points, one JSON line an entry, under the
page that ``MPGUIDE_PAGE`` names.  Without the variable nothing is written.
"""

import errno
import os
import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mpguide import machine
from mpguide.record.suites import suite as suite
from mpguide.record.writing import check_writable as check_writable
from mpguide.record.writing import write_json as write_json
from mpguide.record.writing import write_text as write_text

SCHEMA = 1
"""The version of the file's form; it grows when an older reader would misread it."""

HELD, REFUTED, UNDECIDED, NOT_TESTABLE = VERDICTS = (
    "held",
    "refuted",
    "undecided",
    "not testable here",
)
"""What can become of a claim."""

RECORDS = os.path.join(os.path.dirname(machine.__file__), "records")
"""The folder of the records that are published with the package, one an interpreter."""

LARGEST = 50_000_000
"""The most characters that are read of a record; a whole run leaves half a million."""

PACKAGES = ("matplotlib", "numpy", "psutil", "pyperf")
"""The distributions whose versions belong to a record's circumstances."""


class RecordError(Exception):
    """A record that can't be read or written: the message says which and why."""


class Claim(NamedTuple):
    """A sentence that must hold, and what became of it."""

    page: str
    text: str
    kind: str
    verdict: str
    evidence: str


class PageRun(NamedTuple):
    """The run of a page: its seconds, and how it ended (see `mpguide.observe`)."""

    seconds: float
    ended: str


class Record(NamedTuple):
    """A folded run: circumstances, claims, and by page the timings (a pyperf suite) and its run.

    A record that was made before pages were timed has no ``pages``.
    """

    circumstances: dict[str, Any]
    claims: tuple[Claim, ...] = ()
    timings: Mapping[str, Any] = MappingProxyType({})
    pages: Mapping[str, PageRun] = MappingProxyType({})

    def count(self, verdict: str) -> int:
        """Return how many claims have this verdict."""
        return sum(claim.verdict == verdict for claim in self.claims)


def recording() -> bool:
    """Return whether this run writes a record."""
    return bool(os.environ.get("MPGUIDE_RECORD"))


def page() -> str:
    """Return the page that runs: ``MPGUIDE_PAGE``, or the script's file stem."""
    named = os.environ.get("MPGUIDE_PAGE")
    if named:
        return named
    script = getattr(sys.modules["__main__"], "__file__", None) or "interactive"
    return os.path.splitext(os.path.basename(script))[0]


def append(kind: str, entry: Mapping[str, Any]) -> None:
    """Add one entry (kind ``claim``, ``timing`` or ``run``) to the run's file, if there is one.

    Raises `RecordError` when the file can't be written.
    """
    if not recording():
        return
    import json

    path = os.environ["MPGUIDE_RECORD"]
    line = (json.dumps({kind: {"page": page(), **entry}}) + "\n").encode()
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(file, line) < len(line):  # the disk is full now: half a line is no entry
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(file)
    except OSError as error:
        raise RecordError(f"{path}: can't write the record: {error.strerror}") from error


def fold(paths: Iterable[str | os.PathLike[str]], circumstances: Mapping[str, Any]) -> Record:
    """Fold the line files of a run into one record.

    A last line that was cut short is dropped; any other line that can't be read
    raises `RecordError`.
    """
    claims: list[Claim] = []
    samples: dict[str, list[dict[str, Any]]] = {}
    pages: dict[str, PageRun] = {}
    for path in paths:
        for page, entry in _entries(os.fspath(path)):
            if isinstance(entry, Claim):
                claims.append(entry)
            elif isinstance(entry, PageRun):
                pages[page] = entry
            else:
                samples.setdefault(page, []).append(entry)
    timings = {page: _suite(page, entries) for page, entries in sorted(samples.items())}
    return Record(dict(circumstances), tuple(claims), timings, pages)


def _suite(page: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    try:
        return suite(entries)
    except (TypeError, ValueError, OverflowError) as error:
        raise RecordError(f"the timings of {page!r:.60} are damaged: {error}") from error


def _entries(path: str) -> Iterable[tuple[str, Any]]:
    from mpguide.record.form import entry

    try:
        with open(path, "rb") as file:
            *lines, _ = file.read().split(b"\n")
    except OSError as error:
        raise RecordError(f"{path}: can't read the record: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            yield entry(line)
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise RecordError(f"{path}, line {number}: not an entry of a record") from error


def save(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record as JSON; a reader never sees half of it.

    Raises `RecordError` when the file can't be written.
    """
    content = {
        "schema": SCHEMA,
        "circumstances": record.circumstances,
        "claims": [claim._asdict() for claim in record.claims],
        "timings": dict(record.timings),
        "pages": {page: run._asdict() for page, run in record.pages.items()},
    }
    write_json(path, content)


def load(path: str | os.PathLike[str]) -> Record:
    """Read a record that `save` wrote.

    Raises `RecordError`, with one clear message, for a file that is missing, empty,
    damaged, no record, of another schema, or larger than any record.
    """
    path = os.fspath(path)
    content = _read_json(path)
    if not isinstance(content, dict) or "schema" not in content:
        raise RecordError(f"{path}: not a record: no schema is named")
    schema = content["schema"]
    if type(schema) is not int or schema != SCHEMA:
        raise RecordError(
            f"{path}: a record of schema {schema!r:.40}; this mpguide reads schema {SCHEMA}"
        )
    from mpguide.record.form import checked

    try:
        return checked(content)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        told = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise RecordError(f"{path}: a damaged record: {told}") from error


def _read_json(path: str) -> Any:
    import json

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ValueError(f"larger than {LARGEST // 1_000_000} MB")
        if not text.strip():
            raise ValueError("the file is empty")
        return json.loads(text)
    except OSError as error:
        raise RecordError(f"{path}: can't read the record: {error.strerror}") from error
    except RecursionError as error:
        raise RecordError(f"{path}: not a record: nested too deeply") from error
    except ValueError as error:
        raise RecordError(f"{path}: not a record: {error}") from error


def published() -> dict[str, Record]:
    """Return the records of whole runs that the package brings, by interpreter, oldest first.

    Raises `RecordError` for one that can't be read.
    """
    paths = {name: os.path.join(RECORDS, f"{name}.json") for name in machine.INTERPRETERS}
    return {name: load(path) for name, path in paths.items() if os.path.exists(path)}
