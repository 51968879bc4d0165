"""Make the published records anew: a run of all pages, or of some, on each interpreter found."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from mpguide import machine, record

COMPLETE = (0, 1)
"""The exit statuses of ``mpguide run`` after which all pages have run; 1 is for what failed."""


def renew(folder: str = record.RECORDS, pages: Sequence[str] = ()) -> Iterator[str]:
    """Run all pages, or these, on each interpreter; yield what became of it, a line each.

    A record is replaced once its run is complete, and of one that is there only these
    pages.  An interpreter that lacks what the pages need is left out.
    """
    for name, python in machine.find_interpreters().items():
        path = os.path.join(folder, f"{name}.json")
        part = f"{path}.{os.getpid()}.part"
        try:
            status = _run([python, "-m", "mpguide", "run", "--json", part, *pages])
            if status in COMPLETE:
                made = record.load(part)
                if pages and os.path.exists(path):
                    record.save(replaced(record.load(path), made), part)
                os.replace(part, path)
                yield f"{name}: {_told(made)}"
            else:
                yield f"{name}: left out, `{python} -m mpguide run` ended with status {status}"
        finally:
            if os.path.exists(part):
                os.unlink(part)


def replaced(whole: record.Record, part: record.Record) -> record.Record:
    """Return a record with the pages of another one in place of its own.

    Raises `mpguide.record.RecordError` where they were made in different circumstances,
    but for the date, which stays that of the whole.
    """
    for what in {*whole.circumstances, *part.circumstances} - {"date"}:
        old, new = (one.circumstances.get(what) for one in (whole, part))
        if old != new:
            raise record.RecordError(
                f"the record was made with {what} {old!r}, these pages with {new!r}; "
                "renew the whole record"
            )
    claims = [claim for claim in whole.claims if claim.page not in part.pages]
    timings = {page: suite for page, suite in whole.timings.items() if page not in part.pages}
    return record.Record(
        whole.circumstances,
        (*claims, *part.claims),
        dict(sorted({**timings, **part.timings}.items())),
        {**whole.pages, **part.pages},
    )


def _run(command: list[str]) -> int:
    home = os.path.dirname(os.path.dirname(os.path.abspath(machine.__file__)))
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    sys.stdout.flush()
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path})
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait(30)  # Ctrl-C has reached it, too: it ends its page
        raise
    finally:
        process.kill()
        process.wait()


def _told(made: record.Record) -> str:
    wrong = [f"{claim.page}: {claim.text}" for claim in made.claims if claim.verdict == "refuted"]
    wrong += [f"{page} {run.ended}" for page, run in made.pages.items() if run.ended != "finished"]
    counts = f"{len(made.pages)} pages, {len(made.claims)} claims"
    return f"{counts}; look at {'; '.join(wrong)}" if wrong else counts
