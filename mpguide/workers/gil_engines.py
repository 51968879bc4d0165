"""What the tasks of the page on the engines do, whatever runs them."""

import os
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    Place = tuple[int, int, int]
    """The ids of a process, an interpreter and a thread."""

seen: list[str] = []
"""Where tasks have met that found this very list."""


def nothing() -> None:
    """Do nothing: what is left is what the engine costs."""


def wait(seconds: float) -> None:
    """Wait, as for an answer from elsewhere."""
    time.sleep(seconds)


def count(number: int) -> float:
    """Count in pure Python; answer with the seconds that this thread had a core."""
    had = time.thread_time()
    for _ in range(number):
        pass
    return time.thread_time() - had


def meet(folder: str, many: int) -> "Place":
    """Wait until so many are here at once; answer with where this is."""
    sign_in(folder)
    until = time.monotonic() + 30
    while not all_here(folder, many):
        if time.monotonic() > until:
            raise TimeoutError("waits in vain for others to be here at the same time")
        time.sleep(0.001)
    return where()


def sign_in(folder: str) -> None:
    """Leave a file in the folder, and its name in the list that is found here."""
    name = "-".join(map(str, (*where(), time.perf_counter_ns())))
    seen.append(name)
    with open(os.path.join(folder, name), "x", encoding="utf-8"):
        pass


def all_here(folder: str, many: int) -> bool:
    """Return whether so many have signed in."""
    return len(os.listdir(folder)) >= many


def where() -> "Place":
    """Return the ids of this process, interpreter and thread."""
    try:
        from concurrent.interpreters import get_current
    except ImportError:  # up to 3.13 nobody makes a second one
        return os.getpid(), 0, threading.get_native_id()
    return os.getpid(), get_current().id, threading.get_native_id()


def loads(module: str) -> str:
    """Import a module; answer with what is wrong with that here, if anything."""
    import importlib

    try:
        importlib.import_module(module)
    except ImportError as error:
        return str(error).strip()
    return ""
