"""Hangs: two writers share one end of a pipe, and tear each other's messages.

Under every start method (POSIX): a message that the pipe does not take at once is written in
parts, and another's come in between.

Hold one lock around each send, or use a queue.
"""

import sys
import time
from multiprocessing import get_context


def write(end, says, letter):
    says.send_bytes(b"I begin")
    for _ in range(10):
        end.send_bytes(letter * 300_000)


if __name__ == "__main__":
    context = get_context(*sys.argv[1:])
    reader, end = context.Pipe(duplex=False)
    for letter in (b"a", b"b"):
        hears, says = context.Pipe(duplex=False)
        context.Process(target=write, args=(end, says, letter)).start()
        hears.recv_bytes()
    time.sleep(0.5)  # by now the pipe is full, and both wait
    for _ in range(20):
        message = reader.recv_bytes()
        letters = [message.count(letter) for letter in (b"a", b"b")]
        print(f"{len(message)} bytes: {letters[0]} a, {letters[1]} b", flush=True)
