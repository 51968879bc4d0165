"""
Only imap gives results one by one
==================================

Which method of a pool do you call: does it wait, how does it take its input,
in what order do results come, and where does an error come out?
The tables answer it for every method, and each of their rows is claimed.
See in the picture how long each call keeps you, and when its results come.
"""

from contextlib import suppress
from itertools import chain
from multiprocessing import Event, Pool
from threading import current_thread, main_thread

from mpguide import claims
from mpguide.timeline import Timeline
from mpguide.workers.pool_calls import count, hold, keep, refuse, work

# %%
# In short
# --------
#
# .. program:: pool_methods
#    :prints:
#
# For a list there is ``map``; for a stream, or if you want each result as soon
# as it is there, ``imap_unordered``; for several arguments ``starmap``; for a
# task now and then ``apply_async``.

# %%
# To hand over work
# -----------------
#
# Does the call wait for the work to be done, how many arguments does your
# function get, and who reads the input: the call, or a thread of the pool?
#
# .. list-table::
#    :header-rows: 1
#
#    * - Method
#      - Waits
#      - Args
#      - Input by
#    * - apply
#      - yes
#      - many
#      - call
#    * - apply_async
#      - no
#      - many
#      - call
#    * - map
#      - yes
#      - one
#      - call
#    * - map_async
#      - no
#      - one
#      - call
#    * - starmap
#      - yes
#      - many
#      - call
#    * - starmap_async
#      - no
#      - many
#      - call
#    * - imap
#      - no
#      - one
#      - thread
#    * - imap_unordered
#      - no
#      - one
#      - thread
#
# The two ``apply`` methods ask for a single call of your function, and pass
# keyword arguments, too.

# %%
# To get results
# --------------
#
# What comes back, in which order, and which call raises a task's exception?
# How that travels is shown on :ref:`a page of its own
# <sphx_glr_gallery_pool_exceptions.py>`.
#
# .. list-table::
#    :header-rows: 1
#
#    * - Method
#      - Gives
#      - Order
#      - Error
#    * - apply
#      - value
#      - one
#      - call
#    * - apply_async
#      - value
#      - one
#      - get
#    * - map
#      - list
#      - as asked
#      - call
#    * - map_async
#      - list
#      - as asked
#      - get
#    * - starmap
#      - list
#      - as asked
#      - call
#    * - starmap_async
#      - list
#      - as asked
#      - get
#    * - imap
#      - one by one
#      - as asked
#      - next
#    * - imap_unordered
#      - one by one
#      - as done
#      - next

# %%
# The pool and its answers
# ------------------------
#
# .. list-table::
#    :header-rows: 1
#
#    * - Pool
#      - Waits
#      - Does
#    * - close
#      - no
#      - takes no more work
#    * - join
#      - yes
#      - waits until the workers have ended; close or terminate first
#    * - terminate
#      - no
#      - ends the workers, done or not
#    * - Process
#      - no
#      - makes a worker; for the pool itself
#
# The ``_async`` methods return an `AsyncResult
# <multiprocessing.pool.AsyncResult>`:
#
# .. list-table::
#    :header-rows: 1
#
#    * - Result
#      - Waits
#      - Tells
#    * - get
#      - yes
#      - the value, or raises the error
#    * - wait
#      - yes
#      - nothing
#    * - ready
#      - no
#      - whether it is done
#    * - successful
#      - no
#      - whether it did not raise; asked too early, raises ValueError
#
# ``get()`` and ``wait()`` take a timeout, and so does ``next()`` of what
# ``imap`` returns; ``apply()``, ``map()`` and ``starmap()`` take none.
#
# >>> import multiprocessing, time
# >>> pool = multiprocessing.Pool(1)
# >>> good = pool.apply_async(divmod, (7, 2))
# >>> bad = pool.apply_async(divmod, (7, 0))
# >>> late = pool.apply_async(time.sleep, (2,))
# >>> bad.wait(30)
# >>> good.ready(), good.successful(), good.get(30)
# (True, True, (3, 1))
# >>> bad.ready(), bad.successful()
# (True, False)
# >>> late.ready()
# False
# >>> late.successful()
# Traceback (most recent call last):
# ValueError: <multiprocessing.pool.ApplyResult object at ...> not ready
# >>> late.get(0.01)
# Traceback (most recent call last):
# multiprocessing.context.TimeoutError
# >>> pool.join()
# Traceback (most recent call last):
# ValueError: Pool is still running
# >>> pool.close()
# >>> pool.apply(divmod, (7, 2))
# Traceback (most recent call last):
# ValueError: Pool not running
# >>> pool.join()
# >>> late.ready()
# True
# >>> pool = multiprocessing.Pool(1)
# >>> undone = pool.apply_async(time.sleep, (30,))
# >>> pool.terminate()
# >>> pool.join()
# >>> undone.ready()
# False

# %%
# The work
# --------
#
# .. worker:: pool_calls.work
#
# With two workers, c is done before b, whatever happens, and d is not done as
# long as this page keeps the gate shut.

