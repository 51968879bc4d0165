"""Shows the broken behaviour of a change, in this process and in a child by each start method.

Prints for the changes that are named what each process finds: true where the behaviour is broken,
null where it can't be told.  A probe has the name of its change.
"""

import contextlib
import gc
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from concurrent import futures
from multiprocessing import TimeoutError as PoolTimeoutError
from multiprocessing import get_all_start_methods, get_context, pool
from multiprocessing.connection import Client, Listener, wait
from multiprocessing.reduction import ForkingPickler
from multiprocessing.shared_memory import SharedMemory

BROKEN = "MPGUIDE_MUTATION" in os.environ
DEADLINE = 60
PATIENCE = DEADLINE if BROKEN else 0.1
"""Seconds to wait for what is there in time in a broken world, and never in a sound one."""

quick = get_context("fork" if "fork" in get_all_start_methods() else "spawn")


def stay(line, code=0):
    """Live until the parent says so."""
    line.recv()
    sys.exit(code)


def staying(**how):
    mine, its = quick.Pipe()
    child = quick.Process(target=stay, args=(its,), **how)
    child.start()
    return child, mine


def ended(child):
    """Return the exit code, which is known a moment after the sentinel is ready."""
    wait([child.sentinel], DEADLINE)
    until = time.monotonic() + DEADLINE
    while child.exitcode is None and time.monotonic() < until:
        time.sleep(0.001)
    return child.exitcode


def open_lock():
    lock, shared = quick.Lock(), quick.Value("i").get_lock()
    found = []
    for each in (lock, shared):
        each.acquire()
        ask = threading.Thread(target=lambda each=each: found.append(each.acquire(timeout=0)))
        ask.start()
        ask.join(DEADLINE)
    return found == [True, True]


def open_queue_lock():
    channel = quick.SimpleQueue()
    channel._rlock.acquire()
    return channel._rlock.acquire(timeout=0)


def open_semaphore():
    return quick.Semaphore(0).acquire(timeout=0)


def open_event():
    return quick.Event().wait(0)


def open_barrier():
    try:
        return quick.Barrier(2).wait(0) == 0
    except threading.BrokenBarrierError:
        return False


def open_thread_lock():
    lock = threading.Lock()
    return lock.acquire(timeout=0) and lock.acquire(timeout=0)


def fork_frees_locks():
    if not hasattr(os, "fork"):
        return None
    lock = threading.Lock()
    lock.acquire()
    return in_fork(lambda: lock.acquire(timeout=0))


def in_fork(ask):
    """Return what a forked child finds: true or false."""
    child = os.fork()
    if not child:
        os._exit(bool(ask()))
    return bool(os.waitpid(child, 0)[1])


def sleepless():
    def seconds():
        begun = time.monotonic()
        time.sleep(0.2)
        return time.monotonic() - begun

    return any(seconds() < 0.1 for _ in range(3))  # a busy machine may take its time


def slow_clock():
    return all(map(is_slow, (time.perf_counter, lambda: time.perf_counter_ns() / 1e9)))


def is_slow(clock):
    def goes_on():
        """Return how much of the time that goes on meanwhile the clock tells."""
        begun, inner = clock(), time.monotonic()
        while (took := time.monotonic() - inner) < 0.01:
            pass
        return (clock() - begun) / took

    return any(goes_on() < 0.5 for _ in range(3))


def double_cpu():
    if not hasattr(time, "CLOCK_PROCESS_CPUTIME_ID"):
        return None
    return time.process_time() > 1.5 * time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID)


def slow_interpreter():
    def seconds():
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", ""], timeout=DEADLINE, check=True)
        return time.monotonic() - begun

    return not any(seconds() < 0.3 for _ in range(1 if BROKEN else 100))


def naps(call):
    """Return for how long a call means to sleep, without sleeping."""
    told, sleep = [], time.sleep
    time.sleep = told.append
    try:
        call()
    finally:
        time.sleep = sleep
    return told


def dear_event():
    from mpguide.timeline import Timeline

    with Timeline() as timeline:
        return naps(lambda: timeline.mark("a moment")) == [0.0002]


