from multiprocessing import Pool
from time import sleep


def work(seconds):
    sleep(seconds)


if __name__ == "__main__":
    tasks = [0.4, 0.1, 0.1, 0.2, 0.2]
    with Pool(2) as pool:
        results = pool.imap_unordered(work, tasks)
        for done, _ in enumerate(results, start=1):
            print(f"{'#' * done:.<{len(tasks)}} {done} of {len(tasks)}")
