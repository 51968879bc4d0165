"""
A subprocess lives alone and shares by name
===========================================

A child is a function of yours, or a program: what differs?
A function is sent objects, and your program looks after its child; a program
is sent bytes, and lives on when yours has ended.
See in the table who is left behind, and in the claims that programs which know
nothing of each other can share memory, if they agree on who removes it.
"""

import os
import pickle
import subprocess
import sys
from fractions import Fraction
from multiprocessing import Process, Queue, Value

from mpguide import claims, machine, observe
from mpguide.workers.start import add_up

# %%
# In short
# --------
#
# .. program:: subprocess_or_process
#    :prints:

# %%
# The work
# --------
#
# The same job twice: as a function,
#
# .. worker:: start.add_up
#
# and as a program, which could be written in any language.
#
# .. program:: add_up

# %%
# Run it
# ------
#
# By :class:`multiprocessing.Process`, the child gets the numbers themselves,
# and answers with a number: pickle carries them there and back.

if __name__ == "__main__":
    numbers, results = [Fraction(1, 3), Fraction(1, 6)], Queue()
    child = Process(target=add_up, args=(numbers, results))
    child.start()
    number = results.get(timeout=30)
    child.join(30)
    print(repr(number))

# %%
# By :mod:`subprocess`, you write the numbers as text into a pipe, and read the
# answer from another.

if __name__ == "__main__":
    limits = {"capture_output": True, "text": True, "timeout": 30}
    program = [sys.executable, observe.program("add_up")]
    done = subprocess.run(program, input="1/3 1/6", check=True, **limits)
    print(repr(done.stdout))

# %%
# When the parent ends
# --------------------
#
# The parent has nothing left to do, its child still works.
# What becomes of the two depends on how the child was started:
#
# .. program:: left_alone

if __name__ == "__main__":
    ways = ("Popen", "Popen with a pipe", "Process", "daemon Process")
    program, method = observe.program("left_alone"), machine.start_method()
    ends = [observe.run(program, way, start_method=method) for way in ways]
    print(ends[0])

# %%
# Memory by its name
# ------------------
#
# A block of shared memory has a name, by which any program can open it.
#
# .. program:: share_by_name
#
# On POSIX a block stays until somebody unlinks it.
# But a program that makes one, or only opens one, gets a resource tracker,
# which unlinks at the program's exit what the program did not: after the first
# has ended, nobody finds the block any more.
# ``track=False`` says that it is not yours to clean up.
# Here each step is a program of its own, which ends before the next begins.

if __name__ == "__main__":
    program = [sys.executable, observe.program("share_by_name")]

    def run(*steps):
        for step in steps:
            command = [*program, *step.split(), f"mpguide-{os.getpid()}"]
            done = subprocess.run(command, check=True, **limits)
            yield done.stdout.strip() + ", a leak" * ("leaked" in done.stderr)

    try:
        made = [*run("tracked write", "untracked read")]
        seen = [*run("untracked write", "tracked read", "untracked read")]
        kept = [*run("untracked write", "untracked read", "untracked read")]
    finally:
        end = [*run("tracked unlink", "untracked read")]

# %%
# What it shows
# -------------
#
# Nothing waits for a child of ``Popen``, and nothing ends it.
# It learns of its parent's end only if it reads from a pipe that the parent
# held: no more comes.

if __name__ == "__main__":
    claims.equal("A function answers with an object", number, sum(numbers))
    claims.equal("A program answers with text", done.stdout, f"{number}\n")
    fates = [f"{run.ended}, {len(run.survivors)} left" for run in ends]
    left, ended, waits = "finished, 1 left", "finished, 0 left", "hung, 0 left"
    claims.equal("A Popen child outlives its parent", fates[0], left)
    claims.equal("One that reads its parent's pipe ends", fates[1], ended)
    claims.equal("A program waits for its Process child", fates[2], waits)
    claims.equal("It ends its daemon child", fates[3], ended)

# %%
# An object of multiprocessing goes to a child that is being started, and
# nowhere else; a block goes anywhere by its name.

if __name__ == "__main__":
    text, value = "A Value can't be sent to a program", Value("i")
    claims.raises(text, RuntimeError, lambda: pickle.dumps(value))
    read, leak, gone = "hello", "hello, a leak", "no block of that name"
    for text, found, expected in (
        ("A writer's exit destroys the block", made, [leak, gone]),
        ("A reader's exit destroys it", seen, [read, leak, gone]),
        ("Untracked, it stays till unlinked", kept + end, 4 * [read] + [gone]),
    ):
        if os.name == "posix":
            claims.equal(text, found, expected)
        else:
            claims.not_testable(text, "exact", "needs POSIX shared memory")

# %%
# What you may have read
# ----------------------
#
# .. said:: C7
#    :today: true
#    :proof: A program answers with text
#       A Popen child outlives its parent
#
#    A child that subprocess starts talks over pipes and has a life of its own.
#
#    Nothing but bytes goes in and out, and nobody waits for it at the exit.
#
# .. said:: C8
#    :today: outdated
#    :proof: A Value can't be sent to a program
#       Untracked, it stays till unlinked
#
#    Programs started by subprocess cannot share memory as processes do.
#
#    They can open the same block by its name, since Python 3.8.
#    An object such as a ``Value`` they still cannot be given.
#
# .. asked:: 12
#    :proof: A writer's exit destroys the block
#       A reader's exit destroys it
#       Untracked, it stays till unlinked
#
#    Why does the resource tracker warn of leaked shared_memory objects?
#
#    A program ended, and a block that it had made or opened was not unlinked.
#    Close the block everywhere and unlink it in one place; all others open it
#    with ``track=False``, or unregister it where Python is older than 3.13.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    looks = {
        left: (("works", "ends"), ("silent", "lives on")),
        ended: (("works", "ends"), ("works", "ends with it")),
        waits: (("hangs", "waits"), ("works", "goes on")),
    }
    cells = {}
    for way, fate in zip(ways, fates, strict=True):
        cells[way, "parent"], cells[way, "child"] = looks[fate]
    title = "The parent has come to its end, the child has not"
    figures.draw_outcomes(ways, ("parent", "child"), cells, title)

# %%
# Next: :ref:`a daemon that is none
# <sphx_glr_gallery_start_unix_daemon.py>`.
# Try: let the page's child sleep before it answers, and press Ctrl-C: both
# kinds of children get it, since the terminal sends it to all of them.
