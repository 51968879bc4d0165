"""The fresh interpreter that measures: started, listened to, and ended with all it started."""

import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from types import TracebackType
from typing import Any, Self

from mpguide import machine
from mpguide.bench.samples import BenchError, Run, Slot
from mpguide.bench.sampling import Task

COMMAND = (sys.executable, "-c", "from mpguide.bench import sample_here; sample_here()")

PATIENCE = 60.0
"""Seconds without a sign of life after which an interpreter counts as hung."""

GRACE = 3.0
"""Seconds that an interrupted interpreter has to tear down before it is killed."""

TAIL = 2000
"""Characters shown of what an interpreter that failed has written."""


class Fresh:
    """One fresh interpreter at its task, in a session of its own; `run` is what it measured.

    It has to give a sign of life every `PATIENCE` seconds.  On leaving the
    context it is gone, and everything it started with it.
    """

    def __init__(self, task: Task, alternatives: bytes) -> None:
        self.task, self.alternatives = task, alternatives
        self.names: tuple[str, ...] = ()
        self.at = ""
        self._loops: dict[str, int] = {}
        self._slots: list[Slot] = []
        self._message: dict[str, Any] = {}
        self._lines: queue.Queue[bytes] = queue.Queue()

    @property
    def run(self) -> Run:
        """What has been measured so far."""
        return Run(tuple(self._slots), dict(self._loops))

    def __enter__(self) -> Self:
        self._written = tempfile.TemporaryFile()
        with tempfile.TemporaryFile() as task:
            task.write(pickle.dumps(self.task) + self.alternatives)
            task.seek(0)
            self._process = subprocess.Popen(
                COMMAND,
                stdin=task,
                stdout=subprocess.PIPE,
                stderr=self._written,
                env=_environment(),
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        tree = self._tree() if error else []
        try:
            if error and "failed" not in self._message:
                self._interrupt()
            elif error:
                self._wait(GRACE)
        finally:
            self._kill(tree)
            self._take_all()
            self._written.close()

    def measure(self) -> None:
        """Wait until all is measured and torn down.

        Raises `BenchError` when an experiment fails, hangs or leaves something running.
        """
        heard = time.monotonic()
        while not self._message:
            try:
                self._take(self._lines.get(timeout=0.2))
            except queue.Empty:
                if self._process.poll() is not None:
                    self._take_all()
                    self._message = self._message or {"died": True}
                elif time.monotonic() - heard > PATIENCE:
                    raise self._hung() from None
            else:
                heard = time.monotonic()
        if "bad" in self._message:
            raise BenchError(self._message["bad"])
        if "failed" in self._message:
            raise self._error("failed", self._message["text"])
        if "died" in self._message:
            raise self._error(f"ended its interpreter ({self._status()})")
        if not self._wait(PATIENCE):
            raise BenchError("the experiments left something running; tear down what is set up")

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(b'{"died": true}\n')

    def _take(self, line: bytes) -> None:
        message = json.loads(line)
        self.at = message.get("at", self.at)
        if "prepared" in message:
            self.names += tuple(message["prepared"])
            self._loops |= dict.fromkeys(message["prepared"], message["loops"])
        elif "slots" in message:
            self._slots += [tuple(map(tuple, slot)) for slot in message["slots"]]
        elif message.keys() != {"at"} and not self._message:
            self._message = message

    def _take_all(self) -> None:
        self._reader.join(GRACE)
        while not self._lines.empty():
            self._take(self._lines.get_nowait())

    def _hung(self) -> BenchError:
        self._interrupt()
        self._take_all()
        where = self._message.get("text", "")
        return self._error(f"gave no sign of life for {PATIENCE:g} s", where)

    def _error(self, what: str, text: str = "") -> BenchError:
        who = f"the experiment {self.at!r}" if self.at else "loading the experiments"
        self._written.seek(0)
        written = self._written.read().decode(errors="replace")[-TAIL:].rstrip()
        parts = (f"{who} {what}", text, written and f"It wrote:\n{written}")
        return BenchError("\n".join(part for part in parts if part))

    def _status(self) -> str:
        self._wait(GRACE)
        return f"exit status {self._process.returncode}"

    def _wait(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _interrupt(self) -> None:
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGINT)
            self._wait(GRACE)

    def _tree(self) -> list[Any]:
        import psutil

        try:
            return list(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def _kill(self, tree: list[Any]) -> None:
        import contextlib

        for process in tree:  # of all that it started, also in sessions of their own
            with contextlib.suppress(Exception):  # gone already
                process.kill()
        if sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(10)


def _environment() -> dict[str, str]:
    home = os.path.dirname(os.path.dirname(machine.__file__))
    path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("MPGUIDE_RECORD", None)  # the verdicts are the page's to give
    if machine.free_threaded():
        environment["PYTHON_GIL"] = str(int(machine.gil_enabled()))
    return environment
