"""What the page on the race runs: several add to one number, forced or left to chance."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mpguide.workers.shared import add_slowly, add_up

if TYPE_CHECKING:
    from mpguide.workers.shared import Recorder

THREADS = SimpleNamespace(
    Process=threading.Thread,
    Barrier=threading.Barrier,
    Value=lambda code: SimpleNamespace(value=0),
)
"""Threads and a plain number, where a context of multiprocessing is asked for."""

Plan = tuple[int, int, float]
"""How many runs, how many increments in each, and how long a nap after each of these."""


def slowly(
    kit: Any,
    timeline: "Recorder",
    locks: Iterable[AbstractContextManager[object]],
    patience: float = 30,
) -> int:
    """Let one for each of the locks add 100 slowly, and return what the number is then.

    ``kit`` is a context of multiprocessing, or `THREADS`.
    """
    counter, pause = kit.Value("l"), kit.Barrier(2)
    works = [(timeline, counter, lock, pause, patience) for lock in locks]
    team = [kit.Process(target=add_slowly, args=work) for work in works]
    for one in team:
        one.start()
    for one in team:
        one.join(30)
    return int(counter.value)


def losses(kit: Any, plan: Plan, many: int = 2, guard: str = "") -> list[int]:
    """Let so many add to a number at the same time, and return what each run loses.

    ``kit`` is a context of multiprocessing, or `THREADS`; ``guard`` is the lock
    that each addition takes: ``get_lock`` for the number's own, or one of the kit,
    such as ``RLock``.
    """
    runs, increments, _ = plan
    counter, gate, lost = kit.Value("i"), kit.Barrier(many + 1), []
    lock: AbstractContextManager[object] = nullcontext()
    if guard:
        lock = counter.get_lock() if guard == "get_lock" else getattr(kit, guard)()
    work = (counter, lock, gate, plan)
    team = [kit.Process(target=add_up, args=work, daemon=True) for _ in range(many)]
    for one in team:
        one.start()
    for _ in range(runs):
        counter.value = 0
        gate.wait(30)  # they begin
        gate.wait(30)  # they are done
        lost.append(many * increments - counter.value)
    for one in team:
        one.join(30)
    return lost


def save(path: str, lost: Mapping[str, list[int]]) -> None:
    """Write what each run has lost, and where it ran, as JSON."""
    import json

    from mpguide import machine

    with open(path, "w", encoding="utf-8") as file:
        json.dump({"lost": lost, "circumstances": machine.circumstances()}, file, indent=1)
