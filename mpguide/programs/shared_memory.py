from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory


def double(block):
    for place in range(3):
        block.buf[place] *= 2
    block.close()


if __name__ == "__main__":
    block = SharedMemory(create=True, size=3)
    block.buf[:3] = bytes([1, 2, 3])
    child = Process(target=double, args=(block,))
    child.start()
    child.join()
    print(*block.buf[:3])
    block.close()
    block.unlink()
