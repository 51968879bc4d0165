"""
An exception travels home with its traceback
============================================

A task raises in a worker: who hears of it, and what is left of its traceback?
Whoever asks for the result gets the same exception, with the worker's
traceback as text; if nobody asks, nobody hears of it.
See in the table which exceptions do not come home, and what hangs then.
"""

import re
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pool
from pickle import PicklingError

from mpguide import claims, machine, observe
from mpguide.workers import pool_calls

# %%
# In short
# --------
#
# .. program:: exceptions
#    :prints:

# %%
# The work
# --------
#
# One task raises an exception from another, one answers a letter or refuses.
#
# .. worker:: pool_calls.look_up
#
# .. worker:: pool_calls.refuse

# %%
# Run it
# ------
#
# The call that asks for a result raises, or you have the exception handed to a
# callback; a future also gives it away by ``exception()``.

if __name__ == "__main__":
    pool, executor = Pool(2), ProcessPoolExecutor(1)

    def ask(task, *arguments):
        told = []
        answer = pool.apply_async(task, arguments, error_callback=told.append)
        answer.wait(30)
        return *told, executor.submit(task, *arguments).exception(30)

    errors = ask(pool_calls.look_up, "a")
    causes = [str(error.__cause__) for error in errors]
    print(re.sub('".*/', '"', causes[0]))

# %%
# What it shows
# -------------
#
# You get a copy, and its ``__cause__`` is the traceback in the worker, as
# text, with the cause that the exception had there.

if __name__ == "__main__":
    answer = pool.apply_async(pool_calls.look_up, "a")
    claims.raises("get() raises it again", LookupError, lambda: answer.get(30))
    found = repr(errors[0])
    claims.equal("A callback gets it, too", found, "LookupError('a')")
    found = [cause.count("in look_up\n") for cause in causes]
    claims.equal("Its cause shows the worker's lines", found, [2, 2])
    found = "\nValueError: invalid" in causes[0]
    claims.equal("Its own cause has become text", found, True)

# %%
# If one task of many raises, ``map`` raises and returns nothing; ``imap``
# raises in the task's turn, and goes on.

if __name__ == "__main__":
    each = pool.imap(pool_calls.refuse, "adb")
    others = [each.next(30)]
    claims.raises("imap raises in its turn", ValueError, lambda: each.next(30))
    claims.equal("Then imap goes on", [*others, each.next(30)], ["a", "b"])

# %%
# What can't be sent
# ------------------
#
# A result that can't be pickled, and an exception that can't, are replaced by
# another error: a pool's own, or that of the pickler.
#
# .. worker:: pool_calls.answer_lambda
#
# .. worker:: pool_calls.raise_lambda

if __name__ == "__main__":
    tasks = pool_calls.answer_lambda, pool_calls.raise_lambda
    ours, theirs = zip(*[ask(task) for task in tasks], strict=True)
    found = [type(error).__name__ for error in ours]
    claims.equal("A pool has its own error", found, ["MaybeEncodingError"] * 2)
    pickler = AttributeError | PicklingError  # the type depends on the version
    found = [isinstance(error, pickler) for error in theirs]
    claims.equal("An executor has the pickler's", found, [True, True])
    executor.shutdown()
    pool.terminate()

# %%
# What can't be received
# ----------------------
#
# An exception is sent as its class and its ``args``, and made again from them.
# If its ``__init__`` takes other arguments than it passes on, that fails, in
# the parent.
#
# .. program:: exception_one_way
#
# A callback may raise, too.
#
# .. program:: callback_raises
#
# Either ends the thread of a pool that hands out the results: whoever waits
# for one waits for ever.
# And if nobody asks for the result, there is nothing to be seen.
#
# .. program:: nobody_asks

if __name__ == "__main__":
    kinds = {
        "can be made again": ["exception_one_way", "BothWays"],
        "can't be made again": ["exception_one_way", "OneWay"],
        "raised by a callback": ["callback_raises"],
        "not asked for": ["nobody_asks"],
    }
    engines, method = ("Pool", "executor"), machine.start_method()
    cells = [(kind, engine) for kind in kinds for engine in engines]

    def run(cell):
        name, *more = kinds[cell[0]]
        return observe.run(observe.program(name), method, cell[1], *more)

    def end(run):
        last = run.output.strip().rpartition("\n")[2].partition("(")[0]
        return "hangs" if run.ended == "hung" else last

    with ThreadPoolExecutor(4) as threads:
        runs = [*threads.map(run, cells)]
    print(runs[cells.index(("can't be made again", "Pool"))])

# %%
# The evidence is what a program says last: the pool's, and the executor's.

if __name__ == "__main__":
    ends, broken = [*map(end, runs)], ["hangs", "BrokenProcessPool"]
    claims.equal("With its args it comes home", ends[:2], ["BothWays"] * 2)
    claims.equal("Else a pool hangs, an executor breaks", ends[2:4], broken)
    claims.equal("A raising callback hangs a pool", ends[4:6], ["hangs", "1"])
    claims.equal("Unasked, nobody hears of it", ends[6:], ["all is well"] * 2)

# %%
# What you may have read
# ----------------------
#
# .. said:: B12c
#    :today: corrected
#    :proof: Unasked, nobody hears of it
#
#    Hand tasks to a pool, close it and join it, and the work is done.
#
#    Or it has failed, and nothing says so.
#    Keep what ``apply_async()`` returns, and call its ``get()``.
#
# .. asked:: 26
#    :proof: Its cause shows the worker's lines
#            Unasked, nobody hears of it
#            A pool has its own error
#
#    Where is the exception of my worker, or its traceback, and what is a
#    MaybeEncodingError?
#
#    Ask for every result.
#    The worker's traceback is the ``__cause__`` of what you get.
#    A MaybeEncodingError stands for a result or an exception that can't be
#    pickled: return plain data, and raise exceptions that keep their ``args``.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    looks = {"hangs": "hangs", "all is well": "silent", broken[1]: "fails"}
    states = [looks.get(word, "works") for word in ends]
    table = dict(zip(cells, zip(states, ends, strict=True), strict=True))
    figures.draw_outcomes([*kinds], engines, table, "Who hears of it")

# %%
# Next: :ref:`what becomes of a task whose worker dies
# <sphx_glr_gallery_pool_dead_worker.py>`.
# Try: give ``OneWay`` a method ``__reduce__`` that returns ``(OneWay, (404,
# "not there"))``, and it comes home.
