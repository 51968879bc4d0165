"""What a chart of curves shows: read from values, checked, and told in words."""

import math
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from mpguide.figures.drawing import SERIES
from mpguide.figures.text import clean, plural, short, some
from mpguide.figures.units import UNITS, amount, log_steps, round_steps

LINE = 16.0
"""The height of a line of text."""

EDGE = 8.0
"""The room between a plot's edge and what is nearest to it."""

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
