"""
join() before get() hangs on a full pipe
========================================

A child has put its result into a queue, and still it does not end: why?
The result is on its way through a pipe, and a pipe holds only so much.
What does not fit waits for somebody to get it, and the child waits for that.
See in the table that a single byte decides, and that a manager's queue, or
getting first, takes any size.
"""

import mmap
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.reduction import ForkingPickler

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: join_before_get
#    :prints:

# %%
# The work
# --------
#
# A child puts items, its parent joins it and then gets them, or gets first:
#
# .. program:: join_first

# %%
# The edge
# --------
#
# ``put()`` hands an item to a thread, which pickles it, and writes it into the
# pipe behind a header of four bytes.
# So what an item may take is what the pipe holds, less the header, less what
# pickling adds.
# Linux tells what a pipe holds.

if __name__ == "__main__":
    room, page = 0, mmap.PAGESIZE
    if sys.platform == "linux":
        import fcntl

        reader, writer = Pipe(duplex=False)
        with reader, writer:
            room = fcntl.fcntl(writer.fileno(), fcntl.F_GETPIPE_SZ)
    added = len(ForkingPickler.dumps(bytes(50_000))) - 50_000
    edge = room - 4 - added
    print(f"A pipe holds {room} bytes, pickling adds {added}: edge at {edge}")

# %%
# Run it
# ------
#
# Each runs as a program of its own, until nothing happens in it any more.
# Many items share the pipe, and an item that does not fit into the rest of a
# page of memory begins the next: those of just over half a page fill the pipe
# with half of the bytes.

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    big, half, many = 1_000_000, page // 2, room // page
    ways = {
        "1 MB": ("join", 1, big),
        "1 MB, got first": ("get", 1, big),
        "up to the edge": ("join", 1, edge),
        "a byte more": ("join", 1, edge + 1),
        "an item a page": ("join", many, half),
        "an item more": ("join", many + 1, half),
    }
    kinds = ["Queue", "SimpleQueue", "Manager().Queue"]
    tried = [way for way in ways if room or "1 MB" in way]
    cells = [(way, method, kind) for way in tried for kind in kinds]
    others = [m for m in methods if m != method]
    cells += [(way, m, "Queue") for way in tried for m in others]

    def run(cell):
        program, (way, *which) = observe.program("join_first"), cell
        return observe.run(program, *which, *ways[way])

    with ThreadPoolExecutor(6) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    ends = {cell: run.ended for cell, run in runs.items()}
    print(stuck := runs["1 MB", method, "Queue"])

# %%
# What it shows
# -------------
#
# The parent waits in ``join()`` for the child, whose main thread waits for the
# thread that writes, which waits for somebody to read.
#
# A `SimpleQueue <multiprocessing.SimpleQueue>` has no such thread: ``put()``
# itself waits.
# The queue of a manager lies in a process of its own, and that always reads.

if __name__ == "__main__":
    for text, way, end in [
        ("Joined first, 1 MB hangs", "1 MB", "hung"),
        ("Got first, 1 MB is joined", "1 MB, got first", "finished"),
        ("Up to the edge, the child is joined", "up to the edge", "finished"),
        ("With one byte more, join() hangs", "a byte more", "hung"),
        ("An item a page is joined", "an item a page", "finished"),
        ("With one item more, join() hangs", "an item more", "hung"),
    ]:
        if way in tried:
            found = {m: ends[way, m, "Queue"] for m in methods}
            claims.equal(text, found, dict.fromkeys(methods, end))
        else:
            claims.not_testable(text, "exact", "needs Linux")
    queue, simple, managed = (
        {way: ends[way, method, kind] for way in tried} for kind in kinds
    )
    claims.equal("A SimpleQueue has the same edge", simple, queue)
    found = {*managed.values()}
    claims.equal("A manager's queue never hangs", found, {"finished"})
    at = [stack.frames[-1].source for stack in stuck.stacks if stack.frames]
    text = "The child waits in write()"
    if at:
        claims.holds(text, "write(" in str(at), at[-1])
    else:
        claims.not_testable(text, "structural", "needs stacks")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 7
#    :proof: Joined first, 1 MB hangs
#       Got first, 1 MB is joined
#       With one byte more, join() hangs
#
#    Why does ``join()`` never return after a child has put data on a queue?
#
#    The child does not end before all it has put is in the pipe.
#    Small results fit, so tests pass, and a larger one hangs.
#    Get first, then join; ``cancel_join_thread()`` lets the child end, and
#    drops what it has not yet written.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    says = {"finished": ("works", "joins"), "hung": ("hangs", "hangs")}
    table = {(w, k): says[ends[w, method, k]] for w in tried for k in kinds}
    figures.draw_outcomes(tried, kinds, table, "Does join() return?")

# %%
# Next: :ref:`join() on a queue waits for the work
# <sphx_glr_gallery_ipc_joinable_queue.py>`.
# Try: put ``"é" * size`` in place of ``bytes(size)``: where is the edge then?
