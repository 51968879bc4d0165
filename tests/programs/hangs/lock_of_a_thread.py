"""A thread keeps a lock that the main thread wants."""

import threading

lock, taken = threading.RLock(), threading.Event()


def keep():
    """Take the lock, and never come back."""
    with lock:
        taken.set()
        threading.Event().wait()  # waits


threading.Thread(target=keep, daemon=True).start()
taken.wait()
with lock:  # waits
    pass
