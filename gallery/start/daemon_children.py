"""
A daemon child dies with the program
====================================

What becomes of children that are still at work when the program ends?
A plain child is waited for; a daemon child is ended in the middle of its work,
and may not have children of its own.
See in the pictures that the daemon's work comes to no end where the program
ends, and that it does where the program is killed.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process, Semaphore, active_children

from mpguide import claims, observe
from mpguide.machine import start_methods
from mpguide.timeline import Timeline
from mpguide.workers.start_processes import employ, have_child

# %%
# In short
# --------
#
# .. program:: daemon_children
#    :prints:

# %%
# The work
# --------
#
# A process with two children stands for the program, since every process does
# at its end what a program does.
#
# .. worker:: start_processes.employ
#
# The children work until they are told to end.
# The program tells only the plain one, after its own last line.
#
# .. worker:: start_processes.work_until

# %%
# The program ends
# ----------------
#
# It does so once both children are at work.

if __name__ == "__main__":
    step, end = Semaphore(0), Semaphore(0)
    told = {"daemon": Semaphore(0), "plain": Semaphore(0)}
    with Timeline() as ended:
        work = (ended, step, end, told)
        program = Process(target=employ, args=work, name="program")
        program.start()
        for _ in told:
            step.acquire(timeout=30)
        end.release()
        program.join(30)
        ended.mark("the program is over")
    print(ended)

# %%
# The program is killed
# ---------------------
#
# Now it has no time to see to its children.
# Both are told to end only when it is over, as ``is_alive()`` tells; under
# ``fork``, a ``join(30)`` would wait for its children, too: see
# :ref:`who outlives whom <sphx_glr_gallery_start_orphans.py>`.

if __name__ == "__main__":
    step = Semaphore(0)
    with Timeline() as killed:
        work = (killed, step, end, told)
        program = Process(target=employ, args=work, name="program")
        program.start()
        for _ in told:
            step.acquire(timeout=30)
        program.kill()
        deadline = time.monotonic() + 30
        while program.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        killed.mark("the program is over")
        for word in told.values():
            word.release()
        for _ in told:
            step.acquire(timeout=30)
    print(killed)

# %%
# Children of a daemon
# --------------------
#
# A daemon may be ended at any moment, and could not see to its children then;
# so it may have none.
#
# .. worker:: start_processes.have_child
#
# Asked for it are a worker of a pool, which is a daemon, and a worker of an
# executor, which is none.

if __name__ == "__main__":
    with Pool(1) as pool:
        daemons = [worker.daemon for worker in active_children()]
        task = pool.apply_async(have_child)
        task.wait(30)
    with ProcessPoolExecutor(1) as executor:
        code = executor.submit(have_child).result(30)
        plain = [worker.daemon for worker in active_children()]

# %%
# What it shows
# -------------
#
# At its end, a process first terminates its daemon children, and then waits
# for the others.
# One that is killed does neither.

if __name__ == "__main__":
    cut = [span.lane.process for span in ended.never_ended()]
    claims.equal("The program's end cuts the daemon off", cut, ["daemon"])
    order = ended.order(ends=True)
    waited = ("last line", "work", "the program is over")
    claims.equal("The program's end waits for the plain one", order, waited)
    order = killed.order(ends=True)
    outlived = ("the program is over", "work", "work")
    claims.equal("When it is killed, both live on", order, outlived)
    short = observe.program("daemon_children")
    runs = [observe.run(short, start_method=m) for m in start_methods()]
    seen = [run.output.splitlines()[1:] for run in runs]
    last = [["the program ends"]] * len(runs)
    claims.equal("No start method waits for a daemon", seen, last)
    left = [survivor.role for run in runs for survivor in run.survivors]
    claims.equal("None leaves a daemon running", left, [])
    claims.equal("A pool's worker is a daemon", daemons, [True])
    claims.raises("A daemon may not have a child", AssertionError, task.get)
    claims.equal("An executor's worker is no daemon", plain, [False])
    claims.equal("An executor's worker may have a child", code, 0)

# %%
# What you may have read
# ----------------------
#
# .. said:: A6
#    :today: true
#    :proof: A daemon may not have a child
#            An executor's worker may have a child
#
#    A child process may have children of its own, but a daemon may not.
#
#    The attempt raises an ``AssertionError``.
#
# .. said:: A7
#    :today: corrected
#    :proof: The program's end cuts the daemon off
#            No start method waits for a daemon
#            None leaves a daemon running
#            When it is killed, both live on
#
#    A program does not wait for its daemon children.
#
#    Nor does it leave them running: at its normal end it terminates them.
#    If it is killed, it can't, and they live on.
#
# .. said:: C5
#    :today: true
#    :proof: The program's end waits for the plain one
#            The program's end cuts the daemon off
#
#    A plain child holds up the program's end, a daemon does not.
#
#    Nor may a daemon have children; apart from that, the two are alike.
#
# .. asked:: 21
#    :proof: A pool's worker is a daemon
#            A daemon may not have a child
#            An executor's worker is no daemon
#            An executor's worker may have a child
#
#    Why does my pool inside a pool say that daemonic processes are not allowed
#    to have children?
#
#    A pool's workers are daemons.
#    Use :class:`concurrent.futures.ProcessPoolExecutor`, whose workers are
#    not, or better make one flat list of tasks.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(ended, "The program ends")
    figures.draw_timeline(killed, "The program is killed")

# %%
# Next: :ref:`three ways to stop a process
# <sphx_glr_gallery_start_stopping_a_process.py>`.
# Try: give the daemon a ``try`` and a ``finally``, and see that the program's
# end leaves it no time for either.
