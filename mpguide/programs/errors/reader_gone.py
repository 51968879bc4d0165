"""Sends into a pipe that nobody reads any more."""

from multiprocessing import Pipe

if __name__ == "__main__":
    reader, writer = Pipe(duplex=False)
    reader.close()
    writer.send("a message")
