"""What must hold of every drawing, whatever it shows."""

from itertools import combinations
from typing import Any

from mpguide.figures.drawing import Boxes, Drawing, Label, Lines
from mpguide.figures.text import width_of


def shapes(drawing: Drawing, sort: type) -> list[Any]:
    """Return the shapes of a sort."""
    return [shape for shape in drawing.shapes if isinstance(shape, sort)]


def texts_keep_clear(drawing: Drawing, width: int) -> None:
    """Check that no text leaves the sheet or runs into another, in a font as wide as Verdana."""
    places = []
    for label in shapes(drawing, Label):
        room = width_of(label.text, label.size)
        left = label.x - room * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
        assert -1 <= left < left + room <= width + 1, label
        assert label.size <= label.y <= drawing.height, label
        places.append((left, left + room, label.y - 0.7 * label.size, label.y, label.text))

    for (left, right, top, bottom, text), other in combinations(places, 2):
        apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
        assert apart, (text, other[4])


def all_is_on_the_sheet(drawing: Drawing, width: int) -> None:
    """Check that no line and no box leaves the sheet."""
    points = [point for shape in shapes(drawing, Lines) for way in shape.paths for point in way]
    points += [(r.x + r.width, r.y + r.height) for s in shapes(drawing, Boxes) for r in s.rects]

    assert all(0 <= x <= width and 0 <= y <= drawing.height for x, y in points)
