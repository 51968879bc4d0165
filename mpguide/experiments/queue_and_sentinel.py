"""What the page on sentinels runs many times over: three items, and how many of them are lost."""

from typing import Any

from mpguide.timeline import Timeline
from mpguide.workers.ipc_queues import read, read_on, write

ITEMS = "ABC"


def terminated(kit: Any, nap: float = 0.0, held: bool = False) -> int:
    """Terminate the reader once the writer has ended, and return how many items are lost.

    The writer naps after each item.  The reader may be held at its first one.
    """
    queue, at_once = kit.Queue(), kit.Event()
    begun, gate = kit.Semaphore(0), kit.Semaphore(0 if held else len(ITEMS))
    at_once.set()
    items = [(item, nap) for item in ITEMS]
    with Timeline() as timeline:
        writer = kit.Process(target=write, args=(timeline, queue, at_once, items))
        reader = kit.Process(target=read_on, args=(timeline, queue, begun, gate))
        writer.start()
        reader.start()
        writer.join(30)
        if held:
            begun.acquire(timeout=30)
        reader.terminate()
        reader.join(30)
    return len(ITEMS) - len(timeline.find("got"))


def by_sentinel(kit: Any) -> int:
    """Let the reader end by a sentinel instead, and return how many items are lost."""
    queue, at_once = kit.Queue(), kit.Event()
    at_once.set()
    items = [(item, 0.0) for item in (*ITEMS, None)]
    with Timeline() as timeline:
        work = timeline, queue, at_once
        writer = kit.Process(target=write, args=(*work, items))
        reader = kit.Process(target=read, args=work)
        for child in (writer, reader):
            child.start()
        for child in (writer, reader):
            child.join(30)
    return len(ITEMS) - len(timeline.find("got"))
