"""
A pool waits in vain for itself
===============================

May a task of a pool hand out tasks in turn?
A worker of a pool may not start processes, a worker of an executor may; but
nothing that a pool has to run may wait for that very pool.
See in the table which pools nest, and who waits for ever.
"""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from mpguide import claims, machine, observe
from mpguide.workers import deadlock_pools as work

# %%
# In short
# --------
#
# Three sums of four areas each, and no pool inside a pool: all areas are
# handed out at once, and added up where they come home.
#
# .. program:: nested_pools
#    :prints:

# %%
# The work
# --------
#
# A task that wants helpers of its own, and counts the processes it starts:
#
# .. worker:: deadlock_pools.by_pool
#
# ``by_executor`` and ``by_threads`` do the same with executors, of one process
# and of two threads.
# ``attempt`` calls one of them, and returns the text of the error if it is
# refused.

# %%
# Run it
# ------
#
# Each is a task of a pool, under every start method, and of an executor.

if __name__ == "__main__":
    here, methods, found = machine.start_method(), machine.start_methods(), {}
    for inner in (work.by_pool, work.by_executor, work.by_threads):
        for method in methods:
            with get_context(method).Pool(1) as pool:
                task = pool.apply_async(work.attempt, (inner, 4))
                found[inner, method] = task.get(30)
        with ProcessPoolExecutor(1) as executor:
            task = executor.submit(work.attempt, inner, 4)
            found[inner, "executor"] = task.result(30)
    print(found[work.by_pool, here])

# %%
# A pool that waits for itself
# ----------------------------
#
# A pool can't be sent to its own workers, but a thread shares it, a forked
# worker has a copy, and a callback runs in the one thread that hands out
# results.
#
# .. program:: own_pool

if __name__ == "__main__":
    cells = [(kind, here, "flat") for kind in ("Pool", "executor", "thread")]
    cells += [("thread", here, "task"), ("threads", here, "task")]
    waits = ("callback", "task")
    cells += [("executor", m, way) for m in methods for way in waits]
    limits = {("Pool", here, "callback"): 2} | dict.fromkeys(cells, 20)

    def run(cell):
        (kind, method, way), program = cell, observe.program("own_pool")
        return observe.run(program, method, kind, way, deadline=limits[cell])

    with ThreadPoolExecutor(8) as threads:
        runs = dict(zip(limits, threads.map(run, limits), strict=True))
    ends = {cell: run.ended for cell, run in runs.items()}
    print(stuck := runs["executor", here, "callback"])

# %%
# What it shows
# -------------
#
# The workers of a pool are daemonic: the pool's end is theirs, and nobody
# would be left to wait for their children.
# An executor waits for its workers, and so they may have some.

if __name__ == "__main__":
    error = "daemonic processes are not allowed to have children"
    total = sum(number**2 for number in range(4))
    one = ["executor"]
    for text, outer, inner, end in [
        ("a Pool may have no Pool", methods, work.by_pool, error),
        ("a Pool may have no executor", methods, work.by_executor, error),
        ("a Pool may have threads", methods, work.by_threads, (total, 0)),
        ("an executor may have a Pool", one, work.by_pool, (total, 2)),
        ("an executor may have one", one, work.by_executor, (total, 1)),
        ("an executor may have threads", one, work.by_threads, (total, 0)),
    ]:
        seen = {by: found[inner, by] for by in outer}
        claims.equal(f"A worker of {text}", seen, dict.fromkeys(outer, end))

# %%
# A pool hands out its results, and calls callbacks, in one thread.
# While that waits in a callback no result is handed out, nor is the one that
# it waits for.
# In a :class:`~multiprocessing.pool.Pool` another thread, which looks after
# the workers, then spins: it is woken for results that nobody takes.

if __name__ == "__main__":
    says = {w: {m: ends["executor", m, w] for m in methods} for w in waits}
    text = "An executor's callback that waits for it hangs"
    claims.equal(text, says["callback"], dict.fromkeys(methods, "hung"))
    at = [stack.where.function for stack in stuck.stacks if stack.where]
    text = "The thread of the callbacks waits for a result"
    if at:
        claims.equal(text, at, ["<module>", "square"])
    else:
        claims.not_testable(text, "exact", "needs stacks")
    evidence = runs["Pool", here, "callback"].evidence
    text = "A Pool whose callback waits for it spins"
    claims.equal(text, evidence, "deadline of 2 s")
    seen = [ends[kind, here, "task"] for kind in ("thread", "threads")]
    text = "A task that waits hangs in 1 thread, not in 2"
    claims.equal(text, seen, ["hung", "finished"])
    copy = {m: "hung" if m == "fork" else "failed" for m in methods}
    text = "A forked worker waits for a copy of its pool"
    claims.equal(text, says["task"], copy)
    flat = [run.output for cell, run in runs.items() if "flat" in cell]
    claims.equal("If only main waits, all three end", flat, ["16\n"] * 3)

# %%
# What you may have read
# ----------------------
#
# .. asked:: 21
#    :proof: A worker of a Pool may have no Pool
#       A worker of a Pool may have threads
#       A worker of an executor may have a Pool
#       A worker of an executor may have one
#
#    Why are daemonic processes not allowed to have children?
#
#    They are ended without asking when their parent ends, and would leave
#    orphans.
#    Take an executor for the outer pool, or threads for the inner one.
#    Better make one flat list of all there is to do: four workers with a pool
#    of four each are twenty processes.

# %%
# The picture
# -----------
#
# A row is what a task does: it has a pool of its own, or it waits for the pool
# that runs it, or its callback does; or it is ``flat``, and only the main
# thread waits.

if __name__ == "__main__":
    from mpguide import figures

    word = {error: "fails", "failed": "fails", "hung": "hangs"}
    by = {here: "Pool", "executor": "executor"}
    cells = {(f.__name__, by[b]): e for (f, b), e in found.items() if b in by}
    cells |= {(w, b): ends[b, m, w] for b, m, w in ends if m == here}
    cells = {cell: (word.get(end, "works"), "") for cell, end in cells.items()}
    rows, columns = map(dict.fromkeys, zip(*cells, strict=True))
    figures.draw_outcomes([*rows], [*columns], cells, "Who may do what")

# %%
# Next: :ref:`two locks in two orders
# <sphx_glr_gallery_deadlock_circular_wait.py>`.
# Try: hand two outer tasks to two threads, and let each wait for another.
