"""Crashes: reads an array after the shared memory below it was closed.

On every start method: numpy.ndarray() does not tell the block that it uses it, so that close()
has no objection; numpy.frombuffer() does, and close() raises BufferError.

Drop the array, then close.
"""

import sys
from multiprocessing.shared_memory import SharedMemory

import numpy

if __name__ == "__main__":
    block = SharedMemory(create=True, size=8_000_000)
    block.unlink()
    if "frombuffer" in sys.argv:
        numbers = numpy.frombuffer(block.buf)
    else:
        numbers = numpy.ndarray(1_000_000, buffer=block.buf)
    block.close()
    print("the sum is", numbers.sum())
