"""Curves laid out: how a quantity grows with another, with the limits that it can't pass."""

import math
from collections.abc import Iterable, Sequence

from mpguide.figures.charts import EDGE, LINE, Axis, Chart, Curve
from mpguide.figures.drawing import Boxes, Drawing, Label, Lines, Rect, Shape, line
from mpguide.figures.names import names_of
from mpguide.figures.parts import SMALL
from mpguide.figures.text import elide, width_of
from mpguide.figures.units import amount

DOTS = 120
"""Beyond so many points they are not drawn one by one."""


def layout(chart: Chart, width: float) -> Drawing:
    """Return the picture of the curves, so many pixels wide."""
    frame = chart.frame
    names = [curve.name for curve in chart.curves]
    side = min(max(width_of(name, SMALL) for name in names) + 22, 0.34 * width)
    top = (LINE + 4) * bool(frame.y_label) + LINE * len(chart.at) + 8
    height = min(max(0.5 * width, 200.0), 340.0)
    y = axis_of(chart.ys, top + height - EDGE, top + EDGE, frame.log)
    rows = [(y.place(value), amount(value, frame.unit, trim=True)) for value in y.ticks(34)]
    left = max(width_of(text, SMALL) for _, text in rows) + 12
    x = axis_of(chart.xs, left + EDGE, width - side - EDGE, frame.log)
    columns = [(x.place(value), amount(value, frame.x_unit, trim=True)) for value in x.ticks(64)]
    plot = Rect(left, top, width - side - left, height)
    under = [*_rules(rows, columns, plot), *_texts(chart, rows, columns, plot, width)]
    lines = [shape for curve in reversed(chart.curves) for shape in line_of(curve, x, y)]
    dots = _dots(chart, x, y)
    labels = names_of(chart, x, y, plot, width)
    bottom = top + height + 24 + LINE * bool(frame.x_label)
    return Drawing(width, bottom, (*under, *_marked(chart, x, plot, width), *lines, *dots, *labels))


def axis_of(values: Sequence[float], start: float, end: float, log: bool) -> Axis:
    """Return an axis that holds these values: a factor of two, or all from 0 on."""
    low, high = min(values), max(values)
    if not log:
        return Axis(0.0, high or 1.0, start, end, log)
    if high < 2 * low:
        middle = math.sqrt(low * high)
        low, high = middle / math.sqrt(2), middle * math.sqrt(2)
    return Axis(low, high, start, end, log)


Ticks = Sequence[tuple[float, str]]


def _rules(rows: Ticks, columns: Ticks, plot: Rect) -> Iterable[Shape]:
    right, bottom = plot.x + plot.width, plot.y + plot.height
    across = tuple(((plot.x - 4, y), (right, y)) for y, _ in rows)
    down = tuple(((x, plot.y), (x, bottom + 4)) for x, _ in columns)
    yield Lines((*across, *down), "rule")


def _texts(chart: Chart, rows: Ticks, columns: Ticks, plot: Rect, width: float) -> Iterable[Shape]:
    bottom = plot.y + plot.height
    for y, text in rows:
        yield Label(plot.x - 8, y + 4, text, "muted", SMALL, "end")
    for x, text in columns:
        yield Label(x, bottom + 18, text, "muted", SMALL, "middle")
    below, above = chart.frame.x_label, chart.frame.y_label
    if above:
        yield Label(0, LINE - 2, elide(above, SMALL, width), "muted", SMALL)
    if below:
        told = elide(below, SMALL, width)
        middle = plot.x + plot.width / 2
        half = width_of(told, SMALL) / 2
        yield Label(max(middle, half), bottom + 18 + LINE, told, "muted", SMALL, "middle")


def _marked(chart: Chart, x: Axis, plot: Rect, width: float) -> Iterable[Shape]:
    """Draw what is marked on the horizontal axis: a line down from its name."""
    for row, (name, value) in enumerate(chart.at):
        place, down = x.place(value), plot.y - 4 - LINE * (len(chart.at) - 1 - row)
        told = elide(name, SMALL, width)
        half = width_of(told, SMALL) / 2
        middle = min(max(place, half), width - half)
        yield line((place, down + 4), (place, plot.y + plot.height), "ink", 1.2)
        yield Label(middle, down, told, "ink", SMALL, "middle")


def line_of(curve: Curve, x: Axis, y: Axis) -> Iterable[Shape]:
    """Return a curve's line and the strokes that span its ranges."""
    path = tuple((x.place(spot.x), y.place(spot.middle)) for spot in curve.spots)
    spread = tuple(
        ((x.place(spot.x), y.place(spot.low)), (x.place(spot.x), y.place(spot.high)))
        for spot in curve.spots
        if y.place(spot.low) - y.place(spot.high) > 1
    )
    if spread:
        yield Lines(spread, curve.colour, 1.2)
    if len(path) > 1:
        yield Lines((path,), curve.colour, 1.6 if curve.limit else 2.2, dashed=curve.limit)


def _dots(chart: Chart, x: Axis, y: Axis) -> Iterable[Shape]:
    """Draw a square for each point that was measured, as long as they are few."""
    few = sum(len(curve.spots) for curve in chart.measured) <= DOTS
    for curve in chart.curves:
        if curve.limit and len(curve.spots) > 1:
            continue
        for spot in curve.spots if few else ():
            place = amount(spot.x, chart.frame.x_unit, trim=True)
            tip = f"{curve.name}, {place}: {amount(spot.middle, chart.frame.unit)}"
            square = Rect(x.place(spot.x) - 3, y.place(spot.middle) - 3, 6, 6)
            yield Boxes((square,), curve.colour, tip=tip)