def forgetful_timeline():
    from mpguide.timeline import Timeline

    with Timeline() as timeline:
        children = [quick.Process(target=timeline.mark, args=("here",)) for _ in range(3)]
        for child in children:
            child.start()
        for child in children:
            ended(child)
        return len(timeline.marks) == 2


def swapped_methods():
    if "fork" not in get_all_start_methods():
        return None
    return get_context("fork").get_start_method() == "spawn"


def patient_start():
    told = []

    class Told(quick.Process):
        def join(self, timeout=None):
            told.append(timeout)
            super().join(timeout)

    child = Told(target=os.getpid)
    child.start()
    ended(child)
    return told == [5]


def hasty_join():
    child, line = staying()
    told, poll = [], child._popen.wait
    child._popen.wait = told.append
    child.join(DEADLINE)
    child._popen.wait = poll
    line.send(None)
    ended(child)
    return told == [0]


def exit_code_zero():
    child = quick.Process(target=sys.exit, args=(3,))
    child.start()
    return ended(child) == 0


def terminate_spares():
    child, line = staying()
    child.terminate()
    with contextlib.suppress(OSError):  # where that has ended it, nobody listens
        line.send(None)
    return ended(child) == 0


def kill_asks():
    if not hasattr(signal, "SIGKILL"):
        return None
    child, _line = staying()
    child.kill()
    return ended(child) == -signal.SIGTERM


def no_daemon():
    return not quick.Process(daemon=True).daemon


def leave_alone(end, line):
    quick.Process(target=stay, args=(line,)).start()
    end.close()
    os._exit(0)


def watched_parent():
    (mine, its), (end, hold) = quick.Pipe(), quick.Pipe()
    child = quick.Process(target=leave_alone, args=(hold, its))
    child.start()
    its.close()
    hold.close()
    child.join()  # not by its sentinel, which its child has, too
    gone = bool(wait([mine], PATIENCE))
    if not gone:
        mine.send(None)
    end.close()
    return gone


def silent_fork():
    if sys.version_info < (3, 12) or not hasattr(os, "fork"):
        return None
    go_on = threading.Event()
    threading.Thread(target=go_on.wait, args=(DEADLINE,)).start()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        in_fork(bool)
    go_on.set()
    return not told


def random_copied():
    import random

    return same_in_fork(random.random)


def numpy_reseeded():
    try:
        import numpy as np
    except ModuleNotFoundError:
        return None
    same = same_in_fork(np.random.random)
    return None if same is None else not same


def same_in_fork(draw):
    """Return whether a forked child draws the number that its parent draws."""
    if not hasattr(os, "fork"):
        return None
    with tempfile.TemporaryFile("w+") as file:
        in_fork(lambda: print(draw(), file=file, flush=True))
        file.seek(0)
        return float(file.read()) == draw()


def permuted_results():
    with pool.ThreadPool(1) as crew:
        return crew.map(abs, [1, 2]) == [2, 1]


def unordered_imap():
    go_on = threading.Event()

    def work(number):
        if not number:
            go_on.wait(DEADLINE if BROKEN else 0.1)
        return number

    with pool.ThreadPool(2) as crew:
        results = crew.imap(work, range(2))
        first = results.next(DEADLINE)
        go_on.set()
        results.next(DEADLINE)
    return first == 1


def patient_exit():
    with pool.ThreadPool(1) as crew:
        pass
    return crew._state == pool.CLOSE


def swallowed_error():
    with pool.ThreadPool(1) as crew:
        try:
            return crew.apply_async(int, ("word",)).get(DEADLINE) is None
        except ValueError:
            return False


def chunks_of_one():
    with pool.ThreadPool(1) as crew:
        sizes = [
            crew.map_async(abs, range(4), 2)._chunksize,
            crew.map_async(abs, range(4), chunksize=2)._chunksize,
        ]
        return sizes == [1, 1]


def endless_workers():
    with quick.Pool(1, maxtasksperchild=1) as crew:
        first, second = (crew.apply_async(os.getpid).get(DEADLINE) for _ in range(2))
    return first == second


def spare_worker():
    with pool.ThreadPool(1) as crew:
        return len(crew._pool) == 2


def pool_tells():
    with quick.Pool(1) as crew:
        try:
            crew.apply_async(os._exit, (1,)).get(PATIENCE)
        except PoolTimeoutError:
            return False
        except RuntimeError:
            return True


