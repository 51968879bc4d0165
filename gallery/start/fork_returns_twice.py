"""
fork() returns twice
====================

What does :func:`os.fork` do, after which a start method is named?
One process calls it and two return from it: the parent gets the pid of the
child, and the child, a copy of the parent, gets 0.
See in the picture that a child that has ended is not gone: it stays a zombie
until its parent waits for it.
"""

import time
from multiprocessing import get_context

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.start import nap

# %%
# In short
# --------
#
# On Linux and macOS; Windows has no ``fork``.
#
# .. program:: fork_returns_twice
#    :prints:

# %%
# A child that nobody waits for
# -----------------------------
#
# When a process has ended, the system keeps its exit code, and its entry in
# the table of processes, until the parent asks by :func:`os.waitpid`.
# Until then it is a zombie.
#
# .. program:: fork_zombie

if __name__ == "__main__":
    methods = machine.start_methods()
    names = ("fork_returns_twice", "fork_zombie", "fork_copies")
    runs = {}
    if "fork" in methods:
        runs = {name: observe.run(observe.program(name)) for name in names}
        print(runs["fork_zombie"])

# %%
# What the copy lacks
# -------------------
#
# The child has the parent's memory as it was, and in it each lock, held or
# not; of the threads it has only the one that forked.
# A lock that another thread held stays held in the child for ever.
# From 3.12 on, Python warns of such a fork.
#
# .. program:: fork_copies

if __name__ == "__main__":
    if runs:
        print(runs["fork_copies"])

# %%
# Processes of multiprocessing
# ----------------------------
#
# A forked or spawned one that has ended is a zombie, too, until it is joined.
# One of the fork server is not: the server waits for it at once.

if __name__ == "__main__":
    import psutil

    def state(pid):
        try:
            return psutil.Process(pid).status()
        except psutil.NoSuchProcess:
            return "gone"

    lives, states = {}, {}
    for method in methods if runs else ():
        context = get_context(method)
        with Timeline() as lives[method]:
            life = lives[method]
            work = (life, context.Barrier(1), 0.2)
            child = context.Process(target=nap, args=work, name="child")
            child.start()
            life.mark("start() returned")
            after = "gone" if method == "forkserver" else "zombie"
            deadline = time.monotonic() + 30
            while state(child.pid) != after and time.monotonic() < deadline:
                time.sleep(0.01)
            before = state(child.pid)
            with life.span(before):
                time.sleep(0.1)
            child.join(30)
            life.mark("join() returned")
            states[method] = f"{before}, then {state(child.pid)}"

# %%
# What it shows
# -------------

if __name__ == "__main__":
    lines = [line for run in runs.values() for line in run.output.splitlines()]
    told = dict(line.rsplit(": ", 1) for line in lines if ": " in line)
    told |= states
    pid = "in the parent, it returned the child's pid"
    parent = "the child's parent is the one that forked"
    for text, told_as, value in (
        ("In the child, fork() returns 0", "in the child, it returned", "0"),
        ("In the parent, it returns the child's pid", pid, "True"),
        ("The child's parent is the one that forked", parent, "True"),
        ("Not waited for, it stays a zombie", "a while later", "zombie"),
        ("waitpid() tells its exit code", "its exit code", "7"),
        ("Waited for, it is gone", "waited for", "gone"),
        ("The child has one thread", "child, threads", "1"),
        ("The parent has two", "parent, threads", "2"),
        ("The child's copy of the lock is held", "child, lock held", "True"),
        ("join() ends a forked zombie", "fork", "zombie, then gone"),
        ("join() ends a spawned zombie", "spawn", "zombie, then gone"),
        ("The fork server leaves none", "forkserver", "gone, then gone"),
    ):
        if runs:
            claims.equal(text, told.get(told_as), value)
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# What you may have read
# ----------------------
#
# .. said:: E1
#    :today: corrected
#    :proof: In the child, fork() returns 0
#            In the parent, it returns the child's pid
#            The child's parent is the one that forked
#            Not waited for, it stays a zombie
#
#    ``os.fork()`` returns twice, and ``os.getppid()`` tells the child the pid
#    of the process that forked.
#
#    Yes, on Linux and macOS.
#    The parent then owes the child a ``waitpid()``, or it stays a zombie.
#
# .. said:: A9
#    :today: true
#    :proof: The child has one thread
#            The child's copy of the lock is held
#
#    A fork copies the locks but not the threads, so it does not go well with
#    threads.
#
#    The copy of a lock that was held stays held, since the thread that would
#    let go of it is not there.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    for method, life in lives.items():
        if method != "spawn":
            figures.draw_timeline(life, f"After the end of a {method} child")

# %%
# Next: :ref:`without the guard, one mistake, three endings
# <sphx_glr_gallery_start_main_guard.py>`.
# Try: take ``os._exit(7)`` out of the first program, and see the child run
# into its parent's lines.
