"""A child ignores every signal that it can, and blocks them as well."""

import signal
import time
from multiprocessing import Process


def work():
    """Sleep on."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(1000)


if __name__ == "__main__":
    child = Process(target=work)
    child.start()
    child.join()  # waits
