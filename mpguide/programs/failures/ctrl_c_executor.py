"""Does all of its tasks after Ctrl-C, and only then ends.

Under every start method: leaving the with block waits for what was submitted (POSIX).

Terminate the workers: terminate_workers() since Python 3.14, else each by itself.
"""

import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from time import sleep


def keep(*gates):
    global begun, free
    begun, free = gates


def work(number):
    begun.release()
    free.acquire()
    print(f"task {number} ends", flush=True)


if __name__ == "__main__":
    method, whom, way = sys.argv[1:]
    begun, free = gates = [get_context(method).Semaphore(0) for _ in range(2)]
    with ProcessPoolExecutor(2, get_context(method), keep, gates) as executor:
        tasks = [executor.submit(work, number) for number in range(8)]
        for _ in range(2):
            begun.acquire(timeout=15)
        try:
            os.kill(0 if whom == "everyone" else os.getpid(), signal.SIGINT)
        finally:
            if way == "cancel_futures":
                executor.shutdown(wait=False, cancel_futures=True)
                while not tasks[-1].cancelled():
                    sleep(0.01)
            elif way == "terminate_workers":  # since Python 3.14
                executor.terminate_workers()
            elif way == "terminate":
                for child in active_children():
                    child.terminate()
            if "terminate" not in way:
                for _ in tasks:
                    free.release()
