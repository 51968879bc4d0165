"""Reads from a pipe that nobody writes to any more."""

from multiprocessing import Pipe

if __name__ == "__main__":
    reader, writer = Pipe(duplex=False)
    writer.send("a message")
    writer.close()
    while True:
        print("got", reader.recv(), flush=True)
