import os
from multiprocessing import Process


def greet(name, parent):
    own = os.getpid() != parent
    print(f"hello {name}, from a process of its own: {own}", flush=True)


if __name__ == "__main__":
    child = Process(target=greet, args=("reader", os.getpid()))
    child.start()
    child.join()
    print("the child's exit code:", child.exitcode)
