"""
queue.Queue does not cross processes
====================================

Can a child answer through a :class:`queue.Queue`?
No: it is made for the threads of one process.
Under ``fork`` the child puts its answer into a copy, and the parent waits for
ever; under the other start methods the child can't even be started.
See in the table which queue gets an answer home, and from where.
"""

import queue
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: thread_queue
#    :prints:
#
# The :class:`multiprocessing.Queue` is the one that a child can be passed.

# %%
# The program
# -----------
#
# A child naps, where the original took five seconds, and puts an answer; the
# parent gets it.
# The child is a process, or a worker of a pool that is passed the queue with a
# task, or one that is passed it as it starts.
#
# .. program:: queue_of_threads

# %%
# Run it
# ------
#
# Each queue is tried by a process under every start method, and by a pool.

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    kinds = ["queue.Queue", "queue.SimpleQueue"]
    kinds += ["multiprocessing.Queue", "Manager().Queue"]
    cells = [(m, kind, "Process") for kind in kinds for m in methods]
    cells += [(method, kind, "task") for kind in kinds]
    cells += [(m, kinds[2], "initializer") for m in methods]
    program = observe.program("queue_of_threads")

    def run(cell):
        return observe.run(program, *cell)

    def end(run):
        errors = re.findall(r"^(\w+Error): ", run.output, re.MULTILINE)
        return errors[-1] if run.ended == "failed" else run.ended

    with ThreadPoolExecutor(4) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    ends = {cell: end(run) for cell, run in runs.items()}
    print(runs[methods[0], kinds[0], "Process"])

# %%
# Between threads it does what it was made for.

if __name__ == "__main__":
    answers = queue.Queue()
    thread = Thread(target=answers.put, args=("an answer",))
    thread.start()
    answer = answers.get(timeout=30)
    thread.join(30)

# %%
# What it shows
# -------------
#
# A forked child has a copy of all that its parent had, the queue and its lock
# among it; what it puts there is gone with it.
# Elsewhere what a child is passed is pickled, and a lock of threads can't be.
#
# What a pool is asked to do is pickled under every start method, and a queue
# of multiprocessing can be passed only to a process that is being started:
# give it to the pool as an argument of its initializer.

if __name__ == "__main__":
    alone = ["the child has put it", "the parent's queue is empty: True"]
    wrong = {"fork": "hung", "forkserver": "TypeError", "spawn": "TypeError"}
    by = [{m: ends[m, kind, "Process"] for m in methods} for kind in kinds]
    said = runs[methods[0], kinds[0], "Process"].output.splitlines()
    for text, found, expected in (
        ("queue.Queue hangs under fork, else fails", by[0], wrong),
        ("So does queue.SimpleQueue", by[1], wrong),
        ("The child has put it, but into its own", said, alone),
    ):
        if "fork" in methods:
            claims.equal(text, found, expected)
        else:
            claims.not_testable(text, "exact", "needs fork")
    for text, kind, user in (
        ("multiprocessing.Queue brings it home", kinds[2], "Process"),
        ("A manager's queue does, too", kinds[3], "Process"),
        ("So does a pool that starts with a queue", kinds[2], "initializer"),
    ):
        found = {ends[m, kind, user] for m in methods}
        claims.equal(text, found, {"finished"})
    found = [ends[method, kind, "task"] for kind in kinds]
    expected = ["TypeError", "TypeError", "RuntimeError", "finished"]
    claims.equal("A task can take only a manager's", found, expected)
    claims.equal("Between threads queue.Queue works", answer, "an answer")

# %%
# What you may have read
# ----------------------
#
# .. said:: A20
#    :today: corrected
#    :proof: queue.Queue hangs under fork, else fails
#       The child has put it, but into its own
#
#    A queue.Queue that is handed to a process makes the program hang.
#
#    Under ``fork``, it does.
#    Under ``forkserver`` and ``spawn``, one of which is the default everywhere
#    since Python 3.14, ``start()`` raises :exc:`TypeError` at once.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    columns = {("Process", m): f"Process, {m}" for m in methods}
    columns["task", method] = "task of a Pool"
    drawn = {"hung": ("hangs", ""), "finished": ("works", "")}
    cells = {
        (kind, columns[user, m]): drawn.get(end, ("fails", end))
        for (m, kind, user), end in ends.items()
        if user != "initializer"
    }
    title = "Which queue gets an answer home"
    figures.draw_outcomes(kinds, [*columns.values()], cells, title)

# %%
# Next: :ref:`a pipe, which carries answers both ways
# <sphx_glr_gallery_ipc_pipe.py>`.
# Try: give ``answers.get()`` a timeout in the program, and see under ``fork``
# how it ends then.
