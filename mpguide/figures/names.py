"""The names of curves where these end: beside the plot, or within it, hiding little."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mpguide.figures.charts import EDGE, LINE, Axis, Chart, Curve
from mpguide.figures.drawing import Label, Point, Rect, Shape, line
from mpguide.figures.parts import SMALL
from mpguide.figures.text import squeeze, width_of


def names_of(chart: Chart, x: Axis, y: Axis, plot: Rect, width: float) -> Iterable[Shape]:
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
