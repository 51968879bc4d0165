"""What a reader looks at: the transcript that a page shows, the trace that Perfetto opens."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from mpguide.timeline.events import Event, History, Lane, Mark
from mpguide.timeline.recorder import TimelineError

Row = tuple[float, Lane, str]


def transcript(history: History) -> str:
    """Return a line for each mark, begin and end: time, lane, text."""
    rows = _rows(history.events)
    if not rows and not history.cut_short:
        return "no events"
    scale, unit, digits = (1e3, "ms", 2) if not rows or rows[-1][0] < 10 else (1.0, "s", 3)
    times = [f"{time * scale:.{digits}f} {unit}" for time, _, _ in rows]
    lanes = [plain(str(lane)) for _, lane, _ in rows]
    wide = max(map(len, times), default=0), max(map(len, lanes), default=0)
    lines = [
        f"{time:>{wide[0]}}  {lane:<{wide[1]}}  {what}"
        for time, lane, (_, _, what) in zip(times, lanes, rows, strict=True)
    ]
    lines += [f"{plain(name)}: its last event was cut short" for name in history.cut_short]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return a text on one line: what can't be printed is escaped."""
    return text if text.isprintable() else repr(text)[1:-1]


def _rows(events: Iterable[Event]) -> list[Row]:
    """Return the moments in order; of those at one time, what ends comes before what begins."""
    rows: list[tuple[tuple[float, Lane, int, int], Row]] = []
    for number, event in enumerate(events):
        text = plain(event.text)
        if isinstance(event, Mark):
            rows.append(((event.time, event.lane, 1, number), (event.time, event.lane, text)))
            continue
        begins = f"{text} begins" if event.end is not None else f"{text} begins, never ends"
        rows.append(((event.start, event.lane, 1, number), (event.start, event.lane, begins)))
        if event.end is not None:
            phase = 0 if event.start < event.end else 2
            ends = (event.end, event.lane, f"{text} ends")
            rows.append(((event.end, event.lane, phase, -number), ends))
    return [row for _, row in sorted(rows)]


def save_trace(history: History, path: str | os.PathLike[str]) -> None:
    """Write the events as Chrome trace events; raises `TimelineError` when it can't."""
    content = {"displayTimeUnit": "ms", "traceEvents": list(_trace(history.events))}
    try:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.write("\n")
    except OSError as error:
        raise TimelineError(
            f"{os.fspath(path)}: can't write the trace: {error.strerror}"
        ) from error


def _trace(events: tuple[Event, ...]) -> Iterator[dict[str, Any]]:
    # Ids of our own: pids are used again, and Perfetto takes thread ids for unique.
    lanes = sorted({event.lane for event in events})
    threads = {lane: number for number, lane in enumerate(lanes, 1)}
    processes: dict[int, int] = {}
    for lane, number in threads.items():
        ids = {"pid": processes.setdefault(lane.process_id, number), "tid": number}
        yield from _names(lane, ids)
    for event in events:
        ids = {"pid": processes[event.lane.process_id], "tid": threads[event.lane]}
        yield {"name": event.text, "ts": _microseconds(event.start), **ids, **_phase(event)}


def _names(lane: Lane, ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    names = {"process": f"{lane.process} (pid {lane.pid})", "thread": lane.thread}
    for kind, name in names.items():
        yield {"ph": "M", "name": f"{kind}_name", **ids, "args": {"name": name}}
    order = {"process": lane.process_id, "thread": lane.thread_id}
    for kind, index in order.items():
        yield {"ph": "M", "name": f"{kind}_sort_index", **ids, "args": {"sort_index": index}}


def _phase(event: Event) -> dict[str, Any]:
    if isinstance(event, Mark):
        return {"ph": "i", "s": "t"}
    if event.end is None:
        return {"ph": "B"}
    return {"ph": "X", "dur": _microseconds(event.end - event.start)}


def _microseconds(seconds: float) -> float:
    return round(seconds * 1e6, 3)
