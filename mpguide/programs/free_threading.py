import sys
from threading import Lock, Thread

numbers, lock = [0], Lock()


def add(times):
    for _ in range(times):
        with lock:
            numbers[0] += 1


if __name__ == "__main__":
    threads = [Thread(target=add, args=(50_000,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print("with" if gil else "without", "a GIL:", numbers[0])
