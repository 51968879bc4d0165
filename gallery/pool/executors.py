"""
as_completed gives what is done first
=====================================

How do you hand tasks to an executor, and how do you get what they return?
``submit()`` gives you a future for each, ``as_completed()`` the futures in the
order in which they are done, ``map()`` the results in the order asked.
See in the picture that the first task may come last, and in the last programs
how to wait for ever.
"""

from concurrent import futures
from concurrent.futures import ProcessPoolExecutor, as_completed, process
from multiprocessing import Event

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.pool_calls import attend, keep

# %%
# In short
# --------
#
# .. program:: executors
#    :prints:

# %%
# The executor
# ------------
#
# .. list-table::
#    :header-rows: 1
#
#    * - Executor
#      - Waits
#      - Does
#    * - submit
#      - no
#      - takes one task, gives its future
#    * - map
#      - no
#      - takes many, gives results as asked
#    * - shutdown
#      - yes
#      - takes no more; may cancel what waits
#    * - terminate_workers
#      - no
#      - ends the workers (3.14)
#    * - kill_workers
#      - no
#      - kills the workers (3.14)

# %%
# To get results
# --------------
#
# What comes back, in which order, and which call raises a task's exception?
#
# .. list-table::
#    :header-rows: 1
#
#    * - Call
#      - Gives
#      - Order
#      - Error
#    * - submit
#      - a future
#      - one
#      - result
#    * - map
#      - one by one
#      - as asked
#      - next
#    * - as_completed
#      - futures
#      - as done
#      - result
#    * - wait
#      - two sets
#      - none
#      - result
#
# ``submit()`` and ``map()`` both pass many arguments: ``map()`` takes an
# iterable for each, and reads them in the call.
# After an error it gives no more results, unlike the ``imap()`` of a pool.

# %%
# The future
# ----------
#
# .. list-table::
#    :header-rows: 1
#
#    * - Future
#      - Waits
#      - Does
#    * - result
#      - yes
#      - gives the value, or raises the error
#    * - exception
#      - yes
#      - gives the error, or None
#    * - done
#      - no
#      - tells whether it is over
#    * - running
#      - no
#      - tells whether it has begun, or is next to
#    * - cancelled
#      - no
#      - tells whether it was cancelled
#    * - cancel
#      - no
#      - cancels what has not begun
#    * - add_done_callback
#      - no
#      - has a function called with the future, once done
#
# ``set_result()``, ``set_exception()`` and ``set_running_or_notify_cancel()``
# are for executors alone.
# ``result()`` and ``exception()`` take a timeout, and so do the two functions
# that wait for many: `as_completed()
# <concurrent.futures.as_completed>` and `wait() <concurrent.futures.wait>`.
#
# >>> from concurrent.futures import ProcessPoolExecutor, wait
# >>> executor = ProcessPoolExecutor(1)
# >>> good = executor.submit(divmod, 7, 2)
# >>> bad = executor.submit(divmod, 7, 0)
# >>> good.result(timeout=30)
# (3, 1)
# >>> bad.result(timeout=30)
# Traceback (most recent call last):
# ZeroDivisionError: division by zero
# >>> type(bad.exception(timeout=30)).__name__
# 'ZeroDivisionError'
# >>> good.done(), good.running(), good.cancel(), good.cancelled()
# (True, False, False, False)
# >>> good.add_done_callback(lambda future: print(future.result()))
# (3, 1)
# >>> done, others = wait([good, bad], timeout=30)
# >>> len(done), len(others)
# (2, 0)
# >>> results = executor.map(divmod, [7, 8, 9], [2, 0, 2], timeout=30)
# >>> next(results)
# (3, 1)
# >>> next(results)
# Traceback (most recent call last):
# ZeroDivisionError: division by zero
# >>> list(results)
# []
# >>> executor.shutdown()
# >>> executor.submit(divmod, 7, 2)
# Traceback (most recent call last):
# RuntimeError: cannot schedule new futures after shutdown

# %%
# The work
# --------
#
# .. worker:: pool_calls.attend
#
# The gate stays shut until the others are done, so that a comes last.

# %%
# Run it
# ------
#
# Five tasks, four workers.

if __name__ == "__main__":
    timeline, gate, last = Timeline(), Event(), Event()
    tools, done = (None, keep, (timeline, gate, last)), []
    with ProcessPoolExecutor(4, *tools) as executor:
        tasks = [executor.submit(attend, letter) for letter in "abcde"]
        for future in as_completed(tasks, timeout=30):
            done.append(future.result(0))
            timeline.mark(f"{done[-1]} is done")
            if len(done) == 4:
                gate.set()
        asked = [*executor.map(attend, "abcde", timeout=30)]
    print("as completed:", *done)

# %%
# What has not begun can be cancelled, one by one or by the shutdown.
# Here a holds the only worker.

