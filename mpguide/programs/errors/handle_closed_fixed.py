"""Uses the end of a pipe within its with block."""

from multiprocessing import Pipe

if __name__ == "__main__":
    reader, writer = Pipe(duplex=False)
    with reader:
        writer.send("a message")
        print("got", reader.recv())
