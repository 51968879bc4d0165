"""Costs laid out: a bar for each total, stacked of its parts."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mpguide.figures.drawing import SERIES, Drawing, Label, Lines, Point, Rect, Shape, box
from mpguide.figures.parts import SMALL, grid, legend
from mpguide.figures.text import clean, elide, short, some, squeeze, width_of
from mpguide.figures.units import Unit, choose_unit, round_steps

BAR = 22.0
GAP = 12.0


class Bar(NamedTuple):
    """A total and its parts in seconds, and between which seconds the total lies, if known."""

    name: str
    parts: dict[str, float]
    spread: tuple[float, float] | None = None

    @property
    def total(self) -> float:
        """The seconds of all parts."""
        return math.fsum(self.parts.values())


class Plan(NamedTuple):
    """What all bars share: a unit, the parts' colours, the place of 0, pixels per second."""

    unit: Unit
    colours: dict[str, str]
    left: float
    scale: float
    width: float


def read(
    bars: Mapping[str, Mapping[str, float]],
    spreads: Mapping[str, tuple[float, float]] | None = None,
) -> list[Bar]:
    """Return the bars in their order."""
    if not any(bars.values()):
        raise ValueError("no costs to draw: expected {label: {part: seconds}}")
    for label, parts in bars.items():
        for part, seconds in parts.items():
            if not (math.isfinite(seconds) and seconds >= 0):
                raise ValueError(f"{label!r}: {part!r} is {seconds!r}, not a time in seconds")
    for label, spread in (spreads or {}).items():
        if label not in bars:
            raise ValueError(f"{label!r} has no bar")
        low, high = spread
        if not (math.isfinite(high) and 0 <= low <= high):
            raise ValueError(f"{label!r}: {spread!r} is not low, high in seconds")
    read = [
        Bar(clean(label), dict(parts), (spreads or {}).get(label)) for label, parts in bars.items()
    ]
    names = _parts(read)
    if len(names) > len(SERIES):
        raise ValueError(
            f"{len(names)} parts, but at most {len(SERIES)} can be told apart: "
            f"join some of {', '.join(names)}"
        )
    return read


def words(bars: Sequence[Bar]) -> str:
    """Return what the picture shows, in words."""
    unit = _unit(bars)
    told = (
        f"{short(bar.name)} {_total(bar, unit)}: "
        + ", ".join(f"{short(clean(part))} {unit.number(time)}" for part, time in bar.parts.items())
        for bar in bars
    )
    return f"Costs by part, in {unit.name}. {some(told, 9)}."


def _total(bar: Bar, unit: Unit) -> str:
    total = unit.text(bar.total)
    if not bar.spread:
        return total
    low, high = map(unit.number, bar.spread)
    return f"{total} ({low} to {high})"


def layout(bars: Sequence[Bar], width: float) -> Drawing:
    """Return the picture of the bars, so many pixels wide."""
    unit = _unit(bars)
    left = min(max(width_of(bar.name, 13) for bar in bars) + 16, 0.34 * width)
    right = width - max(width_of(unit.text(bar.total), 13) for bar in bars) - 8
    most = max(max(bar.total, *(bar.spread or (0,))) for bar in bars) or unit.size
    colours = dict(zip(_parts(bars), SERIES, strict=False))
    plan = Plan(unit, colours, left, (right - left) / most, width)
    keys = legend([(colour, short(clean(part))) for part, colour in colours.items()], left, width)
    shapes: list[Shape] = []
    y = keys.bottom + 6
    for bar in bars:
        drawn, y = _draw_bar(bar, plan, y)
        shapes += drawn
    times = round_steps(most, max(3, int((right - left) / 60)))
    last = times[-1]
    ticks = [
        (left + plan.scale * time, unit.tick(time) + f" {unit.name}" * (time == last))
        for time in times
    ]
    under = grid(ticks, keys.bottom, y - 4)
    return Drawing(width, y + 20, (*keys.shapes, *under, *sorted(shapes, key=_layer)))


def _draw_bar(bar: Bar, plan: Plan, y: float) -> tuple[list[Shape], float]:
    x, unit = plan.left, plan.unit
    shapes: list[Shape] = [Label(0, y + 16, squeeze(bar.name, 13, plan.left - 10))]
    small = _small(bar, plan)
    for part, seconds in bar.parts.items():
        width = plan.scale * seconds
        tip = f"{clean(part)}: {unit.text(seconds)}"
        if seconds:
            shapes.append(box(Rect(x, y, width - 0.75, BAR), plan.colours[part], tip))
        if part not in small:
            number = unit.number(seconds)
            shapes.append(Label(x + width / 2, y + 15.5, number, "page", SMALL, "middle"))
        x += width
    if bar.spread:
        low, high = (plan.left + plan.scale * seconds for seconds in bar.spread)
        shapes.append(_stroke(low, max(high, low + 1), y - 4))
    total = unit.text(bar.total)
    shapes.append(Label(x + 7, y + 16, total))
    if not small or len(bar.parts) == 1:
        return shapes, y + BAR + GAP
    note, bottom = _note(bar, plan, (x + 12 + width_of(total, 13), y + 16))
    return [*shapes, note], bottom + GAP


def _stroke(low: float, high: float, y: float) -> Lines:
    """Draw a spread above a bar, with an end to either side."""
    ends = tuple(((x, y - 2.5), (x, y + 2.5)) for x in (low, high))
    return Lines((((low, y), (high, y)), *ends), "ink", 1.2)


def _note(bar: Bar, plan: Plan, place: Point) -> tuple[Label, float]:
    """Write all parts behind the total if they fit, else the narrow ones below the bar."""
    numbers = {part: plan.unit.number(seconds) for part, seconds in bar.parts.items()}
    (x, y), everything = place, f"= {' + '.join(numbers.values())}"
    if x + width_of(everything, SMALL) <= plan.width:
        return Label(x, y, everything, "muted", SMALL), y + BAR - 16
    narrow = ", ".join(f"{short(clean(part))} {numbers[part]}" for part in _small(bar, plan))
    cut = elide(narrow, SMALL, plan.width - plan.left)
    return Label(plan.left, y + BAR - 2, cut, "muted", SMALL), y + BAR - 2


def _small(bar: Bar, plan: Plan) -> list[str]:
    """Return the parts that are too narrow to hold their number."""
    return [
        part
        for part, seconds in bar.parts.items()
        if width_of(plan.unit.number(seconds), SMALL) + 6 > plan.scale * seconds
    ]


def _layer(shape: Shape) -> tuple[str, str]:
    if isinstance(shape, Label):
        return f"text {shape.size}", shape.colour
    return "stroke" if isinstance(shape, Lines) else "box", shape.colour


def _parts(bars: Sequence[Bar]) -> list[str]:
    """Return all parts in the order of the bar that has most of them."""
    fullest_first = sorted(bars, key=lambda bar: -len(bar.parts))
    return list(dict.fromkeys(part for bar in fullest_first for part in bar.parts))


def _unit(bars: Sequence[Bar]) -> Unit:
    return choose_unit(bar.total for bar in bars)
