"""Two threads wait for each other to notify."""

import threading

condition = threading.Condition()


def wait():
    """Wait for a word."""
    with condition:
        condition.wait()  # waits


threading.Thread(target=wait, daemon=True).start()
wait()
