"""
Each worker starts threads of its own
=====================================

Why do more workers make numpy slower?
The library that multiplies its matrices (BLAS) has a thread for each core, in
each worker anew: the cores get as many threads as workers times threads.
See in the table what gives each worker one thread, and what comes too soon or
too late to do so.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import speedup
from mpguide.experiments import threads_times_processes as experiment

# %%
# How many threads
# ----------------
#
# Two workers tell how many threads their BLAS may use.
#
# .. program:: blas_threads
#
# It is run as it is; with a variable set in its environment; with a limit by
# `threadpoolctl <https://pypi.org/project/threadpoolctl/>`__; and with the
# variable set by a program that has numpy already, and then forks.

if __name__ == "__main__":
    options = bench.options(
        method=machine.start_method(),
        workers=speedup.few_cores(),
        turns=1,
    )
    found = {
        remedy: experiment.told(remedy, options.method)
        for remedy in experiment.REMEDIES
        if remedy != "variable after numpy"
    }
    if "fork" in machine.start_methods():
        late = experiment.told("variable after numpy", "fork")
        found["variable after numpy"] = late

# %%
# What it costs
# -------------
#
# Three crews take turns at multiplying small matrices, each with a worker for
# each core; four cores will do, where the others can be kept off.
# A worker has one thread, or one for each core, or twice as many.
# The last is what comes of a container with a quota: BLAS doesn't see it.
#
# .. worker:: gil_blas.limit
# .. worker:: gil_blas.multiply

if __name__ == "__main__":
    cores, blas = options.workers, found["nothing"] != [[], []]
    costs = {
        "A thread for each core gains nothing": (
            "one for each core",
            0.67,
            "one",
        ),
        "Twice as many take twice as long": ("twice as many", 2, "one"),
    }
    how = {"workers": options.workers, "turns": options.turns}
    crew = partial(experiment.crew, options.method, **how)
    if cores > 1 and blas:
        threads = {
            "one": 1,
            "one for each core": cores,
            "twice as many": 2 * cores,
        }
        crews = {
            name: partial(crew, threads=threads[name]) for name in threads
        }
        measured = bench.compare(
            crews, [*costs.values()], budget=5.0, stress=options.stress
        )
        print(measured)

# %%
# What it shows
# -------------
#
# A variable counts when numpy is imported.
# A child that is forked from a program with numpy does not import it again,
# and one of the fork server gets the environment that the server started with:
# set it before the program starts.
# A limit set by the worker itself always counts, if numpy is there.
#
# Where threads are more than cores, some wait for others that have no core,
# and OpenBLAS waits by asking over and over.

if __name__ == "__main__":
    one = "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "limit in each worker"
    for remedy in experiment.REMEDIES:
        threads = "one thread" if remedy in one else "one for each core"
        text = f"With {remedy}, a worker has {threads}"
        if remedy not in found or not blas:
            needs = "fork" if blas else "OpenBLAS"
            claims.not_testable(text, "exact", f"needs {needs}")
        else:
            number = 1 if remedy in one else experiment.cores()
            expected = [[number], [number]]
            claims.equal(text, found[remedy], expected)
    for text, question in costs.items():
        if cores > 1 and blas:
            claims.timing(text, measured.answer(*question))
        else:
            claims.not_testable(text, "timing", "needs more cores, OpenBLAS")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 19
#    :proof:
#       With nothing, a worker has one for each core
#       With OPENBLAS_NUM_THREADS=1, a worker has one thread
#       With limit in each worker, a worker has one thread
#       Twice as many take twice as long
#
#    Why does everything get slower with more processes?
#
#    Each of them has as many threads as there are cores, and all of these
#    share the cores.
#    Set ``OPENBLAS_NUM_THREADS=1`` (and ``OMP_NUM_THREADS=1`` for other
#    libraries) for the program, or ``threadpool_limits(1)`` in each worker.

# %%
# The pictures
# ------------

if __name__ == "__main__":
    from mpguide import figures

    columns = ["threads of a worker", "of both"]
    cells = {}
    for remedy, workers in found.items():
        cells[remedy, columns[0]] = str(sum(workers[0]))
        cells[remedy, columns[1]] = str(sum(map(sum, workers)))
    figures.draw_table([*found], columns, cells, "What limits the threads")
    if cores > 1 and blas:
        title = "A product by each worker, side by side"
        figures.draw_distributions(measured, title)

# %%
# Next: :ref:`a lock that a fork has copied
# <sphx_glr_gallery_deadlock_fork_with_held_lock.py>`.
# Try: ``python threads_times_processes.py --turns 100``, and look at your
# processor's load meanwhile.
