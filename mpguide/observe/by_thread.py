"""A program on Windows, where only a thread can wait for a pipe."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

from mpguide.observe.running import CHUNK, Running


class ByThread(Running):
    """A program whose pipe is read by a thread."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        cwd: str | None,
        attached: bool = False,
    ) -> None:
        super().__init__(attached)
        self._popen = subprocess.Popen(
            command,
            stdin=None if attached else subprocess.DEVNULL,
            stdout=None if attached else subprocess.PIPE,
            stderr=subprocess.PIPE if attached else subprocess.STDOUT,
            env=environ,
            cwd=cwd,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self.pid = self._popen.pid
        self._pipe = self._popen.stderr if attached else self._popen.stdout
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait(self, seconds: float) -> None:
        """Take in what it writes for so long; return at once when its main process ends."""
        if self.ended:
            return time.sleep(seconds)
        try:
            self.exit_code = self._popen.wait(seconds)
            self.ended = True
        except subprocess.TimeoutExpired:
            pass

    def drain(self) -> None:
        """Take in what it has written so far."""
        self._reader.join(0.1)

    def close(self) -> None:
        """Let go of the pipe."""
        self._reader.join(1)
        if self._pipe and not self._reader.is_alive():
            self._pipe.close()

    def _read(self) -> None:
        assert self._pipe is not None
        while chunk := os.read(self._pipe.fileno(), CHUNK):
            self.output.add(chunk)
