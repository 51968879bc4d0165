"""A timeline's events as a picture needs them: by lane, in order, and in words."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from mpguide.figures.drawing import SERIES
from mpguide.figures.text import clean, plural, short, some
from mpguide.figures.units import Unit, choose_unit

if TYPE_CHECKING:
    from mpguide.timeline import Lane, Mark, Span, Timeline

MOST = 300
"""The most spans and marks that are drawn each with its text."""

MOST_LANES = 40
"""The most lanes that are drawn."""


class Events(NamedTuple):
    """The spans and marks of each lane, and the last moment in seconds."""

    lanes: "dict[Lane, tuple[list[Span], list[Mark]]]"
    end: float
    crowded: bool
    """Whether they are too many to give each its text."""

    @property
    def unit(self) -> Unit:
        """The unit of every time in the picture."""
        return choose_unit([self.end])

    @property
    def spans(self) -> "list[Span]":
        """The spans of all lanes as they began."""
        return sorted((span for spans, _ in self.lanes.values() for span in spans), key=_start)

    @property
    def colours(self) -> dict[str, str]:
        """The colour of each kind of span; from the sixth on they share one."""
        kinds = dict.fromkeys(kind(span) for span in self.spans)
        return {name: SERIES[min(at, len(SERIES) - 1)] for at, name in enumerate(kinds)}


def read(timeline: "Timeline") -> Events:
    """Return a timeline's events by lane: processes as they began, each main thread first."""
    lanes: dict[Lane, tuple[list[Span], list[Mark]]] = {}
    for span in sorted(timeline.spans, key=_start):
        lanes.setdefault(span.lane, ([], []))[0].append(span)
    for mark in sorted(timeline.marks, key=lambda mark: mark.time):
        lanes.setdefault(mark.lane, ([], []))[1].append(mark)
    order = sorted(lanes, key=_place)
    count = sum(len(spans) + len(marks) for spans, marks in lanes.values())
    end = max((time for held in lanes.values() for time in _times(*held)), default=0.0)
    return Events({lane: lanes[lane] for lane in order}, end, count > MOST)


def kind(span: "Span") -> str:
    """Return what a span has in common with others: its text without numbers.

    >>> from types import SimpleNamespace
    >>> kind(SimpleNamespace(text="task 12"))
    'task'
    """
    return clean(re.sub(r"\d+", "", span.text)) or "number"


def words(events: Events) -> str:
    """Return what the picture shows, in words."""
    if not events.lanes:
        return "An empty timeline: no span and no mark was recorded."
    return " ".join(
        filter(None, (_summary(events), _by_lane(events), _open(events), _left(events)))
    )


def _summary(events: Events) -> str:
    spans = len(events.spans)
    marks = sum(len(marks) for _, marks in events.lanes.values())
    busy = f", at most {plural(_most_busy(events), 'lane')} busy at once" if spans else ""
    return (
        f"Timeline of {plural(len(events.lanes), 'lane')} over "
        f"{events.unit.text(events.end)}: {plural(spans, 'span')} and "
        f"{plural(marks, 'mark')}{busy}."
    )


def _by_lane(events: Events) -> str:
    told = (
        f"{short(clean(lane))}: {some(_told(events, *held), 3, ', ')}"
        for lane, held in events.lanes.items()
    )
    return f"{some(told, 5)}."


def _told(events: Events, spans: "list[Span]", marks: "list[Mark]") -> Iterator[str]:
    if events.crowded:
        yield from filter(
            None, (spans and plural(len(spans), "span"), marks and plural(len(marks), "mark"))
        )
        return
    times = [(span.start, span_words(events, span)) for span in spans if span.end is not None]
    times += [
        (mark.time, f"{short(clean(mark.text))} at {_time(events, mark.time)}") for mark in marks
    ]
    yield from (text for _, text in sorted(times)) if times else ["nothing that ended"]


def span_words(events: Events, span: "Span") -> str:
    """Return a span that ended with its times."""
    assert span.end is not None
    start = events.unit.number(span.start, events.end)
    return f"{short(clean(span.text))} {start} to {_time(events, span.end)}"


def _open(events: Events) -> str:
    told = [
        f"{short(clean(span.text))} in {short(clean(span.lane))} from {_time(events, span.start)}"
        for span in events.spans
        if span.end is None
    ]
    return f"Never ended: {some(told, 3)}." if told else ""


def _left(events: Events) -> str:
    joined = "Bars too close to tell apart are drawn as one." if events.crowded else ""
    over = len(events.lanes) - MOST_LANES
    return f"{joined} {plural(over, 'lane')} more not drawn.".strip() if over > 0 else joined


def _most_busy(events: Events) -> int:
    changes = [(span.start, 1, span.lane) for span in events.spans]
    changes += [(span.end, -1, span.lane) for span in events.spans if span.end is not None]
    running = dict.fromkeys(events.lanes, 0)
    most = busy = 0
    for _, change, lane in sorted(changes, key=lambda found: found[:2]):
        busy += (running[lane] == 0) if change > 0 else -(running[lane] == 1)
        running[lane] += change
        most = max(most, busy)
    return most


def _time(events: Events, seconds: float) -> str:
    return events.unit.text(seconds, like=events.end)


def _times(spans: "Iterable[Span]", marks: "Iterable[Mark]") -> Iterator[float]:
    for span in spans:
        yield span.start
        if span.end is not None:
            yield span.end
    yield from (mark.time for mark in marks)


def _place(lane: "Lane") -> tuple[int, bool, int]:
    return lane.process_id, lane.thread != "MainThread", lane.thread_id


def _start(span: "Span") -> float:
    return span.start
