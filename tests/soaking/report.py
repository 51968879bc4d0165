"""What a soak has found: a table of pages and loads, every doubtful claim, what was left."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mpguide.cli.progress import lasted
from mpguide.record import NOT_TESTABLE, REFUTED, UNDECIDED, VERDICTS
from soaking.state import Run

MOST_UNDECIDED = 0.01
"""The share of undecided verdicts that a soak of an idle machine may have."""

LAST = 8
"""The last lines that are shown of what a failed run has written."""

HEADER = (
    "page",
    "load",
    "python",
    "method",
    "runs",
    "failed",
    *("held", "refuted", "undecided", "not testable"),
    *("median", "least", "most"),
    "left",
)


class Row(NamedTuple):
    """A page under a load: how its runs ended, its verdicts, its seconds, what it left."""

    page: str
    load: str
    python: str
    method: str
    runs: int
    failed: int
    verdicts: tuple[int, ...]
    median: float
    least: float
    most: float
    left: int


class Made(NamedTuple):
    """A claim: by load the counts of its verdicts, and an evidence if it ever was in doubt."""

    page: str
    text: str
    loads: dict[str, dict[str, int]]
    evidence: str


class Target(NamedTuple):
    """What a soak shall come to, and whether it has; None where that was not tried."""

    text: str
    met: bool | None
    found: str


def rows(runs: Iterable[Run]) -> list[Row]:
    """Return a row for each page, or build and its pages, under each load."""
    grouped: dict[tuple[str, str, str, str], list[Run]] = {}
    for part in (part for run in runs for part in parts(run)):
        what, _, load, python, method = part.cell
        grouped.setdefault((what, load, python, method), []).append(part)
    return [row(*key, some) for key, some in grouped.items()]


def parts(run: Run) -> Iterator[Run]:
    """Yield a run, and the runs of pages that it is made of if it is a build."""
    yield run
    for page, (seconds, ended) in run.pages.items():
        cell = run.cell._replace(what=f"build: {page}")
        claims = tuple(claim for claim in run.claims if claim.page == page)
        yield Run(cell, ended, "", seconds, claims)


def row(what: str, load: str, python: str, method: str, runs: Sequence[Run]) -> Row:
    """Return the row of some runs."""
    seconds = [run.seconds for run in runs]
    counted = Counter(claim.verdict for run in runs for claim in run.claims)
    return Row(
        what,
        load,
        python,
        method,
        len(runs),
        sum(run.failed for run in runs),
        tuple(counted[verdict] for verdict in VERDICTS),
        statistics.median(seconds),
        min(seconds),
        max(seconds),
        sum(bool(run.left) for run in runs),
    )


def claims(runs: Iterable[Run]) -> list[Made]:
    """Return every claim, by page; the evidence is that of a refutation, if there was one."""
    counts: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    shown: dict[tuple[str, str], tuple[bool, str]] = {}
    for run in runs:
        for claim in run.claims:
            key, load = (claim.page, claim.text), run.cell.load
            counts.setdefault(key, {}).setdefault(load, Counter())[claim.verdict] += 1
            if claim.verdict in (REFUTED, UNDECIDED):
                evidence = claim.verdict == REFUTED, f"{load}: {claim.evidence}"
                shown[key] = max(shown.get(key, evidence), evidence, key=lambda one: one[0])
    return [
        Made(*key, {load: dict(some) for load, some in loads.items()}, shown.get(key, (0, ""))[1])
        for key, loads in sorted(counts.items())
    ]


def doubts(runs: Iterable[Run]) -> list[Made]:
    """Return the claims that were refuted or undecided at least once."""
    return [claim for claim in claims(runs) if claim.evidence]


def left(runs: Iterable[Run]) -> dict[tuple[str, str], tuple[Counter[str], str]]:
    """Return by page and kind of what was left the runs under each load, and one example."""
    found: dict[tuple[str, str], tuple[Counter[str], str]] = {}
    for run in runs:
        for kind, one in {text.partition(":")[0]: text for text in reversed(run.left)}.items():
            counts, _ = found.setdefault((run.cell.what, kind), (Counter(), one))
            counts[run.cell.load] += 1
    return found


def targets(runs: Sequence[Run]) -> list[Target]:
    """Return what a soak shall come to, and whether these runs have."""
    failed = sum(run.failed for run in runs)
    leaving = sum(bool(run.left) for run in runs)
    refuted = sum(claim.verdict == REFUTED for run in runs for claim in run.claims)
    open_, decided = undecided(run for run in runs if run.cell.load == "idle")
    share = open_ / decided if decided else None
    met = None if share is None else share <= MOST_UNDECIDED
    told = "nothing ran idle" if share is None else f"{open_} of {decided}, {share:.2%}"
    text = f"at most {MOST_UNDECIDED:.0%} of the verdicts undecided when idle"
    of = f"of {len(runs)} runs"
    return [
        Target("no run fails", not failed, f"{failed} {of}"),
        Target("no claim is refuted", not refuted, f"{refuted} verdicts"),
        Target(text, met, told),
        Target("nothing is left behind", not leaving, f"{leaving} {of} left something"),
    ]


def undecided(runs: Iterable[Run]) -> tuple[int, int]:
    """Return how many verdicts are undecided, of how many that could be tested."""
    verdicts = [claim.verdict for run in runs for claim in run.claims]
    return verdicts.count(UNDECIDED), len(verdicts) - verdicts.count(NOT_TESTABLE)


def faulty(runs: Iterable[Run]) -> bool:
    """Return whether a run failed, refuted a claim or left something."""
    return any(
        run.failed or run.left or any(claim.verdict == REFUTED for claim in run.claims)
        for run in runs
    )


def report(runs: Sequence[Run]) -> str:
    """Return all that was found, as text."""
    sections = (table(rows(runs)), *map("\n".join, _lists(runs)), "\n".join(_totals(runs)))
    return "\n\n".join(section for section in sections if section)


def table(found: Iterable[Row]) -> str:
    """Return rows as lines of columns."""
    cells = [HEADER, *(_cells(one) for one in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            text.ljust(width) if number < 4 else text.rjust(width)
            for number, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cells(one: Row) -> tuple[str, ...]:
    times = (f"{seconds:.1f} s" for seconds in (one.median, one.least, one.most))
    counts = (str(count or "-") for count in (one.failed, *one.verdicts))
    return (*one[:4], str(one.runs), *counts, *times, str(one.left or "-"))


def _lists(runs: Sequence[Run]) -> Iterator[list[str]]:
    """Yield the list of doubtful claims, that of leftovers and that of failures."""
    lines = ["Refuted or undecided at least once:"]
    for doubt in doubts(runs):
        lines += [f"  {doubt.page}: {doubt.text}"]
        lines += [f"    {load}: {_counts(counts)}" for load, counts in doubt.loads.items()]
        lines += [f"    as {doubt.evidence}"]
    yield lines if len(lines) > 1 else ["Every claim that could be tested held each time."]
    lines = ["Left behind:"]
    for (page, _), (counts, example) in left(runs).items():
        lines.append(f"  {page}: {example} ({_counts(counts)})")
    yield lines if len(lines) > 1 else []
    lines = ["Failed runs:"]
    for run in runs:
        if run.failed:
            cell = " ".join((run.cell.what, *run.cell[2:]))
            lines.append(f"  {cell}: {run.ended}, {run.evidence}, {lasted(run.seconds)}")
            lines += [f"    | {line}" for line in telling(run.said)]
    yield lines if len(lines) > 1 else []


def telling(said: str) -> list[str]:
    """Return the lines that say why a run failed: a build's warnings and errors, and the last."""
    lines = said.splitlines()
    earlier = (line for line in lines[:-LAST] if re.search(r"\b(WARNING|ERROR): ", line))
    return [*earlier, *lines[-LAST:]]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _totals(runs: Sequence[Run]) -> Iterator[str]:
    for load in dict.fromkeys(run.cell.load for run in runs):
        some = [run for run in runs if run.cell.load == load]
        open_, decided = undecided(some)
        share = f"{open_ / decided:.2%}" if decided else "none"
        ran = f"{len(some)} of the runs, {lasted(sum(run.seconds for run in some))}"
        yield f"{load}: {ran}; {open_} of {decided} verdicts undecided ({share})"
    for target in targets(runs):
        met = {None: "not tried", True: "met", False: "not met"}[target.met]
        yield f"{met}: {target.text} ({target.found})"


def as_json(runs: Sequence[Run]) -> dict[str, Any]:
    """Return all that was found, ready for JSON."""
    leftovers = [
        {"page": page, "kind": kind, "loads": dict(counts), "example": example}
        for (page, kind), (counts, example) in left(runs).items()
    ]
    return {
        "rows": [
            one._asdict() | {"verdicts": dict(zip(VERDICTS, one.verdicts, strict=True))}
            for one in rows(runs)
        ],
        "claims": [claim._asdict() for claim in claims(runs)],
        "left": leftovers,
        "targets": [target._asdict() for target in targets(runs)],
    }
