"""
Every engine waits, only some compute at once
=============================================

Threads, processes, interpreters, asyncio, or a Python without the GIL: which
one do you take?
All of them wait for several things at once, and the lighter ones do it at a
smaller price; to compute at once takes processes, interpreters, or threads
that no GIL holds.
See in the table what each of them costs, and at the end which one to take.
"""

import asyncio
from importlib.metadata import version

from mpguide import bench, claims, machine
from mpguide.experiments import engines, five_engines
from mpguide.workers.gil_engines import seen

# %%
# In short
# --------
#
# The pools of :mod:`concurrent.futures` are alike: to try another engine is to
# change a word.
#
# .. program:: five_engines
#    :prints:

# %%
# The work
# --------
#
# The empty task shows what an engine costs, and two jobs what it is good for:
# to wait, and to count, each as often as there are workers.
#
# .. worker:: gil_engines.wait
# .. worker:: gil_engines.count
#
# Each engine is asked to do them in the shortest way that it has.
#
# .. experiment:: engines.executor
#
# An event loop runs coroutines, which have to await what they wait for.
# What can't be awaited goes to threads by :func:`asyncio.to_thread`, or to a
# pool by ``run_in_executor``, here one of spawned processes.
#
# .. experiment:: engines.as_coroutine

# %%
# Where the tasks run
# -------------------
#
# All tasks wait until each of them is under way, and say where that is.
# Each also adds to a list, a global of its module.
#
# .. worker:: gil_engines.meet

if __name__ == "__main__":
    options = bench.options(workers=2, seconds=0.002, number=400_000)
    workers, kinds, mine = max(options.workers, 2), {}, []
    for name in engines.engines():
        seen.clear()
        with engines.engine(name, workers) as crew:
            kinds[name] = engines.kind(crew.meeting())
        print(f"{name:15} {kinds[name]:12} my list has {len(seen)}")
        mine += [name] * bool(seen)
    print("not run:", lacks := engines.missing())

# %%
# What it costs
# -------------
#
# First the start of a new engine, until its first result.
# A process starts from an interpreter that has imported little, and the fork
# server is up: with a main module of your own, or for the first time,
# :ref:`it takes longer <sphx_glr_gallery_start_import_cost.py>`.
#
# .. experiment:: five_engines.first_result

if __name__ == "__main__":
    starts = five_engines.starts(workers)
    started = bench.compare(starts, rounds=3, interpreters=1)

# %%
# Then, with all workers up, the way of an empty task there and back, and both
# jobs; a plain loop does them, too.
# All take turns, in random order.
# Of the empty tasks of a round the fastest counts.
# In the same rounds it is measured whether there was a core for each worker.
#
# .. experiment:: five_engines.both_jobs

if __name__ == "__main__":
    questions = five_engines.questions()
    ready = five_engines.warm_ones(workers, options.seconds, options.number)
    asked = [*questions.values()]
    measured = bench.compare(ready, asked, budget=1.6, stress=options.stress)

# %%
# At last, the memory of a fresh interpreter and all its children, once the
# engine is up.
#
# The picture
# -----------
#
# Each cell is compared with the least in its column.
# Of the waiting it shows the fastest round, since whoever else uses the cores
# can only slow it down.
# The counting is told by the cores that an engine had at most between its
# workers; where no two were free, all count alike.

if __name__ == "__main__":
    from mpguide import figures

    most = bench.most_cores
    columns = five_engines.columns(started, measured, workers, most)
    cells = five_engines.compared(columns, bench.readable)
    print(five_engines.table(cells))
    title = "What each engine costs, beside the least in its column"
    figures.draw_table([*columns["memory"], *lacks], [*columns], cells, title)

# %%
# What it shows
# -------------
#
# Where a task waits, its engine is free for the next one.
# What differs is the price.
#
# *Coroutines* cost least, and a thousand of them wait in one thread; but while
# one of them blocks, by computing or in a call that waits, no other runs.
#
# *Threads* wait in any call, and share all there is.
# Under a :term:`GIL <global interpreter lock>` they take turns at computing.
#
# *Interpreters* are threads that have a GIL and modules of their own; some
# extension modules refuse to be loaded there.
#
# *Processes* take most time to start and to answer, and most memory.

