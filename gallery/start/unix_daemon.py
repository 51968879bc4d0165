"""
daemon=True does not make a Unix daemon
=======================================

Is a process with ``daemon=True`` what Unix calls a daemon?
No: it keeps what it has from the program that started it, and is ended with
it, while a Unix daemon is cut loose from its starter and goes on without it.
See in the table what each of the two has of its own.
"""

import json
import os

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# On Linux and macOS, the package ``python-daemon``, which came with
# :pep:`3143`, turns the program that asks for it into a daemon.
# Nothing of multiprocessing does.
#
# .. program:: unix_daemon
#    :prints:

# %%
# The work
# --------
#
# One program starts both kinds.
# Each writes down what it finds about itself, and then works for a minute,
# longer than its starter has time for.
#
# .. program:: two_daemons

# %%
# Run it
# ------
#
# Observed, since what lives on is found and ended here, wherever it went.

if __name__ == "__main__":
    posix = "fork" in machine.start_methods()
    program = observe.program("two_daemons")
    how = {"start_method": machine.start_method(), "cwd": "/usr"}
    if posix:
        run = observe.run(program, **how)
        found = json.loads(run.output)
        for name, traits in found.items():
            print(f"{name}: {traits}")

# %%
# Nobody waits for a Unix daemon, so it leaves its process id in a file, by
# which it is found when it is to end: ``SIGTERM`` asks it to.

if __name__ == "__main__":
    if posix:
        stopped = observe.run(program, "stop", **how)

# %%
# What it shows
# -------------
#
# A daemon child has its starter's session, folder, umask and output, as any
# child has: :attr:`~multiprocessing.Process.daemon` only says that nobody need
# wait for it.
# A Unix daemon lets go of all four, so that it hangs on no terminal, keeps no
# folder busy, and holds no pipe open.
# Its parent, too, is another: who adopts all whose parent has gone.

if __name__ == "__main__":
    texts = (
        "A daemon child keeps what its starter has",
        "A Unix daemon keeps nothing of it",
        "It works in /, masks nothing, and writes nowhere",
        "Its parent is not its starter",
        "Only the child has the flag daemon",
        "Only the Unix daemon outlives its starter",
        "Asked to end, it ends",
    )
    if posix:
        starter, child, unix = found.values()
        names = ["session", "folder", "umask", "output"]
        kept = {
            "daemon=True": [n for n in names if child[n] == starter[n]],
            "DaemonContext": [n for n in names if unix[n] == starter[n]],
        }
        who = {
            starter["id"]: "the starter",
            child["id"]: "the daemon child",
            unix["id"]: "the Unix daemon",
            unix["session"]: "the maker of its session",
        }
        left = [who.get(survivor.process) for survivor in run.survivors]
        values = (
            (kept["daemon=True"], names),
            (kept["DaemonContext"], []),
            ([unix[name] for name in names[1:]], ["/", "000", os.devnull]),
            (who.get(unix["parent"], "another"), "another"),
            ((child["daemon"], unix["daemon"]), (True, False)),
            (left, ["the Unix daemon"]),
            ((stopped.ended, stopped.survivors), ("finished", ())),
        )
        for text, (value, expected) in zip(texts, values, strict=True):
            claims.equal(text, value, expected)
    else:
        for text in texts:
            claims.not_testable(text, "exact", "needs fork")

# %%
# What you may have read
# ----------------------
#
# .. said:: C9
#    :today: true
#    :proof: Only the Unix daemon outlives its starter
#       A Unix daemon keeps nothing of it
#
#    For a daemon, fork by hand as :pep:`3143` describes, or use python-daemon.
#
#    It is a program cut loose, and multiprocessing has nothing for that.
#
# .. said:: A7
#    :today: corrected
#    :proof: Only the Unix daemon outlives its starter
#       A daemon child keeps what its starter has
#
#    A program does not wait at its end for a child that is a daemon.
#
#    But it ends that child, instead of leaving it in the background: the word
#    is Unix's, the thing is not.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    if posix:
        looks = ("its own", "its starter's")
        cells = {
            (name, kind): looks[name in kept[kind]]
            for name in names
            for kind in kept
        }
        cells["end", "daemon=True"] = looks["the daemon child" not in left]
        cells["end", "DaemonContext"] = looks["the Unix daemon" not in left]
        title = "Cut loose from its starter, or not"
        figures.draw_table([*names, "end"], [*kept], cells, title)

# %%
# Next: :ref:`open it in the child
# <sphx_glr_gallery_start_open_in_the_child.py>`.
# Try: give ``DaemonContext`` a ``umask`` and a ``working_directory``, and see
# which claim you refute.
