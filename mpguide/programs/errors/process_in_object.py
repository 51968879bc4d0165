"""Starts a second process of an object that keeps the first."""

from multiprocessing import Process


class Crew:
    def __init__(self):
        self.children = []

    def start(self):
        child = Process(target=self.work)
        child.start()
        self.children.append(child)

    def work(self):
        print("a child works", flush=True)


if __name__ == "__main__":
    crew = Crew()
    crew.start()
    crew.start()
