"""What the page on one log runs: writers that log into one file, again and again."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from glob import glob
from logging import Handler
from typing import Any, NamedTuple

from mpguide.workers.ipc_logging import log, log_in_turns, write_in_two

LINE = re.compile(r"run (\d\d) writer \d line \d{3}\n")
"""A line that is whole, and its run."""

LENGTH = len("run 00 writer 0 line 000\n")
"""How long each line is."""

TIMEOUT = 60
"""Seconds that the writers may take for all runs."""


class Plan(NamedTuple):
    """How many runs there are, how many write in each, and how many lines."""

    runs: int
    writers: int
    lines: int
    old: int = 0
    """How many lines there are already."""

    @property
    def total(self) -> int:
        """How many lines there must be in the end."""
        return self.old + self.writers * self.lines


def lost(
    context: Any, handler: Callable[..., Handler], plan: Plan, in_turns: bool = False
) -> list[int]:
    """Let the writers log, into a new log in each run, and return how many lines each run loses.

    ``handler`` makes a handler of the log's path.  All write at once, or take turns.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, f"{run:02}.log") for run in range(plan.runs)]
        for run, path in enumerate(paths):
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"run {run:02} writer 0 line {n:03}\n" for n in range(plan.old))
        handlers = [partial(handler, path) for path in paths]
        target = log_in_turns if in_turns else log
        write(context, target, plan.writers, lambda gate, n: (handlers, gate, n, plan.lines))
        found = whole_lines(folder)
    return [plan.total - found[run] for run in range(plan.runs)]


def write(
    context: Any, target: Callable[..., None], writers: int, arguments: Callable[..., Any]
) -> None:
    """Start so many writers, numbered from 1 on, and wait for their end."""
    gate = context.Barrier(writers)
    numbers = range(1, writers + 1)
    team = [context.Process(target=target, args=arguments(gate, n), daemon=True) for n in numbers]
    for one in team:
        one.start()
    for one in team:
        one.join(TIMEOUT)


def whole_lines(folder: str) -> Counter[int]:
    """Return how many different lines of each run are whole, in all logs of a folder."""
    lines: set[str] = set()
    for path in glob(os.path.join(folder, "*")):
        with open(path, encoding="utf-8", errors="replace") as file:
            lines.update(file)
    matches = map(LINE.fullmatch, lines)
    return Counter(int(match[1]) for match in matches if match)


def halves(context: Any) -> str:
    """Let two writers append a line each, both in two parts, and return what is written."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        write(context, write_in_two, 2, lambda gate, number: (path, gate, number))
        with open(path, encoding="utf-8") as file:
            return file.read()
