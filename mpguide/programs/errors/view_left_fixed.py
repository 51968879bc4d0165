"""Releases the view of shared memory, then closes it."""

from multiprocessing.shared_memory import SharedMemory

if __name__ == "__main__":
    block = SharedMemory(create=True, size=1000)
    view = block.buf[:10]
    view.release()
    block.close()
    block.unlink()
    print("closed")
