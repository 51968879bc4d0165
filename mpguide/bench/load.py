"""Load on the machine, and what it does to a page's margins."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from mpguide import machine
from mpguide.bench.samples import Samples

ROOM = 1.5
"""How many times below the smaller of the idle and the busy ratio a claimed one has to lie."""

SPIN = """
import os, sys, threading

def end():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end, daemon=True).start()
while True:
    pass
"""
"""Keeps a core busy until standard input ends, as it does with whoever started it."""


class Busy:
    """Keeps every core busy, each by one spinning process, for as long as the context lasts."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or machine.cores()
        self.spinning: list[Any] = []

    def __enter__(self) -> Self:
        import subprocess
        import sys

        apart: dict[str, Any] = {  # Ctrl-C is not for them
            "start_new_session": True,
            "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        }
        command = [sys.executable, "-S", "-c", SPIN]
        try:
            for _ in range(self.processes):
                self.spinning.append(subprocess.Popen(command, stdin=subprocess.PIPE, **apart))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _end(self) -> None:
        for process in self.spinning:
            process.kill()
        for process in self.spinning:
            process.communicate(timeout=10)
        self.spinning.clear()


def margins(idle: Samples, loaded: Samples, at_least: Sequence[tuple[str, float, str]]) -> str:
    """Return a table of the ratios claimed, found idle and found busy, with advice.

    A claimed ratio needs room, since load changes ratios: the smaller of the
    two found has to be at least 1.5 times as large.
    """
    rows = [("claimed", "idle", "busy", "room", "")]
    for slow, times, fast in at_least:
        found = [samples.ratio(slow, fast).median for samples in (idle, loaded)]
        room = min(found) / times
        claim = f"{slow} at least {times:g} x {fast}"
        rows.append(
            (claim, f"{found[0]:.3g}", f"{found[1]:.3g}", f"{room:.2g}", _advice(room, times))
        )
    width = max(len(row[0]) for row in rows)
    return "\n".join(
        f"{claim:{width}}  {first:>7}  {second:>7}  {room:>5}  {advice}".rstrip()
        for claim, first, second, room, advice in rows
    )


def _advice(room: float, times: float) -> str:
    most = room * times / ROOM
    return (
        "enough" if room >= ROOM else f"claim {most:.2g} at most" if most > 1 else "don't claim it"
    )
