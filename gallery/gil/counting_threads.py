"""
Threads don't count side by side
================================

Do two threads count faster than one?
With a GIL they don't: only the thread that holds it runs Python code, and the
other waits; processes have a GIL each, and in a free-threaded build there is
none.
See in the picture that each of them waits while the other one counts.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import speedup
from mpguide.workers.gil_counting import count

# %%
# In short
# --------
#
# The time that all cores gave to a program, over the time that went by, is how
# many cores it had.
#
# .. program:: counting_threads
#    :prints:

# %%
# The work
# --------
#
# .. worker:: gil_counting.count
#
# Each worker does one share of it, and notes how long that took, and for how
# long it had a core.
#
# .. worker:: speedup.clocked

# %%
# Run it
# ------
#
# A loop, threads and processes that are up already take turns with the same
# shares, in random order.
#
# .. experiment:: speedup._time_round

if __name__ == "__main__":
    options = bench.options(
        method=machine.start_method(), number=500_000, workers=2
    )
    work = partial(count, options.number)
    turns = partial(speedup.in_turns, options.method, workers=options.workers)
    measured = bench.compare(
        {"count": partial(turns, work)},
        rounds=8,
        interpreters=1,
        stress=options.stress,
    )
    print(measured)

# %%
# What it shows
# -------------
#
# Two threads under a GIL never have more than one core between them, however
# many are free: they are done no sooner than one after the other.
# That is so on a busy machine, too.
#
# Who had more than one core between them, in one round, counted at the same
# time.
# That nobody had shows something only where there is a free core for each
# worker.
# The shares of the loop and of the processes tell: if all took about as long,
# each had a core to itself.
# If not, a claim stays undecided.

if __name__ == "__main__":
    with_gil = machine.gil_enabled()
    text = "With a GIL, threads have one core between them"
    if with_gil:
        claims.timing(text, bench.at_most(measured, "count.threads"))
    else:
        claims.not_testable(text, "timing", "needs a GIL")
    for text, way in [
        ("Processes count at the same time", "processes"),
        ("Without a GIL, threads count at the same time", "threads"),
    ]:
        if way == "threads" and with_gil:
            claims.not_testable(text, "timing", "needs a free-threaded build")
        elif machine.cores() >= options.workers > 1:
            answer = bench.side_by_side(measured, f"count.{way}", "count")
            claims.timing(text, answer)
        else:
            claims.not_testable(text, "timing", "needs more cores")

# %%
# What you may have read
# ----------------------
#
# .. said:: A5 C1
#    :today: true
#    :proof: Processes count at the same time
#
#    Processes run side by side on several cores, and the GIL is not in their
#    way.
#
#    Each process has an interpreter of its own, and with it a GIL of its own.
#
# .. said:: D1
#    :today: wrong
#    :proof:
#       With a GIL, threads have one core between them
#       Processes count at the same time
#
#    Work that needs the processor should be given to threads.
#
#    A slip, it seems: it should be given to processes.
#
# .. said:: B15
#    :today: outdated
#    :proof:
#       With a GIL, threads have one core between them
#       Without a GIL, threads count at the same time
#       Processes count at the same time
#
#    Threads never help with work that needs the processor; only processes do.
#
#    So it is with Python code under a GIL.
#    But free-threaded builds have none, interpreters have one each since 3.14,
#    and :ref:`C code can let go of it
#    <sphx_glr_gallery_gil_c_code_lets_go.py>`.

# %%
# The picture
# -----------
#
# What became of a worker's time, in the shortest round of each way.

if __name__ == "__main__":
    from mpguide import figures

    spent = {}
    for way in speedup.WAYS:
        workers = 1 if way == "loop" else options.workers
        seconds, cpu = bench.best_round(measured, f"count.{way}")
        waiting = max(seconds - cpu / workers, 0)
        spent[way] = {"counting": cpu / workers, "waiting": waiting}
    spent["each thread"] = spent.pop("threads")
    spent["each process"] = spent.pop("processes")
    figures.draw_costs(spent, "Two shares, and what each worker waits")

# %%
# Next: :ref:`where the time goes when threads take a huge power
# <sphx_glr_gallery_gil_big_power.py>`.
# Try: ``python counting_threads.py --workers 4 --number 2000000``, and then
# the same with a free-threaded Python.