if __name__ == "__main__":
    gate.clear()
    last.clear()
    executor = ProcessPoolExecutor(1, *tools)
    tasks = [executor.submit(attend, letter) for letter in "abcdefgh"]
    last.wait(30)
    cancelled = [tasks[number].cancel() for number in (0, -1)]
    executor.shutdown(wait=False, cancel_futures=True)
    gate.set()

# %%
# What it shows
# -------------

if __name__ == "__main__":
    claims.equal("as_completed gives last what is done last", done[-1], "a")
    claims.equal("map gives results in the order asked", asked, [*"abcde"])
    claims.equal("Only what waits can be cancelled", cancelled, [False, True])
    text, error = "A shutdown can cancel what waits", futures.CancelledError
    claims.raises(text, error, lambda: tasks[-2].result(30))

# %%
# Programs to try
# ---------------
#
# How do you get home what a process's function returns?
# Leave it to an executor or a pool; or have the function send it.
#
# .. program:: four_ways
#
# ``map()`` hands on its whole input in the call, however late you take the
# results; since 3.14 ``buffersize`` says how far it may read ahead.
#
# .. program:: read_ahead
#
# A worker starts when a task comes and none is idle; under ``fork`` all start
# with the first task, since to fork later, with threads at work, is not safe.
# Those of a pool start before any task comes.
#
# .. program:: first_worker
#
# ``terminate_workers()`` and ``kill_workers()`` end them in the midst of their
# work, and what they worked on raises.
#
# .. program:: end_workers

# %%
# Programs that hang
# ------------------
#
# What a shutdown has cancelled is done, says each future; the functions that
# wait for many of them never learn of it.
#
# .. program:: cancelled_futures
#
# ``max_tasks_per_child`` renews a worker after so many tasks, except that in
# Python 3.11 and 3.12 it may forget to.
#
# .. program:: two_tasks_per_child
#
# Of each program, the evidence is the last that it says, unless it hangs.

if __name__ == "__main__":
    new = hasattr(ProcessPoolExecutor, "kill_workers")
    broken, ahead = ("BrokenProcessPool", "98") if new else (None, None)
    owners = ProcessPoolExecutor, process._ExecutorManagerThread
    renews = any(hasattr(owner, "_replace_dead_worker") for owner in owners)
    two, four = "2" if renews else "hung", "[42, 42, 42, 42]"
    rows = [
        ("as_completed() hangs", "cancelled_futures as_completed", "hung"),
        ("wait() hangs", "cancelled_futures wait", "hung"),
        ("Each future knows of it", "cancelled_futures each", "True"),
        ("With limit 1, each has a new worker", "two_tasks_per_child 1", "4"),
        ("With limit 2, it has two or hangs", "two_tasks_per_child 2", two),
        ("Four ways bring a result home", "four_ways", four),
        ("map reads its input to the end", "read_ahead", "0"),
        ("With buffersize=2, it reads two", "read_ahead 2", ahead),
        ("Terminated workers fail tasks", "end_workers terminate", broken),
        ("Killed workers fail tasks", "end_workers kill", broken),
    ]
    for each in machine.start_methods():
        first = 3 if each == "fork" else 1
        text = f"Under {each}, {first} of 3 start, of a pool all"
        rows += [(text, f"first_worker {each}", f"{first}, 3")]

    def run(row):
        name, *more = row[1].split()
        path, method = observe.program(name), machine.start_method()
        return row[2] and observe.run(path, *more, start_method=method)

    with futures.ThreadPoolExecutor(4) as threads:
        runs = [*threads.map(run, rows)]
    print(runs[0])
    for (text, _, known), run in zip(rows, runs, strict=True):
        if known is None:
            claims.not_testable(text, "exact", "needs Python 3.14")
            continue
        last = run.output.strip().rpartition("\n")[2].rpartition(": ")[2]
        claims.equal(text, "hung" if run.ended == "hung" else last, known)

# %%
# What you may have read
# ----------------------
#
# .. said:: B10
#    :today: wrong
#    :proof: Under spawn, 1 of 3 start, of a pool all
#
#    A pool starts a new process for each task until it is full, and then, when
#    a process has ended, a new one in its place.
#
#    A pool starts all of its workers at once, before any task, and keeps them.
#    It is an executor that starts them one by one, as tasks come, except under
#    ``fork``; and it keeps them, too.
#
# .. asked:: 13
#    :proof: Four ways bring a result home
#
#    How do I get the return value of a process?
#
#    A :class:`multiprocessing.Process` has none.
#    Use an executor, whose future has a ``result()``, or a pool; or send the
#    value through a queue or a pipe, and receive it before you join.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    timeline.close()
    figures.draw_timeline(timeline, "as_completed, then map, then a shutdown")

# %%
# Next: :ref:`a timeout does not stop the task
# <sphx_glr_gallery_pool_timeouts.py>`.
# Try: give ``as_completed()`` in ``cancelled_futures.py`` a timeout.
