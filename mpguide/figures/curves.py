"""Curves laid out: how a quantity grows with another, with the limits that it can't pass."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from mpguide.figures.drawing import SERIES, Boxes, Drawing, Label, Lines, Point, Rect, Shape, line
from mpguide.figures.parts import SMALL
from mpguide.figures.text import clean, elide, plural, short, some, squeeze, width_of
from mpguide.figures.units import UNITS, amount, log_steps, round_steps

LINE = 16.0
"""The height of a line of text."""

EDGE = 8.0
"""The room between a plot's edge and what is nearest to it."""

DOTS = 120
"""Beyond so many points they are not drawn one by one."""

MOST_LIMITS = 4

Quantity = float | tuple[float, float, float]
Values = Mapping[float, Quantity]


class Spot(NamedTuple):
    """A point of a curve: what is measured at ``x``, from low to high."""

    x: float
    low: float
    middle: float
    high: float


class Curve(NamedTuple):
    """A name, a colour and spots from left to right; a limit is dashed."""

    name: str
    colour: str
    spots: tuple[Spot, ...]
    limit: bool = False


class Frame(NamedTuple):
    """What the axes say: their labels, their units, and whether they are logarithmic."""

    x_label: str
    y_label: str
    x_unit: str
    unit: str
    log: bool


class Chart(NamedTuple):
    """All that is drawn: curves and limits, places that are marked, and the frame around."""

    curves: tuple[Curve, ...]
    at: tuple[tuple[str, float], ...]
    frame: Frame

    @property
    def measured(self) -> tuple[Curve, ...]:
        """The curves that are no limits."""
        return tuple(curve for curve in self.curves if not curve.limit)

    @property
    def limits(self) -> tuple[Curve, ...]:
        """The limits."""
        return tuple(curve for curve in self.curves if curve.limit)

    @property
    def xs(self) -> list[float]:
        """Where on the horizontal axis there is anything."""
        return [spot.x for curve in self.curves for spot in curve.spots] + [x for _, x in self.at]

    @property
    def ys(self) -> list[float]:
        """Where on the vertical axis there is anything."""
        return [y for curve in self.curves for spot in curve.spots for y in (spot.low, spot.high)]


