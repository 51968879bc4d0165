"""
A timeout does not stop the task
================================

How do you stop a task that takes too long?
Not by the timeout of ``get()`` or ``result()``, which only ends your waiting:
the task goes on, and keeps its worker.
A pool and an executor can stop all of their tasks; a single one is stopped in
a process of its own, or by the pool of `pebble
<https://pypi.org/project/Pebble/>`__.
See in the pictures which task comes to its end.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Semaphore
from multiprocessing import TimeoutError as PoolTimeoutError

from mpguide import claims, observe
from mpguide.timeline import Timeline
from mpguide.workers.pool_ends import keep, stay

# %%
# In short
# --------
#
# .. program:: timeouts
#    :prints:
#
# A child whose exit code is ``None`` is still at work.

# %%
# The work
# --------
#
# .. worker:: pool_ends.stay
#
# A worker is given the gates as it starts.
#
# .. worker:: pool_ends.keep

if __name__ == "__main__":
    names = ["slow", "quick"]

    def new_gates():
        return {name: Semaphore(0) for name in ("begun", *names)}

# %%
# Give up waiting
# ---------------
#
# A pool has one worker, and two tasks to do.

if __name__ == "__main__":
    gates = new_gates()
    with Timeline() as waited, Pool(1, keep, [gates]) as pool:
        tasks = [pool.apply_async(stay, (waited, name)) for name in names]
        gates["begun"].acquire(timeout=30)
        with waited.span("get"):
            text = "get() gives up after its timeout"
            claims.raises(text, PoolTimeoutError, lambda: tasks[0].get(0.2))
        for name in names:
            gates[name].release()
        answers = [task.get(30) for task in tasks]
    print(waited)

# %%
# Stop one task
# -------------
#
# A process of its own is stopped alone, as the program at the top does it.

if __name__ == "__main__":
    own = observe.run(observe.program("timeouts")).output

# %%
# The pool of pebble takes a timeout for each task, and replaces the worker.
# The gate of the slow task never opens, and that of the quick one only after
# the slow one is stopped.

if __name__ == "__main__":
    from pebble import ProcessPool

    gates = new_gates()
    with Timeline() as timed, ProcessPool(2, 0, keep, [gates]) as pool:
        slow = pool.schedule(stay, args=(timed, "slow"), timeout=0.2)
        quick = pool.schedule(stay, args=(timed, "quick"))
        text = "A timeout of pebble's pool raises an error"
        claims.raises(text, TimeoutError, lambda: slow.result(30))
        gates["quick"].release()
        quick.result(30)

# %%
# Stop all tasks
# --------------
#
# An executor stops all of them at once, since Python 3.14.
# A pool does so whenever you :ref:`leave its with block
# <sphx_glr_gallery_pool_leaving_a_pool.py>`.

if __name__ == "__main__":
    gates, both = new_gates(), Timeline()
    with both, ProcessPoolExecutor(2, None, keep, [gates]) as executor:
        futures = [executor.submit(stay, both, name) for name in names]
        for _ in names:
            gates["begun"].acquire(timeout=30)
        text = "result() gives up after its timeout"
        claims.raises(text, TimeoutError, lambda: futures[0].result(0.2))
        cancelled = futures[0].cancel()
        if hasattr(executor, "terminate_workers"):
            executor.terminate_workers()
        for name in names:
            gates[name].release()
        errors = {type(future.exception(30)).__name__ for future in futures}

# %%
# What it shows
# -------------
#
# After a timeout the task runs on, and its answer still comes.
# Give up often enough, and all workers are busy with tasks that nobody waits
# for.

if __name__ == "__main__":
    ends = waited.order(ends=True)
    claims.equal("The task ends after the timeout", ends, ("get", *names))
    claims.equal("It answers after the timeout", answers, names)
    end, begin = waited.find("slow")[0].end, waited.find("quick")[0].start
    evidence = f"ends at {end:.4f} s, the next one begins at {begin:.4f} s"
    claims.holds("Until then it keeps its worker", begin >= end, evidence)
    claims.equal("A task that runs can't be cancelled", cancelled, False)
    text = "The error of a pool is not the built-in one"
    claims.equal(text, issubclass(PoolTimeoutError, TimeoutError), False)
    stopped = own.startswith("still at work") and "code: 0" not in own
    claims.holds("A process of its own is stopped", stopped, own.splitlines())
    text = "pebble's pool stops only the slow task"
    claims.equal(text, timed.order(ends=True), ("quick",))
    text = "An executor stops all of its tasks"
    if hasattr(executor, "terminate_workers"):
        found = (both.order(ends=True), errors)
        claims.equal(text, found, ((), {"BrokenProcessPool"}))
    else:
        claims.not_testable(text, "exact", "needs terminate_workers()")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 15
#    :proof: The task ends after the timeout
#       A process of its own is stopped
#       An executor stops all of its tasks
#       pebble's pool stops only the slow task
#
#    How do I stop a single task that hangs, or takes too long?
#
#    By a timeout alone, not at all.
#    The standard library stops all workers of a pool or an executor, or one
#    process of your own; for a timeout per task, take a third-party pool.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(waited, "A timeout, and two tasks for one worker")
    figures.draw_timeline(timed, "A task with a timeout in pebble's pool")

# %%
# Next: :ref:`how to show progress <sphx_glr_gallery_pool_progress.py>`.
# Try: give the quick task of pebble's pool a timeout, too.
