"""
What a message costs
====================

Is a pipe faster than a queue, and what does a message cost?
Every channel of the standard library is timed here, with messages from ten
bytes to ten megabytes.
See in the picture that the pipes and queues which pickle cost much the same
one way; that bytes sent as they are cost less, and shared memory least where
messages are large; and that a manager's queue is in a class of its own.
"""

import pickle
from multiprocessing import Queue

from mpguide import bench, claims, machine
from mpguide.experiments import pipe_or_queue as experiment

# %%
# The work
# --------
#
# A peer takes so many messages, or sends each back:
#
# .. worker:: ipc_messages.answer
#
# One way, as many messages as are worth timing follow each other, and the
# clock stops when the peer has the last.
# There and back, each waits for the answer to the one before:
#
# .. experiment:: pipe_or_queue._one_way
# .. experiment:: pipe_or_queue._round_trips

# %%
# The channels
# ------------
#
# .. experiment:: pipe_or_queue.pipe
# .. experiment:: pipe_or_queue.send_bytes
# .. experiment:: pipe_or_queue.queue
# .. experiment:: pipe_or_queue.manager_queue
#
# Shared memory is no channel until something tells that a message is there;
# here two semaphores do:
#
# .. worker:: ipc_messages.Slots
#
# No channel can be faster than a copy of the message within one process.

if __name__ == "__main__":
    options = bench.options(
        method=machine.start_method(),
        sizes=tuple(10**power for power in range(1, 8)),
        rounds=6,
        interpreters=1,
    )

# %%
# Run it
# ------
#
# What is claimed is timed first: 10 B, and then 10 MB, one way.

if __name__ == "__main__":
    small, large = "one way, 10", "one way, 10000000"
    claimed = {
        f"10 B: Manager().Queue takes at least 3 x {name}": (
            (f"Manager().Queue.{small}", 3, f"{name}.{small}")
        )
        for name in experiment.CHANNELS
        if name not in {"Manager().Queue", "shared memory"}
    }
    claimed |= {
        "10 B: Queue takes at most 3 x Pipe": (
            (f"Pipe.{small}", 1 / 3, f"Queue.{small}")
        ),
        "10 B: send takes longer than send_bytes": (
            (f"Pipe(False).{small}", 1, f"send_bytes.{small}")
        ),
        "10 MB: Queue takes at least 3 x shared memory": (
            (f"Queue.{large}", 3, f"shared memory.{large}")
        ),
        "10 MB: send_bytes takes longer than shared memory": (
            (f"send_bytes.{large}", 1, f"shared memory.{large}")
        ),
    }
    at_ends = {
        job: bench.compare(
            experiment.only(options.method, questions),
            at_least=questions,
            budget=4.0,
            stress=options.stress,
        )
        for job in (small, large)
        if (questions := [one for one in claimed.values() if job in one[0]])
    }

# %%
# Then all sizes, both ways.
# The channels take turns in random order, and so do the sizes.

if __name__ == "__main__":
    every = bench.compare(
        experiment.every(options.method, options.sizes),
        rounds=options.rounds,
        interpreters=options.interpreters,
    )
    print(experiment.table(every))

# %%
# The picture
# -----------
#
# A panel for each channel; the grey lines behind are the other channels.
# Nine rounds in ten lie within the upright stroke of a point.

if __name__ == "__main__":
    from mpguide import figures

    curves = experiment.panels(every)
    floor = curves.pop(experiment.FLOOR)[experiment.ONE_WAY]
    figures.draw_panels(
        curves,
        "What a message costs, by its size",
        "size of the message",
        "time for a message",
        limits={"memcpy": {n: middle for n, (_, middle, _) in floor.items()}},
        x_unit="B",
    )

# %%
# What it shows
# -------------
#
# A message that is an object is pickled, written to a pipe by the system, read
# from it by the system, and unpickled.
# Pipes and queues all do that; what they add to it differs less than one run
# from the next.
#
# - Have two ends, and answers: a ``Pipe``.
# - Have several writers or readers: a ``SimpleQueue``.
#   A ``Queue`` adds a limit, timeouts, and a thread that writes, so that
#   ``put()`` does not wait for a reader; the round trip pays for the thread.
#   A ``JoinableQueue`` adds that you can wait for the work.
# - Have bytes: ``send_bytes`` over a pipe spares the pickling, and with it
#   copies of what is large.
# - Have megabytes: shared memory, where the system copies nothing; and
#   nothing at all has to be copied if the reader works on it in place.
# - A manager's queue is a server, that both ends talk to by a pipe, with an
#   answer each time.
#   Ten bytes took :measured:`pipe_or_queue/Manager().Queue.one way, 10`
#   there, and :measured:`pipe_or_queue/Queue.one way, 10` in a ``Queue``.
#   Use it where nothing else goes: it can be sent to a task of a pool, and
#   used from another machine.

if __name__ == "__main__":
    for text, question in claimed.items():
        job = small if small in question[0] else large
        claims.timing(text, at_ends[job].answer(*question))
    claims.raises(
        "A Queue itself can't be sent",
        RuntimeError,
        lambda: pickle.dumps(Queue()),
    )

# %%
# What you may have read
# ----------------------
#
# .. said:: D5
#    :today: corrected
#    :proof:
#       10 B: Queue takes at most 3 x Pipe
#       10 B: send takes longer than send_bytes
#       10 B: Manager().Queue takes at least 3 x Queue
#
#    A pipe is faster than a queue: ten thousand numbers take a pipe less
#    time than any of the queues.
#
#    One way, the difference is within the noise; it is there when you wait for
#    an answer.
#    What makes a difference is whether messages are pickled, how large they
#    are, and whether a manager is between.
#
# .. said:: D6
#    :today: true
#    :proof:
#       10 MB: Queue takes at least 3 x shared memory
#       10 B: Manager().Queue takes at least 3 x Pipe
#
#    Shared memory is the fast way to share state, a manager the easy one.
#
#    For messages as well, once they are large; small ones gain nothing from
#    shared memory, whose semaphores have to be called as a pipe has to.

# %%
# Next: :ref:`a put() that drops what it can't pickle
# <sphx_glr_gallery_ipc_queue_drops.py>`.
# Try: ``python pipe_or_queue.py --sizes 10,1000,100000 --rounds 100
# --interpreters 5 --json messages.json``, and then ``python -m pyperf show
# messages.json``.
