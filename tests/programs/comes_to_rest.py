"""A thread computes until the program is stopped and goes on, then it rests; the main one waits."""

import signal
import threading
import time

resumed = threading.Event()


def comes_to_rest():
    """Compute until the program was resumed, and rest."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCONT])  # the main thread shall wake by it
    while not resumed.is_set():
        sum(range(100))
    time.sleep(60)


signal.signal(signal.SIGCONT, lambda *_: resumed.set())
threading.Thread(target=comes_to_rest, daemon=True).start()
threading.Event().wait(60)
