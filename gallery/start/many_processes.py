"""
Five naps take as long as one
=============================

Does it pay to run things that mostly wait side by side?
Yes: five naps in five processes end together, after the time of a single one.
See in the picture that they overlap, and that threads do it just as well.
"""

import os
import threading
from multiprocessing import Barrier, Process

from mpguide import claims
from mpguide.timeline import Timeline
from mpguide.workers.start import nap

# %%
# In short
# --------
#
# .. program:: many_processes
#    :prints:

# %%
# The work
# --------
#
# .. worker:: start.nap
#
# The worker lives in a module, where a child process finds it by its name.
# The barrier lets nobody sleep before everybody is ready, so that the time it
# takes to start a process stays out of the comparison.

# %%
# Run it
# ------
#
# First in turn.
# A child that is joined right after its start has ended before the next one
# begins.

if __name__ == "__main__":
    naps, seconds = 5, 0.3
    with Timeline() as in_turn:
        work = (in_turn, Barrier(1), seconds)
        for _ in range(naps):
            child = Process(target=nap, args=work)
            child.start()
            child.join(30)
    print(in_turn)

# %%
# Then side by side: start them all, and only then join them all.

if __name__ == "__main__":
    with Timeline() as processes:
        work = (processes, Barrier(naps), seconds)
        children = [Process(target=nap, args=work) for _ in range(naps)]
        for child in children:
            child.start()
        for child in children:
            child.join(30)
    print(processes)

# %%
# A thread that sleeps does not hold the :term:`global interpreter lock`, so
# threads do it too.

if __name__ == "__main__":
    with Timeline() as threads:
        work = (threads, threading.Barrier(naps), seconds)
        team = [threading.Thread(target=nap, args=work) for _ in range(naps)]
        for thread in team:
            thread.start()
        for thread in team:
            thread.join(30)
    print(threads)

# %%
# A thread is a thing of software: there may be more of them than the machine
# has processors.
# Here one more is started, and none goes on before all are there.

if __name__ == "__main__":
    crowd = (os.cpu_count() or 1) + 1
    meeting = threading.Barrier(crowd, timeout=30)
    team = [threading.Thread(target=meeting.wait) for _ in range(crowd)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join(30)

# %%
# What it shows
# -------------
#
# No nap is shorter than before; the five are over sooner since they overlap.

if __name__ == "__main__":
    codes = [child.exitcode for child in children]
    claims.equal("Every child ends with exit code 0", codes, [0] * naps)
    claims.equal("In turn, one naps at a time", in_turn.most_at_once(), 1)
    claims.equal("Side by side, all nap at once", processes.most_at_once(), 5)
    claims.equal("Five threads nap at once, too", threads.most_at_once(), 5)
    claims.equal("More threads than processors meet", meeting.broken, False)
    spans = [*in_turn.spans, *processes.spans, *threads.spans]
    shortest = min(span.seconds for span in spans)
    text = "No nap is shorter than asked for"
    claims.holds(text, shortest > 0.9 * seconds, f"{shortest:.3f} s at least")
    for name, beside in {"processes": processes, "threads": threads}.items():
        slow, fast = in_turn.stretch().seconds, beside.stretch().seconds
        claims.timing(
            f"In turn takes at least 2.5 times as long as {name} side by side",
            claims.ratio(slow, fast, 2.5),
        )

# %%
# What you may have read
# ----------------------
#
# .. said:: B7 B8
#    :today: true
#    :proof:
#       In turn, one naps at a time
#       Side by side, all nap at once
#       In turn takes at least 2.5 times as long as processes side by side
#
#    Two naps in turn take as long as both together, in two processes as long
#    as one of them.
#
#    So they do in two threads, since a nap needs no processor.
#
# .. said:: B4
#    :today: wrong
#    :proof: More threads than processors meet
#
#    Threads are what hyper-threading brings.
#
#    The two share a word.
#    What ``lscpu`` counts are places where threads can run at the same time;
#    of threads there may be as many as you like.
#
# .. said:: D13
#    :today: outdated
#    :proof: A print statement is a syntax error
#
#    Programs for Python 2, in which ``print`` is a statement.
#
#    Python 3 refuses them before anything runs.

if __name__ == "__main__":
    claims.raises(
        "A print statement is a syntax error",
        SyntaxError,
        lambda: compile("print 1", "python2.py", "exec"),
    )

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(in_turn, "Each joined right after its start")
    figures.draw_timeline(processes, "All started, then all joined")

# %%
# Next: :ref:`the line without which none of this runs
# <sphx_glr_gallery_start_main_guard.py>`.
# Try: raise ``naps`` to 50, and see how long the processes take to be ready
# before the first nap begins.