class Axis(NamedTuple):
    """Where values are: from ``low`` at pixel ``start`` to ``high`` at pixel ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def place(self, value: float) -> float:
        """Return the pixel of a value."""
        if self.log:
            part = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self, room: float) -> list[float]:
        """Return round values, each with so many pixels at least to itself."""
        most = max(3, int(abs(self.end - self.start) / room))
        if self.log:
            return log_steps(self.low, self.high, most)
        return [step for step in round_steps(self.high, most) if step >= self.low]


def read(
    curves: Mapping[str, Values],
    limits: Mapping[str, float | Mapping[float, float]],
    at: Mapping[str, float],
    frame: Frame,
) -> Chart:
    """Return the chart, its curves in their order."""
    if not curves:
        raise ValueError("no curves to draw: expected {name: {x: seconds}}")
    if len(curves) > len(SERIES) or len(limits) > MOST_LIMITS:
        raise ValueError(
            f"{plural(len(curves), 'curve')} and {plural(len(limits), 'limit')}, but at most "
            f"{len(SERIES)} and {MOST_LIMITS} can be told apart: leave some out"
        )
    for unit in (frame.x_unit, frame.unit):
        if unit not in UNITS:
            raise ValueError(f"{unit!r} is no unit: {', '.join(map(repr, UNITS))}")
    log = frame.log
    measured = [
        curve_of(name, colour, values, log)
        for (name, values), colour in zip(curves.items(), SERIES, strict=False)
    ]
    places = [spot.x for curve in measured for spot in curve.spots]
    ends = min(places), max(places)
    drawn = [
        curve_of(name, "muted", _values(limit, ends), log)._replace(limit=True)
        for name, limit in limits.items()
    ]
    for name, x in at.items():
        _check(name, x, log)
    marked = tuple((clean(name), x) for name, x in at.items())
    told = frame._replace(x_label=clean(frame.x_label), y_label=clean(frame.y_label))
    return Chart((*measured, *drawn), marked, told)


def _values(limit: float | Mapping[float, float], ends: tuple[float, float]) -> Values:
    return limit if isinstance(limit, Mapping) else dict.fromkeys(ends, limit)


def curve_of(name: str, colour: str, values: Values, log: bool) -> Curve:
    """Return the curve of these values, all of which have a place on the axes."""
    if not values:
        raise ValueError(f"{name!r} has no points to draw")
    spots = []
    for x, quantity in sorted(values.items(), key=lambda item: item[0]):
        low, middle, high = quantity if isinstance(quantity, tuple) else (quantity,) * 3
        for value in (x, low, middle, high):
            _check(name, value, log)
        if not low <= middle <= high:
            raise ValueError(f"{name!r}: {quantity!r} at {x:g} is not low, middle, high")
        spots.append(Spot(x, low, middle, high))
    return Curve(clean(name), colour, tuple(spots))


def _check(name: str, value: float, log: bool) -> None:
    if not math.isfinite(value) or value < 0 or (log and value == 0):
        wanted = "more than 0, as a log axis needs" if log else "0 or more"
        raise ValueError(f"{name!r}: {value!r} is not {wanted}")


def words(chart: Chart) -> str:
    """Return what the picture shows, in words."""
    frame = chart.frame
    tell = partial(_tell, frame)
    what = f"{short(frame.y_label)} " if frame.y_label else ""
    scale = "log" if frame.log else "linear"
    number = plural(len(chart.measured), "curve")
    told = [f"{number}: {what}by {short(frame.x_label)}, on {scale} axes."]
    told.append(f"{some(map(tell, chart.measured), 6)}.")
    if chart.limits:
        told.append(f"Limits: {some(map(tell, chart.limits), MOST_LIMITS)}.")
    if chart.at:
        marked = (f"{short(name)} at {amount(x, frame.x_unit, trim=True)}" for name, x in chart.at)
        told.append(f"Marked: {some(marked, 4)}.")
    return " ".join(told)


def _tell(frame: Frame, curve: Curve) -> str:
    """Tell a curve by its ends, and by its turn where it has one."""
    spots = curve.spots
    lowest = min(spots, key=lambda spot: spot.middle)
    highest = max(spots, key=lambda spot: spot.middle)
    if lowest.middle == highest.middle:
        return f"{short(curve.name)} {amount(lowest.middle, frame.unit)}"
    notes = {lowest: "least ", highest: "most ", spots[0]: "", spots[-1]: ""}
    return f"{short(curve.name)} " + ", ".join(
        f"{note}{amount(spot.middle, frame.unit)} at {amount(spot.x, frame.x_unit, trim=True)}"
        for spot, note in sorted(notes.items())
    )


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
    labels = _names(chart, x, y, plot, width)
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


def _names(chart: Chart, x: Axis, y: Axis, plot: Rect, width: float) -> Iterable[Shape]:
    """Name the curves where they end: beside the plot, or within it if they end there."""
    right = plot.x + plot.width
    room = width - right - 14
    beside: list[tuple[float, Point, Curve]] = []
    taken: list[Rect] = []
    paths = [_sampled(curve, x, y) for curve in chart.curves]
    steps = range(int(plot.y), int(plot.y + plot.height), 4)
    paths += [[(x.place(value), float(step)) for step in steps] for _, value in chart.at]
    for curve in chart.curves:
        end = x.place(curve.spots[-1].x), y.place(curve.spots[-1].middle)
        label = None
        if end[0] < right - 4 * EDGE:
            label = _within(curve, end, plot, taken, paths)
        if label:
            yield label
        else:
            beside.append((end[1], end, curve))
    beside.sort(key=lambda item: item[0])
    heights = _apart([height for height, _, _ in beside], plot.y + EDGE, plot.y + plot.height)
    for height, (_, end, curve) in zip(heights, beside, strict=True):
        yield line((end[0] + 4, end[1]), (right + 10, height), curve.colour, 0.8)
        told = squeeze(curve.name, SMALL, room)
        yield Label(right + 13, height + 4, told, curve.colour, SMALL)


def _within(
    curve: Curve, end: Point, plot: Rect, taken: list[Rect], paths: list[list[Point]]
) -> Label | None:
    """Return the name near the curve's end where it hides least, None if there is no room."""
    long = width_of(curve.name, SMALL)
    best: tuple[int, Rect] | None = None
    for across, up in ((8, 4), (4, -8), (4, 18), (-long - 4, -8), (-long - 4, 18), (-long - 8, 4)):
        place = Rect(end[0] + across, end[1] + up - 10, long, 13)
        inside = (
            plot.x <= place.x
            and place.x + long <= plot.x + plot.width
            and plot.y <= place.y
            and place.y + 13 <= plot.y + plot.height
        )
        if not inside or any(_meet(place, other) for other in taken):
            continue
        hidden = sum(_holds(place, point) for path in paths for point in path)
        if best is None or hidden < best[0]:
            best = hidden, place
    if best is None:
        return None
    place = best[1]
    taken.append(place)
    return Label(place.x, place.y + 10, curve.name, curve.colour, SMALL)


def _meet(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _holds(place: Rect, point: Point) -> bool:
    x, y = point
    return place.x <= x <= place.x + place.width and place.y <= y <= place.y + place.height


def _sampled(curve: Curve, x: Axis, y: Axis) -> list[Point]:
    """Return points along a curve, a few pixels apart."""
    path = [(x.place(spot.x), y.place(spot.middle)) for spot in curve.spots]
    points = path[:1]
    for (left, above), (right, below) in pairwise(path):
        steps = max(1, int(math.dist((left, above), (right, below)) / 4))
        points += [
            (left + (right - left) * step / steps, above + (below - above) * step / steps)
            for step in range(1, steps + 1)
        ]
    return points


def _apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return sorted heights moved as little as it takes to keep a line's distance.

    >>> _apart([10, 12, 100], 0, 110)
    [10, 26.0, 100]
    """
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, top, placed[-1] + LINE if placed else top))
    limit = bottom
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - LINE
    return placed
