"""Panels laid out: a plot for each of several things alike, with the others behind it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mpguide.figures.charts import EDGE, LINE, MOST_LIMITS, Axis, Curve, Frame, Values, curve_of
from mpguide.figures.curves import axis_of, line_of
from mpguide.figures.drawing import SERIES, Boxes, Drawing, Label, Lines, Rect, Shape
from mpguide.figures.parts import SMALL
from mpguide.figures.text import clean, elide, plural, short, some, squeeze, width_of
from mpguide.figures.units import UNITS, amount

NARROWEST = 132.0
"""The least width of a panel, in pixels."""

HEIGHT = 176.0
GAP = 12.0
BETWEEN = LINE + 16.0
"""The room between two rows of panels, which holds the names of the lower ones."""

SAMPLE = 22.0
"""The length of a line in the legend."""

MOST = 12


class Panels(NamedTuple):
    """What is drawn: the curves of each panel by its name, limits for all, and the frame."""

    curves: Mapping[str, tuple[Curve, ...]]
    limits: tuple[Curve, ...]
    frame: Frame

    @property
    def all(self) -> list[Curve]:
        """Every curve of every panel."""
        return [curve for curves in self.curves.values() for curve in curves]

    @property
    def keys(self) -> dict[str, Curve]:
        """A curve for each name, and the limits."""
        return {curve.name: curve for curve in (*self.limits, *self.all)}


def read(
    panels: Mapping[str, Mapping[str, Values]],
    limits: Mapping[str, Mapping[float, float]],
    frame: Frame,
) -> Panels:
    """Return the panels in their order; a curve has the same colour in each of them."""
    names = list(dict.fromkeys(name for curves in panels.values() for name in curves))
    if not names:
        raise ValueError("no panels to draw: expected {panel: {name: {x: seconds}}}")
    if len(panels) > MOST or len(names) > len(SERIES) or len(limits) > MOST_LIMITS:
        raise ValueError(
            f"{plural(len(panels), 'panel')}, {plural(len(names), 'curve')} and "
            f"{plural(len(limits), 'limit')}, but at most {MOST}, {len(SERIES)} and {MOST_LIMITS} "
            "can be told apart: leave some out"
        )
    for unit in (frame.x_unit, frame.unit):
        if unit not in UNITS:
            raise ValueError(f"{unit!r} is no unit: {', '.join(map(repr, UNITS))}")
    colours = dict(zip(names, SERIES, strict=False))
    drawn = {
        clean(panel): tuple(
            curve_of(name, colours[name], values, frame.log) for name, values in curves.items()
        )
        for panel, curves in panels.items()
    }
    floors = tuple(
        curve_of(name, "muted", values, frame.log)._replace(limit=True)
        for name, values in limits.items()
    )
    told = frame._replace(x_label=clean(frame.x_label), y_label=clean(frame.y_label))
    return Panels(drawn, floors, told)


def words(panels: Panels) -> str:
    """Return what the picture shows, in words: each panel's curves at their ends."""
    frame = panels.frame
    xs = [spot.x for curve in panels.all for spot in curve.spots]
    low, high = (amount(x, frame.x_unit, trim=True) for x in (min(xs), max(xs)))
    what = f"{short(frame.y_label)} " if frame.y_label else ""
    rows = (f"{short(name)}: {_ends(panels, curves)}" for name, curves in panels.curves.items())
    told = [
        f"{plural(len(panels.curves), 'panel')}: {what}by {short(frame.x_label)}, {low} to {high}, "
        "on log axes, each with the others behind.",
        f"{some(rows, MOST)}.",
    ]
    if panels.limits:
        limits = (f"{short(one.name)} {_ends(panels, [one])}" for one in panels.limits)
        told.append(f"Limits: {some(limits, MOST_LIMITS)}.")
    return " ".join(told)


def _ends(panels: Panels, curves: Sequence[Curve]) -> str:
    told = []
    several = len({curve.name for curve in panels.all}) > 1
    for curve in curves:
        first, last = (amount(curve.spots[at].middle, panels.frame.unit) for at in (0, -1))
        name = f"{short(curve.name)} " if several and not curve.limit else ""
        told.append(f"{name}{first} to {last}")
    return ", ".join(told)


