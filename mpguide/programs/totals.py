"""Lets two children add 100 each, in several ways, and prints what the parent then has."""

import threading
from multiprocessing import Pool, Process, Value

TIMEOUT = 30

state = {"total": 0}


class Account:
    def __init__(self):
        self.total = 0

    def add(self, number):
        self.total += number


def add_to_global(number):
    before = state["total"]
    state["total"] += number
    print(before, "->", state["total"], flush=True)


def answer(number):
    return number


def add_to_value(shared, number):
    with shared.get_lock():
        shared.value += number


def twice(kind, target, *args):
    for one in [kind(target=target, args=args) for _ in range(2)]:
        one.start()
        one.join(TIMEOUT)


if __name__ == "__main__":
    account, shared = Account(), Value("i")

    twice(Process, add_to_global, 100)
    print("a global:", state["total"])
    twice(Process, account.add, 100)
    print("an attribute:", account.total)
    with Pool(2) as pool:
        answers = pool.map_async(answer, [100, 100])
        print("a result, added up:", sum(answers.get(TIMEOUT)))
    twice(Process, add_to_value, shared, 100)
    print("a shared Value:", shared.value)
    twice(threading.Thread, add_to_global, 100)
    print("a global, by threads:", state["total"])
