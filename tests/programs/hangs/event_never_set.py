"""Two children wait for an event that each leaves to the other."""

from multiprocessing import Event, Process


def work(event):
    """Wait, and set it then."""
    event.wait()  # waits
    event.set()


if __name__ == "__main__":
    event = Event()
    children = [Process(target=work, args=(event,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits
