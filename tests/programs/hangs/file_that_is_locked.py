"""A child wants a file's lock that its parent has."""

import fcntl
import tempfile
from multiprocessing import Process


def work(path):
    """Lock it, too."""
    with open(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        child = Process(target=work, args=(file.name,))
        child.start()
        child.join()  # waits
