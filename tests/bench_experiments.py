"""Experiments that the tests of bench run in fresh interpreters."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

Call = Callable[[], object]


def work(units: int) -> None:
    """Do so many units of the same work."""
    for _ in range(units):
        for _ in range(500):
            pass


def logged(log: str, name: str) -> Iterator[Call]:
    """Write down when it is set up, called and torn down."""

    def note(what: str) -> None:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{what} {name}\n")

    note("up")
    try:
        yield partial(note, "call")
    finally:
        note("down")


def parts() -> dict[str, float]:
    """Measure two parts, of which the second takes three times as long."""
    begin = time.perf_counter()
    work(1)
    middle = time.perf_counter()
    work(3)
    return {"one": middle - begin, "three": time.perf_counter() - middle}


def start_method() -> dict[str, float]:
    """Say the start method by the name of the only part."""
    return {multiprocessing.get_start_method(): 1.0}


def chatter() -> None:
    """Print where only answers belong."""
    print("noise")
    os.write(1, b"more noise\n")
    work(1)


def failing() -> None:
    """Fail when called."""
    raise ValueError("no luck")


def failing_to_set_up() -> Iterator[Call]:
    """Fail before there is anything to call."""
    failing()
    yield chatter


def failing_to_tear_down() -> Iterator[Call]:
    """Fail when all is measured."""
    yield partial(work, 1)
    failing()


def failing_in_the_second(log: str) -> None:
    """Fail in every interpreter but the first that calls it."""
    work(1)
    if not os.path.exists(log):
        with open(log, "w", encoding="utf-8") as file:
            file.write(str(os.getpid()))
    with open(log, encoding="utf-8") as file:
        if file.read() != str(os.getpid()):
            failing()


def dying(seconds: float = 0.0) -> Iterator[Call]:
    """End the interpreter without a word, so long after it was set up."""
    end = time.monotonic() + seconds

    def call() -> None:
        work(1)
        if time.monotonic() >= end:
            os._exit(3)

    yield call


def leaving_a_child(pids: str, waited_for: bool) -> Iterator[Call]:
    """Tear nothing down: leave a child that the interpreter waits for at its end, or doesn't."""
    if waited_for:
        child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(120,))
        child.start()
        pid = child.pid
    else:
        pid = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"]).pid
    with open(pids, "w", encoding="utf-8") as file:
        file.write(str(pid))
    yield partial(work, 1)


def starting_and_then(do: str, pids: str) -> Iterator[Call]:
    """Start a process in a session of its own, one in a daemon child, then hang or fail."""
    nap = [sys.executable, "-c", "import time; time.sleep(120)"]
    apart = subprocess.Popen(nap, start_new_session=True)
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(120,))
    child.start()
    with open(pids, "w", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {apart.pid} {child.pid}")
    yield failing if do == "fail" else partial(time.sleep, 120)
    time.sleep(120)
