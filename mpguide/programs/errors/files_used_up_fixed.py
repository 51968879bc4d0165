"""Closes each pipe when it is not needed any more."""

import resource
from multiprocessing import Pipe

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    for _ in range(100):
        for end in Pipe():
            end.close()
    print("100 pipes, one after the other")
