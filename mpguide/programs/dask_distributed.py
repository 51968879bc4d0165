from math import factorial
from tempfile import TemporaryDirectory

from dask import config
from dask.distributed import Client


def digits(number):
    return len(str(factorial(number)))


if __name__ == "__main__":
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with (
        TemporaryDirectory() as folder,
        config.set(temporary_directory=folder),
        Client(n_workers=2, threads_per_worker=1, **here) as client,
    ):
        print(client.gather(client.map(digits, [10, 100, 1000])))
