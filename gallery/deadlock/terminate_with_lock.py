"""
terminate() takes the lock along
================================

What becomes of what a process holds when you terminate it?
Nobody gets it any more: not its lock, not the way into the queue to which it
was writing, and an event for which it waits can't even be set.
See in the table that it is safe to ask a process to end, also by a signal of
which it takes note.
"""

from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: terminate_with_lock
#    :prints:

# %%
# Three ways to take something along
# ----------------------------------
#
# A child holds a lock; it is terminated, or asked to end, and then its parent
# takes the lock.
#
# .. program:: terminated_holder
#
# A child writes a message into a queue, larger than its pipe holds; then its
# parent gets the message, or another process puts an item.
#
# .. program:: terminated_writer
#
# A child waits for an event; then its parent sets it.
#
# .. program:: terminated_waiter

if __name__ == "__main__":
    method, methods = machine.start_method(), machine.start_methods()
    posix = "fork" in methods
    things = {
        "its lock": ("terminated_holder", "Lock"),
        "its event": ("terminated_waiter",),
    }
    if posix:
        things["its message"] = ("terminated_writer", "get")
        things["its queue"] = ("terminated_writer", "put")
    ends = ["terminated", "asked", *["handler"] * posix]
    cells = [(thing, m, "terminated") for thing in things for m in methods]
    cells += [(thing, method, end) for thing in things for end in ends[1:]]
    more = {
        "timeout": ("terminated_holder", "Lock", "timeout"),
        "released": ("terminated_holder", "Lock", "release"),
        "a pipe": ("terminated_sender",),
    }

# %%
# Run it
# ------
#
# Each runs as a program of its own, until nothing happens in it any more.

if __name__ == "__main__":

    def run(cell):
        thing, *arguments = cell
        name, *rest = {**things, **more}[thing]
        return observe.run(observe.program(name), *arguments, *rest)

    cells += [(thing, method, "terminated") for thing in more]
    with ThreadPoolExecutor(8) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    print(*(runs[t, method, "terminated"] for t in things), sep="\n")

# %%
# What it shows
# -------------
#
# A process that is terminated, or killed, does not come to the end of its
# ``with`` block.
#
# In the pipe of its queue half of a message is left: ``get()`` has seen its
# beginning, and waits for the rest, whatever its timeout.
# Writers take a lock in turn, and the thread that writes for another process
# waits for it.
#
# ``set()`` wakes all who wait for the event, and waits until they have woken
# up: the dead never do.

if __name__ == "__main__":
    for text, thing in [
        ("Its lock is never free again", "its lock"),
        ("get() waits for the rest in spite of its timeout", "its message"),
        ("No other process can write", "its queue"),
        ("set() waits for the dead to wake up", "its event"),
    ]:
        if thing in things:
            found = {m: runs[thing, m, "terminated"].ended for m in methods}
            claims.equal(text, found, dict.fromkeys(methods, "hung"))
        else:
            claims.not_testable(text, "exact", "needs POSIX")
    text = "The other writer waits for a lock"
    if posix:
        stacks = runs["its queue", method, "terminated"].stacks
        at = [one.frames[-1].source for one in stacks if one.role == "child"]
        claims.holds(text, "wacquire()" in at, at)
    else:
        claims.not_testable(text, "structural", "needs POSIX")

# %%
# Ways out
# --------
#
# Ask a process to end, by an event, a message, or a sentinel in its queue.
# A signal asks, too, where a handler takes note of it and the process looks at
# the note between two short waits.
# A handler that raises :exc:`SystemExit` is not safe: the exception :ref:`may
# come between any two steps <handlers-and-exceptions>`, also within a wait.
# What that has begun is then left as a kill leaves it.
#
# A timeout tells that a lock is not to be had.
# A ``Lock`` has no owner: when you know that its holder is gone, release it.
# What it protects may be half done, though.
#
# A pipe that only one process writes to ends with it, and ``recv()`` tells.
#
# .. program:: terminated_sender

if __name__ == "__main__":
    for text, end in [
        ("Asked to end, it leaves everything in order", "asked"),
        ("With a handler that takes note, too", "handler"),
    ]:
        if end in ends:
            found = {thing: runs[thing, method, end].ended for thing in things}
            claims.equal(text, found, dict.fromkeys(things, "finished"))
        else:
            claims.not_testable(text, "exact", "needs POSIX")
    for text, thing, line in [
        ("acquire() with a timeout tells", "timeout", "with a timeout: False"),
        ("Anybody can release a Lock", "released", "the parent has the lock"),
        ("A pipe of its own tells of its end", "a pipe", "recv() raises"),
    ]:
        output = runs[thing, method, "terminated"].output
        claims.holds(text, line in output, line * (line in output) or output)

# %%
# What you may have read
# ----------------------
#
# .. said:: D12
#    :today: true
#    :proof: Its lock is never free again
#       No other process can write
#       set() waits for the dead to wake up
#
#    Do not terminate a process that uses something shared.
#
#    So it is for all that it holds, and for what it waits for.
#
# .. said:: A26
#    :today: wrong
#    :proof: Anybody can release a Lock
#
#    Once its owner is gone, nobody can open a lock.
#
#    It has no owner, and whoever comes next may release it.
#    Only an ``RLock`` :ref:`has one
#    <sphx_glr_gallery_shared_waiting_rooms.py>`.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    says = {"hung": ("hangs", ""), "finished": ("works", "")}
    table = {
        (t, e): says[runs[t, method, e].ended] for t in things for e in ends
    }
    figures.draw_outcomes([*things], ends, table, "Who wants what it held")

# %%
# Next: :ref:`a pool inside a pool
# <sphx_glr_gallery_deadlock_nested_pools.py>`.
# Try: have two processes wait for the event, and terminate one: does the other
# one wake up?
