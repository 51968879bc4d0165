"""Uses a process in a with block."""

from multiprocessing import Process

if __name__ == "__main__":
    with Process(target=print, args=("the child works",)) as child:
        child.join()
