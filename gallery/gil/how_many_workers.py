"""
As many workers as cores you may use
====================================

How many workers should a pool have?
For work that needs the processor, as many as there are cores that you may use:
one more gains nothing.
See in the picture where the gain ends, and in the table who tells you how many
cores these are.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import how_many_workers as experiment
from mpguide.experiments import speedup
from mpguide.workers.gil_counting import count

# %%
# In short
# --------
#
# .. program:: how_many_workers
#    :prints:

# %%
# How many cores are there
# ------------------------
#
# A program can be kept off some of the cores, as ``taskset`` and some
# containers do.
# What is it told then, and how many workers does a pool start unasked?
#
# .. program:: cores_told

if __name__ == "__main__":
    told = {name: experiment.told(name) for name in experiment.conditions()}

# %%
# A quota of time, as ``docker run --cpus=2`` sets it, is another matter.
# It takes no core away, and none of these sees it: this is `an open issue
# <https://github.com/python/cpython/issues/149452>`__.
# Ask ``loky.cpu_count()``, `which reads the quota
# <https://github.com/joblib/loky/blob/master/loky/backend/context.py>`__ from
# ``/sys/fs/cgroup/cpu.max``, or set ``PYTHON_CPU_COUNT``.

# %%
# What each worker gains
# ----------------------
#
# .. worker:: gil_counting.count
#
# Each worker has the same share to do.
# Crews of one worker up to twice as many as there are cores take turns; where
# a program can keep off the other cores, on four at most.
# Whether these are free at all, the crew with one worker for each shows.

if __name__ == "__main__":
    options = bench.options(
        method=machine.start_method(),
        cores=speedup.few_cores(),
        number=1_000_000,
    )
    cores = options.cores
    workers = experiment.numbers(cores)
    every, twice = f"crews.{cores}", f"crews.{2 * cores}"
    work = partial(count, options.number)
    crews = partial(experiment.crews, options.method, work, cores=cores)
    measured = bench.compare(
        {"crews": partial(crews, workers=workers)},
        rounds=6,
        stress=options.stress,
    )

# %%
# What it shows
# -------------
#
# Workers that wait, for a disk or a network, are another matter: have as many
# as shall wait at once.

if __name__ == "__main__":
    new, old = "process_cpu_count()", "cpu_count()"
    here, hidden = told["as it is"], told.get("one core allowed", {})
    for text, found, expected in (
        ("process_cpu_count() follows the affinity", hidden.get(new), 1),
        ("cpu_count() does not follow it", hidden.get(old), here[old]),
        *(
            (f"{name} is believed", told[name].get(new), experiment.SET_TO)
            for name in [*experiment.CONDITIONS][2:]
        ),
    ):
        if found is None:
            claims.not_testable(text, "exact", "needs 3.13, or affinity")
        else:
            claims.equal(text, found, expected)
    started = {name: told[name]["Pool()"] for name in told}
    unasked = {name: told[name].get(new, told[name][old]) for name in told}
    claims.equal("A pool starts as many as it is told", started, unasked)

# %%
# The gain ends where the cores do; what more workers there are only take
# memory, and time to start.

if __name__ == "__main__":
    text = "A worker for each core has one"
    if machine.cores() >= cores > 1:
        answer = bench.side_by_side(measured, every, "crews", cores)
        claims.timing(text, answer)
    else:
        claims.not_testable(text, "timing", "needs more cores")
    text = "Twice as many have no more than the cores"
    claims.timing(text, bench.at_most(measured, twice, cores))

# %%
# What you may have read
# ----------------------
#
# .. asked:: 18
#    :proof:
#       process_cpu_count() follows the affinity
#       cpu_count() does not follow it
#       A pool starts as many as it is told
#       PYTHON_CPU_COUNT=3 is believed
#       Twice as many have no more than the cores
#
#    How many workers should I start, and why is it wrong in a container?
#
#    One for each core that you may use, which since Python 3.13 a pool starts
#    unasked.
#    Before that it counts all cores of the machine.
#    No version sees a container's quota: set ``PYTHON_CPU_COUNT``.

# %%
# The pictures
# ------------
#
# The curve is that of the rounds in which the cores were free, if any.

if __name__ == "__main__":
    from mpguide import figures

    cells = {(row, by): str(told[row][by]) for row in told for by in here}
    figures.draw_table([*told], [*here], cells, "Who tells how many cores")
    figures.draw_curves(
        {"measured": experiment.gains(measured.values, workers)},
        "What so many workers do, compared with one",
        "workers",
        "times as much",
        limits={"a core for each": {n: n for n in workers}, "cores": cores},
        unit="x",
        log=False,
    )

# %%
# Next: :ref:`what happens if each worker starts threads of its own
# <sphx_glr_gallery_gil_threads_times_processes.py>`.
# Try: ``taskset -c 0 python how_many_workers.py``, and then
# ``PYTHON_CPU_COUNT=8 python how_many_workers.py``.
