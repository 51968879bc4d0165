"""
with Pool() terminates at the door
==================================

What becomes of tasks that are not done when you leave a ``with`` block?
A pool is terminated there: its workers die at once, and what they had not
finished is lost without an error.
See in the pictures who gets to the end: the tasks of a pool that is closed and
joined, and those of an executor, which waits by itself.
"""

import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, ProcessError, Semaphore, active_children
from threading import Thread

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.pool import hold, keep_gates

# %%
# In short
# --------
#
# .. program:: leaving_a_pool
#    :prints:

# %%
# The work
# --------
#
# .. worker:: pool.hold
#
# The initializer ``keep_gates`` has put the gates into globals of the worker.
# They stay closed as long as it matters that no task is done.

# %%
# Run it
# ------
#
# Four tasks have begun, and the block ends.

if __name__ == "__main__":
    begun, gates = Semaphore(0), [Semaphore(0) for _ in range(4)]
    tools = keep_gates, (begun, gates)
    with Timeline() as left:
        with Pool(4, *tools) as pool:
            lost = [pool.apply_async(hold, (left, n)) for n in range(4)]
            for _ in lost:
                begun.acquire(timeout=30)
            workers = active_children()
        left.mark("out of the block")
    print(left)

# %%
# The same, but now the pool is closed, which takes no more tasks, and joined,
# which waits for those that it has.
# A thread joins it, so that the gates can open while it waits.

if __name__ == "__main__":
    with Timeline() as joined:
        with Pool(4, *tools) as pool:
            kept = [pool.apply_async(hold, (joined, n)) for n in range(4)]
            for _ in kept:
                begun.acquire(timeout=30)
            pool.close()
            joining = Thread(target=pool.join)
            joining.start()
            for gate in gates:
                gate.release()
            joining.join(30)
        joined.mark("out of the block")

# %%
# An executor waits by itself at the end of its block.

if __name__ == "__main__":
    with Timeline() as waited:
        with ProcessPoolExecutor(4, None, *tools) as team:
            tasks = [team.submit(hold, waited, n) for n in range(4)]
            for _ in tasks:
                begun.acquire(timeout=30)
            for gate in gates:
                gate.release()
        waited.mark("out of the block")

# %%
# Neither block nor close
# -----------------------
#
# .. program:: dropped_pool

if __name__ == "__main__":
    program = observe.program("dropped_pool")
    how = {"start_method": machine.start_method(), "quiet": None}
    quiet = observe.run(program, **how)
    loud = observe.run(program, env={"PYTHONWARNINGS": "always"}, **how)
    print(quiet)

# %%
# What it shows
# -------------
#
# ``terminate()`` ends the workers by ``SIGTERM``.
# Nobody tells those who wait for their results.

if __name__ == "__main__":
    ends = left.order("task", ends=True)
    claims.equal("A pool that is left finishes 0 of 4", ends, ())
    codes = [worker.exitcode for worker in workers]
    claims.equal("Its workers are terminated", codes, [-signal.SIGTERM] * 4)
    text = "A result that was lost never comes"
    claims.raises(text, ProcessError, lambda: lost[0].get(0.1))
    full = [*sorted(span.text for span in left.spans), "out of the block"]
    for text, run in (
        ("Closed and joined, it finishes 4 of 4", joined),
        ("An executor finishes 4 of 4", waited),
    ):
        *ends, last = run.order(ends=True)
        claims.equal(text, [*sorted(ends), last], full)

# %%
# A pool that was dropped is not collected: its tasks refer to it.
# It works on, and goes when they are done.

if __name__ == "__main__":
    dropped = quiet.output.splitlines()
    expected = ["dropped: 4 workers, 0 done", "finished: 4 of 4"]
    claims.equal("Dropped, a pool works on", dropped[:2], expected)
    text = "It goes when the tasks are done"
    claims.equal(text, dropped[2:3], ["in the end: 0 workers"])
    found = ["unclosed running" in run.output for run in (quiet, loud)]
    claims.equal("The warning of it is hidden", found, [False, True])

# %%
# What you may have read
# ----------------------
#
# .. said:: E2
#    :today: corrected
#    :proof:
#       A pool that is left finishes 0 of 4
#       An executor finishes 4 of 4
#
#    ``Process`` and ``Pool`` can be used in a ``with`` block.
#
#    :ref:`A process can't <sphx_glr_gallery_start_one_process.py>`, and the
#    block of a pool does not wait: get the results inside, or close and join.
#
# .. said:: E8
#    :today: corrected
#    :proof:
#       Dropped, a pool works on
#       It goes when the tasks are done
#       The warning of it is hidden
#
#    A pool that is garbage-collected is terminated.
#
#    As long as it has work it is not collected.
#    For later, nobody promises it: the documentation of
#    :class:`multiprocessing.pool.Pool` warns that a program that relies on it
#    may hang at its end.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(left, "Left at the end of the block")
    figures.draw_timeline(joined, "Closed and joined")

# %%
# Next: :ref:`load once per worker, not per task
# <sphx_glr_gallery_pool_worker_state.py>`.
# Try: raise an exception in the second block before ``close()``, and see what
# becomes of its tasks.
