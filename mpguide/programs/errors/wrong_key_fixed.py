"""Connects to a server with its key."""

from multiprocessing.managers import BaseManager

if __name__ == "__main__":
    with BaseManager(("127.0.0.1", 0), b"secret") as server:
        BaseManager(server.address, b"secret").connect()
        print("connected")
