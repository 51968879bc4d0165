"""Parent and child wait for each other's first word over a socket."""

import socket
from multiprocessing import Process


def hear(end):
    """Hear before you speak."""
    print(end.recv(1))  # waits


if __name__ == "__main__":
    here, there = socket.socketpair()
    Process(target=hear, args=(there,)).start()
    hear(here)
