"""
Appending keeps log lines, rotating loses them
==============================================

May several processes log into the same file?
In append mode no line is lost or torn, which surprises, and is nowhere
promised; a file that rotates, or that each opens anew, loses lines.
See in the table that none is lost where one process writes, and the others
send it their records.
"""

import os
from functools import partial
from logging import FileHandler
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from multiprocessing import Barrier, Process, Queue, get_context
from tempfile import TemporaryDirectory

from mpguide import claims
from mpguide.experiments.one_log import LENGTH, Plan, halves, lost, whole_lines
from mpguide.workers.ipc_logging import log

# %%
# In short
# --------
#
# .. program:: one_log
#    :prints:

# %%
# The work
# --------
#
# Each writer gets handlers, one after the other, and logs through them at the
# same time as the others do.
#
# .. worker:: ipc_logging.log
#
# How many lines are lost is counted in each of several runs.
#
# .. experiment:: one_log.lost

# %%
# Append
# ------
#
# A :class:`~logging.FileHandler` opens its file to append: with every write,
# the system itself goes to the end of the file.
# A handler writes a line by a single call, so it stays whole.
# Two calls would not do:
#
# .. worker:: ipc_logging.write_in_two

if __name__ == "__main__":
    context, runs, losses = get_context(), 20, {}
    plan = Plan(runs, writers=4, lines=150)
    losses["append"] = lost(context, FileHandler, plan)
    print(two_parts := halves(context))

# %%
# Overwrite
# ---------
#
# In mode ``"w"``, each goes on where it has stopped itself.
# Here two take turns, line by line.

if __name__ == "__main__":
    turns, overwrite = Plan(runs, 2, lines=5), partial(FileHandler, mode="w")
    losses['mode "w"'] = lost(context, overwrite, turns, in_turns=True)

# %%
# Rotate
# ------
#
# A :class:`~logging.handlers.RotatingFileHandler` renames a file that is full,
# and begins a new one.
# But the others have the old file still open, find it full as well, and rename
# what is new.
# Here there is a full file of ten lines, and a backup is kept; then two log a
# line each, in turns, or one logs both.

if __name__ == "__main__":
    rotate = partial(RotatingFileHandler, maxBytes=10 * LENGTH + 1)
    one_backup = partial(rotate, backupCount=1)
    both = Plan(runs, writers=2, lines=1, old=10)
    losses["rotation"] = lost(context, one_backup, both, in_turns=True)
    one = Plan(runs, writers=1, lines=2, old=10)
    alone = lost(context, one_backup, one, in_turns=True)

# %%
# With backups enough for all, two have to rename at the very same time, one
# what the other has just put there.
# That is left to chance here.

if __name__ == "__main__":
    often = partial(RotatingFileHandler, maxBytes=50 * LENGTH, backupCount=99)
    losses["rotation, by chance"] = lost(context, often, plan)

# %%
# One process writes
# ------------------
#
# The writers put their records into a queue.
# A thread of the parent gets them, and hands them to a handler that rotates.

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        path, records = os.path.join(folder, "log"), Queue()
        only = RotatingFileHandler(path, maxBytes=50_000, backupCount=99)
        listener = QueueListener(records, only)
        listener.start()
        gate, handlers = Barrier(4), [partial(QueueHandler, records)] * runs
        work = [(handlers, gate, number, 150) for number in range(4)]
        writers = [Process(target=log, args=args) for args in work]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(60)
        listener.stop()
        only.close()
        found = whole_lines(folder)
    losses["a queue"] = [plan.total - found[run] for run in range(runs)]
    print({way: sum(lines) for way, lines in losses.items()})

# %%
# What it shows
# -------------
#
# That several can append to one file is no promise of Python's:
# :ref:`its documentation <multiple-processes>` calls that not supported.
# It is the file system that does it; one on a network, such as NFS, does not,
# and neither does Windows.
#
# A queue does not depend on that.
# Have the writers end before you stop the listener, since what arrives later
# is not written any more.

if __name__ == "__main__":
    none, posix = [0] * runs, os.name == "posix"
    torn = "writer 1 writer 2 is here\nis here\n"
    for text, found, expected in [
        ("Appended, no line is lost", losses["append"], none),
        ("A line in two writes is torn", two_parts, torn),
        ('In mode "w", half is lost', losses['mode "w"'], [5] * runs),
        ("Two that rotate lose a full log", losses["rotation"], [10] * runs),
        ("One that rotates loses none", alone, none),
        ("Through a queue, none is lost", losses["a queue"], none),
    ]:
        if posix or "queue" in text:
            claims.equal(text, found, expected)
        else:
            claims.not_testable(text, "exact", "needs POSIX")

# %%
# What you may have read
# ----------------------
#
# .. asked:: 23
#    :proof: Through a queue, none is lost
#       Two that rotate lose a full log
#       Appended, no line is lost
#
#    How do I log from several processes?
#
#    Give each process a :class:`~logging.handlers.QueueHandler`, and one of
#    them a :class:`~logging.handlers.QueueListener` with the handlers that
#    write.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    columns, cells = ("lines lost", "in runs"), {}
    for way, lines in losses.items():
        state = "silent" if any(lines) else "works"
        cells[way, "lines lost"] = state, f"{sum(lines):,}"
        cells[way, "in runs"] = state, f"{sum(map(bool, lines))} of {runs}"
    figures.draw_outcomes([*losses], columns, cells, "Who loses lines")

# %%
# Next: :ref:`each process has its own globals
# <sphx_glr_gallery_shared_globals.py>`.
# Try: rotate after ``20 * LENGTH``: by chance, too, most runs lose lines then.
