"""``python -m mpguide observe``: what a program of the reader's does when it hangs."""

import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace as Given

from mpguide.cli import FAULTY, seconds
from mpguide.cli.streams import say
from mpguide.observe import ObserveError

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from mpguide.observe import Outcome

HANGS = 124
"""The exit status for a program that hung, as of ``timeout``."""

DEADLINE = 60.0

DEFAULTS = {"deadline": DEADLINE, "python": sys.executable, "json": None, "pid": None}
"""What holds where the arguments don't say."""

WHAT = "give the program to run, or --pid and the id of a running one"


def main(arguments: Sequence[str]) -> int:
    """Run, or look into, the program that the arguments name; return the exit status."""
    given = plain(arguments) or parsed(arguments)
    try:
        return _look(given) if given.pid is not None else _observe(given)
    except ObserveError as error:
        print(f"mpguide observe: {error}", file=sys.stderr)
        return FAULTY


def plain(arguments: Sequence[str]) -> Given | None:
    """Read ``[--deadline S] [-m] program args`` as `parsed` would; None for all else.

    A program that ends pays for what comes before its start, and argparse is half of that.
    """
    rest, deadline = list(arguments), DEADLINE
    if rest[:1] == ["--deadline"]:
        try:
            deadline = float(rest[1])
        except (IndexError, ValueError):
            return None
        del rest[:2]
    module = rest[:1] == ["-m"]
    del rest[:module]
    if not rest or not rest[0] or rest[0].startswith("-") or not 0 < deadline < float("inf"):
        return None
    program, *args = rest
    told = {"deadline": deadline, "module": module, "program": program, "args": args}
    return Given(**DEFAULTS | told)


def parsed(arguments: Sequence[str]) -> Given:
    """Read the arguments; ends the process where they are wrong, or ask for help."""
    import argparse

    parser = argparse.ArgumentParser(
        "mpguide observe",
        description="Run a Python program.  If it has not ended at the deadline, show its "
        "processes, where each of their threads waits, and the cause if it is a known one; "
        f"end them all, and exit with status {HANGS}.  A program that ends keeps its exit status.",
    )
    parser.add_argument("--deadline", type=seconds, metavar="S", help="seconds that it may take")
    parser.add_argument("--python", metavar="PATH", help="the Python to run it with")
    parser.add_argument("--json", metavar="FILE", help="write the report as JSON; - for stdout")
    parser.add_argument(
        "--pid", type=int, help="look into a program that runs already, and let it live"
    )
    parser.add_argument("-m", dest="module", action="store_true", help="run a module")
    parser.add_argument(
        "program", nargs="?", help="the program's file, or with -m the module's name"
    )
    parser.add_argument("args", nargs=argparse.REMAINDER, help="its arguments")
    parser.set_defaults(**DEFAULTS)
    return parser.parse_args(arguments, Given())


def _observe(given: Given) -> int:
    if given.program is None:
        raise ObserveError(WHAT)
    from mpguide.observe import attached, launch

    python = launch.interpreter(given.python)
    command = launch.command(given.program, given.args, python, None, given.module)
    ending = attached.attached(command, python, given.deadline, bool(given.json))
    if ending.outcome and ending.hung:
        _tell(ending.outcome)
    if ending.outcome and given.json:
        _write(ending.outcome, given.json)
    if ending.signal:
        return 128 + ending.signal
    code = HANGS if ending.hung else ending.exit_code or 0
    return code if code >= 0 else 128 - code


def _look(given: Given) -> int:
    if given.program is not None:
        raise ObserveError(WHAT)
    from mpguide.observe.look import look

    outcome = look(given.pid)
    if given.json:
        _write(outcome, given.json)
    else:
        _tell(outcome, "Seen")
    return 0


def _tell(outcome: "Outcome", said: str = "Hung") -> None:
    from mpguide import causes
    from mpguide.observe import report

    colours = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    style = report.coloured if colours else report.plain
    found = causes.causes(outcome)
    print(report.report(outcome, style, said), "", *causes.lines(found), sep="\n", file=sys.stderr)


def _write(outcome: "Outcome", place: str) -> None:
    import json

    from mpguide import causes
    from mpguide.observe.report import as_json

    found = [cause._asdict() for cause in causes.causes(outcome)]
    text = json.dumps(as_json(outcome) | {"causes": found}, indent=1)
    if place == "-":
        say(text)
        return
    from mpguide import record

    try:
        record.write_text(place, f"{text}\n")
    except record.RecordError as error:
        raise ObserveError(str(error)) from error
