"""What the page on a manager's server listens with: a relay that hears all that is said."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Passes on what a client and a server say to each other, and keeps it.

    ``address`` is where the client has to go; ``heard`` is what was said so far.
    """

    def __init__(self, server: tuple[str, int]) -> None:
        self.heard = b""
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.address: tuple[str, int] = self._listener.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Accept nobody any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        for each in (self._listener, *self._open):
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                self._open.append(client)
                server = socket.create_connection(self._server)
                self._open.append(server)
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while said := source.recv(65_536):
                with self._lock:
                    self.heard += said
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def relay(server: tuple[str, int]) -> Iterator[Relay]:
    """Yield a relay to a server, and close it after use."""
    made = Relay(server)
    try:
        yield made
    finally:
        made.close()
