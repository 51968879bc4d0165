"""What the timeline's tests run in other processes, threads and interpreters."""

import os
import threading
import time

from mpguide.timeline import Timeline


def work(timeline: Timeline, name: str) -> None:
    """Record a span with a mark in it."""
    with timeline.span(name):
        timeline.mark(f"inside {name}")


def count(timeline: Timeline, events: int) -> None:
    """Record so many numbered marks."""
    for number in range(events):
        timeline.mark(f"event {number}")


def count_for_ever(timeline: Timeline) -> None:
    """Record numbered marks until killed."""
    number = 0
    while True:
        timeline.mark(f"event {number}")
        number += 1


def lock_itself_out(timeline: Timeline) -> None:
    """Wait in a span for a lock that this very thread holds."""
    lock = threading.Lock()
    with timeline.span("waits"), lock, lock:
        pass


def leave_at_once(timeline: Timeline) -> None:
    """End the process within a span, without any clean-up."""
    with timeline.span("leaves"):
        os._exit(3)


def in_threads(timeline: Timeline, names: list[str]) -> None:
    """Work in one thread after another, so that the platform may use an ident again."""
    for name in names:
        thread = threading.Thread(target=work, args=(timeline, name), name=name)
        thread.start()
        thread.join(30)


def too_late(timeline: Timeline, ready, closed, answers) -> None:  # type: ignore[no-untyped-def]
    """Record for the first time after the timeline was closed, and tell what happened."""
    ready.set()
    closed.wait(30)
    try:
        timeline.mark("too late")
    except Exception as error:
        answers.put((type(error).__name__, str(error)))
    else:
        answers.put(None)


def nap(timeline: Timeline, name: str, seconds: float) -> None:
    """Sleep within a span."""
    with timeline.span(name):
        time.sleep(seconds)
