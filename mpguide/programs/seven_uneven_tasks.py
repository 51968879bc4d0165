from multiprocessing import Pool
from time import perf_counter, sleep


def work(seconds):
    sleep(seconds)


if __name__ == "__main__":
    tasks = [0.2, 0.2, 0.2, 0.2, 1]
    with Pool(2) as pool:
        pool.map(work, [0.5, 0.5], chunksize=1)  # till both workers are there
        for order in (tasks, sorted(tasks, reverse=True)):
            begin = perf_counter()
            pool.map(work, order, chunksize=1)
            print(f"{order} took {perf_counter() - begin:.1f} s")
