"""
Threads wait side by side, and fail alone
=========================================

Are threads enough for a program that mostly waits, and what if one fails?
They are: who waits lets go of the :term:`global interpreter lock`, so that all
wait at once; and an exception ends the thread that it is raised in, no other.
See in the pictures that the waits overlap, and what becomes of naps that hold
on to the lock.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from operator import truediv

from mpguide import claims, machine, observe
from mpguide.experiments import sleeping_threads as experiment
from mpguide.timeline import Timeline
from mpguide.workers.gil_naps import divide, nap_and_compute

# %%
# In short
# --------
#
# .. program:: sleeping_threads
#    :prints:

# %%
# Two naps
# --------
#
# .. worker:: gil_naps.nap_and_compute
#
# Where you may have read of this, two threads slept for two seconds.

if __name__ == "__main__":

    def run(target, *each):
        team = [threading.Thread(target=target, args=work) for work in each]
        for thread in team:
            thread.start()
        for thread in team:
            thread.join(30)

    with Timeline() as beside:
        work = (beside, threading.Barrier(2), 0.3)
        run(nap_and_compute, work, work)
    print(beside)

# %%
# Five waits
# ----------
#
# Here each thread waits for something else.
# Only when all have begun does the main thread end one wait after the other;
# it could not even run if one of them held the lock.
#
# .. worker:: gil_naps.wait_for
#
# .. experiment:: sleeping_threads._waits

if __name__ == "__main__":
    five = experiment.wait_for_each()
    print(five)

# %%
# Holding on
# ----------
#
# What is written in C decides by itself whether it lets go.
# :class:`ctypes.CDLL` makes a call that does, :class:`ctypes.PyDLL` one that
# does not.
#
# .. worker:: gil_naps.nap_in_c

if __name__ == "__main__":
    free = experiment.nap_by("CDLL", 4, 0.15)
    held = experiment.nap_by("PyDLL", 4, 0.15)

# %%
# One fails
# ---------
#
# .. worker:: gil_naps.divide
#
# A thread's exception goes to :func:`threading.excepthook`, which shows it,
# unless you put your own function there.
# This one gives the others their word.

if __name__ == "__main__":

    def tell(failed):
        told.append(failed.exc_type.__name__)
        word.set()

    told, shares, word = [], [], threading.Event()
    usual, threading.excepthook = threading.excepthook, tell
    with Timeline() as divided:
        run(divide, *[(divided, word, n, shares) for n in (1, 0, 2)])
    threading.excepthook = usual

# %%
# What does a program make of a thread that fails, and what of a process?
# *silent* is a program that goes on and ends well, though the work is missing.
#
# .. program:: fail_in_thread

if __name__ == "__main__":
    program, ends = observe.program("fail_in_thread"), {}
    hows, engines = ("raises", "exits", "crashes"), ("thread", "process")
    for how, engine in [(how, engine) for how in hows for engine in engines]:
        failed = observe.run(program, engine, how)
        end = "silent" if "the program goes on" in failed.output else "fails"
        ends[how, engine] = (end, f"exit code {failed.exit_code}")

# %%
# What it shows
# -------------
#
# An exception in a thread changes neither what the others do nor the exit code
# of the program: who does not look, misses it.
# A future raises it where you ask for the result.
# A crash in C is none, and takes all threads along; a process keeps it to
# itself.

if __name__ == "__main__":
    claims.equal("Two threads nap at once", beside.most_at_once(), 2)
    took, one = held.stretch().seconds, free.stretch().seconds
    claims.equal("Five threads wait at once", five.most_at_once(), 5)
    text = "Naps that hold the GIL add up"
    less = "Naps that let go of the GIL do not"
    if machine.gil_enabled():
        claims.holds(text, took >= 4 * 0.15, f"{took:.3f} s")
        claims.timing(less, claims.ratio(took, one, 2))
    else:
        claims.not_testable(text, "structural", "needs a GIL")
        claims.not_testable(less, "timing", "needs a GIL")
    found = divided.order(ends=True)[0]
    claims.equal("One thread fails before the others end", found, "1 / 0")
    claims.equal("The others finish all the same", sorted(shares), [0.5, 1.0])
    text = "The hook is told of the exception"
    claims.equal(text, told, ["ZeroDivisionError"])
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(truediv, 1, 0)
    text = "A future raises what its task raised"
    claims.raises(text, ZeroDivisionError, answer.result)
    found = [cell for cell, (end, _) in ends.items() if end == "fails"]
    text = "Only a crash in a thread ends the program"
    claims.equal(text, found, [("crashes", "thread")])
    quiet = {ends[how, "thread"][1] for how in hows[:2]}
    claims.equal("A failed thread leaves exit code 0", quiet, {"exit code 0"})

# %%
# What you may have read
# ----------------------
#
# .. said:: B3
#    :today: corrected
#    :proof:
#       The others finish all the same
#       Only a crash in a thread ends the program
#
#    A thread that crashes takes the whole process along.
#
#    Not with an exception, which ends that thread; but with a crash in C code,
#    such as a segmentation fault.
#
# .. said:: B13
#    :today: true
#    :proof:
#       Two threads nap at once
#
#    Two threads that sleep, and then compute 8 ** 20, take as long as one.
#
#    They do, since it is the sleep that takes the time.
#
# .. said:: B16
#    :today: true
#    :proof:
#       Five threads wait at once
#       Naps that let go of the GIL do not
#
#    For work that waits for input and output, threads are enough.
#
#    They are, as long as what waits lets go of the lock.
#    All of the standard library does.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(five, "Five threads, five things to wait for")
    figures.draw_timeline(held, "Naps that hold the lock, begun at once")
    figures.draw_timeline(divided, "One fails, the others go on")
    figures.draw_outcomes(hows, engines, ends, "What the program makes of it")

# %%
# Next: :ref:`threads that count <sphx_glr_gallery_gil_counting_threads.py>`.
# Try: divide by 0 twice, and see how often the hook is told.
