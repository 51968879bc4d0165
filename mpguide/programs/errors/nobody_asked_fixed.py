"""Asks for the result of a task."""

from multiprocessing import Pool


def work(number):
    raise ValueError("nobody hears of this")


if __name__ == "__main__":
    with Pool(1) as pool:
        task = pool.apply_async(work, (1,))
        try:
            task.get()
        except ValueError as error:
            print("the task fails:", error)
