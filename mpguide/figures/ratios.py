"""Ratios laid out: a row each on a log axis, a marker on its interval, and the line of one."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mpguide.figures.charts import Axis, Quantity
from mpguide.figures.drawing import Boxes, Drawing, Label, Lines, Point, Rect, Shape, box, line
from mpguide.figures.parts import SMALL, grid
from mpguide.figures.text import clean, plural, short, some, squeeze, width_of
from mpguide.figures.units import amount

ROW = 24.0
TOP = 22.0
SIDE = 4.0
"""Half the side of a marker."""

FARTHEST = 1000.0
"""The axis goes no farther: what lies beyond is drawn at its end, and told in its number."""

LONGER, SHORTER, ALIKE = "2", "3", "6"
"""The colours of ratios whose whole interval lies above, below, or on neither side of the band."""


class Spot(NamedTuple):
    """A ratio and its interval, which is 0 to infinity where none is known."""

    name: str
    low: float
    middle: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether it has an interval."""
        return self.high < math.inf

    def colour(self, alike: float) -> str:
        """Return the colour that says on which side it is."""
        return LONGER if self.low > 1 + alike else SHORTER if self.high * (1 + alike) < 1 else ALIKE


class Chart(NamedTuple):
    """The ratios, and how far from one they count as alike."""

    spots: tuple[Spot, ...]
    alike: float


def read(ratios: Mapping[str, Quantity], alike: float) -> Chart:
    """Return the ratios in their order."""
    if not ratios:
        raise ValueError("no ratios to draw: expected {name: (low, middle, high)}")
    return Chart(tuple(_spot(clean(name), value) for name, value in ratios.items()), alike)


def _spot(name: str, value: Quantity) -> Spot:
    spot = Spot(name, *value) if isinstance(value, tuple) else Spot(name, 0.0, value, math.inf)
    if not (0 <= spot.low <= spot.middle <= spot.high and 0 < spot.middle < math.inf):
        raise ValueError(f"{name!r}: {value!r} is no ratio, and not low, middle, high")
    return spot


def words(chart: Chart) -> str:
    """Return what the picture shows, in words."""
    told = (f"{short(spot.name)} {_number(spot.middle)}{_between(spot)}" for spot in chart.spots)
    return f"{plural(len(chart.spots), 'ratio')} on a log axis. {some(told, 9)}."


def _between(spot: Spot) -> str:
    return f" ({_number(spot.low)} to {_number(spot.high)})" if spot.bounded else ""


def _number(ratio: float) -> str:
    return amount(ratio, "x").removesuffix(" x")


def layout(chart: Chart, width: float) -> Drawing:
    """Return the picture, so many pixels wide."""
    numbers = [_number(spot.middle) for spot in chart.spots]
    side = max(width_of(number, 13) for number in numbers) + 14
    left = min(max(width_of(spot.name, 13) for spot in chart.spots) + 16, 0.4 * width)
    axis = Axis(*_range(chart), left, width - side, True)
    bottom = TOP + ROW * len(chart.spots)
    ticks = [(axis.place(tick), amount(tick, "x", trim=True)) for tick in axis.ticks(60)]
    middles = [TOP + ROW * (at + 0.5) for at in range(len(chart.spots))]
    labels = [
        *(
            Label(0, y + 5, squeeze(spot.name, 13, left - 10))
            for y, spot in zip(middles, chart.spots, strict=True)
        ),
        *(
            Label(width - 1, y + 5, number, anchor="end")
            for y, number in zip(middles, numbers, strict=True)
        ),
    ]
    under = [_band(axis, chart.alike, bottom), *grid(ticks, TOP, bottom), _one(axis, bottom)]
    marks = _marks(chart, axis, middles)
    sides = _sides(axis, width - side)
    return Drawing(width, bottom + 26, (*under, *marks, *sides, *labels))


def _range(chart: Chart) -> tuple[float, float]:
    """Return the axis' ends: one is between them, with a margin at both."""
    known = [part for spot in chart.spots for part in spot[1:] if 0 < part < math.inf]
    low = max(min(known), 1 / FARTHEST) / 1.2
    high = min(max(known), FARTHEST) * 1.2
    return min(low, 1 / 1.5), max(high, 1.5)


def _band(axis: Axis, alike: float, bottom: float) -> Boxes:
    left, right = axis.place(1 / (1 + alike)), axis.place(1 + alike)
    return box(Rect(left, TOP, right - left, bottom - TOP), "rule", f"within {alike:.0%} of one")


def _one(axis: Axis, bottom: float) -> Lines:
    return line((axis.place(1), TOP), (axis.place(1), bottom + 4), "muted")


def _sides(axis: Axis, right: float) -> list[Label]:
    """Say on which side of one it takes longer, where there is room."""
    one, found = axis.place(1), []
    if width_of("shorter", SMALL) + 8 <= one:
        found.append(Label(one - 6, 14, "shorter", "muted", SMALL, "end"))
    if one + width_of("longer", SMALL) + 8 <= right:
        found.append(Label(one + 6, 14, "longer", "muted", SMALL))
    return sorted(found, key=lambda label: label.anchor)


def _marks(chart: Chart, axis: Axis, middles: Sequence[float]) -> list[Shape]:
    """Return the intervals and the markers, those of one colour as one; hollow without interval."""

    def place(ratio: float) -> float:
        return axis.place(min(max(ratio, axis.low), axis.high))

    shapes: list[Shape] = []
    rows = list(zip(middles, chart.spots, strict=True))
    for colour in (ALIKE, SHORTER, LONGER):
        own = [(y, spot) for y, spot in rows if spot.bounded]
        own = [(y, spot) for y, spot in own if spot.colour(chart.alike) == colour]
        if own:
            spans = tuple(((place(s.low), y), (place(s.high), y)) for y, s in own)
            shapes += [
                Lines(spans, colour, 2.0),
                Boxes(tuple(_square(place(s.middle), y) for y, s in own), colour),
            ]
    if hollow := [(y, spot) for y, spot in rows if not spot.bounded]:
        outlines = tuple(_outline(place(spot.middle), y) for y, spot in hollow)
        shapes.append(Lines(outlines, ALIKE, 1.5))
    return shapes


def _square(x: float, y: float) -> Rect:
    return Rect(x - SIDE, y - SIDE, 2 * SIDE, 2 * SIDE)


def _outline(x: float, y: float) -> tuple[Point, ...]:
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return tuple((x + SIDE * across, y + SIDE * down) for across, down in corners)
