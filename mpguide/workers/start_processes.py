"""What children of the chapter `start` do with multiprocessing, which each has loaded anyway."""

import os
import time
from multiprocessing import Process, current_process, parent_process

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from contextlib import AbstractContextManager
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Semaphore as Gate
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> None:
            """Note a moment."""

        def span(self, text: str) -> AbstractContextManager[object]:
            """Note a stretch."""

    Answers = Queue[dict[str, str | int | None]]


def introduce(answers: "Answers") -> None:
    """Tell who runs this, and who started it."""
    parent = parent_process()
    answers.put(
        {
            "name": current_process().name,
            "pid": os.getpid(),
            "parent": parent.pid if parent else None,
            "getppid": os.getppid(),
        }
    )


class Guest(Process):
    """A process that introduces itself."""

    def __init__(self, answers: "Answers") -> None:
        super().__init__(name="guest")
        self.answers = answers

    def run(self) -> None:
        """Do the work: start() has this called in the new process."""
        introduce(self.answers)


def work_until(timeline: "Recorder", step: "Gate", told: "Gate") -> None:
    """Work until told to end, and a moment longer."""
    with timeline.span("work"):
        step.release()
        told.acquire(timeout=30)
        time.sleep(0.1)
    step.release()


def employ(timeline: "Recorder", step: "Gate", end: "Gate", told: "dict[str, Gate]") -> None:
    """Start a daemon and a plain child, and end when it is time."""
    for kind, word in told.items():
        work = (timeline, step, word)
        Process(target=work_until, args=work, name=kind, daemon=kind == "daemon").start()
    end.acquire(timeout=30)
    timeline.mark("last line")
    told["plain"].release()


def have_child() -> int | None:
    """Start a child, wait for it, and return its exit code."""
    child = Process(target=time.sleep, args=(0,))
    child.start()
    child.join(30)
    return child.exitcode
