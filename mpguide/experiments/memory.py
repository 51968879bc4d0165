"""What the pages that measure memory make of it: curves, and a file in the form of the timings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Sizes = Mapping[Any, "Sizes | Sequence[int] | int"]


def save(path: str | None, sizes: Sizes) -> None:
    """Write sizes in bytes, named by their keys, as ``python -m pyperf show`` reads them.

    Nothing is written without a path.
    """
    if path is None:
        return
    import platform

    import pyperf

    metadata = {
        "unit": "byte",
        "python_version": platform.python_version(),
        "platform": platform.platform(),
    }
    benchmarks = [
        pyperf.Benchmark(
            [
                pyperf.Run(
                    [max(1, size) for size in values],
                    metadata={"name": name, **metadata},
                    collect_metadata=False,
                )
            ]
        )
        for name, values in named(sizes)
    ]
    pyperf.BenchmarkSuite(benchmarks).dump(path, replace=True)


def named(sizes: Sizes) -> Iterator[tuple[str, list[int]]]:
    """Yield sizes that are in mappings of mappings with a name made of their keys.

    >>> list(named({"sent": {"private": 7, "resident": [8, 9]}}))
    [('sent, private', [7]), ('sent, resident', [8, 9])]
    """
    for key, value in sizes.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}, {name}", found) for name, found in named(value))
        else:
            yield str(key), [value] if isinstance(value, int) else list(value)


PAGE = 4096
"""Bytes of a page of memory: on a log axis there is no 0."""


def curves(
    grown: Mapping[str, Mapping[int, Mapping[str, Sequence[int]]]], *kinds: str
) -> dict[str, dict[int, int]]:
    """Return a curve for each name and kind, of the largest growth, which is at least a page.

    >>> curves({"sent": {8_000: {"private": [9_000, 9_500]}}}, "private")
    {'sent, private': {8000: 9500}}
    """
    return {
        f"{name}, {kind}": {size: max(PAGE, *found[kind]) for size, found in sizes.items()}
        for name, sizes in grown.items()
        for kind in kinds
    }
