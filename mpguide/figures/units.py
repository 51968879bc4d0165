"""Units: of time, of memory, and none.

Most pictures use one unit of time, so that their numbers compare at a glance;
on axes that span many powers of ten each number has its own.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its sign and its size, of a unit of time in seconds."""

    name: str
    size: float

    def number(self, seconds: float, like: float | None = None) -> str:
        """Return the time's number in this unit, to three significant digits.

        With ``like``, to as many decimals as that time would get.

        >>> MILLISECOND.number(0.0123), MILLISECOND.number(0.0003, like=0.25)
        ('12.3', '0')
        """
        scale = abs(seconds if like is None else like) / self.size
        decimals = 2 - math.floor(math.log10(scale) + 1e-9) if scale > 0 else 0
        return f"{seconds / self.size:.{min(max(decimals, 0), 9)}f}"

    def text(self, seconds: float, like: float | None = None) -> str:
        """Return the time with its unit.

        >>> SECOND.text(1.5)
        '1.50 s'
        """
        return f"{self.number(seconds, like)} {self.name}"

    def tick(self, seconds: float) -> str:
        """Return the number of a round time, without idle zeros.

        >>> MILLISECOND.tick(0.5), MILLISECOND.tick(0.00002)
        ('500', '0.02')
        """
        return f"{seconds / self.size:.9f}".rstrip("0").rstrip(".")


SECOND = Unit("s", 1.0)
MILLISECOND = Unit("ms", 1e-3)
MICROSECOND = Unit("µs", 1e-6)
NANOSECOND = Unit("ns", 1e-9)


def choose_unit(times: Iterable[float]) -> Unit:
    """Return the unit that suits the middle one of these times, given in seconds.

    >>> choose_unit([0.000_04, 0.03, 2.0]).name
    'ms'
    """
    above = sorted(time for time in times if time > 0)
    middle = above[len(above) // 2] if above else 1.0
    units = (SECOND, MILLISECOND, MICROSECOND)
    return next((unit for unit in units if middle >= unit.size), NANOSECOND)


def round_steps(end: float, most: int) -> list[float]:
    """Return round times from 0 up to an end, in at most so many steps (three or more).

    >>> round_steps(1.6, 5)
    [0.0, 0.5, 1.0, 1.5]
    """
    if end <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(end / most))
    step = next(s * power for s in (1, 2, 5, 10, 20) if end / (s * power) <= most)
    return [round(i * step, 12) for i in range(int(end / step + 1e-9) + 1)]


def log_steps(low: float, high: float, most: int) -> list[float]:
    """Return at most so many round times between two, for a log axis.

    >>> log_steps(0.0008, 0.2, 5)
    [0.001, 0.003, 0.01, 0.03, 0.1]
    >>> log_steps(0.011, 0.019, 5)
    [0.012, 0.014, 0.016, 0.018]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps: list[float] = []
    for digits in ((1, 2, 5), (1, 3), (1,)):
        steps = [d * 10.0**power for power in powers for d in digits]
        steps = [round(step, 12) for step in steps if low <= step <= high]
        if len(steps) <= most:
            break
    if len(steps) > 1 and high > 5 * low:
        return steps[:: -(-len(steps) // most)]
    step = round_steps(high - low, most)[1]
    return [round(i * step, 12) for i in range(math.ceil(low / step), int(high / step) + 1)]


UNITS = {
    "s": (SECOND, MILLISECOND, MICROSECOND, NANOSECOND),
    "B": (Unit("GB", 1e9), Unit("MB", 1e6), Unit("kB", 1e3), Unit("B", 1.0)),
    "x": (Unit("x", 1.0),),
    "": (Unit("", 1.0),),
}
"""What a quantity is in, by the sign of its base: seconds, bytes, times, or a plain number."""


def amount(value: float, unit: str, trim: bool = False) -> str:
    """Return a quantity in the unit that suits it, to three digits; trimmed, without idle zeros.

    >>> amount(0.00002, "s"), amount(2_500_000, "B"), amount(1.9, "x"), amount(20_000, "")
    ('20.0 µs', '2.50 MB', '1.90 x', '20 000')
    >>> amount(0.00002, "s", trim=True), amount(10, "B", trim=True)
    ('20 µs', '10 B')
    """
    units = UNITS[unit]
    chosen = next((one for one in units if value * (1 + 1e-9) >= one.size), units[-1])
    digits, point, rest = chosen.number(value).partition(".")
    if trim or not unit:
        rest = rest.rstrip("0")
    grouped = f"{int(digits):,}".replace(",", " ")
    return f"{grouped}{point * bool(rest)}{rest} {chosen.name}".rstrip()
