"""Raises in a task an exception that can't be made again from what is sent of it."""

from concurrent.futures import ProcessPoolExecutor


class NotFound(Exception):
    def __init__(self, code, reason):
        super().__init__(f"{code}: {reason}")


def work():
    raise NotFound(404, "not there")


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(repr(executor.submit(work).exception()))
        executor.submit(work).result()
