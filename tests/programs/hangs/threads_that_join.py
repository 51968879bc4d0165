"""Two threads join each other."""

import threading

both = threading.Barrier(2)


def join(number):
    """Join the other one."""
    both.wait()
    threads[1 - number].join()  # waits


threads = [threading.Thread(target=join, args=(number,), daemon=True) for number in range(2)]
for thread in threads:
    thread.start()
threads[0].join()  # waits
