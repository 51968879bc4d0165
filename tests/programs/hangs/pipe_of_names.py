"""A forked child opens a named pipe that nobody writes to."""

import os
import tempfile
from multiprocessing import get_context


def work(path):
    """Open it, which waits for a writer."""
    with open(path) as file:  # waits
        file.read()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pipe")
        os.mkfifo(path)
        child = get_context("fork").Process(target=work, args=(path,))
        child.start()
        child.join()  # waits
