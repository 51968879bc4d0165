"""Waits for ever for the end of a pipe, because somebody has a copy of the end it is written to.

The parent's copy holds up the reader under every start method; its own, and that of a child which
is started later, under fork, where a child inherits all that is open.
Let each process close what it does not use, and don't fork where that is not known.
"""

import sys
from multiprocessing import get_context
from time import sleep


def read(reader, *unused):
    for end in unused:
        end.close()
    try:
        while True:
            print("got", reader.recv(), flush=True)
    except EOFError:
        print("the reader sees the end", flush=True)


if __name__ == "__main__":
    method, holder = [*sys.argv[1:], "the parent"][:2]
    context = get_context(method)
    reader, writer = context.Pipe(duplex=False)
    unused = () if holder == "the reader" else (writer,)
    child = context.Process(target=read, args=(reader, *unused))
    child.start()
    if holder == "another child":
        context.Process(target=sleep, args=(20,), daemon=True).start()
    writer.send("a message")
    if holder != "the parent":
        writer.close()
    child.join()
