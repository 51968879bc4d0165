"""Reads from a pipe to its end."""

from multiprocessing import Pipe

if __name__ == "__main__":
    reader, writer = Pipe(duplex=False)
    writer.send("a message")
    writer.close()
    try:
        while True:
            print("got", reader.recv(), flush=True)
    except EOFError:
        print("the end")
