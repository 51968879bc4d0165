"""Sends arrays to workers, small and large, and asks what has arrived."""

import os
from tempfile import TemporaryDirectory

import numpy as np
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor


def look(array):
    return type(array).__name__, getattr(array, "filename", "no file")


def write(array):
    array[0] = 7


if __name__ == "__main__":
    small, large = np.ones(1_000), np.ones(1_000_000)
    with TemporaryDirectory() as folder:
        for name, limit in {"as it is": "1M", "no limit": None}.items():
            workers = Parallel(n_jobs=2, temp_folder=folder, max_nbytes=limit)
            for size, array in {"small": small, "large": large}.items():
                kinds, files = zip(*workers(delayed(look)(array) for _ in range(4)), strict=True)
                number = len({*files} - {"no file"})
                print(f"{name}, {size}: {' '.join({*kinds})}, files: {number}")
            try:
                workers(delayed(write)(large) for _ in range(2))
                print(f"{name}, written: here it is still {large[0]:g}")
            except ValueError as error:
                print(f"{name}, written: {error}")
        get_reusable_executor().shutdown(wait=True)
        print("files left:", len(os.listdir(folder)))
