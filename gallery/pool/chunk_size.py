"""
The right chunk is neither one nor all
======================================

How many tasks should a pool send to a worker at a time?
One by one, a message goes for each of them, and that is slow; all in one, a
single worker gets everything, and that is slow too.
See in the picture where the two meet, and why the chunk that ``map`` chooses
by itself is a good one unless you know better.
"""

from functools import partial
from multiprocessing import Pool

from mpguide import bench, claims, machine
from mpguide.experiments import chunk_size
from mpguide.workers.pool_tasks import Counted

# %%
# The tasks
# ---------
#
# Naps for ten workers: they hardly need a core, so this comes out alike on
# machines with few cores and with many.
# A table is bound to the function, as rates or a model often are: it goes with
# the function, once for each chunk.
#
# .. worker:: pool_tasks.nap_with
#
# ``uneven`` tasks are the same but for the last tenth, which take longer.
#
# .. experiment:: chunk_size.naps
#
# Left to itself, ``map`` makes about four chunks for each worker:
#
# .. experiment:: chunk_size.own_chunk

if __name__ == "__main__":
    options = bench.options(
        tasks=240, workers=10, methods=(machine.start_method(),)
    )
    tasks, workers = options.tasks, options.workers
    own, share = chunk_size.own_chunk(tasks, workers), -(-tasks // workers)
    counted = Counted()
    with Pool(workers) as pool:
        pool.map_async(counted, [1] * tasks).get(timeout=60)
    text = "map sends a message for each of its own chunks"
    claims.equal(text, counted.sent, len(range(0, tasks, own)))

# %%
# Both ends against the middle
# ----------------------------
#
# All tasks, in chunks of one, of Pool's own size, and in a single one; uneven
# ones in chunks of Pool's own size, and in one chunk for each worker: in
# random order, round by round.

if __name__ == "__main__":
    pool = partial(
        chunk_size.sweep, options.methods[0], workers=workers, tasks=tasks
    )
    wanted = {"even": (1, own, tasks), "uneven": (share, own)}
    one, middle, all_in_one = (f"naps.even, {n}" for n in wanted["even"])
    each, spread = (f"naps.uneven, {n}" for n in wanted["uneven"])
    asked = {
        "One by one takes 1.5": (one, 1.5, middle),
        "All in one takes 2": (all_in_one, 2, middle),
        "Uneven, a share each takes 1.2": (each, 1.2, spread),
    }
    ends = bench.compare(
        {"naps": partial(pool, wanted=wanted)},
        at_least=[*asked.values()],
        stress=options.stress,
    )
    print(ends)

# %%
# All sizes between
# -----------------

if __name__ == "__main__":
    sizes = sorted({1, -(-own // 2), own, share, 4 * share, tasks})
    both = dict.fromkeys(("even", "uneven"), sizes)
    every = bench.compare(
        {"naps": partial(pool, wanted=both), "floor": chunk_size.floor},
        rounds=2,
        interpreters=1,
    )
    took = {name: every.median(name) for name in every.names}

# %%
# What it shows
# -------------
#
# To the left the messages take the time: half as many tasks in a chunk, twice
# as many messages.
# To the right the longest chunk does: the others have ended, and wait for it.
# Here Pool's own chunks took :measured:`chunk_size/naps.even, 6`, one task at
# a time :measured:`chunk_size/naps.even, 1`, and all in a single chunk
# :measured:`chunk_size/naps.even, 240`.
# Even tasks are done soonest with one chunk for each worker.
# With uneven ones that share may hold all the long tasks; more, smaller chunks
# spread them, and four for each worker are Pool's compromise.
# On a single core the workers queue even to wake up, and the right end says
# little.

if __name__ == "__main__":
    for what, question in asked.items():
        text = f"{what} times as long as Pool's own"
        if machine.cores() > 1 or question[0] == one:
            claims.timing(text, ends.answer(*question))
        else:
            claims.not_testable(text, "timing", "needs two cores")

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    nap, message = took["floor.nap"], took["floor.message"]
    figures.draw_curves(
        {
            f"{kind} tasks": {n: took[f"naps.{kind}, {n}"] for n in sizes}
            for kind in both
        },
        f"What {tasks} naps take, by the tasks in a chunk",
        "tasks in a chunk",
        "seconds for all tasks",
        limits={
            "naps, shared out": tasks * nap / workers,
            "one chunk's naps": {n: n * nap for n in (share, tasks)},
            "bare messages": {n: tasks * message / n for n in (1, 4)},
        },
        at={f"Pool's own: {own}": own},
    )

# %%
# Next: :ref:`when a pool does not pay at all
# <sphx_glr_gallery_pool_when_parallel_loses.py>`.
# Try: ``python chunk_size.py --workers 2``, and see how the right end loses
# its height.
