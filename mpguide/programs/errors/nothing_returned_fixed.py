"""Has an executor bring what a function returns."""

from concurrent.futures import ProcessPoolExecutor


def work():
    return 42


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print("result:", executor.submit(work).result())
