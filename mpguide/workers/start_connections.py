"""What the children of the page on connections do."""

import socket
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:  # spares each child the import of typing
    from typing import Protocol

    class Recorder(Protocol):
        """What a worker asks of the timeline that it is handed."""

        def mark(self, text: str) -> object:
            """Note a moment."""

    class Gate(Protocol):
        """What a worker asks of a barrier."""

        def wait(self, timeout: float | None = None) -> int:
            """Wait for the others."""


TIMEOUT = 30


def serve(listener: socket.socket, clients: int) -> None:
    """Send so many clients back what they say."""
    listener.settimeout(TIMEOUT)
    for _ in range(clients):
        client, _ = listener.accept()
        threading.Thread(target=echo, args=(client,)).start()


def echo(client: socket.socket) -> None:
    """Send each line back, until the client has gone."""
    client.settimeout(TIMEOUT)
    with client, client.makefile("rwb", buffering=0) as lines:
        for line in lines:
            lines.write(line)


def ask(timeline: "Recorder", gate: "Gate", name: str, line: socket.socket) -> None:
    """Say the name and hear the echo, in turns that the gate keeps apart."""
    line.settimeout(TIMEOUT)
    with line.makefile("rwb", buffering=0) as lines:
        for turn in ("anna asks", "ben asks", "ben hears", "anna hears"):
            gate.wait(TIMEOUT)
            if turn == f"{name} asks":
                lines.write(f"{name}\n".encode())
                timeline.mark(turn)
            elif turn == f"{name} hears":
                timeline.mark(f"{turn} {lines.readline().decode().strip()}")


def ask_alone(timeline: "Recorder", gate: "Gate", name: str, address: tuple[str, int]) -> None:
    """Do the same on a connection opened here, in the child."""
    with socket.create_connection(address, TIMEOUT) as line:
        ask(timeline, gate, name, line)
