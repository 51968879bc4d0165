"""What the page on a shared end runs: two writers on one pipe, again and again."""

import socket
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import count, takewhile
from multiprocessing.connection import Connection
from typing import Any

from mpguide.workers.ipc_torn import put, send

WRITERS = (1, 2)
"""The writers' numbers: each message of a writer consists of its number."""

TIMEOUT = 60
"""Seconds that any wait may take."""

SLOWLY = 5
"""How many messages are read slowly, so that the two writers have to take turns."""

INTACT, TORN, STUCK = "intact", "torn", "torn, then stuck"
"""What becomes of the messages of a run."""


Plan = tuple[int, int, int]
"""How many runs, how many bytes a message has, and how many of them each writer sends."""


def share(context: Any, plan: Plan, duplex: bool = False, locked: bool = False) -> Counter[str]:
    """Let two writers send through one end of a pipe, and count what becomes of the runs.

    Each run has a pipe of its own.  The reader reads when both have begun to write.
    """
    runs, size, many = plan
    pipes = [context.Pipe(duplex) for _ in range(runs)]
    readers, ends = zip(*pipes, strict=True)
    gates = context.Barrier(len(WRITERS)), context.Semaphore(0)
    lock: AbstractContextManager[Any] = context.Lock() if locked else nullcontext()
    team = [
        context.Process(
            target=send, args=(ends, lock, gates, bytes([number]) * size, many), daemon=True
        )
        for number in WRITERS
    ]
    found: Counter[str] = Counter()
    for one in team:
        one.start()
    for end in ends:
        end.close()  # or the reader would not hear that both writers have closed it
    for reader in readers:
        wait_for_all(gates[1])
        found[read(reader, size, many, team)] += 1
        reader.close()
    for one in team:
        one.join(TIMEOUT)
    return found


def wait_for_all(begun: Any) -> None:
    """Wait until both writers have begun to write."""
    for _ in WRITERS:
        if not begun.acquire(timeout=TIMEOUT):
            raise TimeoutError(f"a writer did not begin within {TIMEOUT} s")


def wait_until_full(team: list[Any]) -> None:
    """Wait until none of the writers can go on before somebody reads, or they are done."""
    end = time.monotonic() + TIMEOUT
    while any(map(_runs, team)):
        if time.monotonic() > end:
            raise TimeoutError(f"a writer did not come to rest within {TIMEOUT} s")
        time.sleep(0.0002)


def _runs(process: Any) -> bool:
    import psutil

    try:
        status = psutil.Process(process.pid).status()
    except psutil.NoSuchProcess:
        return False
    return status in {psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP}


def read(reader: Any, size: int, many: int, team: Iterable[Any] = ()) -> str:
    """Read until both writers have closed their end, and say what became of the messages.

    The first messages are read slowly, each when the pipe is full again.  A reader
    whose writers keep their end open would wait for ever where this one comes to the
    end of the pipe in the middle of a message.
    """
    got, stuck = Counter[bytes](), False
    try:
        for number in count():
            if number < SLOWLY:
                wait_until_full([*team])
            got[reader.recv_bytes()] += 1
    except EOFError:
        pass
    except OSError:
        stuck = True
    if not stuck and got == expected(size, many):
        return INTACT
    return STUCK if stuck else TORN


def expected(size: int, many: int) -> Counter[bytes]:
    """Return the messages that both writers have sent."""
    return Counter({bytes([number]) * size: many for number in WRITERS})


def by_queue(context: Any, plan: Plan) -> Counter[str]:
    """Let two writers put as many messages into one queue, and count what arrives."""
    runs, size, many = plan
    queue, gate = context.Queue(), context.Barrier(len(WRITERS) + 1)
    team = [
        context.Process(
            target=put, args=(queue, gate, bytes([number]) * size, many, runs), daemon=True
        )
        for number in WRITERS
    ]
    found: Counter[str] = Counter()
    for one in team:
        one.start()
    for _ in range(runs):
        gate.wait(TIMEOUT)
        got = Counter(queue.get(timeout=TIMEOUT) for _ in range(many * len(WRITERS)))
        found[INTACT if got == expected(size, many) else TORN] += 1
    for one in team:
        one.join(TIMEOUT)
    return found


WAYS = {
    "a pipe": share,
    "sockets": partial(share, duplex=True),
    "a pipe, locked": partial(share, locked=True),
    "sockets, locked": partial(share, duplex=True, locked=True),
    "a queue": by_queue,
}
"""What two writers can share, and how to run it: a pipe, or the pair of sockets of a duplex one."""


def writes(size: int) -> list[int]:
    """Return the sizes of the writes by which Python sends a message of so many bytes.

    A socket of this kind (Linux) keeps what was written by one call apart from the next.
    """
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with here, Connection(there.detach()) as end:
        end.send_bytes(bytes(size))
        end.close()
        return list(takewhile(bool, (len(here.recv(size + 4)) for _ in count())))
