"""Passes all arguments of an exception on."""

from concurrent.futures import ProcessPoolExecutor


class NotFound(Exception):
    def __init__(self, code, reason):
        super().__init__(code, reason)


def work():
    raise NotFound(404, "not there")


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(repr(executor.submit(work).exception()))