def layout(panels: Panels, width: float) -> Drawing:
    """Return the picture of the panels, so many pixels wide."""
    frame = panels.frame
    every = [*panels.all, *panels.limits]
    ys = [y for curve in every for spot in curve.spots for y in (spot.low, spot.high)]
    xs = [spot.x for curve in every for spot in curve.spots]
    scale = axis_of(ys, HEIGHT - EDGE, EDGE, frame.log)
    rows = [(scale.place(value), amount(value, frame.unit, trim=True)) for value in scale.ticks(22)]
    left = max(width_of(text, SMALL) for _, text in rows) + 12
    across = max(2, min(4, int((width - left + GAP) / (NARROWEST + GAP)), len(panels.curves)))
    room = (width - left + GAP) / across - GAP
    x = axis_of(xs, EDGE, room - EDGE, frame.log)
    columns = [(x.place(value), amount(value, frame.x_unit, trim=True)) for value in x.ticks(62)]
    head, top = _head(panels, width)
    shapes: list[Shape] = [*head]
    down = math.ceil(len(panels.curves) / across)
    for at, name in enumerate(panels.curves):
        row, column = divmod(at, across)
        corner = left + column * (room + GAP), top + LINE + 6 + row * (HEIGHT + BETWEEN)
        plot = Rect(*corner, room, HEIGHT)
        shapes += _panel(panels, name, plot, (x, scale))
        shapes += _grid(plot, rows, columns)
        if column == 0:
            shapes += [
                Label(left - 8, corner[1] + y + 4, text, "muted", SMALL, "end") for y, text in rows
            ]
        if at + across >= len(panels.curves):
            shapes += _under(plot, columns)
    bottom = top + LINE + 6 + down * (HEIGHT + BETWEEN) - BETWEEN + 24
    if frame.x_label:
        told = elide(frame.x_label, SMALL, width)
        middle = max(left + (width - left) / 2, width_of(told, SMALL) / 2)
        bottom += LINE
        shapes.append(Label(middle, bottom - 6, told, "muted", SMALL, "middle"))
    return Drawing(width, bottom, tuple(sorted(shapes, key=_layer)))


def _head(panels: Panels, width: float) -> tuple[list[Shape], float]:
    """Return the label of the vertical axes and the legend, and where they end."""
    shapes: list[Shape] = []
    x, y = 0.0, LINE - 2
    if panels.frame.y_label:
        told = elide(panels.frame.y_label, SMALL, width)
        shapes.append(Label(x, y, told, "muted", SMALL))
        x += width_of(told, SMALL) + 18
    for curve in reversed(panels.keys.values()):
        told = squeeze(curve.name, SMALL, width - SAMPLE - 6)
        long = SAMPLE + 6 + width_of(told, SMALL)
        if x + long > width and x > 0:
            x, y = 0.0, y + LINE + 4
        stroke = 1.6 if curve.limit else 2.2
        sample = ((x, y - 4), (x + SAMPLE, y - 4))
        shapes.append(Lines((sample,), curve.colour, stroke, dashed=curve.limit))
        shapes.append(Label(x + SAMPLE + 6, y, told, curve.colour, SMALL))
        x += long + 18
    return shapes, y + 10


def _grid(
    plot: Rect, rows: Sequence[tuple[float, str]], columns: Sequence[tuple[float, str]]
) -> Iterable[Shape]:
    across = tuple(((plot.x, plot.y + y), (plot.x + plot.width, plot.y + y)) for y, _ in rows)
    down = tuple(((plot.x + x, plot.y), (plot.x + x, plot.y + plot.height)) for x, _ in columns)
    yield Lines((*across, *down), "rule", 0.8)


def _under(plot: Rect, columns: Sequence[tuple[float, str]]) -> Iterable[Shape]:
    """Write the numbers below a panel: the first and the last, and what has room between."""
    end = plot.x - GAP
    last = plot.x + plot.width - width_of(columns[-1][1], SMALL)
    for at, (x, text) in enumerate(columns):
        half = width_of(text, SMALL) / 2
        middle = plot.x + max(min(x, plot.width - half), half)
        between = 0 < at < len(columns) - 1
        if middle - half < end + 4 or (between and middle + half > last - 4):
            continue
        end = middle + half
        yield Label(middle, plot.y + plot.height + 16, text, "muted", SMALL, "middle")


def _panel(panels: Panels, name: str, plot: Rect, axes: tuple[Axis, Axis]) -> Iterable[Shape]:
    x, y = (
        axis._replace(start=axis.start + at, end=axis.end + at)
        for axis, at in zip(axes, (plot.x, plot.y), strict=True)
    )
    yield Label(plot.x, plot.y - 6, squeeze(name, 13, plot.width), "ink")
    behind = [
        tuple((x.place(spot.x), y.place(spot.middle)) for spot in curve.spots)
        for other, curves in panels.curves.items()
        if other != name
        for curve in curves
    ]
    if behind:
        yield Lines(tuple(behind), "rule", 1.7)
    for curve in (*panels.limits, *reversed(panels.curves[name])):
        yield from line_of(curve, x, y)
    for curve in panels.curves[name]:
        yield from _dots(curve, panels.frame, x, y)


def _dots(curve: Curve, frame: Frame, x: Axis, y: Axis) -> Iterable[Shape]:
    for spot in curve.spots:
        place = amount(spot.x, frame.x_unit, trim=True)
        tip = f"{curve.name}, {place}: {amount(spot.middle, frame.unit)}"
        square = Rect(x.place(spot.x) - 2.5, y.place(spot.middle) - 2.5, 5, 5)
        yield Boxes((square,), curve.colour, tip=tip)


def _layer(shape: Shape) -> int:
    if isinstance(shape, Label):
        return 4
    if isinstance(shape, Boxes):
        return 3
    if shape.colour == "rule":
        return int(shape.width > 1)
    return 2
