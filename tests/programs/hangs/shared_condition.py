"""A child waits for a condition that nobody notifies."""

from multiprocessing import Condition, Process


def work(condition):
    """Wait for a word."""
    with condition:
        condition.wait()  # waits


if __name__ == "__main__":
    condition = Condition()
    child = Process(target=work, args=(condition,))
    child.start()
    child.join()  # waits
