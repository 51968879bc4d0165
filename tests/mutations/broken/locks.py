"""Locks, semaphores, events and barriers that let in who should wait."""

import os
import sys

from broken import after


def _open(context, names, for_whom):
    """Have a context make these open, if the module that asks for one is among those meant."""
    for name in names:
        setattr(context.BaseContext, name, _maker(getattr(context.BaseContext, name), for_whom))


def _maker(make, for_whom):
    def maker(self, *args):
        if not for_whom(sys._getframe(1).f_globals.get("__name__", "")):
            return make(self, *args)
        from broken import opened

        return getattr(opened, make.__name__)(*args, ctx=self.get_context())

    maker.__name__ = make.__name__
    return maker


def _program(name):
    """Whether a module is none of the library's; a shared value's lock is the program's, too."""
    return name == "multiprocessing.sharedctypes" or not name.startswith("multiprocessing.")


@after("multiprocessing.context")
def open_lock(context):
    """acquire() of a Lock or an RLock returns True at once."""
    _open(context, ["Lock", "RLock"], _program)


@after("multiprocessing.context")
def open_queue_lock(context):
    """The locks of a queue let in everybody."""
    _open(context, ["Lock"], lambda name: name == "multiprocessing.queues")


@after("multiprocessing.context")
def open_semaphore(context):
    """acquire() of a Semaphore returns True at once."""
    _open(context, ["Semaphore", "BoundedSemaphore"], _program)


@after("multiprocessing.synchronize")
def open_event(synchronize):
    """wait() of an Event returns True at once."""
    synchronize.Event.wait = lambda self, timeout=None: True


@after("multiprocessing.synchronize")
def open_barrier(synchronize):
    """wait() at a Barrier returns at once."""
    synchronize.Barrier.wait = lambda self, timeout=None: 0


def _by_main():
    """Whether the main module calls the function that asks."""
    return sys._getframe(2).f_globals.get("__name__") in {"__main__", "__mp_main__"}


class _OpenLock:
    def acquire(self, blocking=True, timeout=-1):
        return True

    def release(self):
        pass

    def __enter__(self):
        return True

    def __exit__(self, *_):
        pass


@after("threading")
def open_thread_lock(threading):
    """A Lock of threading that a main module makes lets in everybody."""
    make = threading.Lock
    threading.Lock = lambda: _OpenLock() if _by_main() else make()


@after("threading")
def fork_frees_locks(threading):
    """In a forked child no lock of threading is held that a main module has made."""
    made, make = [], threading.Lock

    def lock():
        new = make()
        if _by_main():
            made.append(new)
        return new

    def free():
        for each in made:
            each._at_fork_reinit()

    threading.Lock = lock
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=free)
