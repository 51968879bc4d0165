"""
What has no name can't be sent
==============================

What can you pass to another process?
Whatever can be pickled: data by its parts, functions and classes by the name
under which the other side finds them.
See in the table what is refused, what is not refused and then ends the child,
and what to pass instead.
"""

import re
import sys

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: what_pickles
#    :prints:

# %%
# What is tried
# -------------
#
# A program passes thirteen kinds of object to children, one to each, and says
# what becomes of them; then it passes what you could pass instead.
# Each comes with what the child does with it.
#
# .. program:: pickled.kinds
#
# .. program:: pickled.helps
#
# .. program:: pickled.by_process
#
# It is a file, run by an interpreter of its own, since a child looks for names
# in the main module of its parent.
# This is what it says under ``spawn``, with the errors of children that die:

if __name__ == "__main__":
    program = observe.program("pickled")

    def become(method, *argument):
        run = observe.run(program, *argument, start_method=method)
        lines = re.findall(r"^(an? [\w -]+): (\w+)", run.output, re.M)
        return run.output, dict(lines)

    runs = {method: become(method) for method in machine.start_methods()}
    found = {method: words for method, (_, words) in runs.items()}
    for line in re.findall(r"^\w[^:\n]+: .+", runs["spawn"][0], re.M):
        print(line)

# %%
# *arrives*: the child can use it.
#
# *refused*: :meth:`~multiprocessing.Process.start` raises the pickler's error,
# and no child is there.
#
# *dies*: it could be pickled, but not unpickled.
# The child shows a traceback and is gone; your program goes on without its
# work.
#
# The picture
# -----------
#
# *forked pool* is a task of a pool whose workers are forked.
# What stands under *instead* arrives under each start method.

if __name__ == "__main__":
    from mpguide import figures

    columns, passed = dict(found), found["spawn"]
    if "fork" in found:
        columns["forked pool"] = become("fork", "pool")[1]
    tried = [thing for thing in passed if " for " not in thing]
    pairs = [thing.split(" for ") for thing in passed if " for " in thing]
    helps = {thing: instead for instead, thing in pairs}
    states = {"arrives": "works", "refused": "fails", "dies": "silent"}
    cells = {(thing, "instead"): ("works", "as it is") for thing in tried}
    for thing, instead in helps.items():
        cells[thing, "instead"] = ("works", instead)
    for column, words in columns.items():
        for thing in tried:
            cells[thing, column] = (states[words[thing]], words[thing])
    figures.draw_outcomes(tried, [*columns, "instead"], cells, "What arrives")

# %%
# What it shows
# -------------
#
# Under ``fork`` all arrives, since nothing is pickled: the child has a copy of
# its parent's memory.
# That is why programs broke when Linux left ``fork`` as its default in 3.14.
#
# A function or class is sent as its name, and looked up in its module.
# A lambda, a closure and a wrapper have no name that leads to them, and what
# is defined below the guard has one in the parent only, just as
# :ref:`what you type at a prompt <sphx_glr_gallery_start_main_guard.py>`.
#
# An exception is sent as its class and its ``args``, and made anew from them.
# This one passes on a single argument, and wants two:
#
# .. program:: pickled.OwnArguments
#
# A private name is another outside of its class than inside.
# Since 3.15, :mod:`pickle` minds that, which helps a private class; for
# methods, :mod:`multiprocessing` has a pickler of its own, which does not.
# The failures lab has a program for each version's messages: :ref:`a lambda
# <failure-send_lambda>`, :ref:`a private method <failure-private_method>`.

if __name__ == "__main__":
    minds = sys.version_info[:3] >= (3, 15, 0)
    whole = "__private is sent as _Counter__private" in runs["spawn"][0]
    expected = {  # under forkserver and spawn
        "a function": "arrives",
        "a function below the guard": "dies",
        "a lambda": "refused",
        "a closure": "refused",
        "a decorated function": "refused",
        "a bound or static method": "arrives",
        "a private method": "arrives" if whole else "dies",
        "a nested class": "arrives",
        "a private nested class": "arrives" if minds else "refused",
        "a two-argument exception": "dies",
        "an open file": "refused",
        "a generator": "refused",
        "a lock of threading": "refused",
    }
    says = {"refused": "is refused", "dies": "ends the child"}
    for thing, pickled in expected.items():
        for method in ("fork", "forkserver", "spawn"):
            word = "arrives" if method == "fork" else pickled
            text = f"Under {method}, {thing} {says.get(word, word)}"
            if method in found:
                claims.equal(text, found[method].get(thing), word)
            else:
                claims.not_testable(text, "exact", f"needs {method}")

# %%
# What helps is to pass what has a name, and with it the data from which the
# child makes the rest.
#
# A pool pickles its tasks under ``fork``, too, and
# :ref:`so do queues and pipes <sphx_glr_gallery_ipc_queue_drops.py>`.
# It takes no lock, which can only be handed over at the start of a process:
# pass it as one of the pool's ``initargs``.

if __name__ == "__main__":
    for thing, instead in helps.items():
        ends = {words[f"{instead} for {thing}"] for words in found.values()}
        text = f"Under each method, {instead} arrives"
        claims.equal(text, ends, {"arrives"})
    text = "A forked pool fails where spawn does, and with locks"
    if "fork" in found:
        words = columns["forked pool"].items()
        refused = [thing for thing, word in words if word != "arrives"]
        unsent = [thing for thing in tried[2:] if expected[thing] != "arrives"]
        claims.equal(text, refused, [*unsent, [*passed][-1]])
    else:
        claims.not_testable(text, "exact", "needs fork")
    plain, word = become("spawn", "pickle")[1], "arrives" if minds else "dies"
    text = "From 3.15 on, plain pickle takes a private method"
    claims.equal(text, plain["a private method"], word)

# %%
# What you may have read
# ----------------------
#
# .. said:: C3
#    :today: corrected
#    :proof:
#       Under spawn, a lambda is refused
#       Under spawn, a closure is refused
#       Under spawn, a function below the guard ends the child
#       Under spawn, a bound or static method arrives
#       Under fork, a lambda arrives
#
#    What you pass must be pickled, so that lambdas, closures, methods, and
#    functions typed at a prompt can't be passed.
#
#    Methods can, except private ones.
#    The others can't, but where the child is forked.
#
# .. asked:: 1
#    :proof:
#       Under spawn, a lambda is refused
#       Under spawn, a lock of threading is refused
#       Under fork, a lock of threading arrives
#       Under each method, a partial of a function arrives
#       Under each method, a lock of multiprocessing arrives
#
#    Why do I get "Can't pickle local object", or "cannot pickle
#    '_thread.lock' object", and why only since Python 3.14?
#
#    What you pass, or something in it, can't be pickled.
#    On Linux children were forked by default up to 3.13, and nothing was.
#    Pass a function with a name, and data; make the rest in the child.
#    To go on with ``fork``, ask for it:
#    ``multiprocessing.get_context("fork")``.

# %%
# Next: :ref:`it was the import, not the data
# <sphx_glr_gallery_ipc_moving_a_matrix.py>`.
# Try: in the program, give ``OwnArguments`` a method ``__reduce__`` that
# returns ``(OwnArguments, ("a.txt", 7))``, and it arrives.
