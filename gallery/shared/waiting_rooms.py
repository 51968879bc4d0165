"""
Five ways to wait, one rule each
================================

How do processes wait for each other?
A lock lets in one, a semaphore so many as it counts, an event lets all go on
once it is set, a condition those for whom something holds, a barrier all when
the last has come.
See in the pictures who waits for whom, and how long.
"""

import multiprocessing as mp
import threading
from functools import partial

from mpguide import claims
from mpguide.timeline import Timeline
from mpguide.workers.shared_rooms import free, give, listen, meet, turn, visit

# %%
# In short
# --------
#
# .. program:: waiting_rooms
#    :prints:

# %%
# Lock and semaphore
# ------------------
#
# A semaphore counts how many may still come in; each who does takes one off,
# and who leaves adds it again.
# Four come at once, and each stays until so many are inside as the barrier
# ``company`` wants.
#
# .. worker:: shared_rooms.visit

if __name__ == "__main__":

    def run(team):
        for one in team:
            one.start()
        for one in team:
            one.join(30)

    doors, rooms = {1: mp.Lock(), 2: mp.Semaphore(2), 4: mp.Semaphore(4)}, {}
    for many, door in doors.items():
        with Timeline() as rooms[many]:
            work = (rooms[many], mp.Barrier(4), door, mp.Barrier(many))
            run([mp.Process(target=visit, args=work) for _ in range(4)])

# %%
# Event
# -----
#
# It is not set, and then it is, for all who wait and all who come later.
#
# .. worker:: shared_rooms.listen
#
# .. worker:: shared_rooms.give

if __name__ == "__main__":
    word = mp.Event()
    with Timeline() as event:
        work = (event, mp.Barrier(4), word)
        targets = (listen, listen, listen, give)
        run([mp.Process(target=target, args=work) for target in targets])

# %%
# Condition
# ---------
#
# A lock, and a place to wait in until what the lock guards has changed.
# Those who are notified look again, and wait on if it is not their turn.
#
# .. worker:: shared_rooms.turn

if __name__ == "__main__":
    condition = mp.Condition()
    with Timeline() as turns:
        work = (turns, condition, mp.Value("i", lock=False))
        each = [(*work, number) for number in (2, 1, 0)]
        run([mp.Process(target=turn, args=args) for args in each])

# %%
# Barrier
# -------
#
# It opens when so many wait there as it was made for.
#
# .. worker:: shared_rooms.meet
#
# One that is made for one more never opens, unless it breaks at a timeout:
# such a program is in :ref:`the failures lab <failure-short_party>`.

if __name__ == "__main__":
    with Timeline() as meeting:
        gate = mp.Barrier(3)
        each = [(meeting, gate, seconds) for seconds in (0, 0.1, 0.2)]
        run([mp.Process(target=meet, args=args) for args in each])

# %%
# Whose lock is it?
# -----------------
#
# One takes a lock, and another releases it, or tries to.
#
# .. worker:: shared_rooms.free

if __name__ == "__main__":
    with Timeline() as freed:
        for kind, kit in ((mp.Process, mp), (threading.Thread, threading)):
            for lock in (kit.Lock(), kit.RLock()):
                lock.acquire(timeout=30)
                run([kind(target=free, args=(freed, lock))])

# %%
# What it shows
# -------------

if __name__ == "__main__":
    most = {many: room.most_at_once("in") for many, room in rooms.items()}
    claims.equal("A door lets in so many at most", most, {1: 1, 2: 2, 4: 4})
    texts, goes = [mark.text for mark in event.marks], ["goes on"] * 3
    claims.equal("All go on once the event is set", texts, ["set", *goes])
    claims.equal("Who comes after it does not wait", word.wait(0), True)
    inside, order = turns.order("turn"), ("turn 0", "turn 1", "turn 2")
    claims.equal("By a condition, they go in turn", inside, order)
    with condition:
        condition.notify()
        claims.equal("A notify does not last", condition.wait(0.05), False)
    there, pair = meeting.most_at_once("waits"), mp.Barrier(2)
    claims.equal("At a barrier, all wait for the last", there, 3)
    broken, alone = threading.BrokenBarrierError, partial(pair.wait, 0.05)
    claims.raises("A barrier breaks if one stays away", broken, alone)

# %%
# A lock is much like a semaphore that counts from one, but knows when it is
# free, so that nobody can release it once too often.
# Neither has an owner; an ``RLock`` has one, whom it lets in again.

if __name__ == "__main__":
    fates = ("released", "AssertionError", "released", "RuntimeError")
    claims.equal("Only an RLock has an owner", freed.order(), fates)
    claims.raises("No one releases a free Lock", ValueError, mp.Lock().release)
    spare, mine, plain = mp.Semaphore(1), mp.RLock(), mp.Lock()
    spare.release()
    let_in = sum(spare.acquire(timeout=0) for _ in "123")
    claims.equal("A semaphore released too often lets in two", let_in, 2)
    again = [lock.acquire(timeout=0) for lock in (mine, mine, plain, plain)]
    claims.equal("An RLock lets its owner in twice", again, [1, 1, 1, 0])

# %%
# What you may have read
# ----------------------
#
# .. said:: A26
#    :today: wrong
#    :proof: Only an RLock has an owner
#
#    Only the thread that has locked a lock can open it; once its owner is
#    gone, nobody can.
#
#    Anybody can release a ``Lock``, of processes as of threads.
#    It is an ``RLock`` that has an owner.
#
# .. said:: B1
#    :today: true
#    :proof: A door lets in so many at most
#
#    Processes own what there is, threads are what gets scheduled; a lock lets
#    in one of them, a semaphore several.
#
#    So it is, and :mod:`threading` says what the threads of a process share.
#    Those of :mod:`multiprocessing` do the same between processes.
#
# .. said:: B5
#    :today: corrected
#    :proof: No one releases a free Lock
#            A semaphore released too often lets in two
#
#    A mutex is a semaphore that counts from one.
#
#    It lets in as many, but a semaphore can be released once too often, and
#    then lets in two; a :class:`~multiprocessing.BoundedSemaphore` can't.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(rooms[1], "A lock lets in one at a time")
    figures.draw_timeline(rooms[2], "A semaphore, two")
    figures.draw_timeline(event, "An event lets all go on at once")
    figures.draw_timeline(turns, "A condition, whose turn it is")
    figures.draw_timeline(meeting, "A barrier, all when the last has come")

# %%
# Next: :ref:`who copies the pages that all share
# <sphx_glr_gallery_shared_copy_on_write.py>`.
# Try: make the barriers of the lock wait for two, and see for whom it waits.
