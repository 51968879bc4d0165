"""Starts a child beside a thread under three filters of warnings, and tells what comes of it."""

import sys
import warnings
from multiprocessing import get_context
from threading import Event, Thread


def work():
    pass


def start_child(method, *action):
    child = get_context(method).Process(target=work)
    with warnings.catch_warnings(record=True) as shown:
        for each in action:
            warnings.simplefilter(each)
        try:
            child.start()
            child.join()
        except DeprecationWarning:
            return "raised"
    return "shown" if shown else "nothing"


if __name__ == "__main__":
    method = sys.argv[1]
    Thread(target=Event().wait, daemon=True).start()
    seen = [start_child(method), start_child(method, "default"), start_child(method, "error")]
    print("by default: {}, -W default: {}, -W error: {}".format(*seen))
