"""Where each thread of a hung program waits: ask with a signal, read what faulthandler answers."""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from mpguide.observe.member import Member, RunnableError
from mpguide.observe.outcome import Frame, Stack
from mpguide.observe.output import Output
from mpguide.observe.processes import MAIN, TRACKER, Family, tell
from mpguide.observe.running import Running

ANSWER = 2.0
"""Seconds that a process or thread has to show its stack."""

ALL_ANSWERS = 15.0
"""Seconds that all processes of the program have together."""

CALM = 1.0
"""Seconds that the main process's threads have to come to rest before they are asked."""

PAUSE = 0.005
"""Seconds for which they must rest."""

MAIN_THREAD = "main thread"
NO_STACK = "gave no stack: not a Python process, or its stderr is elsewhere"
NO_ANSWER = f"did not answer within {ANSWER:g} s"
NO_TIME = "not asked: the others took too long to answer"
NO_WAY = "stacks can't be had on this platform"
LEFT_ALONE = "waits for the others to end"

NO_FRAME = "runs no Python code"
BROKE_OFF = "not shown: a thread ran while it was asked, which broke the stacks off"

ABORTED = "Fatal Python error: Aborted\n"
ONE_STACK = "Stack (most recent call first):\n"
HEADER = re.compile(r"(?:Thread|(Current thread)) 0x\w+ (?:\[(.*)\] )?\(most recent call first\):")
FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')

Answer = tuple[str, tuple[Frame, ...], str]
"""A thread's name, its frames, and a note if there are none."""


def collect(
    family: Family,
    running: Running,
    per_thread: bool,
    look: Callable[[list[int]], None],
    calm: float = CALM,
) -> tuple[Stack, ...]:
    """Stop the program and return the stack of every thread of every process.

    Asked with SIGABRT, a process ends by it; ``per_thread`` asks each thread with SIGUSR1.
    ``look`` is handed the id of each just before; ``calm`` are the seconds that the main
    process's threads have to come to rest.
    """
    if sys.platform == "win32":
        return (Stack(running.pid, MAIN, MAIN_THREAD, (), NO_WAY),)
    family.stop()
    running.drain()
    until = time.monotonic() + ALL_ANSWERS
    found: list[Stack] = []
    # Roles before any answer: a resource tracker ends with its program, and is unknown by then.
    roles = [(member, family.role(member)) for member in family.find()]
    # Parents first: as long as its children are there, even if stopped, nothing wakes a parent.
    for member, role in roles:
        if role == TRACKER:
            answers: Iterable[Answer] = [(MAIN_THREAD, (), LEFT_ALONE)]
        elif time.monotonic() > until:
            answers = [(MAIN_THREAD, (), NO_TIME)]
        elif per_thread:
            answers = _ask_each_thread(member, running)
        else:
            if role == MAIN:
                _calm(member, running, calm)
            look([member.pid])
            answers = _ask(member, running)
        found += [Stack(member.pid, role, *answer) for answer in answers]
    return tuple(found)


def _calm(member: Member, running: Running, seconds: float) -> None:
    """Let the threads of the main process go on until all rest, if they soon do.

    A thread that runs while another one shows its stack can crash the interpreter
    (faulthandler reads its frames without a lock).  The others are all stopped, so
    there is nothing that this process could notice; a child whose parent is gone could.
    """
    if len(member.threads()) < 2:
        return
    tell(member.process.resume)
    until = time.monotonic() + seconds
    while member.alive() and time.monotonic() < until:
        before = member.resting()
        running.wait(PAUSE)
        if before and before == member.resting():
            return


def _ask(member: Member, running: Running) -> list[Answer]:
    """Let a process dump the stacks of all its threads, and end by that."""

    def ask() -> None:
        # To its main thread: this one shows its stack before it can notice anything.
        _send(member.pid, member.pid, signal.SIGABRT)
        tell(member.process.resume)

    dump, gone = _diverted(running, ABORTED, ask, lambda: not member.alive())
    if not gone:
        tell(member.process.suspend)
    return list(parse(dump)) or [(MAIN_THREAD, (), NO_STACK if gone else NO_ANSWER)]


def _ask_each_thread(member: Member, running: Running) -> list[Answer]:
    """Let one thread after the other dump its own stack: see `launch.SITECUSTOMIZE`."""
    answers: list[Answer] = []
    tell(member.process.resume)
    for number, thread in enumerate(member.threads(), 1):
        name = MAIN_THREAD if thread == member.pid else f"thread {number}"
        answers.append((name, *_ask_thread(member, running, thread)))
    tell(member.process.suspend)
    return answers


def _ask_thread(member: Member, running: Running, thread: int) -> tuple[tuple[Frame, ...], str]:
    def ask() -> None:
        _send(member.pid, thread, signal.SIGUSR1)

    def answered() -> bool:
        if ONE_STACK not in running.output.text():
            return not member.alive()
        try:
            return bool(member.rest(thread))
        except RunnableError:
            return thread not in member.threads()

    dump, in_time = _diverted(running, ONE_STACK, ask, answered)
    frames = _frames(dump.splitlines())
    return frames, "" if frames else NO_STACK if in_time else NO_ANSWER


def _diverted(
    running: Running, mark: str, act: Callable[[], None], done: Callable[[], bool]
) -> tuple[str, bool]:
    """Act, and return what is written after a mark, and whether it was done in time.

    What was written before the mark is the program's output.
    """
    kept, running.output = running.output, Output()
    try:
        act()
        until = time.monotonic() + ANSWER
        while not (in_time := done()) and time.monotonic() < until:
            running.wait(0.002)
        running.drain()
    finally:
        answer, running.output = running.output, kept
    said, _, dump = answer.text().partition(mark)
    kept.add(said.encode())
    return dump, in_time


def parse(dump: str) -> Iterator[Answer]:
    """Read the stacks that faulthandler wrote; the main thread, which was asked, comes first."""
    threads: list[tuple[str, list[str]]] = []
    for line in dump.splitlines():
        if header := HEADER.match(line):
            current, name = header.groups()
            threads.append((MAIN_THREAD if current else name or "", []))
        elif threads:
            threads[-1][1].append(line)
    if threads and threads[-1][0] != MAIN_THREAD:
        yield MAIN_THREAD, (), BROKE_OFF
    for number, (name, lines) in enumerate(reversed(threads), 1):
        frames = tuple(_frames(lines))
        yield name or f"thread {number}", frames, "" if frames else NO_FRAME


def _frames(lines: Iterable[str]) -> tuple[Frame, ...]:
    """Return the frames from the first call on; faulthandler writes the innermost first."""
    import linecache

    found = []
    for line in lines:
        if match := FRAME.fullmatch(line):
            file, number, function = match[1], int(match[2]), match[3]
            source = linecache.getline(file, number).strip()
            found.append(Frame(file, number, function, source))
    return tuple(reversed(found))


def _send(pid: int, thread: int, number: int) -> None:
    import ctypes

    tgkill = getattr(ctypes.CDLL(None), "tgkill", None)
    if tgkill:
        tgkill(pid, thread, int(number))
    else:
        os.kill(pid, number)
