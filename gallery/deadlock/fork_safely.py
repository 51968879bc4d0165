"""
Four ways out
=============

How do threads and child processes go together?
Do not fork: ``spawn``, or the fork server.
If you fork, fork first and start your threads then; or let each fork wait for
your locks, by :func:`os.register_at_fork`.
See in the table that all four finish, and what a way finds that only looks
like one: to give the child a new lock.
"""

import re
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: fork_safely
#    :prints:
#
# Each fork takes the lock first, so it waits for whoever has it, and releases
# it in both processes.

# %%
# One program, four ways
# ----------------------
#
# A thread moves money from one account to another, and a child adds up what is
# there.
# As it is, it forks in between.
#
# .. program:: fork_ways_out

if __name__ == "__main__":
    methods = machine.start_methods()
    forks = "fork" in methods
    ways = ["as-is", "first"] + ["wait", "new"] * forks
    cells = [("fork_ways_out", m, way) for way in ways for m in methods]
    if forks:
        kinds = ("Lock", "RLock")
        cells += [("fork_under_lock", "fork", kind) for kind in kinds]
        cells += [("fork_beside_logging", "fork")]

# %%
# Run it
# ------
#
# Each runs as a program of its own, until nothing happens in it any more.
# Two more, that fork only, follow below.

if __name__ == "__main__":

    def run(cell):
        name, *arguments = cell
        return observe.run(observe.program(name), *arguments)

    with ThreadPoolExecutor(6) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    print(runs["fork_ways_out", methods[0], "as-is"])

    sums = {}
    for (_, *cell), run in runs.items():
        total = re.search(r"the child's sum: (\d+)", run.output)
        sums[*cell] = int(total[1]) if total else run.ended

# %%
# What it shows
# -------------
#
# Not forked, the child imports the program anew: it has its own lock and its
# own accounts.
# Under the fork server that holds as long as the server has :ref:`no threads
# of its own <sphx_glr_gallery_deadlock_fork_with_held_lock.py>`.
#
# Forked before the thread starts, it has a lock that nobody holds.
# A pool or an executor that forks is best made before any thread, too.
#
# A fork that waits for the lock comes between two transfers.
# With a new lock in the child it need not wait, and the child does not hang,
# but what the lock protects is half done: the sum is wrong.

if __name__ == "__main__":
    fork, others = ["fork"], [m for m in methods if m != "fork"]
    each = fork + others
    for text, way, where, expected in [
        ("As it is, the forked child hangs", "as-is", fork, "hung"),
        ("Not forked, it finds all of it", "as-is", others, 100),
        ("Forked first, it finds all of it", "first", each, 100),
        ("If the fork waits, it finds all of it", "wait", each, 100),
        ("With a new lock, it finds half a transfer", "new", fork, 60),
    ]:
        if {*where} <= {*methods}:
            found = {method: sums[method, way] for method in where}
            claims.equal(text, found, dict.fromkeys(where, expected))
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# Who holds the lock and forks
# ----------------------------
#
# It waits for itself.
#
# .. program:: fork_under_lock
#
# Others have thought of it: the child of a fork has the locks of the handlers
# of :mod:`logging` anew.
#
# .. program:: fork_beside_logging

if __name__ == "__main__":
    for text, end, *cell in [
        ("With a Lock, who forks waits for itself", "hung", "fork", "Lock"),
        ("With an RLock, it forks", "finished", "fork", "RLock"),
        ("A handler's lock is made anew", "finished", "fork"),
    ]:
        if forks:
            claims.equal(text, sums[*cell], end)
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 6
#    :proof: Not forked, it finds all of it
#       Forked first, it finds all of it
#       If the fork waits, it finds all of it
#
#    How do I use threads and processes in one program without a deadlock?
#
#    Under ``spawn``, or under ``forkserver``, the default on Linux since 3.14.
#    Where you need ``fork``, start the children before the threads.
#    A library can have each fork wait for its locks.

# %%
# The picture
# -----------
#
# What the child finds: it is right to find 100.

if __name__ == "__main__":
    from mpguide import figures

    rows = ["as it is", "fork first", "fork waits", "a new lock"]
    named = dict(zip(ways, rows, strict=False))
    states = {
        "hung": ("hangs", ""),
        60: ("silent", "60"),
        100: ("works", "100"),
    }
    table = {
        (named[way], m): states[sums[m, way]] for way in ways for m in methods
    }
    figures.draw_outcomes(
        [*named.values()], methods, table, "The sum that the child finds"
    )

# %%
# Next: :ref:`terminate() takes the lock along
# <sphx_glr_gallery_deadlock_terminate_with_lock.py>`.
# Try: in ``fork_ways_out.py``, start two threads that move money, each with a
# lock of its own; in which order must a fork take them?
