"""Locks and semaphores that let everybody in; they travel as those do that they are made of."""

from multiprocessing import synchronize


def _let_in(block=True, timeout=None):
    return True


def _let_go():
    pass


class _Open:
    def _make_methods(self):
        self.acquire, self.release = _let_in, _let_go

    def __enter__(self):
        return True

    def __exit__(self, *_):
        pass


class Lock(_Open, synchronize.Lock):
    """A lock that nobody holds."""


class RLock(_Open, synchronize.RLock):
    """A lock that nobody holds."""


class Semaphore(_Open, synchronize.Semaphore):
    """A semaphore that does not count."""


class BoundedSemaphore(_Open, synchronize.BoundedSemaphore):
    """A semaphore that does not count."""
