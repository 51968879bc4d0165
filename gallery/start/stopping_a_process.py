"""
A terminated child cleans up nothing
====================================

How do you stop a child, and what does it still do?
``terminate()`` and ``kill()`` end it where it stands: no ``finally``, no
:mod:`atexit`, and the lock that it holds stays locked.
``interrupt()``, new in Python 3.14, lets it clean up, and so does a signal
handler of its own.
See in the picture whose work has an end.
"""

import signal
from multiprocessing import Event, Lock, Process

from mpguide import claims, machine
from mpguide.timeline import Timeline
from mpguide.workers.start import hold, obey, work_on

# %%
# In short
# --------
#
# .. program:: stopping_a_process
#    :prints:
#
# Stopped while it waits for the end of its parent, the child does not run its
# ``finally`` block.

# %%
# The work
# --------
#
# .. worker:: start.work_on
#
# One child makes an exit of the signal that `terminate()
# <multiprocessing.Process.terminate>` sends:
#
# .. worker:: start.obey
#
# Such an exit :ref:`may come in the middle of a wait
# <sphx_glr_gallery_deadlock_terminate_with_lock.py>`, and spoil it for others.

# %%
# Run it
# ------
#
# One child is left alone, the others are stopped while they nap.
#
# `interrupt() <multiprocessing.Process.interrupt>` does what Ctrl-C does: it
# raises :exc:`KeyboardInterrupt` in the child, whose traceback goes to stderr.
# If it comes just as a long wait begins, the child may see it only after the
# wait: so interrupt again until the child has ended.

if __name__ == "__main__":

    def interrupt(child):
        for _ in range(5):
            if child.is_alive():
                child.interrupt()
                child.join(5)

    stops = {"return": (work_on, 2, None)}
    stops["terminate"] = (work_on, 600, Process.terminate)
    if hasattr(signal, "SIGKILL"):
        stops["kill"] = (work_on, 600, Process.kill)
        stops["obey"] = (obey, 600, Process.terminate)
        handler = signal.getsignal(signal.SIGINT)
        if machine.can_interrupt() and handler is signal.default_int_handler:
            stops["interrupt"] = (work_on, 600, interrupt)

    timeline = Timeline()
    codes = {}
    for name, (work, naps, stop) in stops.items():
        ready = Event()
        child = Process(target=work, args=(timeline, ready, naps), name=name)
        child.start()
        ready.wait(30)
        if stop:
            child.join(0.1)
            stop(child)
        child.join(30)
        codes[name] = child.exitcode
    print(timeline)

# %%
# What it shows
# -------------
#
# The exit code is the one with which the child exits, or minus the number of
# the signal that ends it: 15 for SIGTERM, 9 for SIGKILL.
# What it runs at its exit depends on the version, too: up to 3.12, only a
# spawned child runs its :mod:`atexit` functions.
#
# On Windows there are no such signals, says the documentation: `terminate()
# <multiprocessing.Process.terminate>` and ``kill()`` both have the system end
# the child, which no handler sees, and what ``interrupt()`` does is undefined.

if __name__ == "__main__":
    ran = {name: [] for name in stops}
    for mark in timeline.marks:
        ran[mark.lane.process].append(mark.text)

    def claim(text, found, name, expected):
        if name in stops:
            claims.equal(text, found[name], expected)
        else:
            claims.not_testable(text, "exact", "needs signals, or 3.14")

    claims.equal("A return runs finally first", ran["return"][:1], ["finally"])
    claim("terminate() gives exit code -15", codes, "terminate", -15)
    claim("terminate() runs no clean-up", ran, "terminate", [])
    claim("kill() gives exit code -9", codes, "kill", -9)
    claim("kill() runs no clean-up", ran, "kill", [])
    claim("A handler chooses the exit code", codes, "obey", 3)
    claim("Its exit runs what a return runs", ran, "obey", ran["return"])
    claim("interrupt() gives exit code 1", codes, "interrupt", 1)
    claim("It runs what a return runs", ran, "interrupt", ran["return"])

# %%
# What a stopped child leaves
# ---------------------------
#
# One child is terminated while it holds a lock; another one returns.
#
# .. worker:: start.hold
#
# `close() <multiprocessing.Process.close>` stops no child: it forgets one that
# has ended.

if __name__ == "__main__":
    free = {}
    for naps in (0, 600):
        lock, ready = Lock(), Event()
        child = Process(target=hold, args=(lock, ready, naps))
        child.start()
        ready.wait(30)
        if naps:
            text = "A child that runs can't be closed"
            claims.raises(text, ValueError, child.close)
            child.terminate()
        child.join(30)
        free[naps] = lock.acquire(timeout=0.3)
    child.close()
    text = "A closed one has no exit code"
    claims.raises(text, ValueError, lambda: child.exitcode)
    claims.equal("A child that returns unlocks its lock", free[0], True)
    claims.equal("The lock of a terminated one stays locked", free[600], False)

# %%
# What you may have read
# ----------------------
#
# .. said:: C6
#    :today: corrected
#    :proof: terminate() gives exit code -15
#       terminate() runs no clean-up
#       Its exit runs what a return runs
#       It runs what a return runs
#
#    To terminate a child is to kill it, as ``kill -9`` does.
#
#    The signal is another, and a child can handle it.
#    One that does not ends as abruptly, and runs no ``finally``.
#    After ``interrupt()`` it runs what it would run anyway.
#
# .. said:: D12
#    :today: true
#    :proof: The lock of a terminated one stays locked
#
#    Do not terminate a process that uses something shared.
#
#    The lock that it holds, nobody gets any more.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    timeline.close()
    figures.draw_timeline(timeline, "Stopped in the midst of the work")

# %%
# Next: :ref:`who lives on when a parent ends
# <sphx_glr_gallery_start_orphans.py>`.
# Try: replace ``terminate()`` by ``kill()`` for the child that obeys.
