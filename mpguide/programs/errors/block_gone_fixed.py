"""Unlinks shared memory when the child has done with it."""

from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


def work(name):
    block = SharedMemory(name)
    print("the child reads:", block.buf[0], flush=True)
    block.close()


if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    child = Process(target=work, args=(block.name,))
    child.start()
    child.join()
    block.close()
    block.unlink()
