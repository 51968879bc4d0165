"""
A spawned child pays for your imports
=====================================

Why is starting a process so slow?
A spawned child starts an interpreter, imports :mod:`multiprocessing`, and then
your main module with all that this imports; your function comes last.
See in the picture what each of these takes, and what a fork server and lazy
imports save.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments.start_methods import child_stages, floor, stretches

# %%
# What is measured
# ----------------
#
# A program starts one child after another, and each child reports when it had
# got how far.
#
# .. program:: start_child
#
# The same with a main module that imports numpy, as many do:
#
# .. program:: start_child_numpy
#
# One lets the fork server import it before any child begins, with
# :func:`multiprocessing.set_forkserver_preload`:
#
# .. program:: start_child_preload
#
# One says that the import is lazy: since Python 3.15 such a module is imported
# when it is first used (:pep:`810`); up to 3.14 this says nothing.
#
# .. program:: start_child_lazy
#
# They take turns, in random order, with the least that the system can do:
# a bare :func:`os.fork`, and ``/bin/true`` by :func:`os.posix_spawn`.

if __name__ == "__main__":
    options = bench.options(processes=int, methods=machine.start_methods())
    mains = {
        "fork": ["light"],
        "forkserver": ["light", "preload", "numpy"],
        "spawn": ["light", "lazy", "numpy"],
    }
    children = {
        f"{method}, {main}": partial(child_stages, method, main)
        for method in options.methods
        for main in mains[method]
    }
    if "fork" in options.methods:
        for name in ("posix_spawn", "bare fork"):
            children = {name: partial(floor, name), **children}

# %%
# What must hold depends on what the interpreter can do: whether its imports
# can be lazy, and whether its fork server imports the main module.

if __name__ == "__main__":
    claimed = [
        ("spawn, light.joined", 10, "posix_spawn.joined"),
        ("spawn, numpy.first line", 1.5, "spawn, light.first line"),
        ("spawn, numpy.first line", 1.5, "spawn, numpy.imports"),
        ("spawn, numpy.first line", 1.5, "spawn, lazy.first line")
        if machine.imports_lazily()
        else ("spawn, lazy.first line", 1.5, "spawn, light.first line"),
        ("forkserver, light.joined", 0.3, "forkserver, preload.joined"),
        ("forkserver, light.joined", 0.3, "forkserver, numpy.joined")
        if machine.forkserver_preloads_main()
        else ("forkserver, numpy.joined", 3, "forkserver, light.joined"),
    ]
    asked = [
        (slow, times, fast)
        for slow, times, fast in claimed
        if {slow.split(".")[0], fast.split(".")[0]} <= {*children}
    ]
    costs = bench.compare(
        children,
        at_least=asked,
        rounds=options.processes,
        budget=4,
        stress=options.stress,
    )

# %%
# What it shows
# -------------
#
# Spawned, a child with a light main module is busy with Python itself for most
# of its start; the system's part in it is small.
# With numpy in the main module, a large part of it is that import, and the
# child that does not use numpy pays as well.
# Here its first line ran after :measured:`import_cost/spawn, light.first line`
# without numpy, and after :measured:`import_cost/spawn, numpy.first line` with
# it.
# Three things help:
#
# - Import in the functions that need it, or lazily from 3.15 on, what not
#   every child uses.
# - Use the fork server: from 3.13.8 and 3.14.1 on it imports the main module
#   once, and every child finds that done.
#   On older versions, or for modules that main does not import, preload them.
# - Start few processes, and keep them: a pool does that for you.

if __name__ == "__main__":
    for slow, times, fast in claimed:
        text = f"{slow} is at least {times} x {fast}"
        if (slow, times, fast) in asked:
            claims.timing(text, costs.answer(slow, times, fast))
        else:
            claims.not_testable(text, "timing", "needs more start methods")

# %%
# What you may have read
# ----------------------
#
# .. said:: A24
#    :today: corrected
#    :proof:
#       spawn, numpy.first line is at least 1.5 x spawn, light.first line
#       spawn, numpy.first line is at least 1.5 x spawn, numpy.imports
#
#    Handing the columns of a matrix to processes costs about twenty times as
#    much under spawn as under fork, so exchanging data is slow.
#
#    What was timed is the import of numpy in each child, not the way of the
#    data.

# %%
# The picture
# -----------
#
# ``start()`` is what it takes until that call returns.
# A child may come as far as its target before that: the rest counts from then.

if __name__ == "__main__":
    from mpguide import figures

    called = {"first line": "target", "joined": "end and join()"}
    bars = {}
    for name in children:
        until = [part for part in costs.names if part.startswith(f"{name}.")]
        moments = {
            part.rpartition(".")[2]: costs.median(part) for part in until
        }
        bars[name] = {
            called.get(part, part): seconds
            for part, seconds in stretches(moments).items()
        }
    figures.draw_costs(bars, "From start() to the end of a child")

# %%
# Next: :ref:`what a child finds of its parent
# <sphx_glr_gallery_start_what_a_child_inherits.py>`.
# Try: add the import that your own programs begin with to a copy of
# ``start_child.py``, and see what ``main`` takes.
