"""
A pool awaits the dead, an executor tells
=========================================

What becomes of a task whose worker dies, by a crash or for want of memory?
A pool starts another worker, but forgets the task, and whoever waits for it
waits for ever.
An executor raises :exc:`~concurrent.futures.process.BrokenProcessPool`, and
gives up all of its tasks.
See in the table what ends how: even ``sys.exit()`` costs a pool its worker.
"""

import re
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: dead_worker
#    :prints:

# %%
# Two programs
# ------------
#
# In a pool of one worker, a task fails by an error, exits by :func:`sys.exit`
# or :func:`os._exit`, or is killed; or the worker is killed while it has
# nothing to do.
#
# .. program:: dead_worker_pool
#
# An executor is put to the same tests.
#
# .. program:: dead_worker_executor

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    tests = ["error", "sys.exit", "os._exit", "kill", "idle"]
    cells = [(k, method, w) for w in tests for k in ("pool", "executor")]
    cells += [("pool", m, "os._exit") for m in methods if m != method]
    cells += [("pool", method, w) for w in ("kill close", "kill timeout")]
    pythons = machine.find_interpreters()
    steady = "forkserver" if "forkserver" in methods else "spawn"
    cells += [("executor", steady, "os._exit", name) for name in pythons]

# %%
# Run it
# ------
#
# Each runs as a program of its own, until nothing happens in it any more.

if __name__ == "__main__":

    def run(cell):
        kind, start, way, *name = cell
        program = observe.program(f"dead_worker_{kind}")
        python = pythons[[*name, machine.python_name()][0]]
        return observe.run(program, start, *way.split(), python=python)

    def end(run):
        found = re.search("the task: (.+)", run.output)
        return found[1] if found else run.ended

    with ThreadPoolExecutor(8) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    ends = {cell: end(run) for cell, run in runs.items()}
    print(runs["pool", method, "os._exit"])
    print(runs["executor", method, "os._exit"])

# %%
# What it shows
# -------------
#
# An error is a task's result, and costs no worker.
# :exc:`SystemExit`, which ``sys.exit()`` raises, is such an error to an
# executor, but not to a pool.
#
# A pool sees that a worker has ended, and replaces it.
# But it does not know which task that one had taken.
# An executor does not know either: it gives up all that it was asked to do.

if __name__ == "__main__":
    lost, broken = ["os._exit", "kill"], "BrokenProcessPool"
    for text, end, kind, *ways in [
        ("A pool hands on an error", "ValueError", "pool", "error"),
        ("A pool waits for a worker that has died", "hung", "pool", *lost),
        ("sys.exit() costs a pool its worker", "hung", "pool", "sys.exit"),
        ("A worker killed while idle stops a pool", "hung", "pool", "idle"),
        ("A closed pool's join() waits, too", "hung", "pool", "kill close"),
        ("get(0.3) gives up", "TimeoutError", "pool", "kill timeout"),
        ("An executor tells of it", broken, "executor", *lost, "idle"),
        ("sys.exit() comes home", "SystemExit", "executor", "sys.exit"),
    ]:
        found = {way: ends[kind, method, way] for way in ways}
        claims.equal(text, found, dict.fromkeys(ways, end))
    each = {m: ends["pool", m, "os._exit"] for m in methods}
    text = "Under every start method a pool waits"
    claims.equal(text, each, dict.fromkeys(methods, "hung"))
    found = runs["pool", method, "kill"].output.split()[-1]
    claims.equal("By then the pool has another", found, "True")
    kept = [w for w in tests if "result" in runs["executor", method, w].output]
    text = "An executor with a dead worker keeps no task"
    claims.equal(text, kept, ["error", "sys.exit"])

# %%
# An idle worker holds the lock of the queue from which all workers read.
# Killed, it takes the lock along, and the next worker waits for that.

if __name__ == "__main__":
    text = "The next worker waits for the lock"
    stacks = runs["pool", method, "idle"].stacks
    if "fork" in methods:
        last = [one.frames[-1] for one in stacks if one.role == "child"]
        claims.equal(text, [one.function for one in last], ["__enter__"])
    else:
        claims.not_testable(text, "exact", "needs stacks")

# %%
# What the error says
# -------------------
#
# On some interpreters the error has a cause, which names the process and its
# exit code.
# They are asked under the fork server, which reports a child's end together
# with its exit code; elsewhere the executor may look too early, and name none.

if __name__ == "__main__":
    told = {cell[3]: run.output for cell, run in runs.items() if cell[3:]}
    named = [name for name in told if "its exit code 3" in told[name]]
    text = "Python 3.15 is the first to name the worker"
    if {"3.14", "3.15"} <= {*pythons}:
        claims.equal(text, named[:1], ["3.15"])
    else:
        claims.not_testable(text, "exact", "needs Python 3.14 and 3.15")

# %%
# What you may have read
# ----------------------
#
# .. said:: B2
#    :today: corrected
#    :proof: A pool waits for a worker that has died
#       By then the pool has another
#       A worker killed while idle stops a pool
#
#    A process that crashes does no harm to any other.
#
#    The others live on, but whoever waits for its result waits for ever.
#    What it held is lost to them: killed while idle, it stops the whole pool.
#
# .. asked:: 5
#    :proof: A pool waits for a worker that has died
#       sys.exit() costs a pool its worker
#       An executor tells of it
#       get(0.3) gives up
#
#    Why does my pool hang for ever?
#
#    Probably a worker has died: killed for want of memory, crashed in C code,
#    or ended by an exit in the task.
#    An executor raises an error then; with a pool, give ``get()`` a timeout.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    cells = {
        (way, kind): ("hangs", "") if end == "hung" else ("fails", end)
        for (kind, _, way), end in list(ends.items())[:10]
    }
    title = "What whoever waits for the task gets"
    figures.draw_outcomes(tests, ["pool", "executor"], cells, title)

# %%
# Next: :ref:`what becomes of tasks when you leave a pool
# <sphx_glr_gallery_pool_leaving_a_pool.py>`.
# Try: run a task that needs more memory than the machine has.
