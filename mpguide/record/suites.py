"""Timings in the form of a pyperf benchmark suite."""

from collections.abc import Iterable, Mapping
from typing import Any


def suite(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return timings in the form of a pyperf benchmark suite, ready for JSON.

    An entry has ``name``, ``runs`` (one list of seconds for each interpreter
    that measured), ``loops`` and ``metadata`` (names to texts and numbers).  A
    name that comes again gets a number.
    """
    import pyperf

    benchmarks = []
    seen: dict[str, int] = {}
    for entry in entries:
        name = entry["name"]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        metadata = {"name": name, "unit": "second", **entry["metadata"]}
        runs = [
            pyperf.Run(
                values,
                metadata={**metadata, "loops": entry["loops"]},
                collect_metadata=False,
            )
            for values in entry["runs"]
        ]
        benchmarks.append(pyperf.Benchmark(runs))
    return _as_json(pyperf.BenchmarkSuite(benchmarks))


def _as_json(benchmarks: Any) -> dict[str, Any]:
    import io
    import json

    file = io.StringIO()
    benchmarks.dump(file)
    loaded: dict[str, Any] = json.loads(file.getvalue())
    return loaded
