import sqlite3
from multiprocessing import Pool

here = {}


def open_here(path):
    here["database"] = sqlite3.connect(path)


def double(number):
    return here["database"].execute("SELECT 2 * ?", (number,)).fetchone()[0]


if __name__ == "__main__":
    with Pool(2, initializer=open_here, initargs=(":memory:",)) as pool:
        print(pool.map(double, range(5)))
