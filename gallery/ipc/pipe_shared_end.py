"""
Two writers on one pipe end tear messages
=========================================

May several processes send through the same end of a pipe?
Not without a lock: a message is written in pieces, and what another process
writes gets in between.
See in the first picture how a message is torn, and in the table that small
ones survive, up to a size that nobody tells you, and one byte more does not.
"""

import select
import sys
from multiprocessing import Barrier, Pipe, Process, get_context
from struct import pack

from mpguide import claims, machine, observe
from mpguide.experiments.pipe_shared_end import STUCK, WAYS, read, writes
from mpguide.timeline import Timeline
from mpguide.workers.ipc_torn import write_in_turns

# %%
# In short
# --------
#
# .. program:: pipe_shared_end
#    :prints:

# %%
# How it comes about
# ------------------
#
# Through the pipe goes a header of four bytes, which says how long the message
# is, and then the payload.
# If the message is large, Python writes first the one and then the other.
# Here two writers take turns at it:
#
# .. worker:: ipc_torn.write_in_turns

if __name__ == "__main__":
    size, linux = 20_000, sys.platform == "linux"
    with Timeline() as turns:
        gate, (reader, end) = Barrier(2), Pipe(duplex=False)
        work = [(turns, end, gate, number, size) for number in (1, 2)]
        writers = [Process(target=write_in_turns, args=args) for args in work]
        for writer in writers * linux:
            writer.start()
        for writer in writers * linux:
            writer.join(30)
    end.close()
    torn = reader.recv_bytes() if linux else b""
    left = read(reader, size, 2)
    print(f"{len(torn)} bytes, the first four are {torn[:4]}")

# %%
# The reader takes the second header for the begin of the first payload.
# It stops four bytes too early, and takes these for the next header.

# %%
# Run it
# ------
#
# Now each simply sends, in several runs, through a new pipe in each.
#
# .. worker:: ipc_torn.send
#
# The reader takes its time over the first messages: it reads one only when the
# pipe is full, and both writers wait.
#
# .. experiment:: pipe_shared_end.share
#
# ``Pipe(duplex=False)`` makes a pipe, and ``Pipe()`` a pair of sockets.
# POSIX promises that what is written to a pipe by one call stays together, up
# to ``PIPE_BUF`` bytes; of sockets, it promises nothing.

if __name__ == "__main__":
    runs, whole = 20, (select.PIPE_BUF if linux else 512) - 4
    many = {1_000: 60, whole: 60, whole + 1: 60, 300_000: 6}
    tries = [(way, n) for way in WAYS for n in many if linux]
    intact = {
        (way, n): WAYS[way](get_context(), (runs, n, many[n]))["intact"]
        for way, n in tries
    }

# %%
# In a run, the reader comes to the end of the pipe when both writers are done.
# Where somebody keeps the end open, most often the parent itself, it waits:
#
# .. program:: two_writers

if __name__ == "__main__":
    stuck = observe.run(observe.program("two_writers"), machine.start_method())
    print(stuck)

# %%
# What it shows
# -------------
#
# A message of ``PIPE_BUF`` bytes, header included, stays whole in a pipe, and
# one byte more is too much.
# Even this rests on Python writing header and payload by one call, which it
# does up to 16 KiB and nowhere promises.
# Sockets keep somewhat larger messages whole on Linux; nobody promises that.
# And how large a message is depends on pickle, if you ``send()`` an object.

if __name__ == "__main__":

    def torn_runs(ways, *sizes):
        return [runs - intact.get((w, n), 0) for w in ways for n in sizes]

    def claim(text, holds, evidence):
        if linux:
            claims.holds(text, holds, evidence)
        else:
            claims.not_testable(text, "structural", "needs Linux")

    pipe, sockets, *locked, queue = WAYS
    for text, found, tears in [
        ("Large messages tear", torn_runs([pipe, sockets], 300_000), True),
        ("To PIPE_BUF, a pipe tears none", torn_runs([pipe], whole), False),
        ("With one byte more, it tears", torn_runs([pipe], whole + 1), True),
        ("Sockets keep those, too", torn_runs([sockets], 1_000, whole), False),
        ("With a lock, none tears", torn_runs(locked, *many), False),
        ("Through a queue, none tears", torn_runs([queue], *many), False),
    ]:
        right = all(found) if tears else not any(found)
        claim(text, right, f"{found} of {runs} runs torn")
    parts = {n: writes(n) for n in (16_384, 16_385) if linux}
    one_call = [*parts.values()] == [[16_388], [4, 16_385]]
    claim("A message to 16 384 B is one write", one_call, parts)
    begin = torn[:4]
    claim("A torn message holds a header", begin == pack("!i", size), begin)
    claim("Nothing is left that can be read", left == STUCK, left)
    claim("The reader waits for ever", stuck.ended == "hung", stuck.evidence)

# %%
# What you may have read
# ----------------------
#
# .. said:: D4
#    :today: true
#    :proof: Large messages tear
#       With one byte more, it tears
#       With a lock, none tears
#
#    Data may be corrupted if two processes use the same end of a pipe at the
#    same time.
#
#    Large messages are torn, and then the reader is stuck.
#    Small ones survive, which is why tests miss it.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(turns, "Two headers, and then two payloads")
    rows = [f"{n:,} B" for n in many]
    table = {
        (f"{n:,} B", way): ("works" if found == runs else "fails", str(found))
        for (way, n), found in intact.items()
    }
    figures.draw_outcomes(rows, [*WAYS], table, f"Intact, of {runs} runs")

# %%
# Next: :ref:`what a message costs <sphx_glr_gallery_ipc_pipe_or_queue.py>`.
# Try: send ``16_381`` bytes by ``send()``: is it one write, or two?
