"""Starts processes of a function, and not of the object that keeps them."""

from multiprocessing import Process


def work():
    print("a child works", flush=True)


class Crew:
    def __init__(self):
        self.children = []

    def start(self):
        child = Process(target=work)
        child.start()
        self.children.append(child)


if __name__ == "__main__":
    crew = Crew()
    crew.start()
    crew.start()
