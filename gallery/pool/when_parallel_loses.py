"""
A short task costs more sent than done
======================================

Why is multiprocessing slower than a ``for`` loop?
A task has to be pickled, sent, fetched, and its result sent back; the pool has
to be started before.
See in the picture how long a task must be to be worth that, and in the bars
below it where the time goes.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import when_parallel_loses as experiment

# %%
# The work
# --------
#
# Sixteen rows of a thousand numbers, each added up so many times.
#
# .. worker:: pool_tasks.clocked
#
# More turns make a task longer, and leave what has to be sent as it is.
#
# .. experiment:: when_parallel_loses._time_both
#
# Beside them, as many naps: they show what a pool gains where no core has to
# be free for it.

if __name__ == "__main__":
    options = bench.options(
        turns=(1, 10, 100, 1_000, 5_000),
        workers=4,
        methods=(machine.start_method(),),
    )
    method, workers = options.methods[0], options.workers
    short, long = options.turns[0], options.turns[-1]
    rows = partial(experiment.sweep, method, workers=workers)
    claimed = {
        "Short tasks: the pool takes 3 times as long as the loop": (
            (f"rows.pool, {short}", 3, f"rows.loop, {short}")
        ),
        "Naps: the loop takes 1.5 times as long as the pool": (
            ("naps.loop", 1.5, "naps.pool")
        ),
    }
    ends = bench.compare(
        {
            "rows": partial(rows, turns=[short]),
            "naps": partial(experiment.naps, method, workers=workers),
        },
        at_least=claimed.values(),
        stress=options.stress,
    )

# %%
# Then all lengths, beside the pickling and a bare pipe; and what a
# pool takes until its workers are up.

if __name__ == "__main__":
    alike = {"rounds": 2, "interpreters": 1}
    start = partial(experiment.start, method, workers)
    started = bench.compare({"start": start}, **alike)
    sweep = partial(rows, turns=options.turns)
    every = bench.compare({"rows": sweep, "floor": experiment.floor}, **alike)
    took = {n.removeprefix("rows."): every.median(n) for n in every.names}
    took["start.up"] = started.median("start.up")
    curves = experiment.curves(took, options.turns)
    for way in ("pool", "new pool"):
        even = experiment.break_even(curves[way])
        print(way, "pays from", bench.readable(even) if even else "no length")

# %%
# What it shows
# -------------
#
# A loop hands out nothing; a pool pays for each task, whatever it does.
# Where tasks are short, send fewer and longer ones:
# :ref:`map does that by itself <sphx_glr_gallery_pool_map_or_apply.py>` when
# the items are many.
# Keep the pool: started for a single ``map``, it has to win back its start.
#
# For tasks that compute, the gain ends at the cores that are free.
# How many were is measured in the same run: how much sooner the busiest worker
# was done with its share of the work than the loop with all of it.

if __name__ == "__main__":
    for text, question in claimed.items():
        claims.timing(text, ends.answer(*question))
    start = claims.ratio(took["start.up"], took[f"pool, {short}"], 2)
    claims.timing("A start takes twice as long as sending short tasks", start)
    parts = (f"rows.{part}, {long}" for part in ("loop", "work", "pool"))
    looped, work, pool = (min(every.values[part]) for part in parts)
    text = "Long tasks: the loop takes 1.2 times as long as the pool"
    if machine.cores() > 1 and looped / work > 1.5:
        claims.timing(text, claims.ratio(looped, pool, 1.2))
    else:
        claims.not_testable(text, "timing", "needs two free cores")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 4
#    :proof:
#       Short tasks: the pool takes 3 times as long as the loop
#       A start takes twice as long as sending short tasks
#       Naps: the loop takes 1.5 times as long as the pool
#
#    Why is multiprocessing slower than a ``for`` loop?
#
#    Since starting the pool, pickling and sending take longer than the work.
#    Make the tasks longer, send less, and keep the pool.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    cores = machine.cores()
    figures.draw_curves(
        curves,
        "From which length on a task is worth sending",
        "seconds that a task takes in the loop",
        "seconds for each task",
        limits={
            "bare pipe": took["floor.pipe"] / len(experiment.ROWS),
            f"loop / {cores} cores": {x: x / cores for x in curves["loop"]},
        },
        x_unit="s",
    )
    middle = options.turns[len(options.turns) // 2 - 1]
    few, many = (experiment.anatomy(took, n) for n in (middle, long))
    del few["new pool"]
    figures.draw_costs(few, f"Where the time goes at {middle} turns")
    figures.draw_costs(many, f"Where the time goes at {long} turns")

# %%
# Next: :ref:`what becomes of an exception in a worker
# <sphx_glr_gallery_pool_exceptions.py>`.
# Try: ``python when_parallel_loses.py --turns 1,10000 --workers 2``.
