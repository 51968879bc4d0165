"""
From one core to a cluster, one job
===================================

A pool, joblib or Dask: what has to change in a program, and what does it cost?
A line or two change, the results do not; but each step away from your process
makes a task dearer to hand out.
See in the picture what a task costs that does nothing, by each of them.
"""

from functools import partial
from importlib.util import find_spec

from mpguide import bench, claims, machine, observe
from mpguide.experiments import which_engine as experiment

# %%
# In short
# --------
#
# One function, the same list for each:
#
# .. program:: which_engine
#    :prints:

# %%
# What changes
# ------------
#
# Each of the three gets a function and a list, and gives the results in order.
#
# .. experiment:: which_engine.pool
# .. experiment:: which_engine.joblib
# .. experiment:: which_engine.dask
#
# To go on to real machines, the client is told the address of a scheduler; and
# what is written for joblib :ref:`can run there, too
# <sphx_glr_gallery_beyond_dask_distributed.py>`.

# %%
# Run it
# ------
#
# The program, and then the engines with their workers up: each is handed as
# many naps of no length as ``tasks`` says, one by one and not in batches.

if __name__ == "__main__":
    options = bench.options(tasks=100, rounds=4, workers=2)
    job, run, results = "[7, 158, 2568]", None, {}
    if find_spec("joblib") and find_spec("distributed"):
        how = {"start_method": machine.start_method(), "quiet": None}
        program = observe.program("which_engine")
        run = observe.run(program, deadline=60, **how)
        print(run.output)
        lines = [line.partition(":") for line in run.output.splitlines()]
        told = {name: result.strip() for name, _, result in lines}
        results = {name: told.get(name) for name in experiment.ENGINES}
    engines = experiment.engines()
    how = {"workers": options.workers, "tasks": options.tasks}
    warm = {name: partial(experiment.warm, name, **how) for name in engines}
    measured = bench.compare(warm, rounds=options.rounds, interpreters=1)
    took = {name: min(measured.values[f"{name}.task"]) for name in engines}
    for name, seconds in took.items():
        print(name, bench.readable(seconds), "for each task")

# %%
# What it shows
# -------------
#
# A pool sends a task through a pipe of its own.
# joblib takes more steps to do so, and Dask sends all by TCP to a scheduler
# which keeps `a record of every task
# <https://distributed.dask.org/en/stable/limitations.html>`__.
# So the farther a task goes, `the longer it should be
# <https://docs.dask.org/en/stable/best-practices.html>`__.
# joblib sees to that by itself: unless ``batch_size=1`` says otherwise, it
# sends short tasks in batches.
#
# The evidence of the claims is for all tasks of the fastest round.

if __name__ == "__main__":
    text, needs = "All three give the same results", "needs joblib and Dask"
    if run:
        claims.equal(text, results, dict.fromkeys(experiment.ENGINES, job))
    else:
        claims.not_testable(text, "exact", needs)
    for slow, times, fast in [
        ("joblib", 1.5, "Pool"),
        ("Dask", 2, "joblib"),
        ("Dask", 8, "Pool"),
    ]:
        text = f"An empty task: {slow} takes {times} times as long as {fast}"
        if {slow, fast} <= {*took}:
            pair = [options.tasks * took[name] for name in (slow, fast)]
            claims.timing(text, claims.ratio(*pair, times))
        else:
            claims.not_testable(text, "timing", needs)

# %%
# Which one to take
# -----------------
#
# - *A pool or an executor*, as long as one machine does and your functions
#   have a module: nothing to install, and the least to pay for a task.
# - *joblib* for functions from anywhere, for large arrays, for workers that
#   stay between calls; and if a cluster may come one day.
# - *Dask* when one machine is not enough, or its memory; or to see what runs
#   where, as its `status page
#   <https://docs.dask.org/en/stable/dashboard.html>`__ shows.
#
# What to watch on a cluster is on :ref:`the page before
# <sphx_glr_gallery_beyond_dask_distributed.py>`.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    title = "What it costs to hand out a task"
    figures.draw_distributions(measured, title)

# %%
# Next: :doc:`how this guide works </how_it_works>`.
# Try: ``python which_engine.py --tasks 1000``: where there are many, what is
# paid once counts less.
