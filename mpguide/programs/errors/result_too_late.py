"""Asks for a result before it is there."""

from multiprocessing import Pool
from time import sleep

if __name__ == "__main__":
    with Pool(1) as pool:
        pool.apply_async(sleep, [60]).get(timeout=0.5)
