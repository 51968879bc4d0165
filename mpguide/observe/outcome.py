"""What becomes of an observed program: its outcome, its stacks, its survivors."""

import os
from typing import NamedTuple

FINISHED, FAILED, HUNG = "finished", "failed", "hung"
"""How a program can end."""


class Frame(NamedTuple):
    """A line that a thread is at, or has called from."""

    file: str
    line: int
    function: str
    source: str

    @property
    def library(self) -> bool:
        """Whether it belongs to Python rather than to the program.

        >>> Frame("/usr/lib/python3.13/multiprocessing/process.py", 149, "join", "").library
        True
        """
        path = self.file.replace("\\", "/")
        installed = "/lib/python3" in path or "/Lib/" in path
        return path.startswith("<") or (installed and "/site-packages/" not in path)

    @property
    def name(self) -> str:
        """Its function and the name of its file.

        >>> Frame("/usr/lib/python3.13/multiprocessing/process.py", 149, "join", "").name
        'process.py:join'
        """
        return f"{os.path.basename(self.file)}:{self.function}"

    @property
    def starts_process(self) -> bool:
        """Whether a child of multiprocessing begins here, or ends (apart, since 3.15)."""
        return self.name in {"process.py:_bootstrap", "util.py:_exit_function"}


class Stack(NamedTuple):
    """Where one thread of a process waits: frames from the first call to the innermost.

    A process that showed no stack has no frames, and a note that says why.
    """

    process: int
    role: str
    thread: str
    frames: tuple[Frame, ...] = ()
    note: str = ""

    @property
    def own(self) -> tuple[Frame, ...]:
        """The program's frames, without Python's and without those of the parent's past.

        A forked child's stack begins with the frames in which its parent forked it.
        """
        return tuple(frame for frame in self.frames[self.start :] if not frame.library)

    @property
    def where(self) -> Frame | None:
        """The innermost of the program's own frames: the line that waits."""
        own = self.own
        return own[-1] if own else None

    @property
    def within(self) -> tuple[Frame, ...]:
        """Python's frames that the line which waits has called; all, if none is the program's."""
        own = [number for number, frame in enumerate(self.frames) if not frame.library]
        inner = [number for number in own if number >= self.start]
        return self.frames[(inner[-1] + 1 if inner else self.start) :]

    @property
    def forked(self) -> bool:
        """Whether its process was forked by the program itself: its parent's past comes first."""
        return any(frame.name == "popen_fork.py:_launch" for frame in self.frames[: self.start])

    @property
    def start(self) -> int:
        """Where the frames of this process begin."""
        starts = [number for number, frame in enumerate(self.frames) if frame.starts_process]
        return starts[-1] if starts else 0


class Node(NamedTuple):
    """A process of a hung program: its parent may be none of the program's."""

    process: int
    parent: int
    role: str
    command: str


class Survivor(NamedTuple):
    """A process that outlived the program's main process, and was ended."""

    process: int
    role: str


class Outcome(NamedTuple):
    """How a program ended; as text, a transcript for a page.

    ``ended`` is "finished" (exit code 0), "failed" or "hung"; ``evidence`` says what
    decided it.  ``exit_code`` is minus the signal's number for a program that one
    ended, and None for one that hung.  ``output`` is what all its processes wrote, in
    order.  ``seconds`` is the time until its main process ended or the hang was seen,
    ``processes`` are the ids of all that were seen, the main one's first, ``tree`` are
    those that were there when it hung.
    """

    ended: str
    exit_code: int | None
    output: str
    stacks: tuple[Stack, ...]
    survivors: tuple[Survivor, ...]
    evidence: str
    seconds: float
    python: str
    processes: tuple[int, ...] = ()
    tree: tuple[Node, ...] = ()

    def __str__(self) -> str:
        from mpguide.observe.transcript import transcript

        return transcript(self)


def told(code: int | None) -> str:
    """Say how a main process ended."""
    import signal

    if code is None:
        return "exit code unknown: the caller ignores SIGCHLD"
    if code >= 0 or os.name == "nt":
        return f"exit code {code}"
    try:
        return f"ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended by signal {-code}"
