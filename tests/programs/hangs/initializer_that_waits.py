"""The initializer of an executor's workers waits for ever."""

import threading
from concurrent.futures import ProcessPoolExecutor


def prepare():
    """Wait for nobody."""
    threading.Event().wait()  # waits


if __name__ == "__main__":
    with ProcessPoolExecutor(1, initializer=prepare) as executor:
        executor.submit(abs, -1).result()  # waits
