"""
Between producer and consumer stands a queue
============================================

One thread makes what another one uses, each at its own pace: how do they meet?
In a :class:`queue.Queue`: it keeps the order, loses nothing, lets who wants
something wait until it is there, and with a bound, who makes too much, too.
See in the pictures who waits for whom, without a bound and with one.
"""

import multiprocessing.queues
import queue
from functools import partial

from mpguide import claims
from mpguide.experiments import producer_consumer as experiment
from mpguide.timeline import Timeline
from mpguide.workers.gil_goods import Consumer, Producer

# %%
# In short
# --------
#
# .. program:: producer_consumer
#    :prints:

# %%
# The work
# --------
#
# Each is a thread with a ``run()`` of its own; ``start()`` calls it in the new
# thread.
#
# .. worker:: gil_goods.Producer
#
# .. worker:: gil_goods.Consumer

# %%
# Run it
# ------
#
# Using takes three times as long as making.
# Where you may have read of this, the four took random times of up to two and
# up to nine seconds; here they are the same each time.

if __name__ == "__main__":
    durations = dict.fromkeys(("bread", "milk", "salt", "tea"), 0.05)

    def run(goods, late=False):
        with Timeline() as timeline:
            producer = Producer(timeline, goods, durations)
            consumer = Consumer(timeline, goods, 0.15)
            producer.start()
            producer.join(30 if late else 0)
            waiting = goods.qsize()
            consumer.start()
            producer.join(30)
            consumer.join(30)
        return timeline, consumer.used, waiting

    free, used, _ = run(queue.Queue())
    print(free)

# %%
# With room for one, ``put()`` waits until that one has been taken.

if __name__ == "__main__":
    bound, used_of_few, _ = run(queue.Queue(maxsize=1))
    print(bound)

# %%
# Without a bound, a consumer that comes late finds it all.

if __name__ == "__main__":
    late, used_late, waiting = run(queue.Queue(), late=True)
    print(waiting, "were waiting")

# %%
# What a list can't do
# --------------------
#
# A list keeps the order, too, but between a look into it and the next step
# somebody else may have been there.
#
# .. worker:: gil_goods.take_one
#
# At a queue, a look and a step are one.
#
# .. experiment:: producer_consumer.many_at_a_queue

if __name__ == "__main__":
    taken = experiment.two_at_a_list()
    numbers = range(4_000)
    got = experiment.many_at_a_queue(4, numbers)

# %%
# Who says that it is over?
# -------------------------
#
# A ``None`` does, one for each consumer.
# Since 3.13, :meth:`queue.Queue.shutdown` tells all of them.
#
# .. worker:: gil_goods.take_all
#
# .. experiment:: producer_consumer.shut_down

if __name__ == "__main__":
    can = hasattr(queue.Queue, "shutdown")
    if can:
        shut, found = experiment.shut_down(immediate=False)
        _, found_at_once = experiment.shut_down(immediate=True)
        print(found, found_at_once)

# %%
# What it shows
# -------------
#
# A queue without a bound grows as long as the producer is the faster one, and
# so does its memory.
# With a bound, a ``put()`` comes back when there is room: the slower one sets
# the pace, and that is called back-pressure.

if __name__ == "__main__":

    def waits(timeline):
        puts, asks = timeline.find("puts")[1:], timeline.find("asks")[:3]
        pairs = zip(puts, asks, strict=True)
        return [put.end > ask.time for put, ask in pairs]

    made, runs = list(durations), [used, used_of_few, used_late]
    text = "A queue loses nothing, and keeps the order"
    claims.equal(text, runs, [made] * 3)
    claims.equal("Without a bound, all can wait in the queue", waiting, 5)
    text = "Without a bound, no put() waits for a get()"
    claims.equal(text, waits(late), [False] * 3)
    text = "With room for one, each put() waits for a get()"
    claims.equal(text, waits(bound), [True] * 3)
    text = "Two that look into a list see the same thing"
    claims.equal(text, taken, ["bread", "nothing"])
    text = "Four and four threads lose nothing in a queue"
    claims.equal(text, got == list(numbers), True)
    drains = "shutdown() leaves what is there to be taken"
    drops = "shutdown(immediate=True) empties the queue"
    refuses = "After shutdown(), put() is refused"
    if can:
        claims.equal(drains, found, ["bread", "milk"])
        claims.equal(drops, found_at_once, [])
        claims.raises(refuses, queue.ShutDown, partial(shut.put, "salt"))
    else:
        for text in (drains, drops, refuses):
            claims.not_testable(text, "exact", "needs Python 3.13")
    found = hasattr(multiprocessing.queues.Queue, "shutdown")
    claims.equal("A queue of processes has no shutdown()", found, False)

# %%
# What you may have read
# ----------------------
#
# .. said:: B18
#    :today: true
#    :proof:
#       A queue loses nothing, and keeps the order
#       With room for one, each put() waits for a get()
#
#    A producer and a consumer, threads with a ``run()`` of their own, share a
#    queue, and each prints its ``getName()``.
#
#    The queue does all that is needed.
#    A thread's name is its attribute ``name``: ``getName()`` is deprecated
#    since 3.10.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(free, "Without a bound, goods wait for the consumer")
    figures.draw_timeline(bound, "With room for one, the producer waits")

# %%
# Next: :ref:`one job, five engines
# <sphx_glr_gallery_gil_five_engines.py>`.
# Try: let making take longer than using, and see who waits then.
