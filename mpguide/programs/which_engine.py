from math import factorial
from multiprocessing import Pool

from dask.distributed import Client
from joblib import Parallel, delayed


def digits(number):
    return len(str(factorial(number)))


if __name__ == "__main__":
    numbers = [10, 100, 1000]
    with Pool(2) as pool:
        print("Pool:  ", pool.map(digits, numbers))
    print("joblib:", Parallel(n_jobs=2)(delayed(digits)(n) for n in numbers))
    with Client(n_workers=2, host="127.0.0.1", dashboard_address="127.0.0.1:0") as client:
        print("Dask:  ", client.gather(client.map(digits, numbers)))
