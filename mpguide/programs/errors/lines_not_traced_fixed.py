"""Counts calls by tracing, which the child begins for itself."""

import sys
from multiprocessing import Process, Value


def work():
    pass


def run(function, shared):
    global calls
    calls = shared
    sys.settrace(trace)
    function()


def trace(frame, event, argument):
    if frame.f_code.co_name == "work":
        calls.value += 1


if __name__ == "__main__":
    calls = Value("i", 0)
    child = Process(target=run, args=(work, calls))
    child.start()
    child.join()
    print("calls of work():", calls.value)
