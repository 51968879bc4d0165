"""Closes shared memory while a view of it is in use."""

from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    view = block.buf[:10]
    try:
        block.close()
    finally:
        block.unlink()
