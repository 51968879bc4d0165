"""
A process is a function call somewhere else
===========================================

How do you run a function in a process of its own, and when is it done?
You name the function and its arguments and call ``start()``; the call takes
place in another process, which has a name, a pid, and in the end an exit code.
See in the pictures that it takes a ``join()`` to have the child done first.
"""

import os
from multiprocessing import Barrier, Process, Queue, get_context
from threading import Thread

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.start import nap
from mpguide.workers.start_processes import Guest, introduce

# %%
# In short
# --------
#
# .. program:: one_process
#    :prints:

# %%
# The work
# --------
#
# .. worker:: start_processes.introduce
#
# What a process's function returns is lost, so this one sends its answer home
# through a queue.
#
# Instead of naming a function, you can derive a class and write its ``run()``.
#
# .. worker:: start_processes.Guest

# %%
# Run it
# ------
#
# Before ``start()`` there is no process, and after ``join()`` there is none
# any more: the object remembers how it ended.

if __name__ == "__main__":
    answers, told = Queue(), []
    helper = Process(target=introduce, args=(answers,), name="helper")
    guest = Guest(answers)
    before = helper.pid, helper.exitcode
    for child in (helper, guest):
        child.start()
        told.append(answers.get(timeout=30))
        child.join(30)
        print(child.name, "ended with exit code", child.exitcode)

# %%
# Without join
# ------------
#
# ``start()`` does not wait for the child's work.
# The parent goes on first most often, but nothing promises it.
# Here a barrier does: the child naps once the parent has come to it.
#
# .. worker:: start.nap

if __name__ == "__main__":
    line = "the parent goes on"
    with Timeline() as without:
        barrier = Barrier(2)
        child = Process(target=nap, args=(without, barrier, 0.2), name="child")
        child.start()
        without.mark(line)
        barrier.wait(30)
        child.join(30)

# %%
# A parent that joins the child goes on when the child is done.

if __name__ == "__main__":
    with Timeline() as joined:
        alone = Barrier(1)
        child = Process(target=nap, args=(joined, alone, 0.2), name="child")
        child.start()
        child.join(30)
        joined.mark(line)

# %%
# Who the parent is
# -----------------
#
# Ask :func:`multiprocessing.parent_process` and not :func:`os.getppid`: to the
# system, the parent of a child of the fork server is the fork server.
# What each version makes of it is shown in :ref:`the failures lab
# <failure-asks_getppid>`.

if __name__ == "__main__":
    asked = {}
    for method in machine.start_methods():
        context = get_context(method)
        answers = context.Queue()
        child = context.Process(target=introduce, args=(answers,))
        child.start()
        asked[method] = answers.get(timeout=30)
        child.join(30)

# %%
# What it shows
# -------------

if __name__ == "__main__":
    me = os.getpid()
    known = {me: "parent", helper.pid: "helper", guest.pid: "guest"}
    ran = [known.get(answer["pid"]) for answer in told]
    claims.equal("There is no pid before start()", before, (None, None))
    claims.equal("Each call has its own process", ran, ["helper", "guest"])
    claims.equal("The child knows its name", told[0]["name"], "helper")
    claims.equal("It ends with exit code 0", helper.exitcode, 0)
    loose, tied = without.order(ends=True), joined.order(ends=True)
    claims.equal("Without join, the parent can be first", loose[0], line)
    claims.equal("With join, the child is done first", tied, ("nap", line))
    right = [m for m in asked if asked[m]["parent"] == me]
    claims.equal("parent_process() is always the parent", right, [*asked])
    right = [m for m in asked if asked[m]["getppid"] == me]
    direct = [m for m in asked if m != "forkserver"]
    claims.equal("os.getppid() is not, under forkserver", right, direct)

# %%
# Three things that are said of processes: that they are used as threads are,
# that a ``with`` block takes care of them, and that a short program can do
# without the :ref:`guard <sphx_glr_gallery_start_main_guard.py>`.

if __name__ == "__main__":
    names = ["start", "run", "join", "is_alive", "name", "daemon", "ident"]
    have = [n for n in names if hasattr(Thread, n) and hasattr(Process, n)]
    claims.equal("What a thread has, a process has", have, names)
    found = hasattr(Process, "__enter__")
    claims.equal("A process has no with block", found, False)
    bare = observe.program("no_guard")
    runs = {method: observe.run(bare, method) for method in asked}
    found = {m for m in runs if "the child works" in runs[m].output}
    claims.equal("Unguarded, only fork works", found, {"fork"} & {*asked})

# %%
# What you may have read
# ----------------------
#
# .. said:: A3 C1
#    :today: true
#    :proof: What a thread has, a process has
#
#    A process is used as a thread is.
#
#    The names are the same, and a process adds a pid, an exit code, and ways
#    to end it.
#
# .. said:: B9 E4
#    :today: true
#    :proof: Without join, the parent can be first
#            With join, the child is done first
#
#    Without ``join()``, the parent usually prints its last line before the
#    child prints anything.
#
#    Usually: the order is open, and only ``join()`` settles it.
#
# .. said:: E1
#    :today: corrected
#    :proof: parent_process() is always the parent
#            os.getppid() is not, under forkserver
#
#    In the child, :func:`os.getppid` gives the pid of the process that started
#    it.
#
#    Not under ``forkserver``, the default on Linux since 3.14.
#
# .. said:: E2
#    :today: corrected
#    :proof: A process has no with block
#
#    ``Process`` and ``Pool`` can be used in a ``with`` block.
#
#    A pool can, a process can't: start it, and join it.
#
# .. said:: E3
#    :today: outdated
#    :proof: Unguarded, only fork works
#
#    A short program that starts a process at its top level, without a guard.
#
#    It needs ``fork``, which is no platform's default since 3.14.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(without, "Without join, the parent goes on first")
    figures.draw_timeline(joined, "With join, the child is done first")

# %%
# Next: :ref:`five naps take as long as one
# <sphx_glr_gallery_start_many_processes.py>`.
# Try: take the barrier out of the part without join, and run it some twenty
# times: how often does the parent come first?
