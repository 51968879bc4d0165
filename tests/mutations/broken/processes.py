"""Processes that start, end and are waited for otherwise than the guide says."""

import os

from broken import after


@after("multiprocessing.context")
def swapped_methods(context):
    """Each start method is another one: fork spawns, spawn asks a server, the server forks."""
    methods = context._concrete_contexts
    if "fork" in methods:
        fork, spawn, server = (methods[name] for name in ("fork", "spawn", "forkserver"))
        methods.update(fork=spawn, spawn=server, forkserver=fork)


@after("multiprocessing.process")
def patient_start(process):
    """start() waits for the child's end."""
    start = process.BaseProcess.start

    def start_and_wait(self):
        start(self)
        self.join(5)

    process.BaseProcess.start = start_and_wait


@after("multiprocessing.process")
def hasty_join(process):
    """join() with a timeout returns at once."""
    join = process.BaseProcess.join
    process.BaseProcess.join = lambda self, timeout=None: join(self, timeout and 0)


@after("multiprocessing.process")
def exit_code_zero(process):
    """The exit code of a process that has ended is 0."""
    code = process.BaseProcess.exitcode.fget
    zero = property(lambda self: None if code(self) is None else 0)
    process.BaseProcess.exitcode = zero


@after("multiprocessing.process")
def terminate_spares(process):
    """terminate() does nothing."""
    process.BaseProcess.terminate = lambda self: None


@after("multiprocessing.process")
def kill_asks(process):
    """kill() does what terminate() does."""
    process.BaseProcess.kill = process.BaseProcess.terminate


@after("multiprocessing.process")
def no_daemon(process):
    """daemon=True is ignored."""
    process.BaseProcess.daemon = property(lambda self: False, lambda self, value: None)


@after("multiprocessing.process")
def watched_parent(process):
    """A child ends as soon as its parent has ended."""
    bootstrap = process.BaseProcess._bootstrap

    def bootstrap_watched(self, parent_sentinel=None):
        import threading

        watch = {"target": _end_after, "args": (parent_sentinel,), "daemon": True}
        threading.Thread(**watch).start()
        return bootstrap(self, parent_sentinel)

    process.BaseProcess._bootstrap = bootstrap_watched


def _end_after(sentinel):
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)


@after("os")
def silent_fork(system):
    """fork() beside threads gives no warning."""
    if not hasattr(system, "fork"):
        return
    fork = system.fork

    def fork_silently():
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return fork()

    system.fork = fork_silently


@after("os")
def random_copied(system):
    """A forked child goes on with its parent's random numbers."""
    if not hasattr(system, "register_at_fork"):
        return
    register = system.register_at_fork

    def register_others(**calls):
        if getattr(calls.get("after_in_child"), "__name__", "") != "seed":
            register(**calls)

    system.register_at_fork = register_others


@after("numpy.random")
def numpy_reseeded(random):
    """numpy seeds itself anew in a forked child."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=random.seed)
