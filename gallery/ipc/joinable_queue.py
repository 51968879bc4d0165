"""
join() on a queue waits for the work
====================================

How do you know that all you have put on a queue is done?
An empty queue tells only that somebody has taken it.
The ``join()`` of a :class:`~multiprocessing.JoinableQueue` returns once
``task_done()`` has been called for every item.
See in the picture that it outlasts the last task, and in the table how a task
that nobody calls done has it wait for ever.
"""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import JoinableQueue, Process, Semaphore
from threading import Thread

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.ipc_queues import wait_for_all, work_off

# %%
# In short
# --------
#
# .. program:: joinable_queue
#    :prints:

# %%
# The work
# --------
#
# .. worker:: ipc_queues.work_off
#
# The gate holds the tasks as long as it matters that they are not done.
# A thread joins the queue, so that the gate can open meanwhile.
#
# .. worker:: ipc_queues.wait_for_all

# %%
# Run it
# ------
#
# Two of the four tasks may be done.
# When all four have been taken, the queue is empty, and two are still at work.

if __name__ == "__main__":
    tasks, begun, gate = JoinableQueue(), Semaphore(0), Semaphore(2)
    with Timeline() as done:
        work = done, tasks, begun, gate
        workers = [Process(target=work_off, args=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for number in "1234":
            tasks.put(number)
        wait = {"target": wait_for_all, "args": (done, tasks)}
        joining = Thread(name="join", daemon=True, **wait)
        joining.start()
        for _ in "1234":
            begun.acquire(timeout=30)
        joining.join(0.5)
        early = tasks.empty(), joining.is_alive()
        for _ in "34":
            gate.release()
        joining.join(30)
        returned = not joining.is_alive()
        for worker in workers:
            worker.terminate()
            worker.join(30)
    print(done)

# %%
# A task that nobody calls done
# -----------------------------
#
# A worker calls its task done, forgets it, fails or dies; or the task is
# dropped on its way; or it fails, and calls it done in a ``finally``.
#
# .. program:: no_task_done

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    ways = ["done", "forgets", "fails", "dies", "drops", "finally"]
    cells = [(method, way) for way in ways]
    cells += [(m, "forgets") for m in methods if m != method]
    program = observe.program("no_task_done")

    def run(cell):
        return observe.run(program, *cell)

    with ThreadPoolExecutor(4) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    ends = {cell: run.ended for cell, run in runs.items()}
    print(runs[method, "forgets"])

# %%
# What it shows
# -------------
#
# The queue counts: ``put()`` adds one, ``task_done()`` takes one off, and
# ``join()`` waits for nought.
# It knows nothing of the workers, so nothing tells it that one has died.
#
# When ``join()`` has returned, nobody has anything left to lose, and the
# workers can be terminated.

if __name__ == "__main__":
    text = "While two are at work, the queue is empty"
    claims.equal(text, early[0], True)
    claims.equal("join() waits nevertheless", early[1], True)
    claims.equal("It returns", returned, True)
    *others, last = done.order(ends=True)
    full = ["task 1", "task 2", "task 3", "task 4"]
    claims.equal("All tasks are done before", sorted(others), full)
    claims.equal("And join() is the last to end", last, "join")
    too_often = JoinableQueue().task_done
    claims.raises("task_done() too often is an error", ValueError, too_often)
    found = [way for way in ways if ends[method, way] == "hung"]
    claims.equal("Not called done, join() hangs", found, ways[1:5])
    end = ends[method, "finally"]
    claims.equal("A finally helps a task that fails", end, "finished")
    found = {m: ends[m, "forgets"] for m in methods}
    text = "It hangs under every start method"
    claims.equal(text, found, dict.fromkeys(methods, "hung"))

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(done, "join() waits for the last task")
    drawn = {"hung": ("hangs", ""), "finished": ("works", "returns")}
    cells = {(way, "join()"): drawn[ends[method, way]] for way in ways}
    title = "The worker, and what becomes of join()"
    figures.draw_outcomes(ways, ["join()"], cells, title)

# %%
# Next: :ref:`what can be sent, and what can't
# <sphx_glr_gallery_ipc_what_pickles.py>`.
# Try: put ``None`` for each worker before you join, have the workers end by
# it, and see that ``join()`` waits for these items, too.
