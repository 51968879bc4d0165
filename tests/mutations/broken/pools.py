"""Pools and executors that hand out, give back and end otherwise than the guide says."""

import functools

from broken import after


@after("multiprocessing.pool", "distributed.client")
def permuted_results(module):
    """map() gives its results in the wrong order; so does Dask's gather()."""
    if module.__name__ == "distributed.client":
        gather = module.Client.gather
        module.Client.gather = lambda self, *args, **kwargs: gather(self, *args, **kwargs)[::-1]
        return
    get = module.MapResult.get
    module.MapResult.get = lambda self, timeout=None: get(self, timeout)[::-1]


@after("multiprocessing.pool")
def unordered_imap(pool):
    """imap() gives its results as they are done."""
    pool.Pool.imap = pool.Pool.imap_unordered


@after("multiprocessing.pool")
def patient_exit(pool):
    """Leaving a pool's with block closes and joins it."""

    def leave(self, *_):
        self.close()
        self.join()

    pool.Pool.__exit__ = leave


@after("multiprocessing.pool")
def swallowed_error(pool):
    """get() returns None for a task that has failed."""
    get = pool.ApplyResult.get

    def get_quietly(self, timeout=None):
        self.wait(timeout)
        return None if self.ready() and not self._success else get(self, 0)

    pool.ApplyResult.get = get_quietly


@after("multiprocessing.pool")
def chunks_of_one(pool):
    """A pool sends task by task, whatever the chunk size."""
    for name, place in (("_map_async", 3), ("imap", 2), ("imap_unordered", 2)):
        setattr(pool.Pool, name, _one_by_one(getattr(pool.Pool, name), place))


def _one_by_one(method, place):
    @functools.wraps(method)
    def one_by_one(self, *args, **kwargs):
        if len(args) > place:
            args = (*args[:place], 1, *args[place + 1 :])
        else:
            kwargs["chunksize"] = 1
        return method(self, *args, **kwargs)

    return one_by_one


@after("multiprocessing.pool")
def endless_workers(pool):
    """maxtasksperchild is ignored."""
    begin = pool.Pool.__init__

    def begin_endless(self, count=None, first=None, args=(), maxtasksperchild=None, **kwargs):
        begin(self, count, first, args, **kwargs)

    pool.Pool.__init__ = begin_endless


@after("multiprocessing.pool")
def spare_worker(pool):
    """A pool has one worker more than was asked for."""
    begin = pool.Pool.__init__

    def begin_with_spare(self, processes=None, *args, **kwargs):
        import os

        count = getattr(os, "process_cpu_count", os.cpu_count)
        begin(self, (processes or count() or 1) + 1, *args, **kwargs)

    pool.Pool.__init__ = begin_with_spare


@after("multiprocessing.pool")
def pool_tells(pool):
    """A pool whose worker has died fails the tasks that it has."""
    watch, caches = pool.Pool._handle_workers.__func__, {}
    join = pool.Pool._join_exited_workers

    def watch_cache(cls, cache, *args):
        workers = next(arg for arg in args if type(arg) is list)
        caches[id(workers)] = cache
        watch(cls, cache, *args)

    def join_and_tell(workers):
        there = list(workers)
        joined = join(workers)
        dead = any(worker.exitcode for worker in there if worker not in workers)
        for job in [*caches.get(id(workers), {}).values()] * dead:
            job._set(0, (False, RuntimeError("a worker has died")))
        return joined

    pool.Pool._handle_workers = classmethod(watch_cache)
    pool.Pool._join_exited_workers = staticmethod(join_and_tell)


@after("concurrent.futures._base")
def as_submitted(base):
    """as_completed() gives the futures in the order in which they are given to it."""

    def as_given(futures, timeout=None):
        for future in futures:
            base.wait([future], timeout)
            if not future.done():
                raise TimeoutError
            yield future

    base.as_completed = as_given


@after("concurrent.futures._base")
def cancel_lies(base):
    """cancel() says that it has cancelled a task that runs."""
    cancel = base.Future.cancel
    base.Future.cancel = lambda self: cancel(self) or True
