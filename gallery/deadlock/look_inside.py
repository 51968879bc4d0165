"""
Ask a hung program where it waits
=================================

A program has stopped: at which line does which process wait?
Several tools tell, some only if the program was prepared for them, some only
on some interpreters; and one that you may try first gets no answer.
See in the table which of them names the line on each Python found here.
"""

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# A child that does not get on for a second writes down where it is, and ends:
#
# .. program:: look_inside
#    :prints:

# %%
# A program that hangs
# --------------------
#
# A parent joins children that wait for a lock which it holds itself.
# Two of them are prepared: one writes its stack every 0.3 s, the other one
# when it gets a signal.
#
# .. program:: lock_kept

# %%
# The tools
# ---------
#
# From within, if the program was prepared: by :mod:`faulthandler`,
# ``dump_traceback_later`` writes the stacks after a while and ``register``
# after a signal; with ``PYTHONFAULTHANDLER=1`` in the environment ``SIGABRT``
# does so, and ends the process.
# ``Ctrl-C`` needs nothing: it raises :exc:`KeyboardInterrupt` in every process
# that has the terminal.
#
# From outside: `py-spy <https://github.com/benfred/py-spy>`__, which you
# install, and ``profiling.sampling``, which comes with Python, read a
# process's memory.
# ``pdb -p`` and :func:`sys.remote_exec` hand it a script to run.
# ``observe.run`` is this guide's own, and shows the hangs on its pages: it
# starts a program, waits until nothing moves in it, and asks every thread.

if __name__ == "__main__":
    here, pythons = machine.start_method(), machine.find_interpreters()
    hung, methods = observe.program("lock_kept"), machine.start_methods()
    beside = os.path.dirname(sys.executable)
    py_spy = shutil.which("py-spy", path=beside) or "none"

    def ask(python):
        program = observe.program("ask_tools")
        how = {"python": python, "deadline": 60, "quiet": None}
        return observe.run(program, here, hung, py_spy, **how)

    def watch(python):
        return observe.run(hung, here, "plain", python=python)

    def free(method):
        return observe.run(hung, method, "free")

    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(ask, pythons.values())
        watched = threads.map(watch, pythons.values())
        freed = threads.map(free, methods)
    asked, watched, freed = [*asked], [*watched], [*freed]
    print(asked[-1])
    print(watched[-1])

# %%
# Each tool is given the pid of the child that waits, or sends it a signal:
#
# .. program:: ask_tools

# %%
# What it shows
# -------------
#
# :mod:`faulthandler` writes from a thread of its own, or from within the
# signal, and needs no Python code to run.
# What reads the memory needs nothing of the process, but permission to read:
# on many systems an administrator's.
#
# A script that is handed over runs when the process comes back to Python code;
# out of a lock it does not.
# So ``pdb -p`` waits as well, unless the program waits in short turns, each
# with a timeout.
# A script of ``sys.remote_exec`` runs when a signal comes for which the
# process has a handler in Python.

if __name__ == "__main__":
    ends = [(run.ended, run.survivors) for run in asked]
    text = "Asked from all sides, no program is left over"
    claims.equal(text, ends, [("finished", ())] * len(asked))
    ends = [run.ended for run in freed]
    text = "No program hangs that lets go of the lock"
    claims.equal(text, ends, ["finished"] * len(methods))

    names, none = "names the line", "gets no answer"
    told, table = {}, {}
    for name, ask, watch in zip(pythons, asked, watched, strict=True):
        at = [one.where.function for one in watch.stacks if one.where]
        if at:
            told["observe.run", name] = names if "work" in at else none
        for line in ask.output.splitlines():
            tool, _, answer = line.partition(": ")
            told[tool, name] = answer.partition(",")[0]

# %%
# Each row of the table is a claim.

if __name__ == "__main__":
    gil = [name for name in pythons if not name.endswith("t")]
    free = [name for name in pythons if name.endswith("t")]
    for tool, since, where, word in [
        ("dump_traceback_later", 11, pythons, names),
        ("faulthandler.register", 11, pythons, names),
        ("SIGABRT", 11, pythons, names),
        ("Ctrl-C", 11, pythons, names),
        ("observe.run", 11, pythons, names),
        ("py-spy", 11, gil, names),
        ("py-spy", 11, free, "shows no line"),
        ("profiling.sampling", 15, pythons, names),
        ("pdb -p", 14, pythons, none),
        ("pdb -p between timeouts", 14, pythons, names),
        ("sys.remote_exec and a signal", 14, pythons, names),
    ]:
        text = f"{tool} {word}{' without a GIL' * (where is free)}"
        absent = {p for p in where if int(p[2:].rstrip("t")) < since}
        expected = {p: "is not there" if p in absent else word for p in where}
        found = {p: told.get((tool, p), "is not there") for p in where}
        table |= {(tool, p): found[p] for p in where}
        if {*found.values()} <= {"is not there", "is not permitted"}:
            reason = f"{tool} {[*found.values(), 'needs another build'][-1]}"
            claims.not_testable(text, "exact", reason)
        else:
            claims.equal(text, found, expected)

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    rows = list(dict.fromkeys(tool for tool, _ in table))
    figures.draw_table(rows, [*pythons], table, "What each tool names")

# %%
# Next: :ref:`functions from anywhere, by joblib and loky
# <sphx_glr_gallery_beyond_joblib_loky.py>`.
# Try: let two threads of a child wait for the lock, and see which tools show
# both.
