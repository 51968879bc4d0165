"""Stdout and stderr as a command may find them: closed, full, or read by nobody any more."""

import os
import sys

FAULTY = 2
"""The exit status for what could not be run, or told."""

GONE = 141
"""The exit status where nobody reads stdout any more: what a shell says of SIGPIPE."""


class Unheard(Exception):
    """Stdout that can't be written: the message says why.

    ``status`` is the exit status.  Whoever reads no more of a pipe has seen enough, and
    ``expected`` says so.
    """

    def __init__(self, error: OSError) -> None:
        super().__init__(f"stdout can't be written: {error.strerror}")
        self.expected = isinstance(error, BrokenPipeError)
        self.status = GONE if self.expected else FAULTY


def complete() -> None:
    """Put the null device where a standard stream is closed: what is opened next would be there."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            # It stays open as long as the process lives.
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def lenient() -> None:
    """Show a mark for each character that stdout does not have: claims may have any."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")


def say(text: str) -> None:
    """Print a text at once; raises `Unheard` when it can't be written."""
    try:
        print(text, flush=True)
    except OSError as error:
        _mute()
        raise Unheard(error) from error


def settle() -> None:
    """Write what is still buffered, so that the interpreter has nothing to complain of."""
    try:
        sys.stdout.flush()
    except OSError:
        _mute()


def _mute() -> None:
    """Let what can't be written go nowhere."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
