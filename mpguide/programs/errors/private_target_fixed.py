"""Gives a child a method with one underscore as its target."""

from multiprocessing import Process


class Worker:
    def start(self):
        child = Process(target=self._work)
        child.start()
        child.join()

    def _work(self):
        print("the child works", flush=True)


if __name__ == "__main__":
    Worker().start()
