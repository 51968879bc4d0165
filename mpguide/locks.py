"""Which locks a waiting thread wants and has, as far as the program's source tells."""

import re
from functools import cache

from mpguide.observe import Frame, Stack

WANTS = re.compile(r"^(?:with (?P<block>[\w.\[\]'\"]+):|(?:\w+ = )?(?P<call>[\w.]+)\.acquire\()")
"""A line that waits for one lock."""


def taken(stack: Stack) -> tuple[str, tuple[str, ...]] | None:
    """Return the lock that a thread waits for, and those in whose ``with`` blocks it does.

    None if it waits for no lock, or in no such block.
    """
    where = stack.where
    wanted = WANTS.match(where.source) if where else None
    held = tuple(name for frame in stack.own for name in _blocks(frame))
    return (wanted["block"] or wanted["call"], held) if wanted and held else None


def crossed(one: Stack, other: Stack) -> bool:
    """Return whether each of two threads waits for a lock that the other one has."""
    first, second = taken(one), taken(other)
    return bool(first and second and first[0] in second[1] and second[0] in first[1])


def _blocks(frame: Frame) -> list[str]:
    """Return what the ``with`` statements name whose blocks a frame is in, outermost first."""
    try:
        return [name for begin, end, name in _statements(frame.file) if begin < frame.line <= end]
    except (OSError, SyntaxError, ValueError):
        return []


@cache
def _statements(path: str) -> list[tuple[int, int, str]]:
    """Return the first and the last line and the names of each ``with`` of a file."""
    import ast

    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    return [
        (node.lineno, node.end_lineno or 0, ast.unparse(item.context_expr))
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
    ]
