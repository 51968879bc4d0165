"""
A change inside a nested list stays home
========================================

You append to a list that a manager holds: why is nothing appended?
If that list lies inside another object of the manager, you are handed a copy,
and have appended to that; nothing goes back unless you assign it.
See in the table which ways keep what one writer adds, and which keep what two
add at once.
"""

from contextlib import nullcontext
from multiprocessing import Barrier, Lock, Manager, Process

from mpguide import claims
from mpguide.workers.shared import append, append_and_assign

# %%
# In short
# --------
#
# .. program:: manager_traps
#    :prints:

# %%
# The work
# --------
#
# A manager is a process that holds objects; you hold proxies, and each method
# that you call is carried out there.
# To read an attribute of a namespace, or an item of a list or dict, is such a
# call as well: its answer comes pickled, and so is a copy.
#
# .. worker:: shared.append

# %%
# The cure that is often told: put the copy back.
# The pause is for a second writer, to come in between.
#
# .. worker:: shared.append_and_assign

# %%
# Run it
# ------
#
# One writer at first, with a plain list, and with a list of the manager's own
# inside the namespace: what is handed out then is a proxy, a copy of which
# stands for the same list.

if __name__ == "__main__":

    def run(target, *each):
        children = [Process(target=target, args=args) for args in each]
        for child in children:
            child.start()
        for child in children:
            child.join(30)

    alone = Barrier(1), 0
    with Manager() as manager:
        space = manager.Namespace(items=[])
        run(append, (space, 1))
        lost = space.items
        run(append_and_assign, (space, 1, nullcontext(), *alone))
        kept, copies = space.items, space.items is not space.items
        space.items = []
        run(append_and_assign, (space, 1, Lock(), *alone))
        kept_too = space.items
        space.items = manager.list()
        run(append, (space, 1))
        nested = list(space.items)
    print("plain:", lost, "assigned:", kept, "nested:", nested)

# %%
# Two at once
# -----------
#
# Two read, then both append to their copies, then both assign.
# A lock held from the read to the assignment keeps them apart.
# A nested list needs none: each ``append`` is one call, carried out there.

if __name__ == "__main__":
    with Manager() as manager:
        space = manager.Namespace(items=[])
        run(append, (space, 1), (space, 2))
        none = space.items
        free = nullcontext(), Barrier(2), 30
        run(append_and_assign, (space, 1, *free), (space, 2, *free))
        one = space.items
        space.items = []
        held = Lock(), Barrier(2), 0.2
        run(append_and_assign, (space, 1, *held), (space, 2, *held))
        locked = sorted(space.items)
        space.items = manager.list()
        run(append, (space, 1), (space, 2))
        proxy = space.items
        both, alike = sorted(proxy), proxy == proxy[:]
    print("assigned:", one, "under a lock:", locked, "nested:", both)

# %%
# What it shows
# -------------
#
# To assign is to write what was read before, with all that others have done
# since undone: :ref:`the race <sphx_glr_gallery_shared_race.py>` again.

if __name__ == "__main__":
    claims.equal("An append to a plain list is lost", lost, [])
    claims.equal("A list that is assigned back is kept", kept, [1])
    claims.equal("An append to a nested proxy is kept", nested, [1])
    claims.equal("Two appends to a plain list are lost", none, [])
    claims.equal("Of two lists assigned back, one is lost", len(one), 1)
    claims.equal("Assigned under one lock, both are kept", locked, [1, 2])
    claims.equal("Two appends to a nested proxy are kept", both, [1, 2])
    claims.equal("Each access to an attribute makes a copy", copies, True)
    claims.equal("A list and its proxy are never equal", alike, False)

# %%
# What you may have read
# ----------------------
#
# .. said:: D9
#    :today: corrected
#    :proof: An append to a plain list is lost
#            A list that is assigned back is kept
#            Of two lists assigned back, one is lost
#
#    What a child appends to a plain list in a manager's namespace is lost;
#    assign the list anew, and it is there.
#
#    So it is while one process writes.
#    Where several do, put a list of the manager into the namespace, which it
#    can hold since Python 3.6, or hold a lock meanwhile.
#
# .. asked:: 25
#    :proof: An append to a plain list is lost
#            An append to a nested proxy is kept
#            Each access to an attribute makes a copy
#
#    Why is a manager's dict so slow, and why are nested changes lost?
#
#    Every access is a message to the manager and an answer from it, which for
#    a plain list or dict holds a copy.
#    Nest ``manager.list()`` and ``manager.dict()``, and ask for much at once:
#    ``proxy[:]`` is one message, a loop over it one for each item.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    def look(items, expected):
        missing = expected - len(items)
        says = f"{missing} of {expected} lost" if missing else "kept"
        return ("silent" if missing else "works"), says

    rows = {
        "append to a plain list": (lost, none),
        "append, and assign": (kept, one),
        "the same, under a lock": (kept_too, locked),
        "append to a nested proxy": (nested, both),
    }
    cells = {}
    for way, (by_one, by_two) in rows.items():
        cells[way, "one writer"] = look(by_one, 1)
        cells[way, "two at once"] = look(by_two, 2)
    columns = ("one writer", "two at once")
    title = "What becomes of an item that is added"
    figures.draw_outcomes(list(rows), columns, cells, title)

# %%
# Next: :ref:`five ways to wait for each other
# <sphx_glr_gallery_shared_waiting_rooms.py>`.
# Try: nest a plain list in the nested proxy, and append to that.
