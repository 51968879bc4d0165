"""Connects to a server that has ended."""

from multiprocessing.managers import BaseManager

if __name__ == "__main__":
    with BaseManager(("127.0.0.1", 0), b"secret") as server:
        manager = BaseManager(server.address, b"secret")
    manager.connect()
    print("connected")
