"""What a timeline recorded: events, and what can be asked of them."""

import math
import os
from typing import NamedTuple


class Lane(NamedTuple):
    """A thread of a process.

    ``process_id`` and ``thread_id`` count from 0 in the order of the first
    events, the process that made the timeline first.  ``process`` is ``main``,
    ``Process-1``, ...; of two with one name the second is ``Process-1 (2)``.
    """

    process_id: int
    thread_id: int
    process: str
    thread: str
    pid: int

    def __str__(self) -> str:
        return self.process if self.thread == "MainThread" else f"{self.process} / {self.thread}"


class Mark(NamedTuple):
    """A moment, in seconds since the timeline was made."""

    text: str
    time: float
    lane: Lane

    @property
    def start(self) -> float:
        """The moment, as a span's start."""
        return self.time

    @property
    def end(self) -> float:
        """The moment, as a span's end."""
        return self.time


class Span(NamedTuple):
    """A stretch, in seconds since the timeline was made; its end is None if it never came.

    ``depth`` says in how many running spans of its lane it began.
    """

    text: str
    start: float
    end: float | None
    lane: Lane
    depth: int = 0

    @property
    def seconds(self) -> float | None:
        """How long it lasted, or None if it never ended."""
        return None if self.end is None else self.end - self.start


Event = Mark | Span


class Stretch(NamedTuple):
    """A time from one moment to another, in seconds since the timeline was made."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


class History(NamedTuple):
    """All events of a timeline, in the order of time, then lane, then writing.

    A ``prefix`` selects the events whose text begins so.  A span that never
    ended counts as running until the last event of the timeline.
    """

    events: tuple[Event, ...]
    cut_short: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans in the order of their beginning."""
        return tuple(event for event in self.events if isinstance(event, Span))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in order."""
        return tuple(event for event in self.events if isinstance(event, Mark))

    def find(self, prefix: str) -> tuple[Event, ...]:
        """Return the events whose text begins so."""
        return tuple(event for event in self.events if event.text.startswith(prefix))

    def order(self, prefix: str = "", *, ends: bool = False) -> tuple[str, ...]:
        """Return the events' texts in the order of their beginning, or of their end.

        By end, spans that never ended are left out.
        """
        found = self.find(prefix)
        if ends:
            ended = [event for event in found if event.end is not None]
            found = tuple(sorted(ended, key=lambda event: (event.end, event.lane)))
        return tuple(event.text for event in found)

    def never_ended(self, prefix: str = "") -> tuple[Span, ...]:
        """Return the spans without an end."""
        return tuple(
            span for span in self.spans if span.end is None and span.text.startswith(prefix)
        )

    def overlap(self, *spans: Span) -> Stretch | None:
        """Return the stretch that is common to all these spans, or None if there is none."""
        if not spans:
            return None
        start = max(span.start for span in spans)
        end = min(self._end(span) for span in spans)
        return Stretch(start, end) if start < end else None

    def most_at_once(self, prefix: str = "") -> int:
        """Return how many spans at most ran at the same time."""
        changes = []
        for span in self.spans:
            if span.text.startswith(prefix):
                # Of two that touch, the one has ended before the other begins.
                end = max(self._end(span), math.nextafter(span.start, math.inf))
                changes += [(span.start, 1), (end, -1)]
        most = running = 0
        for _, change in sorted(changes):
            running += change
            most = max(most, running)
        return most

    def stretch(self, prefix: str = "") -> Stretch | None:
        """Return the time from the first begin to the last end, or None without an event."""
        found = self.find(prefix)
        if not found:
            return None
        return Stretch(found[0].start, max(self._end(event) for event in found))

    def _end(self, event: Event) -> float:
        return self._last() if event.end is None else event.end

    def _last(self) -> float:
        return max(event.start if event.end is None else event.end for event in self.events)

    def __str__(self) -> str:
        from mpguide.timeline.views import transcript

        return transcript(self)

    def save_trace(self, path: str | os.PathLike[str]) -> None:
        """Save the events as Chrome trace events, which Perfetto and Chrome open.

        Raises `TimelineError` when the file can't be written.
        """
        from mpguide.timeline.views import save_trace

        save_trace(self, path)
