"""A machine and an interpreter that are not what they say."""

from broken import after


@after("os")
def one_cpu(system):
    """There is but one CPU, as far as one is told."""
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(system, name):
            setattr(system, name, lambda: 1)


@after("os")
def deaf_to_threads(system):
    """The variables that limit the threads of a BLAS are not heard."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        system.environ.pop(name, None)


@after("gc")
def no_freeze(gc):
    """freeze() of gc does nothing."""
    gc.freeze = lambda: None


@after("asyncio.threads")
def to_thread_stays(threads):
    """to_thread() of asyncio calls in the thread of the loop."""

    async def call_here(function, /, *args, **kwargs):
        return function(*args, **kwargs)

    threads.to_thread = call_here


@after("hashlib")
def hash_keeps_gil(hashlib):
    """Only one thread at a time can hash by SHA-256."""
    import _thread

    turn, sha256 = _thread.allocate_lock(), hashlib.sha256

    def hash_in_turn(*args, **kwargs):
        with turn:
            return sha256(*args, **kwargs)

    hashlib.sha256 = hash_in_turn
