"""What the pages on starting time: from start() to the child's first line and its end."""

import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from mpguide.experiments.talking import PROGRAMS, talking

MAINS = {
    "light": "start_child",
    "stdlib": "start_child_stdlib",
    "numpy": "start_child_numpy",
    "preload": "start_child_preload",
    "lazy": "start_child_lazy",
}
"""The programs by what their main module imports."""

Moments = dict[str, float]

# Each interpreter notes when it is up.
CLOCK = {"PYTHONPATH": os.path.join(PROGRAMS, "clock")}


def child(method: str, main: str = "light") -> Iterator[Callable[[], Moments]]:
    """Start one child after another from one program, its server warm.

    Each call returns the seconds since before ``start()``: ``start()`` until it
    returned, ``first line`` until the child's, ``joined`` until the child ended.
    """
    for stages in child_stages(method, main):
        yield partial(_pick, stages)


def child_stages(method: str, main: str = "light") -> Iterator[Callable[[], Moments]]:
    """Do the same, and say how far the child was when.

    The ``interpreter`` is up, the ``imports`` of multiprocessing are done and the
    main module begins, ``main`` is imported, the target's ``first line`` runs, the
    child is ``joined``.  What a forked child need not do is left out.
    """
    with talking(MAINS[main], method, env=CLOCK) as program:
        program.ask("start")  # the first one waits for the fork server
        yield partial(program.ask, "start")


def _pick(stages: Callable[[], Moments]) -> Moments:
    found = stages()
    return {name: found[name] for name in ("start()", "first line", "joined")}


def floor(call: str) -> Iterator[Callable[[], Moments]]:
    """Let the system start the least that it can, by ``posix_spawn`` or a ``bare fork``."""
    with talking("start_floor") as program:
        yield partial(program.ask, call)


def first_start(method: str, main: str = "light") -> Moments:
    """Begin a new program and start three children from it.

    Returns the seconds until the first line of the ``first`` child and of the
    ``later`` one, the third.
    """
    with talking(MAINS[main], method, env=CLOCK) as program:
        starts = [program.ask("start") for _ in range(3)]
    return {"first": starts[0]["first line"], "later": starts[2]["first line"]}


def stretches(moments: Mapping[str, float]) -> Moments:
    """Return the seconds from each moment to the next; ``joined`` is what is left.

    A child may run while its parent is still in ``start()``: a moment counts from
    the latest one before it.

    >>> stretches({"start()": 2.0, "interpreter": 5.0, "imports": 0.0, "joined": 6.0})
    {'start()': 2.0, 'interpreter': 3.0, 'imports': 0.0, 'joined': 1.0}
    """
    reached = list(itertools.accumulate(moments.values(), max))
    begun = [0.0, *reached[:-1]]
    return {name: end - begin for name, begin, end in zip(moments, begun, reached, strict=True)}
