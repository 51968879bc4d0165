"""Has a task of a pool return a list."""

from multiprocessing import Pool


def work(number):
    return [2 * n for n in range(number)]


if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(work, [1, 2]))
