"""
fork copies the lock, not its holder
====================================

Why does a forked child hang where the same code runs everywhere else?
It has all of its parent's memory, and in it the locks that are held; of the
threads it has only the one that forked, and nobody is there to release them.
See in the stacks where the child waits, and in the table that even the fork
server is safe only as long as it has no threads.
"""

import re
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: fork_with_held_lock
#    :prints:

# %%
# Two programs
# ------------
#
# A thread moves money from one account to another, and a child is started
# just then.
# As soon as the child is there, the thread goes on and releases the lock.
#
# .. program:: held_lock
#
# The lock need not be yours.
# Many a library starts threads when it is imported or first used, and hands
# its work to them:
#
# .. program:: threaded_library

if __name__ == "__main__":
    methods = machine.start_methods()
    lock = dict.fromkeys(["held", "alone", "release"], "held_lock")
    ways = ["top", "unloaded", "own"]
    programs = lock | dict.fromkeys(ways, "threaded_library")
    cells = [(w, m) for w in programs for m in methods if w != "release"]
    cells += [("release", "fork")] * ("fork" in methods)

# %%
# Run it
# ------
#
# Each runs as a program of its own, until nothing happens in it any more.

if __name__ == "__main__":

    def run(cell):
        way, method = cell
        return observe.run(observe.program(programs[way]), method, way)

    with ThreadPoolExecutor(6) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    held, top = ("held", "fork"), ("top", "forkserver")
    for cell in (held, top):
        if cell in runs:
            print(runs[cell])

# %%
# What it shows
# -------------
#
# The child's lock is a copy of the parent's, made while that was held.
# It stays so, whatever the parent does with its own.
#
# The library's work waits for a thread that is not there.
# From 3.13.8 and 3.14.1 on, the fork server imports your main module, and what
# that imports at its top; a thread that starts there is a thread of the
# server, and each child of the server lacks it.
# ``set_forkserver_preload([])`` leaves your module to the child.

if __name__ == "__main__":
    server = ["forkserver"] * machine.forkserver_preloads_main()
    server = [m for m in server if m in methods]
    for text, way, where in [
        ("A forked child hangs", "held", ["fork"]),
        ("Without the thread, no child hangs", "alone", []),
        (
            "A library's thread is missing, too",
            "top",
            ["fork", *server],
        ),
        ("Without the preload, the server is safe", "unloaded", ["fork"]),
        ("No child hangs that starts its own", "own", []),
    ]:
        if {*where} <= {*methods}:
            found = {m: runs[way, m].ended for m in methods}
            hung = {m: "hung" if m in where else "finished" for m in methods}
            claims.equal(text, found, hung)
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# The one thread that would release the lock is gone, but the lock has no
# owner: the child may release it, too.
# Then it finds half done what the lock protects.

if __name__ == "__main__":

    def at(run):
        return [one.where.source for one in run.stacks if one.role == "child"]

    def ended(run):
        return run.ended

    def sums(run):
        return dict(re.findall(r"(\w+)'s sum: (\d+)", run.output))

    both, freed = {"parent": "100", "child": "60"}, ("release", "fork")
    for text, cell, find, expected in [
        ("The child waits for its lock", held, at, ["with lock:"]),
        ("The parent has its own again", held, sums, {"parent": "100"}),
        ("The child can release its copy", freed, ended, "finished"),
        ("It then finds a transfer half done", freed, sums, both),
    ]:
        if cell in runs:
            claims.equal(text, find(runs[cell]), expected)
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# What you may have read
# ----------------------
#
# .. said:: A9
#    :today: true
#    :proof: A forked child hangs
#       The child waits for its lock
#
#    A fork copies locks but not threads, so it does not go with threads.
#
#    Python has warned of it since 3.12, :ref:`where nobody sees it
#    <sphx_glr_gallery_deadlock_fork_warning.py>`.
#    On macOS the system's own libraries start threads, says the documentation,
#    and a forked child may crash.
#
# .. said:: A25
#    :today: corrected
#    :proof: A forked child hangs
#       A library's thread is missing, too
#       Without the preload, the server is safe
#
#    A child that is forked while a thread holds a lock waits for ever; under
#    ``spawn`` and ``forkserver`` it does not.
#
#    It has a lock of its own then, made anew.
#    But the fork server forks, too: what your main module starts at its top,
#    children of the server may wait for in vain.
#
# .. said:: A26
#    :today: wrong
#    :proof: The child can release its copy
#       It then finds a transfer half done
#
#    Only the thread that has locked a lock can open it, and that is gone.
#
#    Anybody can, the child as well.
#    What it can't know is how far the thread had come.
#
# .. asked:: 6
#    :proof: A forked child hangs
#       Without the thread, no child hangs
#
#    Why does my program hang when it uses threads and processes?
#
#    A child was forked while another thread held a lock.
#    Do not fork beside threads: :ref:`there are four ways out
#    <sphx_glr_gallery_deadlock_fork_safely.py>`.
#
# .. asked:: 17
#    :proof: A library's thread is missing, too
#       No child hangs that starts its own
#
#    Why does my library (CUDA, a data loader, gRPC) fail or hang in a child?
#
#    It had threads or handles in the parent, and a fork does not bring them.
#    Use ``spawn``, and let the child import and set up what it uses.
#    The thread here stands for such a library.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    rows = {
        "a thread holds the lock": "held",
        "no thread": "alone",
        "a library with a thread": "top",
        "no main module preloaded": "unloaded",
        "the child starts its own": "own",
    }
    states = {"hung": ("hangs", ""), "finished": ("works", "")}
    ends = {(r, m): runs[w, m].ended for r, w in rows.items() for m in methods}
    table = {place: states[end] for place, end in ends.items()}
    figures.draw_outcomes([*rows], methods, table, "What becomes of the child")

# %%
# Next: :ref:`the warning of all this that you don't see
# <sphx_glr_gallery_deadlock_fork_warning.py>`.
# Try: in ``threaded_library.py``, move the line that starts the library below
# the guard: under which start methods does the child find it?
