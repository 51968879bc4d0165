"""
map wins once chunks form
=========================

Which way of asking a pool is the fast one: ``map``, ``apply`` or
``apply_async``?
For a handful of items the first and the last cost the same, and ``apply``,
which waits for each result, costs more.
For many items ``map`` is far ahead, since it sends them in chunks: see in the
picture how its cost of an item falls while all others stay where they are.
"""

from functools import partial
from multiprocessing import Pool

from mpguide import bench, claims, machine, observe
from mpguide.experiments import map_or_apply
from mpguide.workers.pool_tasks import Counted

# %%
# The usual way to measure it
# ---------------------------
#
# Factorials of 0 to 19 by eight workers, each way fifty times.
# The nap stands for the imports of a larger program:
#
# .. program:: pool_in_turn
#
# It compares the means, and finds that ``apply_async`` beats ``map``.
# Hand out the same in the other order, and ``map`` beats ``apply_async``.

if __name__ == "__main__":
    program = observe.program("pool_in_turn")
    orders = ["map", "apply", "apply_async"], ["apply_async", "apply", "map"]
    runs = [observe.run(program, "spawn", *one, quiet=None) for one in orders]
    print(*(run.output for run in runs), sep="\n")

# %%
# Whoever comes first waits for the workers to start: that one call takes
# longer than all the others together, and a mean does not forget it.
#
# How many messages
# -----------------
#
# A task that counts how often it is pickled tells how many messages a pool
# sends.
#
# .. worker:: pool_tasks.Counted
#
# ``map`` cuts its items into four chunks for each worker, if that makes more
# than one item a chunk: eight workers make one of twenty items.

if __name__ == "__main__":
    sent = []
    with Pool(8) as pool:
        for items in (20, 20_000):
            task = Counted()
            pool.map_async(task, [1] * items).get(timeout=60)
            sent.append(task.sent)
        task = Counted()
        results = [pool.apply_async(task, (item,)) for item in range(20)]
        values = [result.get(timeout=60) for result in results]

# %%
# Warm, and taking turns
# ----------------------
#
# Measured again: a pool whose workers are all up, the ways in random order,
# round by round.
#
# .. experiment:: map_or_apply.by_map
#
# .. experiment:: map_or_apply.by_apply_async
#
# .. experiment:: map_or_apply.by_apply

if __name__ == "__main__":
    options = bench.options(
        items=(20, 200, 2_000, 20_000),
        workers=8,
        methods=(machine.start_method(),),
    )
    few, many = options.items[0], options.items[-1]
    claimed = [
        (f"{m}.{slow}", times, f"{m}.map")
        for m in options.methods
        for slow, times in (("apply", 1.5), ("apply_async", 0.4))
    ]
    pool = partial(map_or_apply.in_turns, workers=options.workers)
    once = {way: (way, few) for way in map_or_apply.WAYS}
    at_few = bench.compare(
        {m: partial(pool, m, wanted=once) for m in options.methods},
        at_least=claimed,
        stress=options.stress,
    )

# %%
# The same with more and more items, once more beside what can't be saved: a
# bare call, and a message of that size through a bare pipe.

if __name__ == "__main__":
    asked = map_or_apply.asked(options.items)
    first = partial(pool, options.methods[0], wanted=asked)
    by_number = bench.compare(
        {"pool": first, "floor": map_or_apply.floor}, rounds=2, interpreters=1
    )
    took = {name: by_number.median(name) for name in by_number.names}

# %%
# What it shows
# -------------
#
# Twenty items are twenty messages by any way; ``apply`` is behind because it
# waits for each answer before it sends the next.

if __name__ == "__main__":
    for run in runs:
        times = map_or_apply.table(run.output)
        way, other = (name for name in times if name != "apply")
        first, mean, middle = times[way]
        text = f"Begun with {way}: its first call takes 10 times its median"
        claims.timing(text, claims.ratio(first, middle, 10))
        text = f"Begun with {way}: by the mean, {other} beats it"
        claims.timing(text, claims.ratio(mean, times[other].mean, 1.2))
    claims.equal("map: 20 items, 20 messages; 20 000, 32", sent, [20, 32])
    claims.equal("apply_async: 20 items, 20 messages", task.sent, 20)
    for slow, times, fast in claimed:
        text = f"{slow} is at least {times} x {fast} at {few}"
        claims.timing(text, at_few.answer(slow, times, fast))
    text = f"apply_async is at least 10 x map at {many}"
    slow, fast = took[f"pool.apply_async, {many}"], took[f"pool.map, {many}"]
    claims.timing(text, claims.ratio(many * slow, many * fast, 10))

# %%
# What you may have read
# ----------------------
#
# .. said:: A23
#    :today: corrected
#    :proof:
#       Begun with map: by the mean, apply_async beats it
#       Begun with apply_async: by the mean, map beats it
#       Begun with map: its first call takes 10 times its median
#       map: 20 items, 20 messages; 20 000, 32
#       apply_async: 20 items, 20 messages
#       apply_async is at least 10 x map at 20000
#
#    A pool reuses its workers; measured with the factorials of 0 to 19,
#    ``apply_async`` is the fastest way to use it, and ``apply`` the slowest.
#
#    ``map`` was measured first, and its mean carries the start of the workers;
#    with a chunk of one it does what ``apply_async`` does.
#    That ``apply`` is the slowest holds.
#
# .. asked:: 10
#    :proof:
#       map: 20 items, 20 messages; 20 000, 32
#       apply_async is at least 10 x map at 20000
#
#    ``map``, ``apply``, ``apply_async``, ``imap``: which one do I take?
#
#    ``map`` for a list; ``starmap`` if each item is several arguments.
#    ``imap_unordered`` for results as they come: give it a ``chunksize``, or
#    it sends them one by one.
#    ``apply_async`` for a call now and then, each of another kind.
#    ``apply`` hardly ever: it keeps one worker busy at a time.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_curves(
        map_or_apply.curves(took),
        "What an item costs, by how many are handed out at once",
        "number of items",
        "seconds per item",
        limits={n: took[f"floor.{n}"] for n in ("bare call", "bare pipe")},
    )

# %%
# Next: :ref:`how large a chunk should be
# <sphx_glr_gallery_pool_chunk_size.py>`.
# Try: ``python map_or_apply.py --methods fork,spawn``, and see that the start
# method no longer matters once the workers are up.
