from functools import partial
from multiprocessing import Pool
from pickle import PicklingError


def scale(factor, number):
    return factor * number


if __name__ == "__main__":
    with Pool(2) as pool:
        try:
            pool.map(lambda number: 3 * number, range(5))
        except PicklingError:
            print("the lambda is refused")
        print("the partial arrives:", pool.map(partial(scale, 3), range(5)))
