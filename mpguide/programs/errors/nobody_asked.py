"""Has a task fail, and never asks for its result."""

from multiprocessing import Pool


def work(number):
    raise ValueError("nobody hears of this")


if __name__ == "__main__":
    with Pool(1) as pool:
        pool.apply_async(work, (1,))
        pool.close()
        pool.join()
    print("all is well")
