"""The command line: ``python -m mpguide COMMAND``, a module of this package for each command."""

import sys
from collections.abc import Sequence
from importlib import import_module

from mpguide.cli import streams

COMMANDS = {
    "observe": "run a program; when it hangs, show its processes and where each thread waits",
    "run": "run the guide's pages here, check their claims, and write a record",
    "compare": "set two records side by side: verdicts that differ, timings as ratios",
}
"""The commands, and what each is for."""

FAULTY = streams.FAULTY
"""The exit status for what could not be run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return its exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    streams.complete()
    try:
        return _run(given)
    except streams.Unheard as unheard:
        if not unheard.expected:
            print(f"mpguide {given[0]}: {unheard}", file=sys.stderr)
        return unheard.status
    finally:
        streams.settle()


def _run(given: list[str]) -> int:
    if not given or given[0] not in COMMANDS:
        return _help(given)
    # Only this command's options are made: a program that is observed pays for the start.
    status: int = import_module(f"mpguide.cli.{given[0]}").main(given[1:])
    return status


def _help(arguments: Sequence[str]) -> int:
    """Show the commands, or say that there is none of that name."""
    import argparse

    parser = argparse.ArgumentParser("mpguide", description="The instruments of the guide.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        commands.add_parser(name, help=purpose)
    parser.parse_args(arguments)
    return FAULTY


def seconds(text: str) -> float:
    """Read an option's number of seconds, for argparse, which is loaded where it is used."""
    import argparse

    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return found
