"""Has a pool call a lambda."""

from multiprocessing import Pool

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(lambda number: number**2, [1, 2, 3]))
