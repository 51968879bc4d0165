"""What passes from threads to threads: by a list, by a queue, by one that is shut down."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import Queue
from typing import Any

from mpguide.workers.gil_goods import take_all, take_one

TIMEOUT = 30


def two_at_a_list() -> list[str]:
    """Let two look into a list of one before either takes it; return what they take."""
    shelf, gate = ["bread"], threading.Barrier(2)
    taken: list[str] = []
    team = [threading.Thread(target=take_one, args=(shelf, gate, taken)) for _ in range(2)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join(TIMEOUT)
    return sorted(taken)


def many_at_a_queue(threads: int, numbers: range) -> list[int]:
    """Let so many threads put numbers into a queue, and as many take one at a time."""
    goods = Queue[int](maxsize=10)
    with ThreadPoolExecutor(threads) as putting, ThreadPoolExecutor(threads) as getting:
        taken = getting.map(lambda _: goods.get(timeout=TIMEOUT), numbers)
        putting.map(partial(goods.put, timeout=TIMEOUT), numbers)
        return sorted(taken)


def shut_down(*, immediate: bool) -> tuple[Any, list[str]]:
    """Shut down a queue that holds two items; return it, and what three threads find there."""
    goods: Any = Queue()
    goods.put("bread")
    goods.put("milk")
    goods.shutdown(immediate=immediate)
    with ThreadPoolExecutor(3) as crew:
        found = crew.map(take_all, [goods] * 3)
        return goods, sorted(item for items in found for item in items)
