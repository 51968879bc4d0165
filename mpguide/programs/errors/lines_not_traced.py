"""Counts calls by tracing, as coverage and debuggers do: the child is not traced."""

import sys
from multiprocessing import Process, Value


def work():
    pass


def run(function, calls):
    function()


def trace(frame, event, argument):
    if frame.f_code.co_name == "work":
        calls.value += 1


if __name__ == "__main__":
    calls = Value("i", 0)
    sys.settrace(trace)
    child = Process(target=run, args=(work, calls))
    child.start()
    child.join()
    print("calls of work():", calls.value)
