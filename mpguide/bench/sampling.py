"""What the fresh interpreter does: set up, calibrate, measure in rounds, tear down.

It gets its task by pickle on standard input and answers in lines of JSON on
what was standard output.  Only that interpreter imports this module.
"""

import gc
import inspect
import json
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from random import shuffle
from typing import Any, NamedTuple

from mpguide.bench.votes import Tally, cast

BLOCK = 100e-6
"""Seconds that a block of calls takes at least: short of a scheduler's slice, long for a timer."""

SLOT = 0.010
"""Seconds of rounds that cast one vote together."""

SLOW_ROUND = 0.150
"""Seconds from which on a round is slow, and the budget three times as long."""

TALK = 0.25
"""Seconds between two messages: no more than that is lost when the interpreter is ended."""

Row = tuple[float, ...]
Say = Callable[[Mapping[str, Any]], None]


class Task(NamedTuple):
    """What to measure; ``loops`` by name from an interpreter before this one."""

    path: list[str]
    start_method: str
    at_least: list[tuple[str, float, str]]
    rounds: int | None
    budget: float
    loops: Mapping[str, int]


class BadTask(Exception):
    """A task that can't be done as it was put."""


class Timed:
    """One alternative: the call, the calls in a block, the parts it measures itself."""

    def __init__(self, name: str, call: Callable[[], Any]) -> None:
        self.name, self.call = name, call
        self.loops = 1
        self.parts: tuple[str, ...] = ()

    def prepare(self, loops: int | None) -> float:
        """Find how many calls make a block; return the seconds of the last of three such blocks.

        They are thrown away, so that the first start of anything is among them.
        """
        first = self.call()
        self.parts = tuple(first) if isinstance(first, Mapping) else ()
        self.loops = loops or 1
        blocks, seconds = 0, 0.0
        while blocks < 3:
            begun = time.perf_counter()
            self.block()
            seconds = time.perf_counter() - begun
            if loops or self.parts or seconds >= BLOCK:
                blocks += 1
            else:
                blocks, self.loops = 0, self.loops * 2
        return seconds

    def names(self) -> tuple[str, ...]:
        """Return what the values of a block are called."""
        return tuple(f"{self.name}.{part}" for part in self.parts) or (self.name,)

    def block(self) -> Row:
        """Return the seconds that one call takes, or those that it says its parts take."""
        if self.parts:
            found = self.call()
            return tuple(float(found[part]) for part in self.parts)
        call, times = self.call, range(self.loops)
        begun = time.perf_counter()
        for _ in times:
            call()
        return ((time.perf_counter() - begun) / self.loops,)


class Sampler:
    """Measures alternatives that are alive together; `at` names the one in hand."""

    def __init__(self, task: Task, say: Say) -> None:
        self.task, self.say = task, say
        self.at = ""
        self.timed: list[Timed] = []
        self.names: list[str] = []

    def run(self, alternatives: Mapping[str, Callable[[], Any]]) -> None:
        """Set up, measure and tear down, saying what was measured on the way."""
        with ExitStack() as stack:
            for name, function in alternatives.items():
                self.at = name
                self.say({"at": name})
                self.timed.append(Timed(name, self._live(stack, function)))
            slow = self._prepare() > SLOW_ROUND
            self._measure(self._tallies(), self.task.budget * (3 if slow else 1))

    def _live(self, stack: ExitStack, function: Callable[[], Any]) -> Callable[[], Any]:
        if not inspect.isgeneratorfunction(function):
            return function
        call: Callable[[], Any] = stack.enter_context(contextmanager(function)())
        name = self.at

        def name_the_next(failed: type[BaseException] | None, *_: object) -> None:
            if failed is None:  # else it stays with the one that failed
                self.at = name

        stack.push(name_the_next)
        return call

    def _prepare(self) -> float:
        seconds = 0.0
        for timed in self.timed:
            self.at = timed.name
            seconds += timed.prepare(self.task.loops.get(timed.name))
            self.names += timed.names()
            self.say({"at": timed.name, "prepared": timed.names(), "loops": timed.loops})
        gc.collect()
        return seconds

    def _tallies(self) -> list[tuple[Tally, int, int]]:
        for slow, _, fast in self.task.at_least:
            for name in (slow, fast):
                if name not in self.names:
                    known = ", ".join(map(repr, self.names))
                    raise BadTask(f"nothing measured is called {name!r}; there are {known}")
        return [
            (Tally(times), self.names.index(slow), self.names.index(fast))
            for slow, times, fast in self.task.at_least
        ]

    def _measure(self, tallies: list[tuple[Tally, int, int]], budget: float) -> None:
        unsaid: list[list[Row]] = []
        said = time.monotonic()
        try:
            for slot in self._slots(budget):
                unsaid.append(slot)
                for tally, slow, fast in tallies:
                    tally.add(cast(slot, slow, fast))
                if time.monotonic() - said > TALK:
                    self.say({"slots": unsaid})
                    unsaid, said = [], time.monotonic()
                if not self.task.rounds and tallies and all(t.decided for t, _, _ in tallies):
                    return
        finally:
            self.say({"slots": unsaid})

    def _slots(self, budget: float) -> Iterator[list[Row]]:
        left = self.task.rounds or sys.maxsize
        end = time.monotonic() + budget
        while left > 0:
            full = time.monotonic() + SLOT
            slot = [self._round()]
            while len(slot) < left and time.monotonic() < full:
                slot.append(self._round())
            yield slot
            left -= len(slot)
            if not self.task.rounds and time.monotonic() >= end:
                return

    def _round(self) -> Row:
        order = self.timed[:]
        shuffle(order)
        found = {}
        for timed in order:
            self.at = timed.name
            found[timed.name] = timed.block()
        return tuple(seconds for timed in self.timed for seconds in found[timed.name])


def main() -> None:
    """Measure what standard input asks for, and answer on what was standard output."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)  # what an experiment prints must not end up among the answers

        def say(message: Mapping[str, Any]) -> None:
            answers.write(json.dumps(message) + "\n")
            answers.flush()

        task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
        sys.path[:] = task.path
        multiprocessing.set_start_method(task.start_method)
        sampler = Sampler(task, say)
        try:
            sampler.run(pickle.load(sys.stdin.buffer))  # noqa: S301 - likewise
        except BadTask as error:
            say({"bad": str(error)})
        except BaseException as error:
            say({"failed": True, "at": sampler.at, "text": _traceback(error)})
        else:
            say({"done": True})


def _traceback(error: BaseException) -> str:
    """Return an error's traceback without the bench's own frames at its top."""
    ours = (os.path.dirname(__file__), contextmanager.__code__.co_filename)
    top = error.__traceback__
    while top and top.tb_next and top.tb_frame.f_code.co_filename.startswith(ours):
        top = top.tb_next
    return "".join(traceback.format_exception(type(error), error, top)).rstrip()
