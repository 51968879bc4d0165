"""Sends into a pipe as long as somebody reads."""

from multiprocessing import Pipe

if __name__ == "__main__":
    reader, writer = Pipe(duplex=False)
    writer.send("a message")
    print("got", reader.recv())
    reader.close()
    try:
        writer.send("another")
    except BrokenPipeError:
        print("nobody reads any more")
