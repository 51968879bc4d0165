"""The form of a record's file: whatever else JSON can hold is refused, with what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from mpguide.record import VERDICTS, Claim, PageRun, Record

SHORTEST, LONGEST = 1e-12, 1e9
"""Between these seconds lies everything that can be timed."""


def entry(line: bytes) -> tuple[str, Claim | PageRun | dict[str, Any]]:
    """Return the page of a line of a run's file, and its entry; raises for any other line."""
    import json

    [(kind, told)] = _pairs(json.loads(line.decode()), "an entry")
    fields = dict(_pairs(told, "an entry"))
    if kind == "claim":
        claim = _claim(fields)
        return claim.page, claim
    page = fields.pop("page")
    if not isinstance(page, str) or kind not in ("run", "timing"):
        _refuse(f"{kind!r:.60} of {page!r:.60}")
    return page, _page_run(page, fields) if kind == "run" else _timing(page, fields)


def _timing(page: str, fields: dict[str, Any]) -> dict[str, Any]:
    runs = _listed(fields["runs"], "runs")
    if not runs or not all(_listed(run, "a run") for run in runs):
        _refuse(f"{page:.60}: a timing without values")
    if not all(_is_time(value) for run in runs for value in run):
        _refuse(f"{page:.60}: a timing is no number of seconds")
    told = [value for _, value in _pairs(fields["metadata"], "metadata")]
    plain = all(type(value) in (str, int) for value in told)
    if not (isinstance(fields["name"], str) and type(fields["loops"]) is int and plain):
        _refuse(f"{page:.60}: not a timing")
    return fields


def checked(content: Mapping[str, Any]) -> Record:
    """Return the record that is read; raises for anything that no record has."""
    for name, told in _pairs(content["circumstances"], "circumstances"):
        if isinstance(told, list) or (isinstance(told, dict) and not _texts(told.values())):
            _refuse(f"the circumstance {name!r:.60} is neither a text nor a number")
    return Record(
        dict(content["circumstances"]),
        tuple(_claim(claim) for claim in _listed(content["claims"], "claims")),
        {page: _suite(page, told) for page, told in _pairs(content["timings"], "timings")},
        {page: _page_run(page, told) for page, told in _pairs(content.get("pages", {}), "pages")},
    )


def _claim(entry: Any) -> Claim:
    claim = Claim(**dict(_pairs(entry, "a claim")))
    if not _texts(claim):
        _refuse(f"a claim that is not made of texts: {claim!r:.100}")
    if claim.verdict not in VERDICTS:
        _refuse(f"{claim.verdict!r:.60} is no verdict")
    return claim


def _suite(page: str, entry: Any) -> dict[str, Any]:
    suite = dict(_pairs(entry, f"the timings of {page:.60}"))
    shared = dict(_pairs(suite.get("metadata", {}), "metadata"))
    for benchmark in _listed(suite["benchmarks"], "benchmarks"):
        own = dict(_pairs(benchmark, "a benchmark"))
        name = {**shared, **dict(_pairs(own.get("metadata", {}), "metadata"))}["name"]
        if not isinstance(name, str):
            _refuse(f"a timing of {page:.60} whose name is no text")
        for run in _listed(own["runs"], "runs"):
            values = _listed(dict(_pairs(run, "a run")).get("values", []), "values")
            if not all(_is_time(value) for value in values):
                _refuse(f"{page:.60}: a timing of {name:.60} is no number of seconds")
    return suite


def _page_run(page: str, entry: Any) -> PageRun:
    run = PageRun(**dict(_pairs(entry, "a page's run")))
    if not (_is_time(run.seconds) and isinstance(run.ended, str)):
        _refuse(f"{page:.60}: not the seconds of a run and how it ended")
    return run


def _pairs(value: Any, what: str) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else _refuse(f"{what}: not an object")


def _listed(value: Any, what: str) -> list[Any]:
    return value if isinstance(value, list) else _refuse(f"{what}: not a list")


def _texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_time(value: Any) -> bool:
    return type(value) in (int, float) and SHORTEST <= value <= LONGEST


def _refuse(message: str) -> Any:
    raise ValueError(message)
