"""The command line: ``python -m mpguide observe``."""

import argparse
import os
import sys
from collections.abc import Sequence

from mpguide.observe import HUNG, ObserveError, Outcome

HANGS = 124
"""The exit status for a program that hung, as of ``timeout``."""

FAULTY = 2
"""The exit status for what could not be run."""

DEADLINE = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        status: int = given.act(given)
    except ObserveError as error:
        print(f"mpguide {given.command}: {error}", file=sys.stderr)
        return FAULTY
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("mpguide", description="The instruments of the guide.")
    commands = parser.add_subparsers(  # told its name, it need not format the usage to find it
        dest="command", required=True, metavar="COMMAND", prog="mpguide"
    )
    observe = commands.add_parser(
        "observe",
        help="run a program; when it hangs, show its processes and where each thread waits",
        description="Run a Python program.  If it has not ended at the deadline, show its "
        "processes, where each of their threads waits, and the cause if it is a known one; "
        f"end them all, and exit with status {HANGS}.  A program that ends keeps its exit status.",
    )
    observe.add_argument(
        "--deadline", type=_seconds, default=DEADLINE, metavar="S", help="seconds that it may take"
    )
    observe.add_argument(
        "--python", default=sys.executable, metavar="PATH", help="the Python to run it with"
    )
    observe.add_argument("--json", metavar="FILE", help="write the report as JSON; - for stdout")
    observe.add_argument(
        "--pid", type=int, help="look into a program that runs already, and let it live"
    )
    observe.add_argument("-m", dest="module", action="store_true", help="run a module")
    observe.add_argument(
        "program", nargs="?", help="the program's file, or with -m the module's name"
    )
    observe.add_argument("args", nargs=argparse.REMAINDER, help="its arguments")
    observe.set_defaults(act=_observe)
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def _observe(given: argparse.Namespace) -> int:
    if (given.pid is None) == (given.program is None):
        raise ObserveError("give the program to run, or --pid and the id of a running one")
    if given.pid is not None:
        return _look(given)
    from mpguide.observe import attached, launch

    python = launch.interpreter(given.python)
    command = launch.command(given.program, given.args, python, None, given.module)
    outcome, number = attached.attached(command, python, given.deadline)
    if outcome.ended == HUNG:
        _tell(outcome)
    if given.json:
        _write(outcome, given.json)
    if number:
        return 128 + number
    if outcome.ended == HUNG:
        return HANGS
    code = outcome.exit_code or 0
    return code if code >= 0 else 128 - code


def _look(given: argparse.Namespace) -> int:
    from mpguide.observe.look import look

    outcome = look(given.pid)
    if given.json:
        _write(outcome, given.json)
    else:
        _tell(outcome, "Seen")
    return 0


def _tell(outcome: Outcome, said: str = "Hung") -> None:
    from mpguide import causes
    from mpguide.observe import report

    colours = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    style = report.coloured if colours else report.plain
    found = causes.causes(outcome)
    print(report.report(outcome, style, said), "", *causes.lines(found), sep="\n", file=sys.stderr)


def _write(outcome: Outcome, place: str) -> None:
    import json

    from mpguide import causes
    from mpguide.observe.report import as_json

    found = [cause._asdict() for cause in causes.causes(outcome)]
    text = json.dumps(as_json(outcome) | {"causes": found}, indent=1) + "\n"
    try:
        if place == "-":
            sys.stdout.write(text)
        else:
            with open(place, "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise ObserveError(f"{place}: the report can't be written: {error.strerror}") from error
