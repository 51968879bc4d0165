"""A pool is joined whose worker reads a pipe that nobody writes to."""

import os
from multiprocessing import Pool


def work():
    """Read what nobody writes."""
    reader, _writer = os.pipe()
    os.read(reader, 1)  # waits


if __name__ == "__main__":
    pool = Pool(1)
    pool.apply_async(work)
    pool.close()
    pool.join()  # waits
