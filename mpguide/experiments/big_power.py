"""What a large power costs, and what its digits; and who runs meanwhile."""

import importlib.util
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mpguide.timeline import Timeline
from mpguide.workers.gil_power import compute, tick

TIMEOUT = 60

Call = Callable[[], object]


def converts_fast() -> bool:
    """Return whether int and str are converted in less than quadratic time (3.12)."""
    return importlib.util.find_spec("_pylong") is not None


@contextmanager
def digits_allowed(most: int) -> Iterator[None]:
    """Set how many digits an int may be converted to, 0 for any number, and set it back."""
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(most)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(usual)


def power(exponent: int) -> Iterator[Call]:
    """Raise 8 to a power."""
    yield lambda: pow(8, exponent)


def digits(exponent: int) -> Iterator[Call]:
    """Convert the power to decimal digits, as print() does."""
    number = pow(8, exponent)
    with digits_allowed(0):
        yield lambda: str(number)


def hexadecimal(exponent: int) -> Iterator[Call]:
    """Convert the power to hexadecimal digits."""
    number = pow(8, exponent)
    yield lambda: hex(number)


WAYS = {"power": power, "digits": digits, "hex": hexadecimal}
"""What is done with an exponent, by its name."""


def alone_and_both(exponent: int) -> tuple[Timeline, Timeline, float]:
    """Let one thread compute, then two; return timelines, and how many cores the two used."""
    timelines, used = [], 0.0
    with digits_allowed(0):
        for many in (1, 2):
            with Timeline() as timeline:
                work = (timeline, threading.Barrier(many), exponent)
                team = [threading.Thread(target=compute, args=work) for _ in range(many)]
                began, computed = time.perf_counter(), time.process_time()
                _run(team)
                used = (time.process_time() - computed) / (time.perf_counter() - began)
            timelines.append(timeline)
    return timelines[0], timelines[1], used


def beside_a_clock(raised: int, converted: int) -> Timeline:
    """Raise 8 to a power five times, and convert one four times, beside a thread that ticks."""
    interval, over = sys.getswitchinterval(), threading.Event()
    sys.setswitchinterval(0.0005)
    try:
        with digits_allowed(0), Timeline() as timeline:
            clock = threading.Thread(target=tick, args=(timeline, over))
            clock.start()
            for _ in range(5):
                time.sleep(0.005)
                with timeline.span("power"):
                    pow(8, raised)
            number = pow(8, converted)
            for _ in range(4):
                time.sleep(0.005)
                with timeline.span("digits"):
                    str(number)
            over.set()
            clock.join(TIMEOUT)
    finally:
        over.set()
        sys.setswitchinterval(interval)
    return timeline


def ticks(timeline: Timeline, text: str) -> list[int]:
    """Return how many ticks came in the course of each of these spans."""
    spans = [span for span in timeline.spans if span.text == text]
    return [
        sum(span.start < mark.time < (span.end or 0) for mark in timeline.marks) for span in spans
    ]


def steps(timeline: Timeline) -> dict[str, dict[float, float]]:
    """Return how many ticks there have been at each time, as the corners of a curve."""
    corners: dict[float, float] = {0: 0}
    for before, mark in enumerate(timeline.marks):
        corners |= {mark.time: before, mark.time + 1e-6: before + 1}
    return {"ticks": corners}


def _run(team: list[threading.Thread]) -> None:
    for thread in team:
        thread.start()
    for thread in team:
        thread.join(TIMEOUT)
