"""
start() returns long before the child runs
==========================================

What does it cost to start a process, and which start method is the slow one?
Timing ``start()`` alone gives the wrong answer: with ``spawn`` it returns
while the child's interpreter is still starting.
Time the child's first line: a fork is the cheapest, a warm fork server comes
next, and spawning, which also imports your main module anew, is last.
"""

import re
from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments.start_methods import MAINS, child, first_start

# %%
# What is measured
# ----------------
#
# A program starts one child after another, and reports for each how long after
# the call of ``start()`` that call returned, the child's first line ran, and
# the child had ended.
# It is a file, run by an interpreter of its own, since a child's start depends
# on the main module of its parent.
#
# .. program:: start_child
#
# Two more do the same with a main module that imports more.
#
# .. program:: start_child_stdlib
#
# .. program:: start_child_numpy
#
# All three take turns under every start method, in random order.

if __name__ == "__main__":
    options = bench.options(processes=int, methods=machine.start_methods())
    methods = options.methods
    claimed = [
        ("spawn.first line", 3, "spawn.start()"),
        ("spawn.first line", 3, "forkserver.first line"),
        ("forkserver.first line", 1.2, "fork.first line"),
        ("spawn numpy.first line", 1.4, "spawn.first line"),
        ("forkserver.first line", 0.5, "forkserver numpy.first line")
        if machine.forkserver_preloads_main()
        else ("forkserver numpy.first line", 2, "forkserver.first line"),
    ]
    asked = [
        (slow, times, fast)
        for slow, times, fast in claimed
        if {re.match(r"\w+", name)[0] for name in (slow, fast)} <= {*methods}
    ]
    warm = bench.compare(
        {
            method if main == "light" else f"{method} {main}": partial(
                child, method, main
            )
            for method in methods
            for main in MAINS
        },
        at_least=asked,
        rounds=options.processes,
        budget=4,
        stress=options.stress,
    )
    print(warm)

# %%
# The fork server itself starts with the first child; later ones find it there.
# So the first is measured apart, each time in a program just begun.

if __name__ == "__main__":
    question = ("forkserver.first", 3, "forkserver.later")
    if "forkserver" in methods:
        fresh = bench.compare(
            {"forkserver": partial(first_start, "forkserver")},
            at_least=[question],
            rounds=options.processes,
            stress=options.stress,
        )
        print(fresh)

# %%
# What it shows
# -------------
#
# A comparison that times ``start()`` finds spawning as cheap as the others.
# But when it returns, a spawned child has yet to start an interpreter, and to
# import your main module with all that this imports.
# A forked child imports nothing.
# The fork server imports the main module once, from 3.13.8 and 3.14.1 on, and
# its children find that done.

if __name__ == "__main__":
    for slow, times, fast in claimed:
        text = f"{slow} takes at least {times} times as long as {fast}"
        if (slow, times, fast) in asked:
            claims.timing(text, warm.answer(slow, times, fast))
        else:
            claims.not_testable(text, "timing", "needs more start methods")
    text = "A first child takes at least 3 times as long as a later one"
    if "forkserver" in methods:
        claims.timing(text, fresh.answer(*question))
    else:
        claims.not_testable(text, "timing", "needs the fork server")

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    bars = {}
    for name in dict.fromkeys(name.split(".")[0] for name in warm.names):
        first = warm.median(f"{name}.first line")
        end = warm.median(f"{name}.joined")
        bars[name] = {"to its first line": first, "to its end": end - first}
    figures.draw_costs(bars, "From the call of start() to the child's end")
    figures.draw_distributions(
        warm,
        "When start() returns, and when the child's first line runs",
        [f"{m}.{part}" for m in methods for part in ("start()", "first line")],
    )

# %%
# Next: :doc:`how this guide measures </how_it_works>`.
# Try: ``python start_methods.py --processes 100 --methods spawn,fork --json
# out.json``, and then ``python -m pyperf show out.json``.
