"""Parent and child send each other more than the pipe holds, and neither reads."""

from multiprocessing import Pipe, Process


def send(end):
    """Send a lot, and read then."""
    end.send_bytes(bytes(10_000_000))  # waits
    end.recv_bytes()


if __name__ == "__main__":
    here, there = Pipe()
    Process(target=send, args=(there,)).start()
    send(here)