# %%
# Run it
# ------
#
# Each method is asked for the same four letters, the apply ones for the last.
# The gate is open for those that wait, and shut for the others until they have
# returned.

if __name__ == "__main__":
    timeline, gate, last = Timeline(), Event(), Event()
    pool = Pool(2, keep, (timeline, gate, last))
    names = ["apply", "apply_async", "map", "map_async", "starmap"]
    names += ["starmap_async", "imap", "imap_unordered"]

    def ask(name, function, jobs):
        call = getattr(pool, name)
        return call(function, [*jobs][-1] if "apply" in name else jobs)

    def fetch(answer, jobs):
        if hasattr(answer, "next"):
            return [answer.next(30) for _ in jobs]
        return answer.get(30) if hasattr(answer, "get") else answer

    rows = {}
    for name in names:
        threads, place = [], ["call"]
        (gate.set if name in names[:6:2] else gate.clear)()
        last.clear()
        jobs = (threads.append(current_thread()) or job for job in "abcd")
        with timeline.span(name):
            answer = ask(name, work, jobs)
        done = len(timeline.order("d", ends=True)) - len(rows)
        early = fetch(answer, "a") if "imap" in name else []
        gate.set()
        rest = fetch(answer, "bcd")
        order = "".join([*early, *rest])
        print(name, *order)
        arguments = fetch(ask(name, count, ["ab"]), "a")
        with suppress(ValueError):
            answer = ask(name, refuse, "abcd")
            place.append("next" if "imap" in name else "get")
            place.append(fetch(answer, "abcd"))
        rows[name] = (
            "yes" if done else "no",
            "many" if arguments in (2, [2]) else "one",
            "call" if main_thread() in threads else "thread",
            "one by one" if early else {str: "value"}.get(type(rest), "list"),
            {"d": "one", "abcd": "as asked"}.get(order, "as done"),
            place[-1],
        )

# %%
# What it shows
# -------------
#
# Each claim is a method's row in both tables.

if __name__ == "__main__":
    expected = {
        "apply": "yes, many, call, value, one, call",
        "apply_async": "no, many, call, value, one, get",
        "map": "yes, one, call, list, as asked, call",
        "map_async": "no, one, call, list, as asked, get",
        "starmap": "yes, many, call, list, as asked, call",
        "starmap_async": "no, many, call, list, as asked, get",
        "imap": "no, one, thread, one by one, as asked, next",
        "imap_unordered": "no, one, thread, one by one, as done, next",
    }
    for name, row in rows.items():
        text = f"The tables are right on {name}"
        claims.equal(text, ", ".join(row), expected[name])

# %%
# Nobody waits for you
# --------------------
#
# What ``imap`` returns is lazy, its input is not: a thread hands it on as fast
# as the workers take it, whether or not you ask for results.
# Only workers that are busy hold it up, once the pipe to them is full.
#
# .. worker:: pool_calls.hold

if __name__ == "__main__":
    ends = [Event(), Event()]
    pool.imap(str, chain(range(1000), iter(ends[0].set, None)))
    claims.equal("imap reads 1000 inputs unasked", ends[0].wait(30), True)
    gate.clear()
    pool.imap(hold, chain([bytes(10**5)] * 100, iter(ends[1].set, None)))
    claims.equal("Held workers make it stop", ends[1].wait(0.3), False)
    pool.terminate()

# %%
# What you may have read
# ----------------------
#
# .. said:: B11
#    :today: outdated
#    :proof: The tables are right on starmap
#            The tables are right on apply_async
#
#    A pool has apply_async, map, map_async, close, terminate and join; join
#    comes only after close or terminate.
#
#    It has starmap, too, since 3.3, and each of the asynchronous methods takes
#    an ``error_callback``, since 3.2.
#    What is said of ``join()`` is still so.
#
# .. said:: B12b
#    :today: true
#    :proof: The tables are right on map
#            imap reads 1000 inputs unasked
#
#    ``map`` needs its whole input before any work starts.
#
#    It does, and ``imap`` may read all of its input before you ask for the
#    first result.
#
# .. said:: E7
#    :today: corrected
#    :proof: The tables are right on imap
#            imap reads 1000 inputs unasked
#            Held workers make it stop
#
#    ``imap`` is the lazy ``map``.
#
#    Its results are lazy, its input is not.
#
# .. asked:: 10
#    :proof: The tables are right on map
#            The tables are right on starmap
#            The tables are right on imap_unordered
#
#    When do I use map, apply, apply_async, imap or starmap?
#
#    ``map`` for a list; ``imap_unordered`` for a stream; ``starmap`` for a
#    function of several arguments; ``apply_async`` for single tasks.
#    How fast each is, you see on :ref:`a page of its own
#    <sphx_glr_gallery_pool_map_or_apply.py>`.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    timeline.close()
    figures.draw_timeline(timeline, "How long each call keeps you")

# %%
# Next: :ref:`map wins once chunks form
# <sphx_glr_gallery_pool_map_or_apply.py>`.
# Try: give ``imap`` an :func:`itertools.count` as input, and see the memory
# grow; give it to ``map``, and press Ctrl-C.
