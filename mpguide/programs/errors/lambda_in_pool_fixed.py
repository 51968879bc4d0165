"""Has a pool call a function of the module."""

from multiprocessing import Pool


def square(number):
    return number**2


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(square, [1, 2, 3]))
