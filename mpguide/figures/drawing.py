"""A picture as data: shapes in pixels, from the top left, with colours by name.

What is on a page (`mpguide.figures.markup`) and what is in a window or a
thumbnail (`mpguide.figures.paint`) are made of the same shapes.
"""

from typing import NamedTuple

COLOURS = {
    "ink": "#1c1f23",
    "muted": "#5a5c63",
    "rule": "#d9dbdf",
    "page": "#ffffff",
    "1": "#0b4680",
    "2": "#8f3014",
    "3": "#1f8463",
    "4": "#b8309f",
    "5": "#8f6200",
    "6": "#55585c",
}
"""The colours on a light page, as ``docs/_static/figures.css`` has them, too.

``1`` to ``6`` are told apart by colour-blind readers too, and text in ``page``
can be read on each.
"""

DARK = {
    "ink": "#dcdee1",
    "muted": "#9ca0a5",
    "rule": "#34373b",
    "page": "#131416",
    "1": "#5a9cf8",
    "2": "#ff7a4d",
    "3": "#4fe3b8",
    "4": "#c07ab4",
    "5": "#f7d748",
    "6": "#a7b0ba",
}
"""The colours on a dark page."""

SERIES = tuple(name for name in COLOURS if name.isdigit())

Point = tuple[float, float]


class Rect(NamedTuple):
    """A rectangle: its left, top, width and height."""

    x: float
    y: float
    width: float
    height: float


class Boxes(NamedTuple):
    """Rectangles that are drawn as one."""

    rects: tuple[Rect, ...]
    colour: str
    opacity: float = 1.0
    tip: str = ""


class Lines(NamedTuple):
    """Open lines that are drawn as one."""

    paths: tuple[tuple[Point, ...], ...]
    colour: str
    width: float = 1.0
    tip: str = ""
    dashed: bool = False


class Label(NamedTuple):
    """A text that starts, is centred or ends at a point of its baseline."""

    x: float
    y: float
    text: str
    colour: str = "ink"
    size: float = 13.0
    anchor: str = "start"


Shape = Boxes | Lines | Label


class Drawing(NamedTuple):
    """Shapes and the size of the sheet they are on; later ones cover earlier ones."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def box(rect: Rect, colour: str, tip: str = "") -> Boxes:
    """Return one rectangle, never too narrow to be seen."""
    return Boxes((rect._replace(width=max(rect.width, 1.0)),), colour, tip=tip)


def line(start: Point, end: Point, colour: str, width: float = 1.0) -> Lines:
    """Return one straight line."""
    return Lines(((start, end),), colour, width)
