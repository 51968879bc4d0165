"""Programs that measure themselves: started by path, asked line by line, ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import mpguide

PROGRAMS = os.path.join(os.path.dirname(str(mpguide.__file__)), "programs")

GRACE = 2.0
"""Seconds that a program has to end by itself."""


class Talk:
    """A running program that answers each line with one of JSON."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def hear(self) -> str:
        """Return the program's next line.

        Raises `RuntimeError` when the program ends instead; what it had to say
        about that is on standard error.
        """
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            name = os.path.basename(str(self.process.args[1]))  # type: ignore[index]
            status = self.process.wait(GRACE)
            raise RuntimeError(f"{name} ended with exit status {status}")
        return line.rstrip("\n")

    def ask(self, line: str) -> Any:
        """Send one line and return what the program makes of it."""
        self.tell(line)
        return json.loads(self.hear())

    def tell(self, line: str) -> None:
        """Send one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@contextmanager
def talking(program: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Talk]:
    """Run a program of `mpguide.programs` in a group of its own until the context ends.

    It has printed ``ready``, and gets ``quit`` to end by itself; ``env`` is what
    its environment has beside ours.
    """
    path = os.path.join(PROGRAMS, f"{program}.py")
    process = subprocess.Popen(
        [sys.executable, path, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={**os.environ, **(env or {})},
    )
    talk = Talk(process)
    try:
        talk.hear()
        yield talk
    finally:
        with suppress(OSError):
            talk.tell("quit")
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        _kill(process)


def _kill(process: "subprocess.Popen[str]") -> None:
    if sys.platform != "win32":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
