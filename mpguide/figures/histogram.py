"""Counts laid out: how often each value came, an upright bar for each, or for a range of them."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from mpguide.figures.drawing import Drawing, Label, Rect, Shape, box, line
from mpguide.figures.parts import SMALL
from mpguide.figures.text import clean, elide, some, width_of
from mpguide.figures.units import round_steps

HEIGHT = 150.0
"""Height of the highest bar in pixels."""

MOST = 12
"""The most bars, unless a single value needs one more."""

WIDEST = 56.0
"""The most pixels that a bar is wide."""


class Bin(NamedTuple):
    """How often values came that are above ``low`` and not above ``high``."""

    low: float
    high: float
    times: int
    single: bool

    @property
    def name(self) -> str:
        """What stands below its bar."""
        return f"{'' if self.single else '≤ '}{_text(self.high)}"

    @property
    def words(self) -> str:
        """The values that it holds."""
        return _text(self.high) if self.single else f"above {_text(self.low)} to {_text(self.high)}"


class Counts(NamedTuple):
    """The bins from the least value to the greatest, and what is counted."""

    bins: tuple[Bin, ...]
    values: tuple[float, ...]
    x_label: str
    counted: str


def read(counts: Mapping[float, int], x_label: str, counted: str) -> Counts:
    """Return the counts in bins: one for each value while they are few, else for round ranges."""
    for value, times in counts.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{value!r} has no place on the axis: expected 0 or more")
        if times != int(times) or times < 0:
            raise ValueError(f"{value!r} came {times!r} times: expected a whole number")
    values = tuple(sorted(value for value, times in counts.items() for _ in range(times)))
    if not values:
        raise ValueError("no counts to draw: expected {value: times}")
    return Counts(_bins(values), values, clean(x_label), clean(counted))


def _bins(values: tuple[float, ...]) -> tuple[Bin, ...]:
    least, most = values[0], values[-1]
    single = all(value == int(value) for value in values) and most - least < MOST
    step = 1.0 if single else round_steps(most, MOST)[1]
    # Ranges hold their upper end, so that 0 has a bar of its own.
    first, last = (math.ceil(value / step - 1e-9) for value in (least, most))
    return tuple(
        Bin(
            (at - 1) * step,
            at * step,
            sum(math.ceil(value / step - 1e-9) == at for value in values),
            single or at == 0,
        )
        for at in range(first, last + 1)
    )


def _text(value: float) -> str:
    return f"{value:,.9g}".replace(",", " ")


def words(counts: Counts) -> str:
    """Return what the picture shows, in words."""
    bins, values = counts.bins, counts.values
    told = (f"{each.words}: {each.times}" for each in bins if each.times)
    middle = values[(len(values) - 1) // 2]
    return (
        f"How many of {len(values)} {counts.counted} had so many {counts.x_label}. "
        f"{some(told, MOST + 1)}. Middle one {_text(middle)}, greatest {_text(values[-1])}."
    )


def layout(counts: Counts, width: float) -> Drawing:
    """Return the picture of the counts, so many pixels wide."""
    top, many = 42.0, len(counts.bins)
    bottom = top + HEIGHT
    scale = HEIGHT / max(each.times for each in counts.bins)
    widest = max(width_of(each.name, SMALL) for each in counts.bins)
    side = max(0.0, (widest - width / many) / 2)
    room = (width - 2 * side) / many
    bar = min(room - 4, WIDEST)
    every = math.ceil(widest / (room - 4))
    everything = f"{len(counts.values)} {counts.counted}"
    bars: list[Shape] = []
    texts: list[Shape] = []
    for at, each in enumerate(counts.bins):
        middle, high = side + room * (at + 0.5), scale * each.times
        if each.times:
            rect = Rect(middle - bar / 2, bottom - high, bar, high)
            bars.append(box(rect, "1", f"{each.words}: {each.times} of {everything}"))
            number = f"{each.times}"
            texts.append(Label(middle, bottom - high - 5, number, "ink", SMALL, "middle"))
        if at % every == 0:
            texts.append(Label(middle, bottom + 17, each.name, "muted", SMALL, "middle"))
    base = line((0, bottom), (width, bottom), "muted")
    left = Label(0, 13, elide(counts.counted, SMALL, width), "muted", SMALL)
    below = elide(counts.x_label, SMALL, width)
    under = Label(width / 2, bottom + 38, below, "muted", SMALL, "middle")
    return Drawing(width, bottom + 46, (*bars, base, *texts, left, under))
