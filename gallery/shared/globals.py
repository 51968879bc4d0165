"""
Each process has its own globals
================================

Two children add to a global: why does the parent not see it?
Each process has globals of its own, under every start method; what a child
changes in them ends with the child.
See in the table which ways bring a child's work home, and that threads need
none of them.
"""

import re

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: globals
#    :prints:

# %%
# The work
# --------
#
# Children add to what they find: to a global, to an attribute of an object
# that they are passed, to a shared ``Value``; or they return what is to be
# added.
# At last two threads add to the global.
#
# .. program:: totals
#
# It is a file, run by an interpreter of its own, since a child's globals come
# from the main module of its parent.

# %%
# Run it
# ------

if __name__ == "__main__":
    program, runs = observe.program("totals"), {}
    for method in machine.start_methods():
        runs[method] = observe.run(program, start_method=method)
    print(runs["spawn"].output)

# %%
# What it shows
# -------------
#
# Each child adds to a zero of its own.
# A forked child has a copy of its parent's memory, any other has imported the
# main module anew: the start methods differ in :ref:`what a child's globals
# begin with <sphx_glr_gallery_start_what_a_child_inherits.py>`, and not in
# what comes back.
# Nor does it help to pass an object: the child gets a copy of it.
#
# Two things do come back: what a function returns, by a pool or an executor,
# and what is written into memory made for sharing.

if __name__ == "__main__":
    found, steps = {}, {}
    for method, run in runs.items():
        ends = re.findall(r"^(an? .+): (\d+)$", run.output, re.MULTILINE)
        found[method] = {way: int(total) for way, total in ends}
        steps[method] = re.findall(r"^(\d+ -> \d+)$", run.output, re.MULTILINE)
    for text, way, expected in (
        ("The parent's global stays 0", "a global", 0),
        ("The parent's object keeps its 0, too", "an attribute", 0),
        ("Returned results add up to 200", "a result, added up", 200),
        ("A shared Value holds 200", "a shared Value", 200),
        ("Two threads take the global to 200", "a global, by threads", 200),
    ):
        totals = {method: found[method].get(way) for method in runs}
        claims.equal(text, totals, dict.fromkeys(runs, expected))
    pairs = {method: steps[method][:2] for method in runs}
    each = dict.fromkeys(runs, ["0 -> 100"] * 2)
    claims.equal("Each child takes its own from 0 to 100", pairs, each)

# %%
# What you may have read
# ----------------------
#
# .. said:: A14
#    :today: true
#    :proof: The parent's global stays 0
#            Each child takes its own from 0 to 100
#
#    Two children that are spawned find a global at 0, and leave it at 100; the
#    parent's stays at 0.
#
#    It does under every start method: a forked child, too, adds to a copy.
#
# .. asked:: 9
#    :proof: The parent's global stays 0
#            The parent's object keeps its 0, too
#            Returned results add up to 200
#            A shared Value holds 200
#
#    Why do I not see what a child changes in a global, or in ``self``?
#
#    It changes its own copy.
#    Return the result, or write it into a :func:`~multiprocessing.Value` that
#    the child is passed.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    cells = {
        (way, method): ("works" if total else "silent", str(total))
        for method, totals in found.items()
        for way, total in totals.items()
    }
    ways = list(found["spawn"])
    title = "Two add 100 each: what the parent has"
    figures.draw_outcomes(ways, list(found), cells, title)

# %%
# Next: :ref:`a shared number loses updates
# <sphx_glr_gallery_shared_race.py>`.
# Try: in the program, set ``state["total"]`` to 1000 before the first child
# starts: a forked child begins there, any other at 0.
