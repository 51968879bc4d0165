"""The pictures of the guide: timelines, distributions, costs, curves, tables of outcomes.

Each ``draw_*`` makes a `Picture` from data and shows it: handed to the site when
it collects them, else in a window or notebook, else as its words in the terminal.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mpguide.figures import (
    charts,
    costs,
    curves,
    distributions,
    events,
    histogram,
    lanes,
    outcomes,
    panels,
    ratios,
    records,
)
from mpguide.figures.charts import Quantity
from mpguide.figures.drawing import Drawing
from mpguide.figures.pictures import LIMIT, THUMBNAIL, WIDTH, Picture, made, show, size
from mpguide.figures.text import clean
from mpguide.figures.units import Unit, choose_unit

if TYPE_CHECKING:
    from mpguide.bench import Samples
    from mpguide.timeline import Timeline


def draw_timeline(timeline: "Timeline", title: str) -> Picture:
    """Draw a lane per process and thread: spans as bars, marks as ticks.

    A span that never ended has an open end.  Beyond 300 spans and marks they
    lose their labels, and bars too close to tell apart are joined.
    """
    found = events.read(timeline)
    picture = _draw_events(found, title)
    if size(picture) > LIMIT:
        picture = _draw_events(found._replace(crowded=True), title)
    return show(picture)


def draw_distributions(
    samples: "Samples", title: str, names: Sequence[str] | None = None
) -> Picture:
    """Draw how the times of each alternative are distributed, on a log axis.

    ``names`` picks alternatives and their order.  Raises `ValueError` for a name
    that the samples lack or an alternative without times.
    """
    rows = distributions.read(samples, names)
    return show(made(title, distributions.words(rows), partial(distributions.layout, rows)))


def draw_costs(
    bars: Mapping[str, Mapping[str, float]],
    title: str,
    spreads: Mapping[str, tuple[float, float]] | None = None,
) -> Picture:
    """Draw what each total is made of: ``{label: {part: seconds}}`` as stacked bars.

    ``spreads`` says between which seconds a total lies, ``{label: (low, high)}``:
    a stroke above its bar.  Raises `ValueError` for more than six parts, or a
    cost that is no time.
    """
    rows = costs.read(bars, spreads)
    return show(made(title, costs.words(rows), partial(costs.layout, rows)))


def draw_curves(  # noqa: PLR0913 - each is a choice of its own, by name
    values: Mapping[str, Mapping[float, Quantity]],
    title: str,
    x_label: str,
    y_label: str = "",
    *,
    limits: Mapping[str, float | Mapping[float, float]] | None = None,
    at: Mapping[str, float] | None = None,
    unit: str = "s",
    x_unit: str = "",
    log: bool = True,
) -> Picture:
    """Draw how a quantity grows with another: ``{name: {x: value}}``, a curve for each name.

    A value is a number, or ``(low, middle, high)``: the line goes through the
    middle ones, and an upright stroke spans each range.  ``limits`` are what
    the curves can't pass, or what explains them, dashed: ``{name: {x: value}}``,
    or one number for all x.  ``at`` marks places of the horizontal axis:
    ``{name: x}``.

    ``unit`` and ``x_unit`` are ``"s"`` (seconds), ``"B"`` (bytes, by powers of
    1000), ``"x"`` (a ratio) or ``""`` (a plain number).  Both axes are
    logarithmic, or with ``log=False`` both linear from 0 on.

    >>> sizes = {"Queue": {10: 3e-5, 1e6: 2e-3}, "Pipe": {10: (1e-5, 2e-5, 4e-5), 1e6: 1e-3}}
    >>> picture = draw_curves(
    ...     sizes,
    ...     "What a message costs",
    ...     "its size",
    ...     limits={"memcpy": {10: 1e-8, 1e6: 1e-4}},
    ...     x_unit="B",
    ... )  # doctest: +NORMALIZE_WHITESPACE
    What a message costs: 2 curves: by its size, on log axes. Queue 30.0 µs at 10 B, 2.00 ms
    at 1 MB; Pipe 20.0 µs at 10 B, 1.00 ms at 1 MB. Limits: memcpy 10.0 ns at 10 B, 100 µs at
    1 MB.

    Raises `ValueError` for no curves or more than six, for more than four
    limits, and for a value that has no place on the axes.
    """
    frame = charts.Frame(x_label, y_label, x_unit, unit, log)
    chart = charts.read(values, limits or {}, at or {}, frame)
    return show(made(title, charts.words(chart), partial(curves.layout, chart)))


def draw_panels(  # noqa: PLR0913 - each is a choice of its own, by name
    values: Mapping[str, Mapping[str, Mapping[float, Quantity]]],
    title: str,
    x_label: str,
    y_label: str = "",
    *,
    limits: Mapping[str, Mapping[float, float]] | None = None,
    unit: str = "s",
    x_unit: str = "",
) -> Picture:
    """Draw a small plot of curves for each of several things: ``{panel: {name: {x: value}}}``.

    All have the same logarithmic axes, and behind each are the curves of the
    others: for more curves than one plot can hold.  The rest is as in
    `draw_curves`; ``limits`` are drawn in every panel.

    >>> ways = {
    ...     "Pipe": {"one way": {10: 5e-6, 1e6: 1e-3}, "round trip": {10: 2e-5, 1e6: 2e-3}},
    ...     "Queue": {"one way": {10: 5e-6, 1e6: 1e-3}, "round trip": {10: 4e-5, 1e6: 2e-3}},
    ... }
    >>> picture = draw_panels(
    ...     ways, "What a message costs", "its size", x_unit="B"
    ... )  # doctest: +NORMALIZE_WHITESPACE
    What a message costs: 2 panels: by its size, 10 B to 1 MB, on log axes, each with the
    others behind. Pipe: one way 5.00 µs to 1.00 ms, round trip 20.0 µs to 2.00 ms; Queue:
    one way 5.00 µs to 1.00 ms, round trip 40.0 µs to 2.00 ms.

    Raises `ValueError` for no panels or more than twelve, for more than six
    curves in one, and for a value that has no place on the axes.
    """
    frame = charts.Frame(x_label, y_label, x_unit, unit, log=True)
    found = panels.read(values, limits or {}, frame)
    return show(made(title, panels.words(found), partial(panels.layout, found)))


def draw_counts(
    counts: Mapping[float, int], title: str, x_label: str, counted: str = "times"
) -> Picture:
    """Draw how often each value came: ``{value: times}``, as upright bars.

    A few whole numbers have a bar each; others share round ranges, which hold
    their upper end.  ``counted`` says what the bars count.  Raises `ValueError`
    for no counts, and for values below 0.

    >>> _ = draw_counts({0: 4, 2: 1}, "What is lost", "updates lost", "runs")
    What is lost: How many of 5 runs had so many updates lost. 0: 4; 2: 1. Middle one 0, greatest 2.
    """
    found = histogram.read(counts, x_label, counted)
    return show(made(title, histogram.words(found), partial(histogram.layout, found)))


def draw_records(
    times: Mapping[str, Mapping[str, Quantity]], title: str, *, spare: bool = False
) -> Picture:
    """Draw what benchmarks took in several series: ``{series: {benchmark: seconds}}``.

    A row for each benchmark, and in it a marker for each series, an interpreter
    or a machine.  A time is a number, or ``(low, median, high)``, on a log axis.

    The picture says in ``data-`` attributes where a time has its place, so that
    a script can add to it; with ``spare`` a lane of each row and room on the
    axis are left for that.

    >>> times = {"3.11": {"fork": (1.0, 2.0, 3.0)}, "3.15": {"fork": 1.5}}
    >>> _ = draw_records(times, "Start")
    Start: Medians of 1 benchmark, 3.11 and 3.15, on a log axis. fork 2.00 s (3.11), 1.50 s (3.15).

    Raises `ValueError` for no times or more than six series, and for what is no
    time.
    """
    chart = records.read(times, spare)
    words = records.words(chart)
    content = records.html(chart, clean(title), words)
    return show(made(title, words, partial(records.layout, chart), content))


def draw_ratios(times: Mapping[str, Quantity], title: str, *, alike: float = 0.1) -> Picture:
    """Draw how many times as long each of several things takes as its like: ``{name: ratio}``.

    A ratio is a number, whose marker is hollow, or ``(low, middle, high)``.  The
    log axis has a line at one, and a band around it where ratios count as
    ``alike``; colours tell those whose whole interval lies beyond it.

    >>> _ = draw_ratios({"fork": (1.1, 1.25, 1.4), "spawn": 0.5}, "3.14 against 3.13")
    3.14 against 3.13: 2 ratios on a log axis. fork 1.25 (1.10 to 1.40); spawn 0.500.

    Raises `ValueError` for no ratios, and for what is none.
    """
    chart = ratios.read(times, alike)
    return show(made(title, ratios.words(chart), partial(ratios.layout, chart)))


def draw_outcomes(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], tuple[str, str]],
    title: str,
) -> Picture:
    """Draw a table of outcomes: ``{(row, column): (state, text)}``.

    A state is one of ``works``, ``fails``, ``hangs``, ``silent`` and ``not run``;
    a missing cell was not run.  Raises `ValueError` for another state or place.
    """
    table = outcomes.read(rows, columns, cells)
    draw = partial(outcomes.layout, table)
    return show(made(title, outcomes.words(table), draw, outcomes.html(table)))


def draw_table(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], str | tuple[str, str]],
    title: str,
) -> Picture:
    """Draw a table of what was found: ``{(row, column): text}``, without a judgement.

    Equal texts have the same colour; a missing cell was not run.  A pair is such
    a text, and what stands below it.  Raises `ValueError` for another place and
    for more than six different texts.
    """
    table = outcomes.read_found(rows, columns, cells)
    draw = partial(outcomes.layout, table)
    return show(made(title, outcomes.words(table), draw, outcomes.html(table)))


def _draw_events(found: events.Events, title: str) -> Picture:
    return made(title, events.words(found), partial(lanes.layout, found))


__all__ = [
    "LIMIT",
    "THUMBNAIL",
    "WIDTH",
    "Drawing",
    "Picture",
    "Unit",
    "choose_unit",
    "draw_costs",
    "draw_counts",
    "draw_curves",
    "draw_distributions",
    "draw_outcomes",
    "draw_panels",
    "draw_ratios",
    "draw_records",
    "draw_table",
    "draw_timeline",
]
