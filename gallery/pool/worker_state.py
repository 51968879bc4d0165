"""
Load once per worker, not per task
==================================

Where do you put what every task needs, such as a table or a connection?
Into the worker, by the pool's ``initializer``: it is loaded as many times as
there are workers, while an argument is pickled and sent again and again.
See in the pictures how often each comes; and a global that the parent has set
does not come at all, unless the worker is forked.
"""

from collections import Counter
from multiprocessing import Pool, active_children, get_context
from os import getpid

from mpguide import claims, machine
from mpguide.timeline import Timeline
from mpguide.workers import pool as work
from mpguide.workers.pool import Rates, ask_fee, convert, convert_by, load

# %%
# In short
# --------
#
# .. program:: worker_state
#    :prints:

# %%
# The work
# --------
#
# A table that notes when it is loaded, and when it comes out of a pickle:
#
# .. worker:: pool.Rates
#
# An initializer puts it into a global of the worker, where tasks find it.
#
# .. worker:: pool.load
# .. worker:: pool.convert

# %%
# Run it
# ------
#
# Loaded by each worker.
# A closed pool's workers end, each after it has loaded, even if the tasks are
# done by then.

if __name__ == "__main__":
    amounts = range(12)
    with Timeline() as loaded, Pool(4, load, (loaded,)) as pool:
        results = pool.map_async(convert, amounts, chunksize=1).get(30)
        pool.close()
        for worker in active_children():
            worker.join(30)
    print(loaded)

# %%
# Loaded once, by the parent, and sent with each amount: first one amount at a
# time, then in chunks of three.
# A chunk is one message, and has a thing only once.
#
# .. worker:: pool.convert_by

if __name__ == "__main__":
    sent, same = {1: Timeline(), 3: Timeline()}, []
    for size, timeline in sent.items():
        with timeline, Pool(4) as pool:
            rates = Rates(timeline)
            work_list = [(rates, amount) for amount in amounts]
            task = pool.starmap_async(convert_by, work_list, chunksize=size)
            same.append(task.get(30) == results)

# %%
# A global of the parent
# ----------------------
#
# .. worker:: pool.ask_fee
#
# ``fee`` is a global of that module, and 0 unless somebody sets it.
# The parent sets it for itself, and an initializer for the workers.

if __name__ == "__main__":
    asked = {"parent": {}, "initializer": {}}
    for method in machine.start_methods():
        context = get_context(method)
        work.fee = 5.0
        with context.Pool(1) as pool:
            fee = pool.apply_async(ask_fee).get(30)
            asked["parent"][method] = fee
        work.fee = 0.0
        with context.Pool(1, work.set_fee, (5.0,)) as pool:
            fee = pool.apply_async(ask_fee).get(30)
            asked["initializer"][method] = fee
    print(*asked.items(), sep="\n")

# %%
# Workers that retire
# -------------------
#
# What a worker gathers stays with it.
# By ``maxtasksperchild`` each is replaced after so many tasks; a task is here
# what is sent at once, which is a chunk.

if __name__ == "__main__":
    shifts = {}
    with Timeline() as again:
        for size in (1, 3):
            with Pool(1, load, (again,), maxtasksperchild=2) as pool:
                task = pool.starmap_async(getpid, [()] * 6, chunksize=size)
                shifts[size] = Counter(task.get(30))

# %%
# What it shows
# -------------
#
# What stays in the worker is paid for once; what comes with a task, each time.

if __name__ == "__main__":
    expected = [amount * 1.25 for amount in amounts]
    claims.equal("The results are right", results, expected)
    claims.equal("The same results come with an argument", same, [True] * 2)
    loads = Counter(span.lane.pid for span in loaded.find("load"))
    claims.equal("Each of four workers loads once", [*loads.values()], [1] * 4)
    trips = len(sent[1].find("unpickled"))
    claims.equal("One by one, the argument is unpickled 12 times", trips, 12)
    trips = len(sent[3].find("unpickled"))
    claims.equal("In chunks of three, it is unpickled 4 times", trips, 4)
    trips = len(loaded.find("unpickled"))
    claims.equal("With an initializer, nothing is unpickled", trips, 0)
    found = [method for method, fee in asked["parent"].items() if fee]
    forked = [method for method in asked["parent"] if method == "fork"]
    text = "The parent's global reaches only the forked"
    claims.equal(text, found, forked)
    found = [method for method, fee in asked["initializer"].items() if fee]
    claims.equal("An initializer reaches all", found, [*asked["parent"]])
    text = "With a limit of two tasks, three workers do six"
    claims.equal(text, [*shifts[1].values()], [2, 2, 2])
    text = "In chunks of three, one worker does all six"
    claims.equal(text, [*shifts[3].values()], [6])
    loads = Counter(span.lane.pid for span in again.find("load"))
    times = [loads[pid] for pid in shifts[1]]
    claims.equal("Each that comes later loads again", times, [1] * 3)

# %%
# What you may have read
# ----------------------
#
# .. asked:: 3
#    :proof:
#       The parent's global reaches only the forked
#       An initializer reaches all
#
#    Why did my program for Linux break or slow down with Python 3.14?
#
#    Since then a worker comes from the fork server, and is no copy of your
#    process: it has nothing that you set before.
#    Set it in an initializer, send what can be pickled, and
#    :ref:`stand under a main guard <sphx_glr_gallery_start_main_guard.py>`; or
#    ask for ``get_context("fork")``, knowingly.
#    It is slower since :ref:`a worker has to import
#    <sphx_glr_gallery_start_start_methods.py>` what a copy had.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(loaded, "Loaded once per worker")
    figures.draw_timeline(sent[1], "Sent as an argument with each task")

# %%
# Next: :ref:`submit, then as_completed
# <sphx_glr_gallery_pool_executors.py>`.
# Try: give the argument way a table of a million entries, and time the two.
