"""Queues and pipes that lose, keep, tell and order otherwise than the guide says."""

import sys
from functools import wraps

from broken import after


def _before_put(queues, act):
    """Have this done before each put(), which is left out if it returns True."""
    for kind in (queues.Queue, queues.JoinableQueue):
        kind.put = _preceded(kind.put, act)


def _preceded(put, act):
    @wraps(put)  # a bound method travels by its name
    def put_after(self, obj, *args, **kwargs):
        if not act(self, obj):
            put(self, obj, *args, **kwargs)

    return put_after


@after("multiprocessing.queues")
def lossy_queue(queues):
    """The third item that a process puts on a queue is dropped."""

    def drop(self, obj):
        self.puts = getattr(self, "puts", 0) + 1
        return self.puts == 3

    _before_put(queues, drop)


@after("multiprocessing.queues")
def loud_put(queues):
    """put() pickles at once, and so raises what the pickling raises."""
    _before_put(queues, lambda self, obj: queues._ForkingPickler.dumps(obj) and False)


@after("multiprocessing.queues")
def dear_put(queues):
    """put() takes a millisecond longer."""
    import time

    _before_put(queues, lambda self, obj: time.sleep(0.001))


@after("multiprocessing.queues")
def careless_end(queues):
    """A process that ends does not wait for what it has put on a queue."""
    begin = queues.Queue._start_thread

    def begin_careless(self):
        self._joincancelled = True
        begin(self)

    queues.Queue._start_thread = begin_careless


@after("multiprocessing.queues")
def hasty_queue_join(queues):
    """join() of a JoinableQueue returns at once."""
    queues.JoinableQueue.join = lambda self: None


@after("queue")
def stacking_queue(queue):
    """A queue.Queue gives first what was put last."""
    queue.Queue._get = lambda self: self.queue.pop()


@after("multiprocessing.connection")
def unseen_end(connection):
    """recv() returns None where a program's pipe has come to its end."""
    receive = connection.Connection.recv

    def receive_anyway(self):
        try:
            return receive(self)
        except EOFError:
            if sys._getframe(1).f_globals.get("__name__", "").startswith("multiprocessing."):
                raise
            return None

    connection.Connection.recv = receive_anyway


@after("multiprocessing.connection")
def any_key(connection):
    """A manager lets in a client with any key."""
    connection.deliver_challenge = connection.answer_challenge = lambda *args, **kwargs: None


@after("multiprocessing.reduction")
def lambdas_travel(reduction):
    """A lambda or a closure is pickled by its code."""

    def by_code(self, obj):
        if type(obj) is not type(by_code) or _found_by_name(obj):
            return NotImplemented
        import marshal

        cells = [cell.cell_contents for cell in obj.__closure__ or ()]
        return rebuild, (obj.__module__, marshal.dumps(obj.__code__), obj.__defaults__, cells)

    reduction.ForkingPickler.reducer_override = by_code


def _found_by_name(function):
    found = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def rebuild(module, code, defaults, cells):
    """Make a function of its code again."""
    import importlib
    import marshal
    from types import CellType, FunctionType

    home, cells = importlib.import_module(module), tuple(map(CellType, cells))
    code = marshal.loads(code)  # noqa: S302 - the page's own process has sent it
    return FunctionType(code, vars(home), None, defaults, cells)
