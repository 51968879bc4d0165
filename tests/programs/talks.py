"""Parent and child write in turn, to stdout and to stderr."""

import multiprocessing
import sys


def child():
    """Write to both streams."""
    print("child", flush=True)
    print("child's error", file=sys.stderr, flush=True)


if __name__ == "__main__":
    print("before", flush=True)
    process = multiprocessing.Process(target=child)
    process.start()
    process.join()
    print("parent's error", file=sys.stderr, flush=True)
    print("after")
