"""Defines below the main guard what a child calls."""

from multiprocessing import Process

if __name__ == "__main__":

    def work():
        print("the child works", flush=True)

    child = Process(target=work)
    child.start()
    child.join()
