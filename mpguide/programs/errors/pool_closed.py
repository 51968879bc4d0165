"""Uses a pool after its with block."""

from multiprocessing import Pool

if __name__ == "__main__":
    with Pool(2) as pool:
        pass
    print(pool.map(abs, [-1, -2]))
