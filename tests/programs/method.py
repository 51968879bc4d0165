"""Use a worker of this script in a pool; say who we are."""

import multiprocessing
import sys


def square(number):
    """Return a number's square."""
    return number * number


if __name__ == "__main__":
    print(multiprocessing.get_start_method(), sys.argv[1:], __spec__, __file__ == sys.argv[0])
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(4)))