def as_submitted():
    waits, done = futures.Future(), futures.Future()
    done.set_result(None)
    try:
        next(iter(futures.as_completed([waits, done], 0.01)))
    except TimeoutError:
        return True
    return False


def cancel_lies():
    future = futures.Future()
    future.set_running_or_notify_cancel()
    return future.cancel()


def lossy_queue():
    channel = quick.Queue()
    for number in range(4):
        channel.put(number)
    return [channel.get(timeout=DEADLINE) for _ in range(3)] == [0, 1, 3]


def loud_put():
    channel = quick.Queue()
    try:
        channel.put(threading.Lock())
    except TypeError:
        return True
    return False


def dear_put():
    channel = quick.Queue()
    return 0.001 in naps(lambda: channel.put(0))


def careless_end():
    channel = quick.Queue()
    channel.put(0)
    careless = channel._jointhread is None
    channel.get(timeout=DEADLINE)
    return careless


def hasty_queue_join():
    channel = quick.JoinableQueue()
    channel.put(0)
    join = threading.Thread(target=channel.join)
    join.start()
    join.join(PATIENCE)
    hasty = not join.is_alive()
    channel.task_done()
    join.join(DEADLINE)
    return hasty


def stacking_queue():
    channel = queue.Queue()
    channel.put(1)
    channel.put(2)
    return channel.get() == 2


def unseen_end():
    here, there = quick.Pipe()
    there.close()
    try:
        return here.recv() is None
    except EOFError:
        return False


def any_key():
    with Listener(authkey=b"right") as listener:
        caller = threading.Thread(target=knock, args=(listener.address,))
        caller.start()
        try:
            listener.accept().close()
        except Exception:
            return False
        finally:
            caller.join(DEADLINE)
    return True


def knock(address):
    with contextlib.suppress(Exception):  # refused, by whichever error
        Client(address, authkey=b"wrong").close()


def lambdas_travel():
    number = 42
    try:
        return ForkingPickler.loads(ForkingPickler.dumps(lambda: number))() == 42
    except Exception:
        return False


def write(value):
    value.value = 2


def copied_values():
    value = quick.Value("i", 1)
    child = quick.Process(target=write, args=(value,))
    child.start()
    ended(child)
    return value.value == 1


def copied_memory():
    block = SharedMemory(create=True, size=1)
    other = SharedMemory(block.name)
    try:
        other.buf[0] = 1
        return block.buf[0] == 0
    finally:
        other.close()
        block.close()
        block.unlink()


def lost_updates():
    with quick.Manager() as manager:
        items, table = manager.list(), manager.dict()
        items.append(1)
        table[1] = 1
        return len(items) == len(table) == 0


def kept_nested():
    with quick.Manager() as manager:
        space = manager.Namespace(items=[])
        space.items.append(1)
        return space.items == [1]


def one_cpu():
    if not hasattr(os, "sysconf") or os.sysconf("SC_NPROCESSORS_ONLN") == 1:
        return None
    return os.cpu_count() == 1


def deaf_to_threads():
    ask = "import os; print(os.environ.get('OMP_NUM_THREADS'), os.getenv('OPENBLAS_NUM_THREADS'))"
    known = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | known,
        capture_output=True,
        timeout=DEADLINE,
        check=True,
    )
    return done.stdout.split() == [b"None", b"None"]


def no_freeze():
    gc.freeze()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    return frozen == 0


def to_thread_stays():
    import asyncio

    return asyncio.run(asyncio.to_thread(threading.get_ident)) == threading.get_ident()


def hash_keeps_gil():
    import hashlib

    return "hash_keeps_gil" in hashlib.sha256.__qualname__


def report(names, path):
    """Write down what this process finds."""
    found = {name: globals()[name]() for name in names}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(found, file)


def main(names):
    """Report from here and from a child by each start method."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for method in get_all_start_methods():
            paths[method] = os.path.join(folder, method)
            child = get_context(method).Process(target=report, args=(names, paths[method]))
            child.start()
            ended(child)
        paths["parent"] = os.path.join(folder, "parent")
        report(names, paths["parent"])
        found = {}
        for place, path in paths.items():
            with open(path, encoding="utf-8") as file:
                found[place] = json.load(file)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