if __name__ == "__main__":
    named = engines.kinds_named()
    claims.equal("Tasks are where the engine's name says", kinds, named)
    text = "Only threads and coroutines find my globals"
    claims.equal(text, mine, ["asyncio", "to_thread", "threads"])
    text = "A thousand coroutines wait at once in one thread"
    claims.equal(text, five_engines.threads_of(1000), 1)
    text = "A task that blocks stops the loop, in to_thread not"
    ways = (engines.as_coroutine, 0.1), (asyncio.to_thread, 30)
    runs = [five_engines.runs_beside(*way) for way in ways]
    claims.equal(text, runs, [False, True])
    text = "psutil refuses to load in an interpreter"
    if "interpreters" in lacks or version("psutil") >= "8":
        claims.not_testable(text, "exact", "needs Python 3.14 and psutil 7")
    else:
        refused = five_engines.refused("psutil")
        found = "does not support loading in subinterpreters" in refused
        claims.holds(text, found, refused)

# %%
# That two count at once shows in a single round in which they had more than
# one core between them, by the clock of each.
# That they never do shows only where two cores were free; elsewhere it is not
# decided.

if __name__ == "__main__":
    start, memory = columns["first result"], columns["memory"]
    for name in {*kinds} & {"forkserver", "spawn"}:
        text = f"To start {name} takes 3 times as long as threads"
        claims.timing(text, claims.ratio(start[name], start["threads"], 3))
    for text, question in questions.items():
        claims.timing(text, measured.answer(*question))
    for text, (job, reason) in five_engines.at_once(workers).items():
        if reason:
            claims.not_testable(text, "timing", reason)
        else:
            claims.timing(text, bench.side_by_side(measured, job, "free"))
    text = "Under a GIL, threads have one core"
    if machine.gil_enabled():
        claims.timing(text, bench.at_most(measured, "threads.count"))
    else:
        claims.not_testable(text, "timing", "needs a GIL")
    text = "Memory: least by threads, most by spawned processes"
    ways = ("threads", "interpreters", "spawn")
    sizes = [memory[name] for name in ways if name in memory]
    claims.holds(text, sizes == sorted(sizes), f"{sizes} bytes")

# %%
# Which one to take
# -----------------
#
# .. asked:: 28
#    :proof:
#       A thousand coroutines wait at once in one thread
#       A thread takes longer to answer than a coroutine
#       A task that blocks stops the loop, in to_thread not
#       To start spawn takes 3 times as long as threads
#       A process takes longer to answer than a thread
#       Only threads and coroutines find my globals
#       Under a GIL, threads have one core
#       Processes count at the same time
#       Interpreters count at the same time
#       Threads without a GIL count at the same time
#       Memory: least by threads, most by spawned processes
#       psutil refuses to load in an interpreter
#
#    Threads, processes, interpreters, or a build without the GIL?
#
#    It depends on what your tasks do most of the time.
#
#    *They wait, and it can be awaited*: asyncio.
#    A thousand coroutines wait in one thread, and nothing answers sooner.
#    Hand to ``to_thread`` what blocks, and to a pool of processes what
#    computes.
#
#    *They wait in ordinary calls*: threads.
#    They start and answer sooner than processes, and share your objects.
#    They are also for :ref:`C code that lets go of the GIL
#    <sphx_glr_gallery_gil_c_code_lets_go.py>`.
#
#    *They compute in Python*: processes, on any version of Python.
#    Interpreters, since 3.14, take less memory; but they load no extension
#    that refuses, and share no objects.
#    On a free-threaded build, threads compute at once, too.
#
# .. said:: B19
#    :today: true
#    :proof:
#       A thousand coroutines wait at once in one thread
#       A task that blocks stops the loop, in to_thread not
#
#    The trend for input and output is a single process with a single thread:
#    an event loop and coroutines.
#
#    For what can be awaited that is enough; what blocks stops all the others.

# %%
# Next: :ref:`what changes without the GIL
# <sphx_glr_gallery_gil_free_threading.py>`.
# Try: ``python five_engines.py --seconds 0.1 --number 5000000``: the longer
# the tasks, the less it matters what an engine costs.
