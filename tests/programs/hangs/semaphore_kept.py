"""A child wants the only place in a room, and its parent, who has it, joins the child."""

from multiprocessing import BoundedSemaphore, Process


def work(room):
    """Enter the room."""
    with room:  # waits
        pass


if __name__ == "__main__":
    room = BoundedSemaphore(1)
    room.acquire()
    child = Process(target=work, args=(room,))
    child.start()
    child.join()  # waits
