"""What happened when, in which process and thread.

A timeline is handed to workers as an ordinary argument.  What each process
recorded is there even after it was killed, deadlocked or abandoned.  Children
import this module, so it loads little: what reads back is loaded on demand.
"""

from __future__ import annotations

import atexit
import os
from time import perf_counter_ns as now

from mpguide.timeline.recorder import TimelineError, owned, recorder_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable

    from mpguide.timeline.events import History, Lane, Mark, Span, Stretch
    from mpguide.timeline.reader import Reader

__all__ = ["History", "Lane", "Mark", "Span", "Stretch", "Timeline", "TimelineError"]


class Timeline:
    """Marks and spans from all processes and threads that it is handed to.

    Leaving the ``with`` block closes it and removes its temporary folder; what
    was recorded can still be read.  Only the process that made it closes it.
    Times are seconds since it was made.  Raises `TimelineError` when the folder
    can't be made.

    >>> with Timeline() as timeline:
    ...     with timeline.span("work"):
    ...         timeline.mark("bell")
    >>> timeline.order()
    ('work', 'bell')
    """

    folder: str
    """Where the processes' files lie, as long as the timeline is open."""

    mark: Callable[[str], None]
    """Note a moment: ``timeline.mark("bell")``.

    Raises `TimelineError` when the timeline is closed or the disk is full.
    """

    span: Callable[[str], contextlib.AbstractContextManager[None]]
    """Return what records a stretch: ``with timeline.span("work"):``.

    Entering and leaving it raise `TimelineError` as `mark` does.
    """

    def __init__(self) -> None:
        import tempfile

        try:
            folder = tempfile.mkdtemp(prefix="mpguide-timeline-")
        except OSError as error:
            raise TimelineError(
                f"can't make the timeline's folder: {error}; "
                "set TMPDIR to a folder that can be written to"
            ) from error
        owned.add(folder)
        self._join(folder, now())

    def _join(self, folder: str, origin: int) -> None:
        self.folder = folder
        self._origin = origin
        self._reader: Reader | None = None
        self._recorder = recorder_of(folder)
        # Not methods: what a method looks up would make an event a tenth dearer.
        self.mark = self._recorder.mark
        self.span = self._recorder.span

    def __reduce__(self) -> tuple[Callable[[str, int], Timeline], tuple[str, int]]:
        return _joined, (self.folder, self._origin)

    def __repr__(self) -> str:
        return f"<Timeline in {self.folder}>"

    def __enter__(self) -> Timeline:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Keep what was recorded and remove the folder; in other processes, do nothing."""
        if self.folder not in owned:
            return
        try:
            self._read().keep()
        finally:
            self._recorder.close()
            _remove(self.folder)

    def _read(self) -> Reader:
        from mpguide.timeline.reader import Reader

        self._reader = self._reader or Reader(self.folder, self._origin)
        return self._reader

    def history(self) -> History:
        """Return what has been recorded up to now, with all that can be asked of it.

        Raises `TimelineError` when a file of the timeline is damaged.
        """
        return self._read().history()

    @property
    def events(self) -> tuple[Mark | Span, ...]:
        """Marks and spans in the order of their beginning."""
        return self.history().events

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans in the order of their beginning."""
        return self.history().spans

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in order."""
        return self.history().marks

    @property
    def cut_short(self) -> tuple[str, ...]:
        """The processes whose last event is incomplete; their complete ones are kept."""
        return self.history().cut_short

    def find(self, prefix: str) -> tuple[Mark | Span, ...]:
        """Return the events whose text begins so."""
        return self.history().find(prefix)

    def order(self, prefix: str = "", *, ends: bool = False) -> tuple[str, ...]:
        """Return the events' texts in order: see `mpguide.timeline.History.order`."""
        return self.history().order(prefix, ends=ends)

    def overlap(self, *spans: Span) -> Stretch | None:
        """Return the stretch that is common to all these spans, or None."""
        return self.history().overlap(*spans)

    def most_at_once(self, prefix: str = "") -> int:
        """Return how many spans at most ran at the same time."""
        return self.history().most_at_once(prefix)

    def never_ended(self, prefix: str = "") -> tuple[Span, ...]:
        """Return the spans without an end."""
        return self.history().never_ended(prefix)

    def stretch(self, prefix: str = "") -> Stretch | None:
        """Return the time from the first begin to the last end, or None."""
        return self.history().stretch(prefix)

    def save_trace(self, path: str | os.PathLike[str]) -> None:
        """Save a trace that Perfetto and Chrome open; raises `TimelineError` if it can't."""
        self.history().save_trace(path)

    def __str__(self) -> str:
        return str(self.history())


def _joined(folder: str, origin: int) -> Timeline:
    timeline = Timeline.__new__(Timeline)
    timeline._join(folder, origin)
    return timeline


def _remove(folder: str) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    if not os.path.exists(folder):  # Windows keeps it while a child has its file open
        owned.discard(folder)


@atexit.register
def _remove_owned() -> None:
    for folder in list(owned):
        _remove(folder)


def __getattr__(name: str) -> object:
    if name in __all__:
        from mpguide.timeline import events

        return getattr(events, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
