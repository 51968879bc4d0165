"""Opens more pipes than the system lets one process have."""

import resource
from multiprocessing import Pipe

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    pipes = [Pipe() for _ in range(100)]
    print(len(pipes), "pipes at once")
