"""
Queue.put() drops what it can't pickle
======================================

What becomes of an item that can't be pickled?
A :class:`~multiprocessing.Queue` takes it without an error, and drops it
later; who waits for it waits for ever.
See in the table which of the others tell you, and in the last part that a
queue does not even send what you put, but what has become of it.
"""

from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# Pickle an item yourself first, and the error comes where you put it.
#
# .. program:: queue_drops
#    :prints:

# %%
# The program
# -----------
#
# A child waits for a function, which can be pickled, or for a lambda, which
# can't.
#
# .. program:: dropped_item

# %%
# Run it
# ------
#
# Each way to send an item is tried with both; the queue also under every start
# method, and with the lambda pickled first.

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    kinds = ["Queue", "JoinableQueue", "SimpleQueue", "Pipe"]
    kinds += ["Manager().Queue"]
    items = ["function", "lambda"]
    cells = [(method, kind, item) for kind in kinds for item in items]
    cells += [(m, "Queue", items[1]) for m in methods if m != method]
    cells += [(method, "Queue", "pickle")]
    program = observe.program("dropped_item")

    def run(cell):
        return observe.run(program, *cell)

    with ThreadPoolExecutor(4) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    print(runs[method, "Queue", "lambda"])

# %%
# Pickled later
# -------------
#
# ``put()`` of a queue only hands the item to a thread, which pickles it when
# its turn comes.
# Until then, you can change it.
#
# .. program:: changed_after_put

if __name__ == "__main__":
    program = observe.program("changed_after_put")
    later = {m: observe.run(program, start_method=m) for m in methods}
    print(later[method])

# %%
# What it shows
# -------------
#
# The thread has nobody to raise an error to: it prints it, and goes on with
# the next item.
#
# Nothing is pickled to start a forked child, but all that a queue or a pipe
# carries is, under every start method.

if __name__ == "__main__":
    drops = ["Queue", "JoinableQueue"]

    def which(ended, item):
        ends = {kind: runs[method, kind, item].ended for kind in kinds}
        return [kind for kind in kinds if ends[kind] == ended]

    found = which("finished", "function")
    claims.equal("What can be pickled always comes", found, kinds)
    found = which("hung", "lambda")
    claims.equal("A lambda never comes by a queue", found, drops)
    said = {kind: runs[method, kind, "lambda"].output for kind in kinds}
    back = [kind for kind in kinds if "put() has returned" in said[kind]]
    claims.equal("The queue's put() returns all the same", back, drops)
    found = which("failed", "lambda")
    claims.equal("The others' put() raises", found, kinds[2:])
    errors = [kind for kind in kinds if "PicklingError: " in said[kind]]
    claims.equal("All print the error", errors, kinds)
    ends = {m: runs[m, "Queue", "lambda"].ended for m in methods}
    text = "So it is under every start method"
    claims.equal(text, ends, dict.fromkeys(methods, "hung"))
    end = runs[method, "Queue", "pickle"].ended
    claims.equal("Pickled first, the error comes at once", end, "failed")
    text = "A queue sends what the list becomes"
    expected = "Queue: [1, 2]\nSimpleQueue: [1]\n"
    found = {run.output for run in later.values()}
    claims.equal(text, found, {expected})

# %%
# What you may have read
# ----------------------
#
# .. said:: D3
#    :today: wrong
#    :proof: The queue's put() returns all the same
#       A lambda never comes by a queue
#       The others' put() raises
#
#    What you put on a queue must be picklable, or ``put()`` raises an error.
#
#    It must, but ``put()`` of a ``Queue`` does not raise it: that of a
#    ``SimpleQueue`` does, and so does ``send()`` of a pipe.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    drawn = {
        "finished": ("works", "comes"),
        "hung": ("hangs", "dropped"),
        "failed": ("fails", "raises at once"),
    }
    cells = {
        (kind, item): drawn[runs[method, kind, item].ended]
        for kind in kinds
        for item in items
    }
    figures.draw_outcomes(kinds, items, cells, "What becomes of an item")

# %%
# Next: :ref:`why join() can hang before get()
# <sphx_glr_gallery_ipc_join_before_get.py>`.
# Try: put a number after the lambda in ``dropped_item``, and see that the
# queue still works.
