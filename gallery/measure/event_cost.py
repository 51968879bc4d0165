"""
An event costs less than two writes
===================================

Does recording what happens change what happens?
Every timeline in this guide is written by the processes that it shows, so each
event delays its process a little.
That delay is less than twice that of a bare :func:`os.write` of the same
bytes, less than half of what a log queue would take, and less than a fifth of
what a manager's list would.
"""

from functools import partial

from mpguide import bench, claims, machine
from mpguide.experiments import event_cost

# %%
# What is measured
# ----------------
#
# A mark of a timeline, and the same bytes written bare to the same kind of
# file: what an event can't do without, since it has to be there when its
# process is killed.
#
# .. experiment:: event_cost.mark
#
# .. experiment:: event_cost.bare_write
#
# Beside them, two common ways to collect what several processes have to say:
#
# .. experiment:: event_cost.queue_handler
#
# .. experiment:: event_cost.manager_list

if __name__ == "__main__":
    options = bench.options(methods=(machine.start_method(),))
    method = options.methods[0]
    costs = bench.compare(
        {
            "mark": event_cost.mark,
            "bare write": event_cost.bare_write,
            "QueueHandler": partial(event_cost.queue_handler, method),
            "manager's list": partial(event_cost.manager_list, method),
        },
        at_least=[
            ("bare write", 1 / 3, "mark"),
            ("QueueHandler", 2, "mark"),
            ("manager's list", 5, "mark"),
        ],
        stress=options.stress,
    )
    print(costs)

# %%
# What it shows
# -------------
#
# The event is in the file when the call returns: a process that is killed, or
# that hangs for good, has recorded all that it did until then.
# A queue's :class:`~logging.handlers.QueueHandler` returns before anything has
# left the process, and yet takes longer.

if __name__ == "__main__":
    claims.timing(
        "A bare write takes at least a third as long as an event",
        costs.answer("bare write", 1 / 3, "mark"),
    )
    claims.timing(
        "A QueueHandler takes at least twice as long as an event",
        costs.answer("QueueHandler", 2, "mark"),
    )
    claims.timing(
        "A manager's list takes at least 5 times as long as an event",
        costs.answer("manager's list", 5, "mark"),
    )

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_distributions(costs, "What it costs to note one event")

# %%
# Next: :doc:`how this guide works </how_it_works>`.
# Try: run this page with ``--stress``, which keeps every core busy.
