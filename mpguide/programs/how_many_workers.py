import os
from multiprocessing import Pool


def cores():
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


if __name__ == "__main__":
    with Pool(cores()) as pool:
        print(pool.map(abs, range(-3, 3)), "by", cores(), "worker(s)")
