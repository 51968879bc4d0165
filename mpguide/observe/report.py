"""An outcome for who ran the program: its process tree, and where each thread waits."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from mpguide.observe.outcome import Frame, Node, Outcome, Stack

STEP = "    "

Style = Callable[[str, str], str]
"""Marks a text by a style: bold or dim."""

CODES = {"bold": "1", "dim": "2"}


def coloured(text: str, style: str) -> str:
    """Return a text as a terminal shows it in a style."""
    return f"\033[{CODES[style]}m{text}\033[0m"


def plain(text: str, _: str) -> str:
    """Return a text as it is."""
    return text


def report(outcome: Outcome, style: Style = plain, said: str = "Hung") -> str:
    """Return what is known of a program that hung: each process below its parent."""
    lines = [style(f"{said}: {outcome.evidence} (Python {outcome.python}).", "bold")]
    known = {node.process for node in outcome.tree}
    for node in outcome.tree:
        if node.parent not in known:
            lines += _process(node, outcome, style, "")
    return "\n".join(lines)


def _process(node: Node, outcome: Outcome, style: Style, indent: str) -> Iterator[str]:
    yield ""
    yield f"{indent}{style(node.role, 'bold')}, process {node.process}: {_shortened(node.command)}"
    for stack in outcome.stacks:
        if stack.process == node.process:
            yield from (f"{indent}{STEP}{line}" for line in _stack(stack, style))
    for child in outcome.tree:
        if child.parent == node.process:
            yield from _process(child, outcome, style, indent + STEP)


def _stack(stack: Stack, style: Style) -> Iterator[str]:
    """Yield the program's own lines up to the one that waits, then what it waits in."""
    if not stack.frames:
        yield f"{stack.thread}: {stack.note}"
        return
    yield f"{stack.thread}:"
    for frame in stack.own:
        waits = frame is stack.where
        yield STEP + style(_line(frame), "bold" if waits else "dim")
    yield from (STEP + style(_line(frame), "dim") for frame in stack.within)


def _line(frame: Frame) -> str:
    source = f": {frame.source}" if frame.source else ""
    place = os.path.relpath(frame.file) if not frame.library else os.path.basename(frame.file)
    return f"{place}:{frame.line} in {frame.function}{source}"


def _shortened(command: str) -> str:
    first, *rest = command.split() or ["?"]
    words = [os.path.basename(first), *(_near(word) for word in rest)]
    shown = " ".join(words)
    return shown if len(shown) <= 100 else shown[:97] + "..."


def _near(word: str) -> str:
    """Return the path of a file as seen from here; any other word as it is."""
    return os.path.relpath(word) if os.path.isabs(word) and os.path.isfile(word) else word


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome ready for JSON: named tuples as objects."""
    told = outcome._asdict()
    told["tree"] = [node._asdict() for node in outcome.tree]
    told["survivors"] = [survivor._asdict() for survivor in outcome.survivors]
    told["stacks"] = [
        stack._asdict()
        | {"frames": [frame._asdict() for frame in stack.frames]}
        | {"waits_at": stack.where._asdict() if stack.where else None}
        for stack in outcome.stacks
    ]
    return told
