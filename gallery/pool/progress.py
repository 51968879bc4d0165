"""
Progress counts results, not submissions
========================================

How do you show how far a pool has come?
Count results in the parent, as they arrive; a count of what you have handed in
is full before anything is done.
See in the pictures where the counts fall: spread over the run if results come
in any order, and held up by the first task if they come in order.
"""

from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import Barrier, Pool
from operator import gt

from mpguide import claims
from mpguide.timeline import Timeline
from mpguide.workers.pool import nap

# %%
# In short
# --------
#
# .. program:: progress
#    :prints:
#
# For a bar with the time that is left, wrap the iterator in ``track()`` of the
# package ``rich`` or in ``tqdm()``, and tell it the total.

# %%
# The work
# --------
#
# .. worker:: pool.nap
#
# One long nap and seven short ones, for two workers.

# %%
# Run it
# ------
#
# A count of what is handed in.
# The barrier keeps the workers from the first nap until the parent, too, has
# come to it.

if __name__ == "__main__":
    lengths = [0.35, *[0.05] * 7]
    ready = Barrier(3)
    with Timeline() as handed, Pool(2, ready.wait, (30,)) as pool:
        tasks = []
        for length in lengths:
            tasks.append(pool.apply_async(nap, (handed, length)))
            handed.mark(f"{len(tasks)} handed in")
        ready_early = sum(task.ready() for task in tasks)
        ready.wait(30)
        for task in tasks:
            task.get(30)

# %%
# A count of results, as a pool hands them out: in any order, in the order of
# the tasks, and in any order after four tasks were sent at a time.

if __name__ == "__main__":
    runs, calls, ready = {}, [], Barrier(2)
    with Pool(2, ready.wait, (30,)) as pool:
        for name, method, size in (
            ("imap_unordered", pool.imap_unordered, 1),
            ("imap", pool.imap, 1),
            ("chunks of four", pool.imap_unordered, 4),
        ):
            with Timeline() as runs[name]:
                work = partial(nap, runs[name])
                for done, _ in enumerate(method(work, lengths, size), 1):
                    runs[name].mark(f"{done} of {len(lengths)}")
        with Timeline() as whole:
            work = partial(nap, whole)
            task = pool.map_async(work, lengths, 1, calls.append)
            task.get(30)

# %%
# An executor has :func:`concurrent.futures.as_completed`.

if __name__ == "__main__":
    team = ProcessPoolExecutor(2, None, Barrier(2).wait, (30,))
    with team, Timeline() as runs["as_completed"]:
        work = partial(nap, runs["as_completed"])
        tasks = [team.submit(work, length) for length in lengths]
        for done, _ in enumerate(as_completed(tasks, timeout=30), 1):
            runs["as_completed"].mark(f"{done} of {len(lengths)}")

# %%
# What it shows
# -------------
#
# A result is counted after its task has ended, and after all that have to come
# before it: the tasks of its chunk, the tasks in front of it, or all of them.

if __name__ == "__main__":
    claims.equal("With eight tasks handed in, none is done", ready_early, 0)
    eighth = handed.order()[7]
    claims.equal("All are handed in first", eighth, "8 handed in")
    counted = {name: len(run.marks) for name, run in runs.items()}
    claims.equal("All count to the total", counted, dict.fromkeys(runs, 8))
    ended, early = {}, []
    for name, run in runs.items():
        order = run.order(ends=True)
        counts = [order.index(f"{number} of 8") for number in range(1, 9)]
        ended[name] = [place - count for count, place in enumerate(counts)]
        if counts[0] < order.index("0.35 s"):
            early.append(name)
    ahead = [name for name in runs if any(map(gt, range(1, 9), ended[name]))]
    evidence = f"naps over at each count: {ended}"
    claims.holds("No count is ahead of the work", not ahead, evidence)
    found = {"imap_unordered", "as_completed"} <= {*early}
    text = "In any order, counts come before the long nap ends"
    claims.holds(text, found, f"so do {', '.join(early)}")
    claims.equal("In the order of tasks, none does", "imap" in early, False)
    first = ended["chunks of four"][0]
    text = "In chunks of four, none before four end"
    claims.holds(text, first >= 4, f"{first} naps are over")
    told = [len(results) for results in calls]
    claims.equal("map_async calls back once, at the end", told, [8])

# %%
# What you may have read
# ----------------------
#
# .. asked:: 27
#    :proof:
#       All are handed in first
#       In any order, counts come before the long nap ends
#       In the order of tasks, none does
#       map_async calls back once, at the end
#
#    How do I show a progress bar for a pool?
#
#    Loop over ``imap_unordered`` in the parent, with small chunks, or over
#    ``as_completed``, and count.
#    ``map`` and ``map_async`` have nothing to count before the end, and
#    ``imap`` stands still as long as its first task takes.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    for name in ("imap_unordered", "imap"):
        figures.draw_timeline(runs[name], f"Counting the results of {name}")

# %%
# Next: :ref:`Ctrl-C, and what is left running
# <sphx_glr_gallery_pool_ctrl_c.py>`.
# Try: give the eight naps to one worker, and see whether ``imap`` still falls
# behind.
