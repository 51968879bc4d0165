from threading import Thread
from time import perf_counter, process_time


def count():
    total = 0
    for number in range(4_000_000):
        total += number


if __name__ == "__main__":
    threads = [Thread(target=count) for _ in range(4)]
    begin, used = perf_counter(), process_time()
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    cores = (process_time() - used) / (perf_counter() - begin)
    print(f"four threads kept {cores:.1f} cores busy")
