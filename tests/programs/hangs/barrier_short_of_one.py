"""Two children come to a barrier for three.

cause: short_party
"""

from multiprocessing import Barrier, Process


def work(barrier):
    """Meet the others."""
    barrier.wait()  # waits


if __name__ == "__main__":
    barrier = Barrier(3)
    children = [Process(target=work, args=(barrier,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits
