"""
What one shared update costs
============================

What do you pay for a number that several processes can change?
In shared memory it costs what one of your own does, and with a lock a few
times as much; with a manager it is another order of cost, since each access is
a message to its process, and one back.
See in the pictures what bounds them, and that many numbers at once are another
matter.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import cost_of_sharing as costs

# %%
# The work
# --------
#
# The same update of each kind of number, the first of which is not shared:
#
# .. worker:: shared_costs.add_one
#
# A child does this once, and its parent looks what it has of it:
#
# .. experiment:: cost_of_sharing.add_in_child

if __name__ == "__main__":
    options = bench.options(
        method=machine.start_method(), sizes=(1, 100, 10_000)
    )
    method = options.method
    found = costs.add_in_child(method)
    print(found)

# %%
# One number
# ----------
#
# What does one update cost, with nobody else at it?
# What bounds it is measured beside: a system call, and a byte sent to another
# process and back.
#
# .. experiment:: cost_of_sharing.value
# .. experiment:: cost_of_sharing.locked_value
# .. experiment:: cost_of_sharing.view
# .. experiment:: cost_of_sharing.manager_dict

if __name__ == "__main__":
    one = {
        "plain attribute": costs.attribute,
        "shared memory": costs.view,
        "RawValue": costs.raw_value,
        "Value": costs.value,
        "locked Value": costs.locked_value,
        "Manager dict": partial(costs.manager_dict, method),
        "system call": costs.system_call,
        "round trip": partial(costs.round_trip, method),
    }

# %%
# Many numbers at once
# --------------------
#
# Here a whole array is written, of several lengths.
# What bounds this is a copy of as many bytes within the process.
#
# .. experiment:: cost_of_sharing.fill_array
# .. experiment:: cost_of_sharing.fill_view
# .. experiment:: cost_of_sharing.fill_manager_list

if __name__ == "__main__":
    ways = {
        "Array": costs.fill_array,
        "shared memory": costs.fill_view,
        "Manager list": partial(costs.fill_manager_list, method),
        "copy": costs.copy,
    }
    many = {
        f"{name}, {size}": partial(way, size)
        for size in options.sizes
        for name, way in ways.items()
    }

# %%
# All of them take turns, in random order.

if __name__ == "__main__":
    most = max(options.sizes)
    claimed = [
        ("Manager dict", 20, "locked Value"),
        ("Manager dict", 20, "system call"),
        ("locked Value", 2, "RawValue"),
        ("plain attribute", 0.2, "RawValue"),
        ("plain attribute", 0.2, "shared memory"),
    ]
    if most >= 1000:
        claimed += [
            (f"Array, {most}", 10, f"shared memory, {most}"),
            (f"Manager list, {most}", 10, f"shared memory, {most}"),
        ]
    measured = bench.compare(
        one | many, at_least=claimed, stress=options.stress
    )

# %%
# The pictures
# ------------

if __name__ == "__main__":
    from mpguide import figures

    title = "One update, and what bounds it"
    figures.draw_distributions(measured, title, [*one])
    curves = {
        name: {
            size: measured.median(f"{name}, {size}") for size in options.sizes
        }
        for name in ways
    }
    limits = {"copy": curves.pop("copy")}
    title = "Many numbers written at once"
    figures.draw_curves(curves, title, "numbers", limits=limits)

# %%
# What it shows
# -------------
#
# An update of memory that is shared is an update of memory.
# Here that of a ``RawValue`` took :measured:`cost_of_sharing/RawValue`, with a
# lock around a ``Value`` :measured:`cost_of_sharing/locked Value`, and in a
# manager's dict :measured:`cost_of_sharing/Manager dict`.
#
# On Linux a lock that nobody holds is taken without a system call; what it
# costs is the Python code around it.
# A ``Value`` without its ``get_lock()`` locks its reading and its writing one
# after the other: it pays for a lock, and can still
# :ref:`lose updates <sphx_glr_gallery_shared_race.py>`.
#
# ``numbers["number"] += 1`` in a manager's dict is two calls, to get and to
# set, and each waits for a round trip to the manager's process.
# Write many items in one call, and the trip counts once for all of them.
#
# A block takes bytes as they are; ``Array`` and a manager take Python's
# numbers, and convert each.

if __name__ == "__main__":
    shared = [name for name, number in found.items() if number == 1]
    claims.equal("All but the plain one are shared", shared, [*found][1:])
    for slow, times, fast in claimed:
        text = f"{slow} takes at least {times} x {fast}"
        if times < 1:
            text = f"{fast} takes at most {1 / times:g} x {slow}"
        claims.timing(text, measured.answer(slow, times, fast))

# %%
# What you may have read
# ----------------------
#
# .. said:: D6
#    :today: true
#    :proof:
#       Manager dict takes at least 20 x locked Value
#       RawValue takes at most 5 x plain attribute
#
#    Shared memory is the fast way to share state, a manager the easy one.
#
#    Easy, since a manager holds a list or a dict of anything that can be
#    pickled; but each access waits for another process.
#
# .. asked:: 25
#    :proof:
#       Manager dict takes at least 20 x locked Value
#       Manager dict takes at least 20 x system call
#
#    Why is a manager's dict so slow, and why is a nested change lost?
#
#    What you hold is a proxy: each access is a message to the manager's
#    process and an answer.
#    Get the whole at once, work on that, and write it back at once.
#    What you get is a copy, which is why
#    :ref:`a change inside a nested list stays home
#    <sphx_glr_gallery_shared_manager_traps.py>`.

# %%
# Next: :ref:`one array, many processes, no copy
# <sphx_glr_gallery_shared_shared_memory.py>`.
# Try: ``python cost_of_sharing.py --sizes 1,1000,1000000``, and see at which
# size a manager's round trip no longer matters.
