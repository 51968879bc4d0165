"""Makes shared memory, and unlinks it when nobody needs it any more."""

from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    block.close()
    block.unlink()
