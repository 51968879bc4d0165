"""
Ctrl-C ends a pool, but not an executor
=======================================

What does Ctrl-C do to a program whose workers are busy?
With a pool it ends at once: leaving the ``with`` block terminates the workers.
With an executor it first does all that was submitted, unless you terminate
the workers.
See in the table how many tasks are still done before the program ends.
"""

import re
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: ctrl_c
#    :prints:
#
# Since Python 3.14, ``executor.terminate_workers()`` ends the executor's own
# workers, and no other child.

# %%
# Two programs
# ------------
#
# At a terminal, Ctrl-C sends SIGINT to everyone: to the main process and to
# all of its children.
# ``kill -INT`` sends it to one process only.
# Each program here sends it to itself, while two of its eight tasks run.
#
# The tasks of the pool take half a minute.
#
# .. program:: ctrl_c_pool
#
# The tasks of the executor end when the main process lets them, which it does
# only after it was interrupted.
#
# .. program:: ctrl_c_executor

if __name__ == "__main__":
    whom = ["everyone", "the main process"]
    ways = {
        "pool": ("ctrl_c_pool", "heed"),
        "SIGINT ignored": ("ctrl_c_pool", "ignore"),
        "executor": ("ctrl_c_executor", "wait"),
        "cancel_futures": ("ctrl_c_executor", "cancel_futures"),
        "terminate": ("ctrl_c_executor", "terminate"),
    }
    if hasattr(ProcessPoolExecutor, "terminate_workers"):
        ways["terminate_workers"] = ("ctrl_c_executor", "terminate_workers")
    method, methods = machine.start_method(), machine.start_methods()
    cells = [(w, who) for w in ways for who in whom if "fork" in methods]

# %%
# Run it
# ------

if __name__ == "__main__":

    def run(cell):
        program, way = ways[cell[0]]
        program = observe.program(program)
        return observe.run(program, method, cell[1], way, quiet=None)

    with ThreadPoolExecutor(4) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    for way in ("pool", "executor"):
        print(runs.get((way, "everyone")))

# %%
# What it shows
# -------------
#
# :exc:`KeyboardInterrupt` is raised in the main process, and leaves the
# ``with`` block.
# That of a pool ends with ``terminate()``, and that of an executor with
# ``shutdown()``, which waits for all that was submitted.
#
# A worker that SIGINT reaches is interrupted, too.
# The worker of a pool dies of it, and shows a traceback if there is time.
# The worker of an executor sends it home as the result of its task, and goes
# on with the next one.
#
# ``cancel_futures`` cancels neither the tasks that run nor those already on
# their way: at most one more than there are workers.

if __name__ == "__main__":

    def tasks(run):
        ends = re.findall(r"task (\d) ends", run.output)
        return "hung" if run.exit_code is None else sorted(map(int, ends))

    def tracebacks(run):
        return run.output.count("Traceback")

    def claim(text, which, find, expected):
        found = [find(run) for (w, _), run in runs.items() if which in ("", w)]
        if found:
            claims.equal(text, found, expected)
        else:
            claims.not_testable(text, "exact", "needs POSIX, or Python 3.14")

    text = "A pool ends at once, and no task of it ends"
    claim(text, "pool", tasks, [[], []])
    text = "So does one whose workers ignore SIGINT"
    claim(text, "SIGINT ignored", tasks, [[], []])
    text = "Workers that ignore it show no traceback"
    claim(text, "SIGINT ignored", tracebacks, [1, 1])
    rest, each = [*range(2, 8)], [*range(8)]
    text = "An executor does all but what is interrupted"
    claim(text, "executor", tasks, [rest, each])
    text = "An executor's workers show no traceback"
    claim(text, "executor", tracebacks, [1, 1])
    text = "An executor whose workers are terminated ends"
    claim(text, "terminate", tasks, [[], []])
    text = "terminate_workers() ends it, too"
    claim(text, "terminate_workers", tasks, [[], []])
    text = "cancel_futures lets at most five of eight end"
    claim(text, "cancel_futures", lambda run: len(tasks(run)) <= 5, [True] * 2)
    codes, none = [-signal.SIGINT] * len(cells), [()] * len(cells)
    text = "Each exit code tells of SIGINT"
    claim(text, "", lambda run: run.exit_code, codes)
    claim("No process is left", "", lambda run: run.survivors, none)

# %%
# What you may have read
# ----------------------
#
# .. asked:: 14
#    :proof: A pool ends at once, and no task of it ends
#       An executor does all but what is interrupted
#       An executor whose workers are terminated ends
#       No process is left
#
#    Why does my program not end on Ctrl-C?
#
#    Its executor waits for all tasks that were submitted: terminate its
#    workers.
#    A pool does that by itself, when its ``with`` block is left.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    found = {cell: f"{len(tasks(run))} of 8" for cell, run in runs.items()}
    title = "How many tasks are still done, by whom Ctrl-C reaches"
    figures.draw_table([*ways], whom, found, title)

# %%
# Next: :ref:`one way, a queue and a sentinel
# <sphx_glr_gallery_ipc_queue_and_sentinel.py>`.
# Try: run the short program with a :class:`~multiprocessing.pool.Pool`, and
# with no handler at all.
