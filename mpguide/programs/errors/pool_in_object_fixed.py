"""Has a pool call a function, and not a method of the object that has the pool."""

from multiprocessing import Pool


def square(number):
    return number**2


class Squares:
    def __init__(self, pool):
        self.pool = pool

    def run(self):
        return self.pool.map(square, [1, 2, 3])


if __name__ == "__main__":
    with Pool(2) as pool:
        print(Squares(pool).run())
