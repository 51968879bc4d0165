"""
start() returns long before the child runs
==========================================

What does it cost to start a process, and which start method is the slow one?
Timing ``start()`` alone gives the wrong answer: with ``spawn`` it returns
while the child's interpreter is still starting.
Time the child's first line: a fork is the cheapest, a warm fork server comes
next, and spawning, which begins with a new interpreter, is last.
"""

from functools import partial

from mpguide import bench, claims, machine, survey
from mpguide.experiments.start_methods import child, first_start, floor

# %%
# What is measured
# ----------------
#
# A program starts one child after another, and reports how long after the call
# of ``start()`` that call returned, the child's first line ran, and the child
# had ended.
# It is a file, run by an interpreter of its own, since a child's start depends
# on the main module of its parent.
#
# .. program:: start_child
#
# The floor is what the system takes to start and end a process: another
# program by ``posix_spawn``, or a copy of this one by :func:`os.fork`.
#
# .. program:: start_floor
#
# They take turns, in random order.

if __name__ == "__main__":
    options = bench.options(processes=int, methods=machine.start_methods())
    methods = options.methods
    floors = ("bare fork", "posix_spawn") if "fork" in methods else ()
    claimed = [
        ("spawn.first line", 3, "spawn.start()"),
        ("spawn.first line", 2, "forkserver.first line"),
        ("forkserver.first line", 1.2, "fork.first line"),
        ("spawn.joined", 10, "posix_spawn.joined"),
        ("fork.joined", 1.3, "bare fork.joined"),
    ]
    asked = [
        (slow, times, fast)
        for slow, times, fast in claimed
        if {slow.split(".")[0], fast.split(".")[0]} <= {*methods, *floors}
    ]
    warm = bench.compare(
        {name: partial(floor, name) for name in floors}
        | {method: partial(child, method) for method in methods},
        at_least=asked,
        rounds=options.processes,
        budget=3,
        stress=options.stress,
    )
    print(warm)

# %%
# The fork server itself starts with the first child; later ones find it there.
# So the first is measured apart, each time in a program just begun.

if __name__ == "__main__":
    question = ("forkserver.first", 2, "forkserver.later")
    if "forkserver" in methods:
        fresh = bench.compare(
            {"forkserver": partial(first_start, "forkserver")},
            at_least=[question],
            rounds=options.processes,
            stress=options.stress,
        )
        print(fresh)

# %%
# Which one you get unless you ask depends on the platform, and on the version:
# ``spawn`` on Windows and macOS, elsewhere ``fork`` up to Python 3.13 and the
# fork server since 3.14.
# Each interpreter that is installed here is asked.

if __name__ == "__main__":
    seen = survey.survey("default_method", ["default"])
    defaults = {run.interpreter: run.last_line for run in seen}
    expected = {
        run.interpreter: machine.default_start_method(run.version)
        for run in seen
    }

# %%
# What it shows
# -------------
#
# A comparison that times ``start()`` finds spawning as cheap as the others:
# here the call took :measured:`start_methods/spawn.start()`.
# But the child's first line ran after
# :measured:`start_methods/spawn.first line`.
# When the call returns, a spawned child has yet to start an interpreter, and
# to import your main module with all that this imports:
# :ref:`see what that costs <sphx_glr_gallery_start_import_cost.py>`.
# A forked child imports nothing.
# The fork server has imported :mod:`multiprocessing` once, for all of its
# children.

if __name__ == "__main__":
    for slow, times, fast in claimed:
        text = f"{slow} takes at least {times} times as long as {fast}"
        if (slow, times, fast) in asked:
            claims.timing(text, warm.answer(slow, times, fast))
        else:
            claims.not_testable(text, "timing", "needs more start methods")
    text = "A first child takes at least twice as long as a later one"
    if "forkserver" in methods:
        claims.timing(text, fresh.answer(*question))
    else:
        claims.not_testable(text, "timing", "needs the fork server")
    claims.equal("Version and platform set the default", defaults, expected)

# %%
# What you may have read
# ----------------------
#
# .. said:: A8
#    :today: outdated
#    :proof: Version and platform set the default
#
#    Of the three start methods, spawn is the default on macOS and Windows, and
#    fork on Unix.
#
#    Since 3.14 no platform forks unless you ask for it.
#
# .. said:: A10
#    :today: true
#    :proof: A first child takes at least twice as long as a later one
#
#    The first start launches a server, and later children are forked from it.
#
#    The server also imports your main module before it forks, since 3.13.8
#    and 3.14.1.
#
# .. said:: A11 A12
#    :today: wrong
#    :proof:
#       spawn.first line takes at least 3 times as long as spawn.start()
#       A first child takes at least twice as long as a later one
#
#    Timed by ``start()``, the three methods take one to four milliseconds; the
#    fork server now and then takes twenty times that.
#
#    ``start()`` returns before the child runs, so what was timed is not the
#    start of a child.
#    The outlier is the start of the server, which comes once.
#    That fork is the fastest, and spawn the slowest, holds for the child's
#    first line.
#
# .. said:: A13 A27
#    :today: outdated
#    :proof: Version and platform set the default
#
#    The fork server is hardly used; to fork is worth its risk for children
#    that only compute.
#
#    The fork server is what Linux uses by default, and forking is what you
#    have to ask for.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_distributions(
        warm,
        "When start() returns, and when the child's first line runs",
        [f"{m}.{part}" for m in methods for part in ("start()", "first line")],
    )

# %%
# Next: :ref:`what a spawned child pays for
# <sphx_glr_gallery_start_import_cost.py>`.
# Try: ``python start_methods.py --processes 100 --methods spawn,fork --json
# out.json``, and then ``python -m pyperf show out.json``.
