"""What a message costs: one way and there and back, over every channel, for several sizes.

Each experiment yields a call that sends messages of all sizes, in random order, and returns the
seconds for one of each: ``one way, 10`` when many of that size follow each other, and
``round trip, 10`` when one goes there and comes back before the next.  Its last argument says
which: pairs of a way and a size.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.shared_memory import SharedMemory
from random import shuffle
from typing import Any

from mpguide.workers.ipc_messages import Slots, answer, get_done

Seconds = dict[str, float]
Call = Iterator[Callable[[], Seconds]]
Jobs = Sequence[tuple[str, int]]
Ends = tuple[Callable[[bytes], object], Callable[[], bytes]]

TIMEOUT = 30

ONE_WAY, ROUND_TRIP = WAYS = "one way", "round trip"
FLOOR = "memcpy"

BYTES = 2_000_000
"""So many bytes are sent at a stretch, and at least one message."""

MESSAGES = 200
"""At most so many messages are sent at a stretch."""

SLOTS = 2
"""How many messages may be under way in shared memory."""


def pipe(method: str, jobs: Jobs) -> Call:
    """Send objects over a pipe that goes both ways."""
    context: Any = get_context(method)
    mine, its = context.Pipe()
    yield from _with_peer(context, jobs, (mine.send, mine.recv), (its.send, its.recv))


def one_way_pipe(method: str, jobs: Jobs) -> Call:
    """Send objects over a pipe that goes one way; another brings the answers."""
    context: Any = get_context(method)
    (its, mine), (answers, back) = context.Pipe(duplex=False), context.Pipe(duplex=False)
    yield from _with_peer(context, jobs, (mine.send, answers.recv), (back.send, its.recv))


def send_bytes(method: str, jobs: Jobs) -> Call:
    """Send bytes over such pipes, as they are."""
    context: Any = get_context(method)
    (its, mine), (answers, back) = context.Pipe(duplex=False), context.Pipe(duplex=False)
    ours, peers = (mine.send_bytes, answers.recv_bytes), (back.send_bytes, its.recv_bytes)
    yield from _with_peer(context, jobs, ours, peers)


def queue(kind: str, method: str, jobs: Jobs) -> Call:
    """Send objects through a queue; another brings the answers."""
    context: Any = get_context(method)
    there, back = getattr(context, kind)(), getattr(context, kind)()
    yield from _with_peer(context, jobs, (there.put, back.get), (back.put, there.get))


def joinable_queue(method: str, jobs: Jobs) -> Call:
    """Do the same, and say of each item that it is done with."""
    context: Any = get_context(method)
    there, back = context.JoinableQueue(), context.JoinableQueue()
    take, hear = partial(get_done, there), partial(get_done, back)
    yield from _with_peer(context, jobs, (there.put, hear), (back.put, take))


def manager_queue(method: str, jobs: Jobs) -> Call:
    """Send objects through queues that a manager's process holds."""
    context: Any = get_context(method)
    with context.Manager() as manager:
        there, back = manager.Queue(), manager.Queue()
        yield from _with_peer(context, jobs, (there.put, back.get), (back.put, there.get))


def shared_memory(method: str, jobs: Jobs) -> Call:
    """Copy bytes into a block and out of it, and hand it over by semaphores."""
    context: Any = get_context(method)
    most = max(size for _, size in jobs)
    blocks = [SharedMemory(create=True, size=SLOTS * (8 + most)) for _ in range(2)]
    try:
        there, back = (
            Slots(block, most, context.Semaphore(SLOTS), context.Semaphore(0)) for block in blocks
        )
        ours, peers = (there.send, back.receive), (back.send, there.receive)
        yield from _with_peer(context, jobs, ours, peers)
    finally:
        for block in blocks:
            block.close()
            block.unlink()


def memcpy(jobs: Jobs) -> Call:
    """Copy as many bytes within this process, as fast as the machine can."""
    yield partial(_copy_each, jobs, memoryview(bytearray(max(size for _, size in jobs))))


def _copy_each(jobs: Jobs, view: memoryview) -> Seconds:
    took = {}
    for way, size in jobs:
        message, times = b"x" * size, times_of(size)
        begun = time.perf_counter()
        for _ in range(times):
            view[:size] = message
        copies = 1 if way == ONE_WAY else 2
        took[f"{way}, {size}"] = copies * (time.perf_counter() - begun) / times
    return took


