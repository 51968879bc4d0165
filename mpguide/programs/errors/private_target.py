"""Gives a child a private method as its target."""

from multiprocessing import Process


class Worker:
    def start(self):
        child = Process(target=self.__work)
        child.start()
        child.join()

    def __work(self):
        print("the child works", flush=True)


if __name__ == "__main__":
    Worker().start()
