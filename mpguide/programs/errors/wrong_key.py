"""Connects to a server with another key than its own."""

from multiprocessing.managers import BaseManager

if __name__ == "__main__":
    with BaseManager(("127.0.0.1", 0), b"secret") as server:
        BaseManager(server.address, b"guess").connect()
