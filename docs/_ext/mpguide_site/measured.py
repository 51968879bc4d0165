"""``:measured:`page/name```: a measured value in prose, from the record of this build.

``:measured:`start_methods/spawn.joined``` is the median of that benchmark with its
interval; ``:measured:`start_methods/spawn.joined / fork.joined``` is how many times as
long the first takes as the second.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from math import isinf
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from mpguide import record, timings
from mpguide.figures.units import choose_unit
from mpguide_site import order
from mpguide_site.tables import link

MACHINE = ("how_it_works", "this-build")
"""Where the site tells on what it was built."""

UNKNOWN = "(not measured)"
"""What stands for a value of a page that this build does not run."""

known: dict[str, order.Page] = {}
"""The pages of the site that is being built, by name."""


class MeasuredError(Exception):
    """A value that was not measured: the message says which, and what there is."""


class Value(NamedTuple):
    """A measured value: its text, its interval's if there is one, and what it rests on."""

    text: str
    interval: str
    rests_on: str

    def __str__(self) -> str:
        return f"{self.text} ({self.interval})" if self.interval else self.text

    def elsewhere(self) -> str:
        """Return the value as it is told off the site."""
        interval = f"{self.interval} " if self.interval else ""
        return f"{self.text} ({interval}when the site was built)"


def find(name: str) -> Value | None:
    """Return a value by its name; None for a page that this build does not run.

    Raises `MeasuredError` when nothing of that name was measured.
    """
    page, _, rest = " ".join(name.split()).partition("/")
    if page not in known:
        raise MeasuredError(f"there is no page {page!r}{_near(page, known)}")
    lines = known[page].verdicts
    if not lines.is_file():
        return None
    suite = suite_of(lines, page, lines.stat().st_mtime_ns)
    names = rest.split(" / ")
    for one in names:
        if one not in suite:
            raise MeasuredError(f"{page} does not measure {one!r}{_near(one, suite)}")
    return _value(page, *(suite[one] for one in names))


@cache
def suite_of(lines: Path, page: str, changed: int) -> dict[str, Mapping[str, Any]]:
    """Return a page's benchmarks by name, read anew when the file has changed."""
    suite = record.fold([lines], {}).timings.get(page, {"benchmarks": []})
    shared = suite.get("metadata", {})
    merged = [
        {**one, "metadata": {**shared, **one.get("metadata", {})}} for one in suite["benchmarks"]
    ]
    return {one["metadata"]["name"]: one for one in merged}


def _value(page: str, one: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> Value:
    runs = _runs(one)
    name = one["metadata"]["name"]
    if other is not None:
        name = f"{name} / {other['metadata']['name']}"
        runs = list(_ratios(runs, _runs(other), name))
    middle = timings.median([timings.median(run) for run in runs])
    lows, highs = zip(*map(timings.interval, runs), strict=True)
    bounds = None if isinf(max(highs)) else (min(lows), max(highs))
    values = f"{sum(map(len, runs))} values of {len(runs)} interpreter{'s' * (len(runs) != 1)}"
    rests_on = f"{page}, {name}: median of {values}; {_machine(one['metadata'])}"
    text, interval = _time(middle, bounds) if other is None else _times(middle, bounds)
    return Value(text, interval, rests_on)


def _runs(benchmark: Mapping[str, Any]) -> list[Sequence[float]]:
    return [run["values"] for run in benchmark["runs"] if run.get("values")]


def _ratios(
    slow: list[Sequence[float]], fast: list[Sequence[float]], name: str
) -> Iterator[list[float]]:
    """Yield the ratios of each interpreter, paired as the values were measured."""
    if [*map(len, slow)] != [*map(len, fast)]:
        raise MeasuredError(f"{name}: these were not measured together")
    for mine, theirs in zip(slow, fast, strict=True):
        yield [one / other for one, other in zip(mine, theirs, strict=True)]


def _time(middle: float, bounds: tuple[float, float] | None) -> tuple[str, str]:
    unit = choose_unit([middle])
    if bounds is None:
        return unit.text(middle), ""
    low, high = (unit.number(bound, like=middle) for bound in bounds)
    return unit.text(middle), f"{low} to {high} {unit.name}"


def _times(middle: float, bounds: tuple[float, float] | None) -> tuple[str, str]:
    interval = "" if bounds is None else f"{_figure(bounds[0])} to {_figure(bounds[1])}"
    return f"{_figure(middle)} times", interval


def _figure(value: float) -> str:
    """Return a ratio to two digits, or as a whole number.

    >>> _figure(2.345), _figure(0.98), _figure(123.4)
    ('2.3', '0.98', '123')
    """
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _machine(told: Mapping[str, Any]) -> str:
    cores = f"{told['cpu_count']} cores" if "cpu_count" in told else ""
    python = f"CPython {told.get('python_version', '')}"
    return ", ".join(
        filter(None, (python, told.get("platform"), told.get("cpu_model_name"), cores))
    )


def _near(name: str, names: Mapping[str, Any]) -> str:
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    return f"; there is {', '.join(map(repr, near))}" if near else ""


def plainly(name: str) -> str:
    """Return what a downloaded page says in place of the role."""
    try:
        value = find(name)
    except MeasuredError:
        value = None  # the page itself has warned of it
    return value.elsewhere() if value else UNKNOWN


class Measured(SphinxRole):
    """A value, leading to what it was measured on, or a warning if there is none."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link."""
        try:
            value = find(self.text)
        except MeasuredError as error:
            message = self.inliner.reporter.warning(f"measured: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        if value is None:
            return [nodes.inline("", UNKNOWN, classes=["measured"])], []
        self.env.note_dependency(known[self.text.strip().partition("/")[0]].verdicts)
        shown: nodes.Element = nodes.inline("", str(value))
        if MACHINE[0] in self.env.found_docs:
            shown = link(self, MACHINE[0], str(value), MACHINE[1])
            shown["reftitle"] = value.rests_on
        shown["classes"].append("measured")
        return [shown], []


def _know(app: Sphinx) -> None:
    known.clear()
    known.update((page.name, page) for page in order.pages(app.config.sphinx_gallery_conf))


def setup(app: Sphinx) -> None:
    """Register the role."""
    app.add_role("measured", Measured())
    app.connect("builder-inited", _know, priority=400)
