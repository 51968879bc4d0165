"""Waits for ever for the end of a pipe: somebody has a copy of the end that is written to.

The parent's copy holds up the reader under every start method; its own, and a
sibling's, under fork, where a child inherits all that is open.

Close the ends that a process does not use; under fork, pass a child those too.
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
    method, holder = [*sys.argv[1:], "parent"][:2]
    context = get_context(method)
    reader, writer = context.Pipe(duplex=False)
    unused = () if holder == "reader" else (writer,)
    child = context.Process(target=read, args=(reader, *unused))
    child.start()
    if holder == "sibling":
        context.Process(target=sleep, args=(20,), daemon=True).start()
    writer.send("a message")
    if holder != "parent":
        writer.close()
    child.join()
