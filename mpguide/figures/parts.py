"""What pictures share: a grid with its numbers, and a legend."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mpguide.figures.drawing import Label, Rect, Shape, box, line
from mpguide.figures.text import width_of

SMALL = 12.0
"""The size of the smaller text, in pixels."""


def grid(ticks: Iterable[tuple[float, str]], top: float, bottom: float) -> list[Shape]:
    """Return vertical lines down to their numbers; each is given by its place and text."""
    shapes: list[Shape] = []
    for x, text in ticks:
        shapes.append(line((x, top), (x, bottom + 4), "rule"))
        shapes.append(Label(x, bottom + 18, text, "muted", SMALL, "middle"))
    return sorted(shapes, key=lambda shape: isinstance(shape, Label))


class Legend(NamedTuple):
    """Swatches with their texts, and where they end."""

    shapes: tuple[Shape, ...]
    bottom: float


def legend(
    entries: Sequence[tuple[str, str]], left: float, right: float, top: float = 0.0
) -> Legend:
    """Return the legend for pairs of colour and text, in as many lines as it takes."""
    swatches: list[Shape] = []
    texts: list[Shape] = []
    x, y = left, top + 4
    for colour, text in entries:
        room = 16 + width_of(text, SMALL) + 14
        if x + room > right and x > left:
            x, y = left, y + 20
        swatches.append(box(Rect(x, y, 11, 11), colour))
        texts.append(Label(x + 16, y + 10, text, "ink", SMALL))
        x += room
    return Legend((*swatches, *texts), y + 22)
