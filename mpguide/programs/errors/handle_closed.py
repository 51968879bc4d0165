"""Uses the end of a pipe after it was closed."""

from multiprocessing import Pipe

if __name__ == "__main__":
    with Pipe(duplex=False)[0] as reader:
        pass
    reader.recv()
