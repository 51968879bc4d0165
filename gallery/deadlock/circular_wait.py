"""
Two locks in two orders
=======================

Two processes need the same two locks, and each begins with another one: why
do they stop?
Each has what the other waits for, and neither gives it back.
See in the pictures how both wait without an end, and how one order for all,
or giving back in time, lets both through.
"""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Barrier, Lock, Process

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.deadlock_locks import give_back, take_both

# %%
# In short
# --------
#
# Whichever way it moves, it takes the locks in the order of their numbers:
#
# .. program:: circular_wait
#    :prints:

# %%
# The work
# --------
#
# A child takes two locks in the order that it is given.
# A barrier makes both try for their first lock before either goes on; without
# it the mishap is a matter of luck, and may keep you waiting for weeks.
#
# .. worker:: deadlock_locks.take_both
#
# A child with little patience gives back what it has, rests, and begins again:
#
# .. worker:: deadlock_locks.give_back

# %%
# Run it
# ------
#
# When both have waited, each child has so many seconds to end; who is still
# there is killed.

if __name__ == "__main__":

    def run(seconds, target, *each):
        locks, tried = {"A": Lock(), "B": Lock()}, Barrier(2)
        with Timeline() as timeline:
            team = []
            for order, *more in each:
                work = (timeline, locks, tried, order, *more)
                name = f"{order[0]} then {order[1]}"
                team += [Process(target=target, name=name, args=work)]
                team[-1].start()
            for _ in range(600):
                if len(timeline.find("waits")) < 2:
                    team[0].join(0.05)
            for child in team:
                child.join(seconds)
            timeline.mark("the end")
            for child in team:
                child.kill()
                child.join(30)
        return timeline

    opposite = run(0.2, take_both, ("AB",), ("BA",))
    alike = run(30, take_both, ("AB",), ("AB",))
    given_back = run(30, give_back, ("AB", 0.1), ("BA", 30))
    print(opposite)

# %%
# A program of its own
# --------------------
#
# .. program:: two_orders
#
# More often the two orders stand in two functions, far from each other:
#
# .. program:: two_functions

if __name__ == "__main__":
    here, methods = machine.start_method(), machine.start_methods()
    ways = ("opposite", "sorted", "timeout")
    cells = [("two_orders", way, m) for way in ways for m in methods]
    cells += [("two_functions", "opposite", here)]

    def observed(cell):
        name, way, method = cell
        return observe.run(observe.program(name), method, way)

    with ThreadPoolExecutor(6) as threads:
        runs = dict(zip(cells, threads.map(observed, cells), strict=True))
    print(stuck := runs["two_orders", "opposite", here])

# %%
# What it shows
# -------------
#
# To the system these are processes that wait, like any others, and a lock does
# not tell who has it; but the stacks show that each waits at its second lock.
#
# One order is enough: who has the last lock of all waits for nobody, and will
# give it back.
# Where the order is not yours to choose, wait with a timeout, and give back
# what you have.
# Let one be more patient than the other, or both give up at once, and meet
# again.

if __name__ == "__main__":
    for text, way, end in [
        ("In opposite orders neither gets on", "opposite", "hung"),
        ("In one order both are done", "sorted", "finished"),
        ("Giving back lets both through", "timeout", "finished"),
    ]:
        each = {m: runs["two_orders", way, m].ended for m in methods}
        claims.equal(text, each, dict.fromkeys(methods, end))
    far = runs["two_functions", "opposite", here]
    for text, run, lines in [
        ("Each waits for its second lock", stuck, ["second.acquire()"] * 2),
        ("So do two functions", far, ["with log:", "with accounts:"]),
    ]:
        at = [one.where.source for one in run.stacks if one.where]
        if at:
            claims.equal(text, at[1:], lines)
        else:
            claims.not_testable(text, "exact", "needs stacks")
    held = [span.depth for span in opposite.never_ended("waits")]
    claims.equal("Each has a lock while it waits for ever", held, [1, 1])
    empty = [span.depth for span in alike.find("waits for A")]
    claims.equal("In one order, who waits first has none", empty, [0])
    given = len(given_back.find("has A"))
    text = "The impatient one has its lock more than once"
    claims.holds(text, given > 1, f"{given} times")
    both = [span.lane.process for span in given_back.find("has both")]
    claims.equal("The patient one is first", both, ["B then A", "A then B"])

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(opposite, "Opposite orders: killed in the end")
    figures.draw_timeline(alike, "One order: the second waits for the first")
    figures.draw_timeline(given_back, "Opposite orders, and giving back")

# %%
# Next: :ref:`what a hung program tells those who ask
# <sphx_glr_gallery_deadlock_look_inside.py>`.
# Try: seat five processes around five locks, each of which needs the two
# beside it, and see that it takes only one who begins on the other side.
