"""An item does not fit into the pipe of a simple queue, and nobody reads."""

from multiprocessing import SimpleQueue

if __name__ == "__main__":
    queue = SimpleQueue()
    queue.put(bytes(1_000_000))  # waits
