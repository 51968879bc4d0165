"""Forks while a thread holds the lock of a handler of logging: the child has that lock anew."""

import logging
import sys
from multiprocessing import get_context
from threading import Event, Thread

held, done = Event(), Event()


def hold(lock):
    with lock:
        held.set()
        done.wait()


def work():
    logging.warning("the child logs")


if __name__ == "__main__":
    handler = logging.StreamHandler()
    logging.basicConfig(handlers=[handler])
    Thread(target=hold, args=(handler.lock,)).start()
    held.wait()
    child = get_context(sys.argv[1]).Process(target=work)
    child.start()
    child.join()
    done.set()
