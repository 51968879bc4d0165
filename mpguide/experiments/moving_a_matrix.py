"""What it takes until a child has added up a column of a matrix, part by part.

A program starts a child for each column, one after another; see `mpguide.programs`.
"""

import itertools
import pickle
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from mpguide.experiments.talking import Talk, talking

PARTS = ("start", "import", "pickle", "transfer", "work", "end")
"""What a column takes, in this order in pictures; not every child imports, or is sent a pickle."""

WAYS = ("argument", "protocol 5", "shared memory")
"""How the matrix gets to the child."""

MAINS = {"numpy": "start_child_matrix_numpy", "no numpy": "start_child_matrix"}
"""The programs by what their main module imports."""

FLOOR = "memcpy"

Seconds = dict[str, float]


def columns_of(
    method: str,
    shapes: Sequence[tuple[int, int]],
    way: str = "argument",
    main: str = "numpy",
) -> Iterator[Callable[[], Seconds]]:
    """Add up a column of each matrix of so many rows and columns, the next one at each call.

    A call returns the seconds of each part by the rows: ``import, 1000``; those of all together,
    ``total``; and those of pickling and transfer, ``moved``.
    """
    with talking(MAINS[main], method) as program:
        turns = itertools.count()
        ask = partial(_ask, program, way)
        ask(*shapes[0], 0)  # the first one waits for the fork server to import main
        yield partial(_add_up_each, ask, shapes, turns)


def _add_up_each(
    ask: Callable[[int, int, int], Seconds],
    shapes: Sequence[tuple[int, int]],
    turns: Iterator[int],
) -> Seconds:
    took: Seconds = {}
    turn = next(turns)
    for rows, columns in shapes:
        parts = ask(rows, columns, turn % columns)
        moved = parts.get("pickle", 0) + parts["transfer"]
        parts |= {"moved": moved, "total": sum(parts.values())}
        took |= {f"{part}, {rows}": seconds for part, seconds in parts.items()}
    return took


def _ask(program: Talk, way: str, rows: int, columns: int, column: int) -> Seconds:
    found: dict[str, float] = program.ask(f"{way}, {rows}, {columns}, {column}")
    expected = columns * rows * (rows - 1) / 2 + rows * column
    if (total := found.pop("sum")) != expected:
        raise RuntimeError(f"column {column} adds up to {expected}, a child found {total}")
    return {part: found[part] for part in PARTS if part in found}


def sent(shapes: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """Return the bytes of the pickle in which a matrix of each size is handed over, by the way."""
    import numpy

    found: dict[str, list[int]] = {way: [] for way in WAYS}
    for rows, columns in shapes:
        matrix = numpy.arange(rows * columns, dtype=float)
        found["argument"].append(len(pickle.dumps(matrix)))
        buffers: list[Any] = []
        head = pickle.dumps(matrix, 5, buffer_callback=buffers.append)
        found["protocol 5"].append(len(head))
        block = SharedMemory(create=True, size=matrix.nbytes)
        found["shared memory"].append(len(pickle.dumps(block)))
        block.close()
        block.unlink()
    return found


def copy(shapes: Sequence[tuple[int, int]]) -> Iterator[Callable[[], Seconds]]:
    """Copy as many bytes as each matrix has within this process, as fast as the machine can."""
    sources = {rows: array("d", bytes(8 * rows * columns)) for rows, columns in shapes}
    for source in sources.values():
        source[:] = array("d", range(len(source)))
    targets = {rows: memoryview(source[:]) for rows, source in sources.items()}
    yield partial(_copy_each, sources, targets)


def _copy_each(sources: Mapping[int, Any], targets: Mapping[int, memoryview]) -> Seconds:
    took = {}
    for rows, target in targets.items():
        begun = time.perf_counter()
        target[:] = sources[rows]
        took[f"moved, {rows}"] = time.perf_counter() - begun
    return took


Quantity = tuple[float, float, float]


def beside(methods: Sequence[str]) -> str:
    """Return the start method under which the other ways are timed: the cheapest that pickles.

    >>> beside(["fork", "forkserver", "spawn"]), beside(["spawn"])
    ('forkserver', 'spawn')
    """
    return "forkserver" if "forkserver" in methods else methods[-1]


def every(methods: Sequence[str], shapes: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return what is timed: arguments under each method, the other ways, no numpy, and a copy.

    The last method, whose children take longest to start, is timed for the smallest matrix and the
    largest, unless the other ways are timed under it.
    """
    timed = {method: partial(columns_of, method, shapes) for method in methods}
    last, other = methods[-1], beside(methods)
    if last != other:
        timed[last] = partial(columns_of, last, [shapes[0], *shapes[1:][-1:]])
    timed[f"{last}, no numpy"] = partial(columns_of, last, shapes[:1], main="no numpy")
    for way in WAYS[1:]:
        timed[f"{other}, {way}"] = partial(columns_of, other, shapes, way)
    return timed | {FLOOR: partial(copy, shapes)}


Spreads = dict[str, tuple[float, float]]


def bars(samples: Any, rows: int) -> tuple[dict[str, Seconds], Spreads]:
    """Return the medians of the parts of one size by alternative, and the spreads of the totals.

    Nine rounds in ten lie within a spread.
    """
    found: dict[str, Seconds] = {}
    for name, part in _measured(samples, rows):
        if part in PARTS:
            found.setdefault(name, {})[part] = samples.median(f"{name}.{part}, {rows}")
    spreads = {name: (low, high) for name, (low, _, high) in totals(samples, rows).items()}
    return found, spreads


def totals(samples: Any, rows: int) -> dict[str, Quantity]:
    """Return low, middle and high of all parts together, with nine rounds in ten between."""
    return {
        name: _spread(samples, f"{name}.{part}, {rows}")
        for name, part in _measured(samples, rows)
        if part == "total"
    }


def table(samples: Any, rows: int) -> str:
    """Return the least, the median and the most that one size took, in milliseconds, as text."""
    found = totals(samples, rows)
    width = max(map(len, found))
    lines = [
        f"{name:{width}}" + "".join(f"{1e3 * seconds:8.3g}" for seconds in spread)
        for name, spread in found.items()
    ]
    return "\n".join((f"{'milliseconds':{width}}     low  median    high", *lines))


def moved(
    samples: Any, shapes: Sequence[tuple[int, int]]
) -> tuple[dict[str, dict[float, Quantity]], dict[float, float]]:
    """Return the seconds of pickling and transfer by the bytes, for what has more than one size.

    And those of the copy within a process.
    """
    found: dict[str, dict[float, Quantity]] = {}
    for rows, columns in shapes:
        for name, part in _measured(samples, rows):
            if part == "moved":
                curve = found.setdefault(name, {})
                curve[8 * rows * columns] = _spread(samples, f"{name}.{part}, {rows}")
    floor = {size: middle for size, (_, middle, _) in found.pop(FLOOR).items()}
    most = min(2, len(shapes))
    return {name: curve for name, curve in found.items() if len(curve) >= most}, floor


def _measured(samples: Any, rows: int) -> Iterator[tuple[str, str]]:
    """Yield what was measured of one size: alternative and part."""
    for name in samples.names:
        alternative, _, measured = name.rpartition(".")
        part, _, size = measured.rpartition(", ")
        if int(size) == rows:
            yield alternative, part


def _spread(samples: Any, name: str) -> Quantity:
    ordered = sorted(samples.values[name])
    few = len(ordered) // 20
    low, high = ordered[few], ordered[-1 - few]
    return low, min(max(samples.median(name), low), high), high
