"""Times of benchmarks laid out: a row each on a log axis, a marker and an interval a series."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mpguide.figures.charts import Axis, Quantity
from mpguide.figures.drawing import SERIES, Drawing, Label, Lines, Point, Shape
from mpguide.figures.markup import svg
from mpguide.figures.parts import SMALL, grid
from mpguide.figures.text import clean, plural, short, some, squeeze, width_of
from mpguide.figures.units import amount

WIDTHS = {"mp-wide": 680, "mp-narrow": 340}
"""The two layouts of a picture by their class; a page shows the one that fits."""

LANE = 6.5
"""The height that a series takes of a row."""

GAP = 9.0
"""What a row is higher than its series."""

NAME = 16.0
"""The height of a name that stands above its row, where there is no room beside it."""

RADIUS = 3.4
ADDED = "a series"
"""As much room as the name of a series that a script adds may take."""

LEAST = 1e-9
"""A time that the clock could not tell from nothing is drawn as a nanosecond."""

ROOM = 5.0
"""How many times as far the axis goes where a script may add a series from another machine."""

MARKERS: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9)),),
    (((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0), (0, -1.2)),),
    (((-1, 0.9), (0, -1), (1, 0.9), (-1, 0.9)),),
    (((-1, -0.9), (1, -0.9), (0, 1), (-1, -0.9)),),
    (((-1, -1), (1, 1)), ((-1, 1), (1, -1))),
    (((0, -1.2), (0, 1.2)), ((-1.2, 0), (1.2, 0))),
)
"""The outlines by which series are told apart without their colours."""


class Spot(NamedTuple):
    """A median in seconds and its interval, of no width where none is known."""

    low: float
    median: float
    high: float


class Row(NamedTuple):
    """A benchmark and its times, one for each series, if it has them."""

    name: str
    spots: tuple[Spot | None, ...]


class Chart(NamedTuple):
    """All that is drawn, and whether a place is left for a series that a script adds."""

    series: tuple[str, ...]
    rows: tuple[Row, ...]
    spare: bool


class Plan(NamedTuple):
    """Where things are: the axis, the first row, a row's height, and its first series in it."""

    axis: Axis
    width: float
    top: float
    step: float
    first: float

    def y(self, row: int, lane: int) -> float:
        """Return the height at which a series of a row is drawn."""
        return self.top + self.step * row + self.first + LANE * lane


def read(times: Mapping[str, Mapping[str, Quantity]], spare: bool) -> Chart:
    """Return the chart, its rows in the order of the series that has most of them."""
    if not any(times.values()):
        raise ValueError("no times to draw: expected {series: {benchmark: seconds}}")
    if len(times) > len(SERIES):
        raise ValueError(f"{len(times)} series, but at most {len(SERIES)} can be told apart")
    fullest_first = sorted(times.values(), key=lambda found: -len(found))
    names = dict.fromkeys(name for found in fullest_first for name in found)
    rows = [Row(name, tuple(_spot(name, found) for found in times.values())) for name in names]
    return Chart(tuple(map(clean, times)), tuple(rows), spare)


def _spot(name: str, found: Mapping[str, Quantity]) -> Spot | None:
    value = found.get(name)
    if value is None:
        return None
    spot = Spot(*value) if isinstance(value, tuple) else Spot(value, value, value)
    if not (math.isfinite(spot.high) and 0 <= spot.low <= spot.median <= spot.high):
        raise ValueError(f"{name!r}: {value!r} is no time, and not low, median, high in seconds")
    return Spot(*(max(seconds, LEAST) for seconds in spot))


def words(chart: Chart) -> str:
    """Return what the picture shows, in words."""
    several = len(chart.series) > 1
    told = (
        f"{short(clean(row.name))} "
        + ", ".join(
            amount(spot.median, "s") + f" ({name})" * several
            for name, spot in zip(chart.series, row.spots, strict=True)
            if spot
        )
        for row in chart.rows
    )
    what = f"{plural(len(chart.rows), 'benchmark')}, {_and(chart.series)}"
    return f"Medians of {what}, on a log axis. {some(told, max(24 // len(chart.series), 4))}."


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def html(chart: Chart, title: str, words: str) -> str:
    """Return the picture in both layouts, each with what a script needs to add to it."""
    parts = []
    for sort, width in WIDTHS.items():
        plan = _plan(chart, width)
        parts.append(svg(layout(chart, width), title, words, {"class": sort, **_data(chart, plan)}))
    return "\n".join(parts)


