"""A task of a pool waits for ever, and the parent for its result."""

from multiprocessing import Pool
from threading import Event


def work(_):
    """Wait for an event of this process."""
    Event().wait()  # waits


if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(work, range(2))  # waits
