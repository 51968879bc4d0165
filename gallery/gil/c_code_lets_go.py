"""
C code that lets go of the GIL
==============================

When do threads compute side by side in spite of a GIL?
While they are in C code that needs no Python object and lets go of the GIL:
hashing, compressing and numpy do, :mod:`json` and ``sorted`` do not.
See in the picture who waits for whom.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import speedup
from mpguide.workers import gil_c_code

# %%
# In short
# --------
#
# .. program:: c_code_lets_go
#    :prints:

# %%
# The work
# --------
#
# Three pairs that do much the same.
# The first of each lets go of the GIL while it computes, the second keeps it.
#
# .. worker:: gil_c_code.hash_block
# .. worker:: gil_c_code.hash_pieces
#
# :mod:`hashlib` keeps the GIL for less than two kilobytes, since letting go
# and taking it again is not free.
#
# .. worker:: gil_c_code.compress
# .. worker:: gil_c_code.dump
# .. worker:: gil_c_code.sort_array
# .. worker:: gil_c_code.sort_list

# %%
# Run it
# ------
#
# Two threads do a share each, and note for how long they had a core.
# For the first job a loop and two processes take turns with them: they show
# whether two cores are free at all.
#
# .. worker:: speedup.clocked

if __name__ == "__main__":
    options = bench.options(method=machine.start_method(), workers=2, turns=10)
    turns = options.turns
    works = {
        "sha256": partial(gil_c_code.hash_block, 2 * turns),
        "sha256, 1 kB": partial(gil_c_code.hash_pieces, 2 * turns),
        "zlib": partial(gil_c_code.compress, turns // 2),
        "json": partial(gil_c_code.dump, turns // 3),
        "numpy.sort": partial(gil_c_code.sort_array, 2 * turns),
        "sorted": partial(gil_c_code.sort_list, 2 * turns),
    }
    lets_go, keeps = [*works][::2], [*works][1::2]
    enough = machine.cores() >= options.workers > 1
    in_turns = partial(speedup.in_turns, options.method)
    measured = bench.compare(
        {
            name: partial(
                in_turns,
                work,
                workers=options.workers,
                ways=speedup.WAYS if name == "sha256" else ["threads"],
            )
            for name, work in works.items()
        },
        rounds=8,
        interpreters=1,
        stress=options.stress,
    )
    print(measured)

# %%
# What it shows
# -------------
#
# The time that two threads had of all cores, over the clock's, tells whether
# they ran at once: with a GIL between them it is never more than one.
# Without a GIL, all six jobs run side by side.

if __name__ == "__main__":
    for name in works:
        text = f"{name}: threads run at the same time"
        threads = f"{name}.threads"
        if machine.gil_enabled() and name in keeps:
            text = f"{name}: threads take turns"
            claims.timing(text, bench.at_most(measured, threads))
        elif enough:
            answer = bench.side_by_side(measured, threads, "sha256")
            claims.timing(text, answer)
        else:
            claims.not_testable(text, "timing", "needs more cores")

# %%
# What you may have read
# ----------------------
#
# .. said:: B15
#    :today: outdated
#    :proof:
#       sha256: threads run at the same time
#       zlib: threads run at the same time
#       numpy.sort: threads run at the same time
#
#    Threads never help with work that needs the processor.
#
#    They do where that work is done by C code which lets go of the GIL.

# %%
# The picture
# -----------
#
# What became of each thread's time, in the shortest round of each job.

if __name__ == "__main__":
    from mpguide import figures

    spent = {}
    for name in lets_go + keeps:
        seconds, cpu = bench.best_round(measured, f"{name}.threads")
        working = cpu / options.workers
        waiting = max(seconds - working, 0)
        spent[name] = {"working": working, "waiting": waiting}
    figures.draw_costs(spent, "What two threads do, and how long they wait")

# %%
# Next: :ref:`a producer, a consumer, and a queue between
# <sphx_glr_gallery_gil_producer_consumer.py>`.
# Try: ``python c_code_lets_go.py --turns 100``, and look at your processor's
# load meanwhile.