def _data(chart: Chart, plan: Plan) -> dict[str, str]:
    """Return the rows' names, and by which numbers a time has its place.

    A time t is at ``left + scale * log(t / low)``, and that of a row added by a
    script at ``top + step * row``; its key stands at ``key-x``, ``key-y``.
    """
    axis = plan.axis
    *_, (_, x, y) = _keys(chart, plan.width)
    numbers = {
        "low": axis.low,
        "left": axis.start,
        "right": axis.end,
        "scale": (axis.end - axis.start) / math.log(axis.high / axis.low),
        "top": plan.y(0, len(chart.series)),
        "step": plan.step,
        "key-x": x,
        "key-y": y,
    }
    names = json.dumps([row.name for row in chart.rows], ensure_ascii=False)
    told = {f"data-{name}": f"{number:.6g}" for name, number in numbers.items()}
    return {"data-rows": names, **told}


def layout(chart: Chart, width: float) -> Drawing:
    """Return the picture, so many pixels wide."""
    plan = _plan(chart, width)
    bottom = plan.top + plan.step * len(chart.rows)
    times = plan.axis.ticks(64)
    ticks = [(plan.axis.place(time), amount(time, "s", trim=True)) for time in times]
    rules = tuple(
        ((0.0, y), (width, y)) for at in range(len(chart.rows)) for y in [plan.top + plan.step * at]
    )
    marks = [shape for lane in range(len(chart.series)) for shape in _series(chart, plan, lane)]
    under: list[Shape] = [*grid(ticks, plan.top, bottom), Lines(rules, "rule")]
    places = [*_keys(chart, width)][: len(chart.series)]
    keys = [shape for lane, x, y in places for shape in _key(chart, lane, x, y)]
    labels = sorted((*keys, *_labels(chart, plan)), key=_layer)
    return Drawing(width, bottom + 26, (*under, *marks, *labels))


def _plan(chart: Chart, width: float) -> Plan:
    beside = width >= 480
    room = min(max(width_of(clean(row.name), 13) for row in chart.rows) + 14, 0.4 * width)
    left = room if beside else 26.0
    right = width - (80.0 if beside and len(chart.series) == 1 else 26.0)
    spots = [spot for row in chart.rows for spot in row.spots if spot]
    spare = ROOM if chart.spare else 1.15
    low, high = min(s.low for s in spots) / spare, max(s.high for s in spots) * spare
    lanes = LANE * (len(chart.series) + chart.spare - 1)
    name = 0.0 if beside else NAME
    step = max(lanes + GAP + 5, 22.0) + name
    first = name + (step - name - lanes) / 2
    *_, (_, _, y) = _keys(chart, width)
    return Plan(Axis(low, high, left, right, True), width, y + 20, step, first)


def _series(chart: Chart, plan: Plan, lane: int) -> Iterator[Lines]:
    """Yield a series' intervals and its markers, each drawn as one."""
    found = [(at, row.spots[lane]) for at, row in enumerate(chart.rows)]
    spots = [(plan.y(at, lane), spot) for at, spot in found if spot]
    place, colour = plan.axis.place, SERIES[lane]
    spans = tuple(((place(s.low), y), (place(s.high), y)) for y, s in spots if s.high > s.low)
    markers = tuple(path for y, spot in spots for path in _marker(lane, place(spot.median), y))
    if spans:
        yield Lines(spans, colour, 2.0, chart.series[lane])
    yield Lines(markers, colour, 1.8, chart.series[lane])


def _marker(lane: int, x: float, y: float) -> Iterator[tuple[Point, ...]]:
    for path in MARKERS[lane]:
        yield tuple((x + RADIUS * across, y + RADIUS * down) for across, down in path)


def _labels(chart: Chart, plan: Plan) -> Iterator[Label]:
    """Yield the rows' names, and of a single series the medians as well."""
    beside = plan.first < NAME
    alone = len(chart.series) == 1
    room = plan.axis.start - 10 if beside else plan.width - 90 * alone
    for at, row in enumerate(chart.rows):
        y = plan.top + plan.step * at + (plan.step / 2 + 5 if beside else NAME)
        yield Label(0, y, squeeze(clean(row.name), 13, room))
        if alone and row.spots[0]:
            yield Label(plan.width - 1, y, amount(row.spots[0].median, "s"), anchor="end")


def _keys(chart: Chart, width: float) -> Iterator[tuple[int, float, float]]:
    """Yield the place of each series in the legend, in as many lines as it takes.

    The last one is that of a series that a script may add.
    """
    x, y = 6.0, 8.0
    for lane, name in enumerate((*chart.series, *[ADDED] * chart.spare)):
        room = 14 + width_of(name, SMALL) + 16
        if x + room > width and lane:
            x, y = 6.0, y + 20
        yield lane, x, y
        x += room


def _key(chart: Chart, lane: int, x: float, y: float) -> Iterator[Shape]:
    yield Lines(tuple(_marker(lane, x, y)), SERIES[lane], 1.8)
    yield Label(x + 10, y + 4.5, squeeze(chart.series[lane], SMALL, 300), "ink", SMALL)


def _layer(shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, Label):
        return ("text", shape.anchor, str(shape.size))
    return ("line", shape.colour)
