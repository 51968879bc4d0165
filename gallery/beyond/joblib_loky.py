"""
Functions from anywhere: joblib and loky
========================================

A pool refuses a lambda, and a function that another one made: does every task
have to be a function of a module?
For joblib it does not: its workers are sent the code itself, and large arrays
as a file that all of them map.
See in the table what a pool and joblib make of each kind, and in the claims
how long the workers stay, and who ends them.
"""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# `joblib <https://joblib.readthedocs.io/en/stable/parallel.html>`__ is a
# library that you install; its processes are those of `loky
# <https://loky.readthedocs.io/en/stable/>`__, which it brings along.
# ``delayed`` notes a call, and ``Parallel`` has its workers make them all.
#
# .. program:: joblib_loky
#    :prints:

# %%
# What can be a task
# ------------------
#
# A pool pickles a function as its name, under every start method.
# Loky takes `cloudpickle <https://github.com/cloudpickle/cloudpickle>`__,
# which also sends the code of a function that no module has under its name.
# What holds something of its process, such as a lock, neither can send.
#
# .. program:: joblib_functions
#
# A function of the main module is sent as its code, too, so the workers don't
# run that module again, and a program without :ref:`a guard
# <sphx_glr_gallery_start_main_guard.py>` works:
#
# .. program:: joblib_no_guard

# %%
# The workers
# -----------
#
# The first call starts the workers, and the next one finds them waiting.
# One that dies fails the call with an error, and the next call has new ones.
# A worker that has nothing to do ends after a while; what ends all at once is
# a function of loky.
#
# .. program:: joblib_workers
#
# A last process, loky's resource tracker, stays `as long as the program
# <https://github.com/joblib/joblib/issues/1786>`__.

# %%
# Large arrays
# ------------
#
# An array larger than ``max_nbytes`` is written to a file once, and every
# worker maps that into its memory.
# It can only be read; with ``mmap_mode="c"`` what a worker writes is its own.
# The file lies in shared memory where there is enough, or in the folder that
# ``temp_folder`` names.
#
# .. program:: joblib_memmap

# %%
# Run it
# ------
#
# Each program has a process of its own, and nothing of it stays here.

if __name__ == "__main__":
    names = ("memmap", "workers", "functions", "no_guard")

    def run(name):
        how = {"start_method": machine.start_method(), "quiet": None}
        program = observe.program(f"joblib_{name}")
        return observe.run(program, deadline=60, **how)

    runs, told = {}, {}
    if find_spec("joblib"):
        with ThreadPoolExecutor(2) as threads:
            runs = dict(zip(names, threads.map(run, names), strict=True))
    for each in runs.values():
        print(each.output)
        lines = each.output.splitlines()
        told |= {
            key: end for key, _, end in (x.partition(": ") for x in lines)
        }

# %%
# What it shows
# -------------
#
# Whoever sends the code needs no module for it.
# But what that code imports is sent as a name, and the worker has to find it:
# here it does, on another machine it may not.

if __name__ == "__main__":
    no, squares = "can't be pickled", "[0, 1, 4, 9, 16]"
    locked, error = "a closure with a lock", "TerminatedWorkerError"
    copied, mapped = "ndarray, files: 0", "memmap, files: 1"
    again, new = "the same workers", "new workers"
    read_only = "assignment destination is read-only"
    rows = [
        ("A pool refuses a lambda", "Pool, a lambda", no),
        ("A pool refuses a closure", "Pool, a closure", no),
        ("joblib runs a lambda", "joblib, a lambda", squares),
        ("joblib runs a closure", "joblib, a closure", squares),
        ("A pool can't send a lock", f"Pool, {locked}", no),
        ("joblib can't send a lock", f"joblib, {locked}", no),
        ("Loky uses its workers again", "the second call has", again),
        ("A worker's death is an error", "a worker's death is", error),
        ("After it come new workers", "the call after it has", new),
        ("Workers outlive the call", "alive after the call", "2"),
        ("The shutdown ends them", "alive after the shutdown", "0"),
        ("A small array is copied", "as it is, small", copied),
        ("A large one is mapped by all", "as it is, large", mapped),
        ("Without a limit it is copied", "no limit, large", copied),
        ("What is mapped can't be written", "as it is, written", read_only),
        ("A copy can", "no limit, written", "here it is still 1"),
        ("No file of an array is left", "files left", "0"),
        ("The main module runs once", "main", "runs once"),
        ("Nothing outlives the programs", "left", "0 processes"),
    ]
    main = runs and runs["no_guard"].output.count("main runs")
    left = sum(len(each.survivors) for each in runs.values())
    told |= {"main": "runs " + "once" * (main == 1)}
    told |= {"left": f"{left} processes"}
    for text, key, known in rows:
        if runs:
            claims.equal(text, told.get(key), known)
        else:
            claims.not_testable(text, "exact", "needs joblib")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 1
#    :proof:
#       A pool refuses a lambda
#       A pool refuses a closure
#       joblib runs a lambda
#       joblib runs a closure
#       joblib can't send a lock
#
#    Why do I get "Can't pickle local object"?
#
#    The standard library sends a function as a name to import it by.
#    Give it one in a module, or take a library that sends the code; what is
#    bound to its process neither can send.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    kinds = ("a function", "a lambda", "a closure", locked)
    tools = ("Pool", "joblib")
    states = {squares: ("works", ""), no: ("fails", "")}
    ends = {
        (k, tool): told.get(f"{tool}, {k}") for k in kinds for tool in tools
    }
    cells = {at: states[end] for at, end in ends.items() if end in states}
    figures.draw_outcomes(kinds, tools, cells, "What can be a task")

# %%
# Next: :ref:`the same job on a cluster
# <sphx_glr_gallery_beyond_dask_distributed.py>`.
# Try: in ``joblib_memmap.py``, send a list of two large arrays, and ask for
# the type of its items.
