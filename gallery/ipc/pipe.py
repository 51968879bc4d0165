"""
A pipe carries a question and its answer
========================================

How do two processes talk to and fro, and how does one learn that the other is
gone?
Each has an end of a pipe: ``recv()`` waits for a message, and raises
:exc:`EOFError` when nobody has the other end any more.
See in the picture who waits for whom, and in the table whose forgotten copy of
an end has a reader wait for ever.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import Event, Pipe, Process

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers.ipc_pipes import answer, ask

# %%
# In short
# --------
#
# .. program:: pipe
#    :prints:

# %%
# The work
# --------
#
# The parent asks, and the child answers.
#
# .. worker:: ipc_pipes.ask
# .. worker:: ipc_pipes.answer

# %%
# Run it
# ------
#
# The parent takes a while over its question, and the child over its answer; in
# the original that took five seconds.

if __name__ == "__main__":
    (here, there), waiting = Pipe(), Event()
    with Timeline() as talk:
        work = talk, there, waiting, 0.3
        child = Process(target=answer, args=work, name="child")
        child.start()
        waiting.wait(30)
        time.sleep(0.1)
        reply = ask(talk, here, "anybody there?")
        child.join(30)
    print(talk)

# %%
# The other end
# -------------
#
# Now the child is gone, and with it its end of the pipe.
# But the parent still has what it passed to the child, and as long as anybody
# has that end, a message could come.

if __name__ == "__main__":
    anything = here.poll(0.1)
    there.close()

# %%
# Whose copy?
# -----------
#
# A child waits for the end of what its parent writes.
# Somebody forgets to close a copy of the end that is written to: the parent,
# the reader itself, a sibling of it, or nobody.
#
# .. program:: end_left_open

if __name__ == "__main__":
    methods = machine.start_methods()
    holders = ["parent", "reader", "sibling", "nobody"]
    cells = [(method, holder) for holder in holders for method in methods]
    run = partial(observe.run, observe.program("end_left_open"))
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(run, *zip(*cells, strict=True)))
    ends = {c: run.ended for c, run in zip(cells, runs, strict=True)}
    print(runs[1])

# %%
# What it shows
# -------------
#
# ``recv()`` has no timeout; ``poll(seconds)`` waits so long at most, and tells
# whether there is anything to receive.

if __name__ == "__main__":
    claims.equal("The answer comes back", reply, "ANYBODY THERE?")
    begins, ends_as = talk.order(), talk.order(ends=True)
    order = "wait", "ask", "work", "answer"
    claims.equal("The child waits first, then is asked", begins, order)
    order = "wait", "work", "answer", "ask"
    claims.equal("recv() waits for the answer", ends_as, order)
    text = "As long as a copy is left, there is no end"
    claims.equal(text, anything, False)
    claims.raises("With none left, recv() sees it", EOFError, here.recv)
    send = partial(here.send, "hello")
    claims.raises("And so does send()", BrokenPipeError, send)

# %%
# Under ``fork`` a child inherits every end that is open in its parent, also
# those that it is not passed.

if __name__ == "__main__":
    for text, holder, where in (
        ("The parent's copy holds up the reader", holders[0], methods),
        ("Its own copy does so under fork", holders[1], ["fork"]),
        ("A sibling's, too, under fork", holders[2], ["fork"]),
        ("If all close theirs, the reader ends", holders[3], []),
    ):
        found = [m for m in methods if ends[m, holder] == "hung"]
        if {*where} <= {*methods}:
            claims.equal(text, found, [*where])
        else:
            claims.not_testable(text, "exact", "needs fork")

# %%
# If a message was left unread at the other end, Linux reports a reset first.
# So be ready for both errors.

if __name__ == "__main__":
    text = "A message left unread makes a reset of it"
    here, there = Pipe()
    here.send("hello")
    there.close()
    if sys.platform == "linux":
        claims.raises(text, ConnectionResetError, here.recv)
    else:
        claims.not_testable(text, "exact", "needs Linux")
    here.close()

# %%
# What you may have read
# ----------------------
#
# .. said:: A22
#    :today: true
#    :proof: recv() waits for the answer
#
#    A pipe lets two processes talk both ways, and who receives waits.
#
#    For as long as it takes: ask ``poll()`` first, if you don't want that.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_timeline(talk, "The parent asks, and waits for the answer")
    drawn = {"hung": ("hangs", ""), "finished": ("works", "sees the end")}
    cells = {(who, m): drawn[end] for (m, who), end in ends.items()}
    title = "Who has a copy of the end that is written to"
    figures.draw_outcomes(holders, methods, cells, title)

# %%
# Next: :ref:`what two writers make of one pipe
# <sphx_glr_gallery_ipc_pipe_shared_end.py>`.
# Try: in the short program, leave out ``there.close()``, have the child end
# without an answer, and see what becomes of the parent.
