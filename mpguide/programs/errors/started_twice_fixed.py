"""Makes a process for each start."""

from multiprocessing import Process

if __name__ == "__main__":
    for _ in range(2):
        child = Process(target=print, args=("the child works",))
        child.start()
        child.join()
