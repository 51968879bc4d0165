"""The main process waits for an item, and has no child to put one."""

from multiprocessing import Queue

if __name__ == "__main__":
    queue = Queue()
    print(queue.get())  # waits
