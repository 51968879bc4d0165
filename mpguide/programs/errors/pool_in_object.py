"""Has a pool call a method of the object that has the pool."""

from multiprocessing import Pool


class Squares:
    def __init__(self, pool):
        self.pool = pool

    def square(self, number):
        return number**2

    def run(self):
        return self.pool.map(self.square, [1, 2, 3])


if __name__ == "__main__":
    with Pool(2) as pool:
        print(Squares(pool).run())
