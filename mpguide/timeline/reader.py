"""How a timeline's files are read back.

A file holds one process's lines, ``thread number kind text``.  Kind ``O`` (the
owner) or ``P`` (another process) opens it, its number is the pid.  ``T`` names
a thread.  ``m`` is a mark, ``b`` and ``e`` a span's begin and end, their number
is the clock in nanoseconds.  Under an upper-case kind, the text's newlines are
written ``%0A`` and its percent signs ``%25``.
"""

import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mpguide.timeline.events import Event, History, Lane, Mark, Span
from mpguide.timeline.recorder import TimelineError

Content = bytes | None


class Reader:
    """Reads the files of one timeline, as often as asked, until it keeps them."""

    def __init__(self, folder: str, origin: int) -> None:
        self._folder = folder
        self._origin = origin
        self._kept: dict[str, Content] | None = None
        self._sizes: dict[str, int] | None = None
        self._history = History(())

    def keep(self) -> None:
        """Take the files into memory: the folder is about to go."""
        self._kept = self._contents()

    def history(self) -> History:
        """Return what has been recorded; parsed again only when a file has grown."""
        contents = self._contents() if self._kept is None else self._kept
        sizes = {name: len(content or b"") for name, content in contents.items()}
        if sizes != self._sizes:
            self._history = self._parsed(contents)
            self._sizes = sizes
        return self._history

    def _contents(self) -> dict[str, Content]:
        try:
            with os.scandir(self._folder) as entries:
                return {entry.name: _content(entry) for entry in entries}
        except OSError as error:
            raise TimelineError(
                f"{self._folder}: can't read the timeline: {error.strerror}"
            ) from error

    def _parsed(self, contents: Mapping[str, Content]) -> History:
        processes = []
        for name, content in sorted(contents.items()):
            path = os.path.join(self._folder, name)
            if content is None or not re.fullmatch(r"\d+-\d+", name):
                raise TimelineError(f"{path}: not a file of a timeline, yet in its folder")
            processes.append(_Process(path, content))
        return _history(processes, self._origin)


class _Found:
    """A mark or a span as it stands in a file: the clock in nanoseconds, a mark's depth -1."""

    __slots__ = ("depth", "end", "start", "text", "thread")

    def __init__(self, text: str, thread: int, start: int, depth: int) -> None:
        self.text = text
        self.thread = thread
        self.start = start
        self.end: int | None = None
        self.depth = depth


class _Process:
    """What one file says; ``found`` has its marks and spans in the order of their writing."""

    def __init__(self, path: str, content: bytes) -> None:
        *lines, rest = content.split(b"\n")
        self.cut_short = bool(rest)
        self.kind = ""
        self.pid = int(os.path.basename(path).partition("-")[0])
        self.name = f"process {self.pid}"
        self.threads: dict[int, str] = {}
        self.found: list[_Found] = []
        self._running: dict[int, list[_Found]] = {}
        for number, line in enumerate(lines, 1):
            try:
                self._add(*_fields(line))
            except (KeyError, ValueError) as error:
                raise TimelineError(
                    f"{path}, line {number}: not an event of a timeline: {line[:80]!r}"
                ) from error

    def _add(self, thread: int, number: int, kind: str, text: str) -> None:
        if kind in "MBE":
            self._add_event(_Found(text, thread, number, -1), kind)
        elif kind == "T" and self.kind and thread not in self.threads:
            self.threads[thread] = text
            self._running[thread] = []
        elif kind in "OP" and not self.kind:
            self.kind, self.pid, self.name = kind, number, text
        else:
            raise ValueError(kind)

    def _add_event(self, event: _Found, kind: str) -> None:
        running = self._running[event.thread]
        if kind == "E":
            self._end(event)
            return
        if kind == "B":
            event.depth = len(running)
            running.append(event)
        self.found.append(event)

    def _end(self, end: _Found) -> None:
        """End the innermost span of this text, in its own thread if it runs there.

        There may be none: a process forked within a span leaves the span, too.
        """
        lanes = [self._running[end.thread], *self._running.values()]
        for running in lanes:
            for index in reversed(range(len(running))):
                if running[index].text == end.text:
                    running.pop(index).end = end.start
                    return

    def first(self) -> float:
        """Return the clock at the first event."""
        return min((event.start for event in self.found), default=math.inf)

    def lanes(self, process_id: int, process: str) -> dict[int, Lane]:
        """Return the threads' lanes."""
        names = _distinct(self.threads.values(), Counter())
        return {
            thread: Lane(process_id, thread, process, name, self.pid)
            for thread, name in zip(self.threads, names, strict=True)
        }


def _content(entry: os.DirEntry[str]) -> Content:
    if not entry.is_file(follow_symlinks=False):
        return None
    with open(entry.path, "rb") as file:
        return file.read()


def _fields(line: bytes) -> tuple[int, int, str, str]:
    thread, digits, rest = line.split(b" ", 2)
    number = int(digits)
    if not 0 <= number < 1 << 63 or not rest:
        raise ValueError(line)
    if rest[:1].islower():
        return int(thread), number, rest[:1].decode().upper(), rest[1:].decode()
    text = rest[1:].decode("utf-8", "surrogatepass")
    return int(thread), number, rest[:1].decode(), text.replace("%0A", "\n").replace("%25", "%")


def _distinct(names: Iterable[str], seen: Counter[str]) -> Iterator[str]:
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _history(processes: list[_Process], origin: int) -> History:
    processes = [each for each in processes if each.kind or each.cut_short]
    processes.sort(key=lambda process: (process.kind != "O", process.first()))
    names = list(_labels(processes))
    found: list[tuple[int, int, int, int, Event]] = []
    for process_id, process in enumerate(processes):
        lanes = process.lanes(process_id, names[process_id])
        for number, each in enumerate(process.found):
            event = _event(each, lanes[each.thread], origin)
            found.append((each.start, process_id, each.thread, number, event))
    found.sort()
    cut_short = (name for name, each in zip(names, processes, strict=True) if each.cut_short)
    return History(tuple(event for *_, event in found), tuple(cut_short))


def _labels(processes: list[_Process]) -> Iterator[str]:
    """Yield distinct names; one that isn't the owner but bears its name was forked from it."""
    has_owner = any(process.kind == "O" for process in processes)
    names = (each.name if each.name != "MainProcess" else "main" for each in processes)
    return _distinct(names, Counter() if has_owner else Counter(main=1))


def _event(found: _Found, lane: Lane, origin: int) -> Event:
    start = (found.start - origin) / 1e9
    if found.depth < 0:
        return Mark(found.text, start, lane)
    end = None if found.end is None else (found.end - origin) / 1e9
    return Span(found.text, start, end, lane, found.depth)
