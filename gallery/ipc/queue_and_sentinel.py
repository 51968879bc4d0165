"""
A sentinel ends a reader, terminate() loses items
=================================================

How does the reader of a queue learn that nothing more will come?
The writer tells it, by a last item that both know: a sentinel.
See in the pictures a reader that ends by itself, with all it was sent, and one
that is terminated, and never gets what still waits for it.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import Event, Process, Queue, Semaphore, get_context

from mpguide import bench, claims, machine, observe
from mpguide.experiments.queue_and_sentinel import by_sentinel, terminated
from mpguide.timeline import Timeline
from mpguide.workers.ipc_queues import read, read_on, write

# %%
# In short
# --------
#
# .. program:: queue_and_sentinel
#    :prints:

# %%
# The work
# --------
#
# One child writes, another reads.
# The event keeps the writer waiting until the reader is there.
#
# .. worker:: ipc_queues.write
# .. worker:: ipc_queues.read

# %%
# Run it
# ------
#
# Of several readers each needs a sentinel, since an item goes to one of them.

if __name__ == "__main__":
    queue, reading = Queue(), Event()
    with Timeline() as told:
        work = told, queue, reading
        items = [("A", 0.1), ("B", 0.1), ("C", 0.1), (None, 0)]
        writer = Process(target=write, args=(*work, items), name="writer")
        reader = Process(target=read, args=work, name="reader")
        writer.start()
        reader.start()
        writer.join(30)
        reader.join(30)
    print(told)

# %%
# A reader that is terminated
# ---------------------------
#
# This one reads for ever, and is ended from outside once the writer is done.
# The gate holds it at work on its first item.
#
# .. worker:: ipc_queues.read_on

if __name__ == "__main__":
    begun, gate = Semaphore(0), Semaphore(0)
    with Timeline() as cut:
        work = cut, queue, reading, [(item, 0) for item in "ABC"]
        writer = Process(target=write, args=work, name="writer")
        hold = cut, queue, begun, gate
        held = Process(target=read_on, args=hold, name="reader")
        writer.start()
        held.start()
        writer.join(30)
        begun.acquire(timeout=30)
        held.join(0.1)
        held.terminate()
        held.join(30)
        cut.mark("the reader is gone")
    left = [queue.get(timeout=30) for _ in "BC"]

# %%
# Many times over
# ---------------
#
# A reader that is held at its first item, as above; one that is not held at
# all, so that chance decides how far it comes; the same with a writer that
# naps after each item, less than the original's half second on average; and
# one that ends by a sentinel.
#
# .. experiment:: queue_and_sentinel.terminated
# .. experiment:: queue_and_sentinel.by_sentinel

if __name__ == "__main__":
    runs, here = bench.options(runs=12).runs, get_context()
    ways = {
        "held at A": partial(terminated, here, held=True),
        "not held": partial(terminated, here),
        "with naps": partial(terminated, here, nap=0.025),
        "with a sentinel": partial(by_sentinel, here),
    }
    lost = {name: [ways[name]() for _ in range(runs)] for name in ways}
    for name, lots in lost.items():
        print(f"{name}: {sum(map(bool, lots))} of {runs} runs lose")

# %%
# Terminated while it waits
# -------------------------
#
# A reader that has nothing to do waits in ``get()``, and there it holds a lock
# that all readers of the queue take in turn.
#
# .. program:: terminated_reader

if __name__ == "__main__":
    methods = machine.start_methods()
    program = observe.program("terminated_reader")
    with ThreadPoolExecutor(3) as threads:
        hung = list(threads.map(partial(observe.run, program), methods))
    print(hung[0])

# %%
# What it shows
# -------------
#
# What the reader has not taken stays in the queue: somebody else could still
# get it, but here nobody does.
#
# A reader that is not held may well have everything before it is terminated,
# and that is why nobody notices.

if __name__ == "__main__":
    got = told.order("got")
    claims.equal("The reader gets all", got, ("got A", "got B", "got C"))
    claims.equal("It ends by itself", reader.exitcode, 0)
    claims.equal("get() waits for a put()", told.order()[:2], ("get", "put A"))
    claims.equal("Terminated at A, it leaves B and C", left, ["B", "C"])
    for text, way, each in (
        ("Held at the first, every run loses two", "held at A", 2),
        ("With a sentinel, no run loses any", "with a sentinel", 0),
    ):
        claims.equal(text, lost[way], [each] * runs)
    ends = {run.ended for run in hung}
    claims.equal("Ended in get(), it keeps the lock", ends, {"hung"})

# %%
# What you may have read
# ----------------------
#
# .. said:: A21
#    :today: true
#    :proof: get() waits for a put()
#
#    A queue of multiprocessing carries an item from a child to its parent,
#    which waits for it.
#
#    It waits for as long as it takes; give ``get()`` a timeout.
#
# .. said:: B17
#    :today: corrected
#    :proof: Held at the first, every run loses two
#       With a sentinel, no run loses any
#       Ended in get(), it keeps the lock
#
#    A reader in an endless loop is terminated once the writer is done.
#
#    Thanks to the naps it may have all by then, but nothing makes sure of it,
#    and the queue is of no use afterwards.
#    Send a sentinel, and join the reader.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(told, "With a sentinel, the reader ends by itself")
    figures.draw_timeline(cut, "Terminated, it never gets B and C")
    lots, title = lost["not held"], "What runs lose whose reader is not held"
    counts = {many: lots.count(many) for many in lots}
    figures.draw_counts(counts, title, "items lost", "runs")

# %%
# Next: :ref:`a queue that does not cross processes
# <sphx_glr_gallery_ipc_thread_queue.py>`.
# Try: ``python queue_and_sentinel.py --runs 200``, and see how many readers
# that are not held lose something.
