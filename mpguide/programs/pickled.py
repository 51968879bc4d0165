"""Starts children, each with an object of another kind, and prints a word for each.

arrives: the child can use it.  refused: start() raises.  dies: the child does,
while it unpickles it.  With the argument "pool", a worker of a pool gets it as a task;
with "pickle", this process pickles and unpickles it.
"""

import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial, wraps
from multiprocessing import Lock, Pipe, Process
from multiprocessing.reduction import ForkingPickler
from threading import Lock as ThreadLock

TIMEOUT = 30


def add(one, other):
    return one + other


def add_two(number):
    return add(2, number)


def closure(one):
    def add_to_it(other):
        return one + other

    return add_to_it


def bare(function):
    def wrapper(number):
        return function(number)

    return wrapper


def with_wraps(function):
    @wraps(function)
    def wrapper(number):
        return function(number)

    return wrapper


@bare
def decorated(number):
    return add(2, number)


@with_wraps
def wrapped(number):
    return add(2, number)


class Counter:
    def plain(self, number):
        return number + 2

    @classmethod
    def of_class(cls, number):
        return number + 2

    @staticmethod
    def static(number):
        return number + 2

    def __private(self, number):
        return number + 2

    def _method(self, number):
        return number + 2

    def give_private(self):
        return self.__private

    def give_method(self):
        return self._method

    def make_private(self):
        return Counter.__Nested()

    class Nested:
        answer = 5

    class __Nested:
        answer = 5

    class _Nested:
        answer = 5


class OwnArguments(Exception):
    answer = 5

    def __init__(self, file, line):
        super().__init__(f"{file}, line {line}")


class AllArguments(Exception):
    answer = 5

    def __init__(self, file, line):
        super().__init__(file, line)


def call(function):
    return function(3)


def call_each(functions):
    return min(function(3) for function in functions)


def look_at(thing):
    return thing.answer


def first_of(items):
    return next(iter(items))


def read(file):
    return 5 if file.readline().startswith('"""') else 0


def read_path(path):
    with open(path, encoding="utf-8") as file:
        return read(file)


def take(lock):
    return 5 if lock.acquire(timeout=TIMEOUT) else 0


def kinds(file, below):
    """Return what is tried: how a child gets a 5 out of it, and the thing."""
    counter = Counter()
    methods = [counter.plain, Counter.of_class, Counter.static]
    return {
        "a function": (call, add_two),
        "a function below the guard": (call, below),
        "a lambda": (call, lambda number: number + 2),
        "a closure": (call, closure(2)),
        "a decorated function": (call, decorated),
        "a bound or static method": (call_each, methods),
        "a private method": (call, counter.give_private()),
        "a nested class": (look_at, Counter.Nested()),
        "a private nested class": (look_at, counter.make_private()),
        "a two-argument exception": (look_at, OwnArguments("a.txt", 7)),
        "an open file": (read, file),
        "a generator": (first_of, (number for number in (5, 6, 7))),
        "a lock of threading": (take, ThreadLock()),
    }


def helps():
    """Return what to pass instead of what, in the same way."""
    counter, passes_on = Counter(), AllArguments("a.txt", 7)
    return {
        ("a function above the guard", "a function below the guard"): (call, add_two),
        ("a function with a name", "a lambda"): (call, add_two),
        ("a partial of a function", "a closure"): (call, partial(add, 2)),
        ("a decorator with wraps", "a decorated function"): (call, wrapped),
        ("a method named _method", "a private method"): (call, counter.give_method()),
        ("a class named _Nested", "a private nested class"): (look_at, Counter._Nested()),
        ("an exception with both args", "a two-argument exception"): (look_at, passes_on),
        ("a path", "an open file"): (read_path, __file__),
        ("a list", "a generator"): (first_of, [5, 6, 7]),
        ("a lock of multiprocessing", "a lock of threading"): (take, Lock()),
    }


def tell(sender, use, thing):
    sender.send(use(thing))


def by_process(use, thing):
    receiver, sender = Pipe(duplex=False)
    with receiver, sender:
        child = Process(target=tell, args=(sender, use, thing))
        try:
            child.start()
        except Exception as error:
            return f"refused ({type(error).__name__}: {error})"
        sender.close()
        try:
            found = receiver.recv() if receiver.poll(TIMEOUT) else None
        except EOFError:
            found = None
        child.join(TIMEOUT)
    return "arrives" if found == 5 else f"dies, with exit code {child.exitcode}"


def by_pool(use, thing):
    with ProcessPoolExecutor(1) as pool:
        error = pool.submit(use, thing).exception(TIMEOUT)
    if not error:
        return "arrives"
    word = "dies" if type(error).__name__ == "BrokenProcessPool" else "refused"
    return f"{word} ({type(error).__name__}: {error})"


def by_pickle(use, thing):
    try:
        pickled = pickle.dumps(thing)
    except Exception as error:
        return f"refused ({type(error).__name__}: {error})"
    try:
        thing = pickle.loads(pickled)  # noqa: S301 - our own bytes
        return "arrives" if use(thing) == 5 else "dies"
    except Exception as error:
        return f"dies ({type(error).__name__}: {error})"


def main(below):
    become = {"pool": by_pool, "pickle": by_pickle}.get(sys.argv[-1], by_process)
    with open(__file__, encoding="utf-8") as file:
        for name, (use, thing) in kinds(file, below).items():
            print(f"{name}: {become(use, thing)}")
        for (name, kind), (use, thing) in helps().items():
            print(f"{name} for {kind}: {become(use, thing)}")
    sent = bytes(ForkingPickler.dumps(Counter().give_private()))
    full = b"_Counter__private" in sent
    print("__private is sent as", "_Counter__private" if full else "__private")


if __name__ == "__main__":

    def below(number):
        return number + 2

    main(below)