def times_of(size: int) -> int:
    """Return how many messages of a size are sent at a stretch.

    >>> times_of(10), times_of(100_000), times_of(10_000_000)
    (200, 20, 1)
    """
    return max(1, min(MESSAGES, BYTES // size))


def _with_peer(context: Any, jobs: Jobs, mine: Ends, its: Ends) -> Call:
    """Start a peer with its ends of a channel, yield the call that talks to it, and end it."""
    control, its_control = context.Pipe()
    peer = context.Process(target=answer, args=(its_control, *its))
    peer.start()
    its_control.close()  # so that a peer that dies is heard of
    try:
        yield partial(_send_each, jobs, control, mine)
    finally:
        with suppress(OSError):
            control.send(None)
        peer.join(TIMEOUT)


def _send_each(jobs: Jobs, control: Any, ends: Ends) -> Seconds:
    took: Seconds = {}
    for way, size in _shuffled(jobs):
        message, times = b"x" * size, times_of(size)
        if way == ONE_WAY:
            seconds = _one_way(control, ends, message, times)
        else:
            times = -(-times // 20)
            seconds = _round_trips(control, ends, message, times)
        took[f"{way}, {size}"] = seconds / times
    return {f"{way}, {size}": took[f"{way}, {size}"] for way, size in jobs}


def _one_way(control: Any, ends: Ends, message: bytes, times: int) -> float:
    """Send a message so often; return the seconds until the peer had the last."""
    send, _ = ends
    control.send(("take", times))
    control.recv()
    begun = time.perf_counter()
    for _ in range(times):
        send(message)
    arrived: float = control.recv()
    return arrived - begun


def _round_trips(control: Any, ends: Ends, message: bytes, times: int) -> float:
    """Send a message and wait until it comes back, so often."""
    send, receive = ends
    control.send(("echo", times))
    control.recv()
    begun = time.perf_counter()
    for _ in range(times):
        send(message)
        receive()
    return time.perf_counter() - begun


def _shuffled(things: Sequence[Any]) -> list[Any]:
    order = list(things)
    shuffle(order)
    return order


CHANNELS: dict[str, Callable[[str, Jobs], Call]] = {
    "Pipe": pipe,
    "Pipe(False)": one_way_pipe,
    "send_bytes": send_bytes,
    "SimpleQueue": partial(queue, "SimpleQueue"),
    "Queue": partial(queue, "Queue"),
    "JoinableQueue": joinable_queue,
    "Manager().Queue": manager_queue,
    "shared memory": shared_memory,
}
"""The channels by the names that they have in pictures."""

Alternatives = dict[str, partial[Call]]


def every(method: str, sizes: Sequence[int]) -> Alternatives:
    """Return what times messages of all sizes, both ways, over all channels, and the copy."""
    jobs = [(way, size) for way in WAYS for size in sizes]
    floor = partial(memcpy, jobs)
    return {name: partial(channel, method, jobs) for name, channel in CHANNELS.items()} | {
        FLOOR: floor
    }


def only(method: str, asked: Iterable[tuple[str, float, str]]) -> Alternatives:
    """Return what times no more than some questions ask for.

    >>> found = only("spawn", [("Queue.one way, 10", 3, "Pipe.one way, 10")])
    >>> [(name, timed.args[-1]) for name, timed in found.items()]
    [('Queue', [('one way', 10)]), ('Pipe', [('one way', 10)])]
    """
    jobs: dict[str, list[tuple[str, int]]] = {}
    for slow, _, fast in asked:
        for name in (slow, fast):
            channel, _, job = name.rpartition(".")
            way, _, size = job.rpartition(", ")
            wanted = jobs.setdefault(channel, [])
            if (way, int(size)) not in wanted:
                wanted.append((way, int(size)))
    return {channel: partial(CHANNELS[channel], method, jobs[channel]) for channel in jobs}


Quantity = tuple[float, float, float]
Curves = dict[str, dict[float, Quantity]]


def panels(samples: Any) -> dict[str, Curves]:
    """Return the seconds of a message by its size, for each channel, the copy, and each way.

    Low, middle and high: the median, and between which nine rounds in ten lie.
    """
    found: dict[str, Curves] = {}
    for name, values in samples.values.items():
        channel, _, job = name.rpartition(".")
        way, _, size = job.rpartition(", ")
        ordered = sorted(values)
        few = len(ordered) // 20
        low, high = ordered[few], ordered[-1 - few]
        middle = min(max(samples.median(name), low), high)
        found.setdefault(channel, {}).setdefault(way, {})[float(size)] = low, middle, high
    return found


def table(samples: Any) -> str:
    """Return the medians of all channels by way and size as text, in microseconds."""
    found = panels(samples)
    width = max(map(len, found))
    lines = []
    for way in WAYS:
        sizes = "".join(f"{size:>10g}" for size in found[FLOOR][way])
        lines += [f"{way}, microseconds by bytes", f"{'':{width}}{sizes}"]
        for channel, curves in found.items():
            medians = (1e6 * middle for _, middle, _ in curves[way].values())
            lines.append(f"{channel:{width}}" + "".join(map("{:10.4g}".format, medians)))
        lines.append("")
    return "\n".join(lines[:-1])
