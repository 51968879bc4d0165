"""Terminates a child that sends through a pipe of its own, and learns that the message is lost.

The parent has closed its copy of the sending end, so the last one goes with the child: recv()
raises OSError, or EOFError if nothing is there but the size of the message.
"""

import sys
from multiprocessing import get_context


def send(end):
    end.send(bytes(1_000_000))


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    pipe, end = context.Pipe(duplex=False)
    child = context.Process(target=send, args=(end,))
    child.start()
    end.close()
    pipe.poll(None)
    child.terminate()
    child.join()
    try:
        pipe.recv()
    except (EOFError, OSError) as error:
        print("recv() raises", type(error).__name__)
