"""The second round at a barrier is one thread short.

cause: short_party
"""

import threading

barrier = threading.Barrier(2)


def once():
    """Come once."""
    barrier.wait()


threading.Thread(target=once).start()
barrier.wait()
barrier.wait()  # waits
