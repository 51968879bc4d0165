"""
Four workers, five tasks: two waves
===================================

When does a pool start its workers, and which of them gets which task?
All start in the constructor and live on; a task is nobody's until a worker has
time for it.
See in the picture that the fifth nap waits for a worker, and not for a new
process.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Barrier, Pool, Semaphore, active_children

from mpguide import claims
from mpguide.timeline import Timeline
from mpguide.workers.pool import hold, keep_gates, nap

# %%
# In short
# --------
#
# .. program:: five_tasks_four_workers
#    :prints:

# %%
# The work
# --------
#
# .. worker:: pool.nap
#
# Each worker first runs the pool's ``initializer``.
# Here that is the ``wait`` of a barrier, so that nobody naps before all four
# are there.

# %%
# Run it
# ------
#
# The naps take 0.3 s; in the experiment that is run again here they took 2 s.

if __name__ == "__main__":
    ready = Barrier(4)
    with Timeline() as naps, Pool(4, ready.wait, (30,)) as pool:
        crew = {worker.pid for worker in active_children()}
        tasks = [
            pool.apply_async(nap, (naps, 0.3, f"task {number}"))
            for number in range(5)
        ]
        pids = [task.get(30) for task in tasks]
    print(naps)

# %%
# An executor is not in such a hurry.

if __name__ == "__main__":
    with ProcessPoolExecutor(4):
        hired = active_children()

# %%
# Who gets the next task
# ----------------------
#
# Four tasks keep four workers busy, each until its gate is opened.
#
# .. worker:: pool.hold
#
# A semaphore can't be sent with a task, only to a process that starts: the
# initializer ``keep_gates`` puts it into globals of the worker.
#
# .. worker:: pool.keep_gates
#
# Four more tasks are handed in, while nobody can take them.
# Then one gate opens, and the others only after these four are done.

if __name__ == "__main__":
    begun, gates = Semaphore(0), [Semaphore(0) for _ in range(4)]
    with Timeline() as held, Pool(4, keep_gates, (begun, gates)) as pool:
        busy = [pool.apply_async(hold, (held, n)) for n in range(4)]
        for _ in busy:
            begun.acquire(timeout=30)
        late = [pool.apply_async(nap, (held, 0.05, "late")) for _ in range(4)]
        gates[2].release()
        takers = [task.get(30) for task in late]
        for number in (0, 1, 3):
            gates[number].release()
        holders = [task.get(30) for task in busy]

# %%
# What it shows
# -------------
#
# A worker that is done is not replaced: it takes the next task.

if __name__ == "__main__":
    claims.equal("The constructor starts all four", len(crew), 4)
    claims.equal("An executor starts none without work", len(hired), 0)
    claims.equal("Four naps at once, never five", naps.most_at_once(), 4)
    end = min(span.end for span in naps.spans)
    begin = naps.spans[4].start
    evidence = f"a nap ends at {end:.3f} s, the fifth begins at {begin:.3f} s"
    claims.holds("The fifth nap waits for an end", begin >= end, evidence)
    shares = sorted(pids.count(pid) for pid in crew)
    claims.equal("One worker naps twice", shares, [1, 1, 1, 2])
    others = len({*pids} - crew)
    claims.equal("No other process ever naps", others, 0)
    whole = naps.stretch().seconds
    evidence = f"{whole:.3f} s for naps of 0.3 s"
    claims.holds("Two waves take two naps", whole >= 0.6, evidence)
    claims.timing(
        "In turn they would take at least 1.5 times as long",
        claims.ratio(sum(span.seconds for span in naps.spans), whole, 1.5),
    )
    doers = [f"the worker of task {holders.index(pid)}" for pid in takers]
    only = ["the worker of task 2"] * 4
    claims.equal("What waits goes to who is free first", doers, only)

# %%
# What you may have read
# ----------------------
#
# .. said:: B10
#    :today: wrong
#    :proof:
#       The constructor starts all four
#       No other process ever naps
#       An executor starts none without work
#
#    A pool makes a new process for each request until it is full; from then on
#    a request waits until a process ends, and gets a new one.
#
#    All workers are there before the first request, and no process ends: a
#    worker that is done takes the next task.
#    It is an executor that begins with none.
#
# .. said:: B12
#    :today: true
#    :proof:
#       Two waves take two naps
#       One worker naps twice
#
#    Five tasks of 2 s in a pool of four took 4.1 s, and one pid came twice.
#
#    Two waves, whatever a nap takes.
#
# .. said:: E6
#    :today: wrong
#    :proof: What waits goes to who is free first
#
#    ``apply_async`` picks one of the idle processes at random.
#
#    It picks nobody: it puts the task into a queue, from which all workers
#    read.
#    Which of several idle ones is the first to read is open.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(naps, "Five naps, four workers")
    figures.draw_timeline(held, "What waits goes to who is free first")

# %%
# Next: :ref:`why to start the longest task first
# <sphx_glr_gallery_pool_seven_uneven_tasks.py>`.
# Try: hand in nine naps, and say beforehand how many waves it takes.
