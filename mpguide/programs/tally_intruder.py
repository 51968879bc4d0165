"""Has the server of a manager call a function of the client's choice: all that takes is the key.

Under every start method.  Tell the key only to whom you would let run any program there.
"""

import os
import sys
from multiprocessing.managers import BaseManager


class Service(BaseManager): ...


class Intruder:
    def __reduce__(self):  # what unpickles this calls os.getpid(), and it could be anything
        return os.getpid, ()


Service.register("tally")

if __name__ == "__main__":
    host, port = sys.argv[1:]
    key = bytes.fromhex(input())
    service = Service((host, int(port)), key)
    service.connect()
    before = service.tally().add(0)
    print(service.tally().add(Intruder()) - before, os.getpid())
