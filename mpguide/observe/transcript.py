"""An outcome as text for a page: no paths, no process ids of this machine."""

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mpguide.observe.outcome import Frame, Outcome, Stack

HEAD, TAIL = 30, 10
"""The lines of output that are shown: the first and the last ones."""

PATH = re.compile(r"(?<![\w:/.])(?:[A-Za-z]:)?[/\\](?!(?:dev|proc)/)(?:[^\s/\\\"'<>|:]+[/\\])+")
PID = re.compile(r"\b(pid|process|child|worker)([ =:#]+)(\d+)\b", re.IGNORECASE)


def transcript(outcome: "Outcome") -> str:
    """Return what a page shows of an outcome: how it ended, what it wrote, where it hung."""
    numbers = _numbers(outcome)
    lines = [f"Python {outcome.python}: {outcome.ended} ({outcome.evidence})"]
    lines += [f"    {line}".rstrip() for line in _written(outcome.output, numbers)]
    for stack in outcome.stacks:
        lines += _shown(stack, numbers[stack.process])
    for survivor in outcome.survivors:
        number = numbers[survivor.process]
        lines.append(f"process {number}, {survivor.role}: outlived the main process, was ended")
    return "\n".join(lines)


def _numbers(outcome: "Outcome") -> dict[int, int]:
    """Return each process's number: the main one's is 1, those shown come before the others."""
    shown = [stack.process for stack in outcome.stacks]
    shown += [survivor.process for survivor in outcome.survivors]
    pids = dict.fromkeys([*outcome.processes[:1], *shown, *outcome.processes])
    return {pid: number for number, pid in enumerate(pids, 1)}


def _written(output: str, numbers: dict[int, int]) -> list[str]:
    def renamed(match: re.Match[str]) -> str:
        word, between, pid = match.groups()
        return f"{word}{between}{numbers.get(int(pid), pid)}"

    lines = PID.sub(renamed, PATH.sub("", output)).splitlines()
    if len(lines) <= HEAD + TAIL + 1:
        return lines
    return [*lines[:HEAD], f"[{len(lines) - HEAD - TAIL} lines left out]", *lines[-TAIL:]]


def _shown(stack: "Stack", number: int) -> list[str]:
    """Show the program's own lines, or where in Python's library a thread without any is."""
    title = f"process {number}, {stack.role}, {stack.thread}:"
    if stack.own:
        return [title, *(f"    {_line(frame)}" for frame in stack.own)]
    if stack.frames:
        return [f"{title} in {_line(stack.frames[-1])}"]
    return [f"{title} {stack.note}"]


def _line(frame: "Frame") -> str:
    source = f": {frame.source}" if frame.source else ""
    return f"{os.path.basename(frame.file)}:{frame.line} in {frame.function}{source}"
