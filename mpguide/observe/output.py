"""What an observed program wrote, in bounded memory."""

import os
from contextlib import suppress


class Output:
    """Bytes as they come: the first and the last part are kept, the rest is counted."""

    def __init__(self, kept: int = 1 << 18) -> None:
        self.size = 0
        self._kept = kept
        self._head = bytearray()
        self._tail = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        self.size += len(chunk)
        room = self._kept - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        # Cut rarely, so that each byte is moved at most once.
        if len(self._tail) > 4 * self._kept:
            del self._tail[: -self._kept]

    def text(self) -> str:
        r"""Return what was kept, with a line that says how much was dropped, if any was.

        >>> output = Output(kept=4)
        >>> for chunk in (b"abcd", b"efgh" * 9, b"ijkl"):
        ...     output.add(chunk)
        >>> output.text()
        'abcd\n[36 bytes left out]\nijkl'
        """
        tail = bytes(self._tail[-self._kept :])
        dropped = self.size - len(self._head) - len(tail)
        cut = f"\n[{dropped} bytes left out]\n".encode() if dropped else b""
        return (bytes(self._head) + cut + tail).decode(errors="replace").replace("\r\n", "\n")


class Tee(Output):
    """Bytes that are shown on our stderr as they come, as long as it is asked for."""

    shown = True

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes, and show them."""
        super().add(chunk)
        if not self.shown:
            return
        with suppress(OSError):  # nobody reads it any more
            while chunk:
                chunk = chunk[os.write(2, chunk) :]
