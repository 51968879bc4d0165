"""Times of alternatives laid out: a row each on a log axis, quantiles as bands."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mpguide.figures.drawing import Drawing, Label, Lines, Rect, Shape, box, line
from mpguide.figures.parts import SMALL, grid
from mpguide.figures.text import clean, plural, short, some, squeeze, width_of
from mpguide.figures.units import Unit, choose_unit, log_steps

if TYPE_CHECKING:
    from mpguide.bench import Samples

ROW = 36.0
TOP = 22.0
LEAST = 1e-9
"""A time that the clock could not tell from nothing is drawn as a nanosecond."""

KEY = "line 5 % to 95 %, bar 25 % to 75 %, tick median"


class Row(NamedTuple):
    """An alternative's times in seconds: how many, and their quantiles."""

    name: str
    number: int
    p5: float
    p25: float
    median: float
    p75: float
    p95: float


def read(samples: "Samples", names: Sequence[str] | None) -> list[Row]:
    """Return the rows for these alternatives, or for all of them."""
    if not samples.names:
        raise ValueError("no samples to draw: expected at least one alternative")
    unknown = [name for name in names or () if name not in samples.names]
    if unknown:
        raise ValueError(
            f"{unknown[0]!r} is no alternative of these samples: {', '.join(samples.names)}"
        )
    return [_row(samples, name) for name in names or samples.names]


def _row(samples: "Samples", name: str) -> Row:
    times = sorted(max(time, LEAST) for time in samples.values[name])
    if not times or not math.isfinite(times[-1]):
        raise ValueError(f"{name!r} has no times to draw")
    low, lower, upper, high = (quantile(times, part) for part in (0.05, 0.25, 0.75, 0.95))
    return Row(clean(name), len(times), low, lower, max(samples.median(name), LEAST), upper, high)


def quantile(times: Sequence[float], part: float) -> float:
    """Return what a part of the sorted times does not exceed, between neighbours linearly.

    >>> quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = part * (len(times) - 1)
    at = min(int(place), len(times) - 2) if len(times) > 1 else 0
    above = times[min(at + 1, len(times) - 1)]
    return times[at] + (above - times[at]) * (place - at)


def words(rows: Sequence[Row]) -> str:
    """Return what the picture shows, in words."""
    unit = _unit(rows)
    told = (
        f"{short(row.name)}: median {unit.text(row.median)}, "
        f"{unit.number(row.p5)} to {unit.text(row.p95)}, {plural(row.number, 'time')}"
        for row in rows
    )
    return (
        f"Times of {plural(len(rows), 'alternative')}, with the range "
        f"that holds nine in ten. {some(told, 9)}."
    )


def layout(rows: Sequence[Row], width: float) -> Drawing:
    """Return the picture of the rows, so many pixels wide."""
    unit = _unit(rows)
    left = min(max(width_of(row.name, 13) for row in rows) + 16, 0.34 * width)
    side = max(width_of(unit.text(row.median), 13) for row in rows) + 14
    low, high = _range(rows)
    right = width - side
    scale = (right - left) / math.log(high / low)

    def x(time: float) -> float:
        return left + scale * math.log(min(max(time, low), high) / low)

    bottom = TOP + ROW * len(rows)
    times = log_steps(low, high, max(3, int((right - left) / 60)))
    ticks = [(x(time), unit.tick(time) + f" {unit.name}" * (time == times[-1])) for time in times]
    bands: list[Shape] = []
    labels = [Label(width - 1, 14, "median", "muted", SMALL, "end")]
    for down, row in enumerate(rows):
        middle = TOP + ROW * (down + 0.5)
        bands += _bands(Row(row.name, row.number, *map(x, row[2:])), middle)
        labels.append(Label(0, middle + 5, squeeze(row.name, 13, left - 10)))
        labels.append(Label(width - 1, middle + 5, unit.text(row.median), anchor="end"))
    labels.sort(key=lambda label: label[3:])
    under = grid(ticks, TOP, bottom)
    bottom += 26
    if (room := width - width_of(KEY, SMALL)) > 0:
        labels.append(Label(min(left, room), bottom + 16, KEY, "muted", SMALL))
        bottom += 24
    return Drawing(width, bottom, (*under, *bands, *labels))


def _bands(at: Row, y: float) -> list[Shape]:
    """Return a row's bands; ``at`` holds the places of its quantiles."""
    ends = (((at.p5, y - 4), (at.p5, y + 4)), ((at.p95, y - 4), (at.p95, y + 4)))
    width = max(at.p75 - at.p25, 4.0)
    middle = (at.p25 + at.p75) / 2
    casing = 5.0 if width > 12 else 0.0
    return [
        Lines((((at.p5, y), (at.p95, y)), *ends), "1", 2.0),
        box(Rect(middle - width / 2, y - 7, width, 14), "1"),
        line((at.median, y - 12), (at.median, y + 12), "page", casing),
        line((at.median, y - 12), (at.median, y + 12), "ink", 2.5),
    ]


def _range(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the axis' ends: a margin at both, and a factor of two at least."""
    low = min(min(row.p5, row.median) for row in rows) / 1.12
    high = max(max(row.p95, row.median) for row in rows) * 1.12
    if high / low < 2:
        middle = math.sqrt(low * high)
        low, high = middle / math.sqrt(2), middle * math.sqrt(2)
    return low, high


def _unit(rows: Sequence[Row]) -> Unit:
    return choose_unit(row.median for row in rows)
