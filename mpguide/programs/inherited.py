"""Starts children that look for what their parent has, and prints a word for each thing.

kept: as the parent has it now.  lost: as before the parent set it.  old: as it was
when the first child started.  new: none of these.  refused: it can't be passed.
reseeded: new, and another in each child.  shared: what one reads, the other misses.
"""

import logging
import os
import random
import secrets
import signal
import sys
import threading
from multiprocessing import Lock, Pipe, Process

TIMEOUT = 30

settings = {"number": 0, "file": None}
token = secrets.token_hex(8)
lock = Lock()


def clean_up(number, frame):
    pass


def is_held(lock):
    if lock.acquire(block=False):
        lock.release()
        return False
    return True


def find(given_lock, path):
    """Return what this process has, be it the parent or a child."""
    return {
        "a global set at run time": settings["number"],
        "a token drawn at import": token,
        "the state of random": hash(random.getstate()),
        "the logging level": logging.root.level,
        "a signal handler": signal.getsignal(signal.SIGTERM) is clean_up,
        "a running thread": threading.active_count() > 1,
        "an early environment variable": os.environ.get("EARLY"),
        "a late environment variable": os.environ.get("LATE"),
        "the working directory": os.getcwd(),
        "sys.argv": sys.argv[:],
        "sys.path": sys.path[:],
        "a hold on a global lock": is_held(lock),
        "a hold on a lock as argument": is_held(given_lock),
        "a global open file": settings["file"] is not None,
        "a path as argument": os.path.getsize(path),
    }


def look(sender, *given):
    sender.send(find(*given))
    settings["number"] += 100


def child_finds(*given):
    receiver, sender = Pipe(duplex=False)
    child = Process(target=look, args=(sender, *given))
    child.start()
    found = receiver.recv() if receiver.poll(TIMEOUT) else None
    child.join(TIMEOUT)
    return found


def pass_on(file):
    child = Process(target=next, args=(file,))
    try:
        child.start()
    except TypeError:
        return "refused"
    child.join(TIMEOUT)
    return "kept" if file.readline() else "shared"


def main(file):
    given = Lock(), __file__
    before = find(*given)

    settings.update(number=1, file=file)
    random.seed(1)
    logging.basicConfig(level=logging.INFO)
    signal.signal(signal.SIGTERM, clean_up)
    done = threading.Event()
    threading.Thread(target=done.wait, args=(TIMEOUT,)).start()
    os.environ.update(EARLY="set", LATE="not yet")
    lock.acquire(timeout=TIMEOUT)
    given[0].acquire(timeout=TIMEOUT)
    at_first = find(*given)
    child_finds(*given)

    os.environ["LATE"] = "set"
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    sys.argv.append("late")
    sys.path.append("late")
    now = find(*given)
    child, sibling = child_finds(*given), child_finds(*given)

    known = {"kept": now, "lost": before, "old": at_first}
    words = {
        thing: next((word for word in known if known[word][thing] == found), "new")
        for thing, found in child.items()
    }
    drawn, state = "a token drawn at import", "the state of random"
    words["a sibling's token"] = "kept" if child[drawn] == sibling[drawn] else "new"
    if len({now[state], child[state], sibling[state]}) == 3:
        words[state] = "reseeded"
    words["what a child sets"] = "lost" if settings["number"] == 1 else "kept"
    words["an open file as argument"] = pass_on(file)
    for thing, word in words.items():
        print(f"{thing}: {word}")
    done.set()


if __name__ == "__main__":
    with open(__file__) as file:
        main(file)
