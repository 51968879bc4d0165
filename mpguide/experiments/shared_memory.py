"""What workers' memory grows by when they get something to read."""

import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from mpguide.workers.shared_memory import add_up_sent, add_up_shared

TIMEOUT = 60


Found = tuple[list[Any], dict[str, list[int]]]


def send(size: int, method: str, workers: int) -> Found:
    """Send an array of so many bytes to each worker."""
    import numpy

    numbers = numpy.arange(size // 8, dtype=float)
    return hand_out(add_up_sent, numbers, method, workers)


def share(size: int, method: str, workers: int) -> Found:
    """Put the same array into a block, and send the block to each worker."""
    import numpy

    block: Any = SharedMemory(create=True, size=size)
    try:
        numbers = numpy.frombuffer(block.buf)
        numbers[: size // 8] = numpy.arange(size // 8, dtype=float)
        del numbers
        return hand_out(add_up_shared, block, method, workers)
    finally:
        block.close()
        block.unlink()


def hand_out(target: Callable[..., None], given: Any, method: str, workers: int) -> Found:
    """Send the same to so many workers; return their answers, and what their memory grew by.

    A worker says that it is ready, takes what is sent, answers, and ends when told to.
    The growth is in bytes, between the first and the last answer: ``private`` is what a
    worker has alone (USS), ``resident`` all that it has mapped and used (RSS), a number
    for each worker; ``together`` is that of workers and parent, where what they share
    counts once (PSS; Linux only, else 0).
    """
    context: Any = get_context(method)
    ends, children = [], []
    try:
        for _ in range(workers):
            mine, its = context.Pipe()
            children.append(context.Process(target=target, args=(its,)))
            children[-1].start()
            its.close()  # so that a worker that dies is heard of
            ends.append(mine)
        for end in ends:
            _hear(end)
        pids = [child.pid for child in children]
        before = _memory(pids)
        for end in ends:
            end.send(given)
        answers = [_hear(end) for end in ends]
        after = _memory(pids)
    finally:
        _end(ends, children)
    return answers, {
        kind: [late - early for early, late in zip(before[kind], after[kind], strict=True)]
        for kind in before
    }


def _hear(end: Any) -> Any:
    if not end.poll(TIMEOUT):
        raise TimeoutError("a worker gave no answer")
    return end.recv()


def _memory(pids: list[int]) -> dict[str, list[int]]:
    import psutil

    found = [psutil.Process(pid).memory_full_info() for pid in (*pids, os.getpid())]
    return {
        "private": [memory.uss for memory in found[:-1]],
        "resident": [memory.rss for memory in found[:-1]],
        "together": [sum(getattr(memory, "pss", 0) for memory in found)],
    }


def _end(ends: list[Any], children: list[Any]) -> None:
    for end in ends:
        with suppress(OSError):
            end.send("end")
        end.close()
    for child in children:
        child.join(TIMEOUT)
        if child.exitcode is None:
            child.kill()
            child.join()
