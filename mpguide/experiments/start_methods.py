"""What the page "start_methods" times: from start() to the child's first line and its end."""

from collections.abc import Callable, Iterator
from functools import partial

from mpguide.experiments.talking import talking

MAINS = {"light": "start_child", "stdlib": "start_child_stdlib", "numpy": "start_child_numpy"}
"""The programs by what their main module imports."""

Moments = dict[str, float]


def child(method: str, main: str = "light") -> Iterator[Callable[[], Moments]]:
    """Start one child after another from one program, its server warm.

    Each call returns the seconds since before ``start()``: ``start()`` until it
    returned, ``first line`` until the child's, ``joined`` until the child ended.
    """
    with talking(MAINS[main], method) as program:
        yield partial(program.ask, "start")


def first_start(method: str, main: str = "light") -> Moments:
    """Begin a new program and start three children from it.

    Returns the seconds until the first line of the ``first`` child and of the
    ``later`` one, the third.
    """
    with talking(MAINS[main], method) as program:
        starts = [program.ask("start") for _ in range(3)]
    return {"first": starts[0]["first line"], "later": starts[2]["first line"]}
