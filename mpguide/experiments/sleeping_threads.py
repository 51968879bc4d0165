"""Threads that wait: each for something else, or in C with or without the GIL."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import Event, Pipe, Process
from queue import Queue

from mpguide.timeline import Timeline
from mpguide.workers.gil_naps import nap_in_c, wait_for

Call = Callable[[], object]

TIMEOUT = 30


def wait_for_each() -> Timeline:
    """Let a thread wait for each of the things, and then end one wait after the other."""
    begun = threading.Semaphore(0)
    with _waits() as waits, Timeline() as timeline:
        team = [
            threading.Thread(target=wait_for, args=(timeline, begun, thing, wait))
            for thing, (wait, _) in waits.items()
        ]
        for thread in team:
            thread.start()
        for _ in team:
            begun.acquire(timeout=TIMEOUT)
        for _, end in waits.values():
            time.sleep(0.05)
            end()
        for thread in team:
            thread.join(TIMEOUT)
    return timeline


@contextmanager
def _waits() -> Iterator[dict[str, tuple[Call, Call]]]:
    """Yield two calls for each thing: one waits, the other ends its wait."""
    word, lock, inbox = Event(), threading.Lock(), Queue[int]()
    lock.acquire(timeout=TIMEOUT)
    child = Process(target=word.wait, args=(TIMEOUT,))
    child.start()
    (left, right), (out, into) = socket.socketpair(), Pipe(duplex=False)
    left.settimeout(TIMEOUT)
    with left, right, out, into:
        yield {
            "a lock": (partial(lock.acquire, timeout=TIMEOUT), lock.release),
            "a queue": (partial(inbox.get, timeout=TIMEOUT), partial(inbox.put, 0)),
            "a socket": (partial(left.recv, 1), partial(right.send, b"0")),
            "a pipe": (partial(out.poll, TIMEOUT), partial(into.send, 0)),
            "a process": (partial(child.join, TIMEOUT), word.set),
        }
    word.set()
    child.join(TIMEOUT)


def nap_by(library: str, many: int, seconds: float) -> Timeline:
    """Let so many threads nap by C's own sleep, loaded by ``CDLL`` or by ``PyDLL``.

    Nobody who has napped is asked to let go of the GIL before its end is noted.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(10)
    try:
        with Timeline() as timeline:
            work = (timeline, threading.Barrier(many), seconds, library)
            team = [threading.Thread(target=nap_in_c, args=work) for _ in range(many)]
            for thread in team:
                thread.start()
            for thread in team:
                thread.join(TIMEOUT)
    finally:
        sys.setswitchinterval(usual)
    return timeline
