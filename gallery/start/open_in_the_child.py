"""
Two on one connection get wrong answers
=======================================

Why do connections break in workers, to a server or to a database?
Two processes on one socket take each other's answers, and an SQLite connection
that is carried over a fork loses what was committed, without an error.
Open it in the child: the table shows what then goes right.
"""

import re
import socket
from multiprocessing import Process, get_context

from mpguide import claims, machine, observe
from mpguide.timeline import Timeline
from mpguide.workers import start_connections as work

# %%
# In short
# --------
#
# .. program:: open_in_the_child
#    :prints:
#
# Each worker runs the initializer once, before its first task.

# %%
# The work
# --------
#
# A server sends back what it is told.
# Anna and Ben, two children, tell it their names, and read the answers in the
# other order; a barrier keeps their turns apart.
#
# .. worker:: start_connections.ask
#
# Once both are passed the same connection; once each opens one.
#
# .. worker:: start_connections.ask_alone

# %%
# Run it
# ------
#
# A socket can be passed under every start method.
# What arrives is the same connection, not another one.

if __name__ == "__main__":
    methods = machine.start_methods()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address, clients = listener.getsockname(), 3 * len(methods)
        server = Process(target=work.serve, args=(listener, clients))
        server.start()

    def pair(method, target, line):
        context = get_context(method)
        gate = context.Barrier(2)
        with Timeline() as timeline:
            given = [(timeline, gate, name, line) for name in ("anna", "ben")]
            children = [context.Process(target=target, args=a) for a in given]
            for child in children:
                child.start()
            for child in children:
                child.join(30)
        return timeline

    shared, alone = {}, {}
    for method in methods:
        with socket.create_connection(address, timeout=30) as line:
            shared[method] = pair(method, work.ask, line)
        alone[method] = pair(method, work.ask_alone, address)
    server.join(30)
    print(shared[method], alone[method], sep="\n\n")

# %%
# A database
# ----------
#
# An SQLite connection can't be pickled, so only a forked child can be passed
# one, and `SQLite says <https://sqlite.org/howtocorrupt.html>`__ not to.
#
# .. program:: passed_connection

if __name__ == "__main__":
    program = observe.program("passed_connection")
    passed = {m: observe.run(program, m) for m in methods}
    print(passed[methods[0]])

# %%
# With a connection each, the database keeps the two apart: while one has not
# committed, the other is told that the file is locked.
#
# .. program:: connection_each

if __name__ == "__main__":
    program = observe.program("connection_each")
    apart = {m: observe.run(program, m) for m in methods}
    print(apart[method])

# %%
# What it shows
# -------------
#
# On one connection, who reads first gets the answer that comes first, whosever
# it is.
# Here a barrier makes sure of that; elsewhere chance decides.
#
# A forked child has a copy of all that its parent's connection knows: that it
# holds the lock, and what is in the file.
# Both are out of date once the parent has committed.
# Forked before the parent writes, both names stay, which is no promise.

if __name__ == "__main__":
    expected = {
        "one socket for both": "ben hears anna",
        "a socket each": "ben hears ben",
        "one SQLite connection": "TypeError",
        "an SQLite connection each": "ben commits",
    }
    seen = {}
    for m in methods:
        hears = shared[m].order()[2], alone[m].order()[2]
        error = re.findall("TypeError|rows: .*", passed[m].output)[-1]
        last = apart[m].output.splitlines()[-1]
        said = dict(zip(expected, (*hears, error, last), strict=True))
        for row, wanted in expected.items():
            seen[row, m] = said[row]
            if (row, m) != ("one SQLite connection", "fork"):
                claims.equal(f"Under {m}, {row}: {wanted}", said[row], wanted)
    stay = "Forked before it writes, both rows stay"
    gone = "Forked while it writes, a committed row is gone"
    if "fork" in methods:
        before, after = re.findall("rows: (.*)", passed["fork"].output)
        claims.equal(stay, before, "parent child")
        claims.equal(gone, after, "child")
    else:
        for text in (stay, gone):
            claims.not_testable(text, "exact", "needs fork")

# %%
# What you may have read
# ----------------------
#
# .. said:: D10
#    :today: outdated
#    :proof: Forked while it writes, a committed row is gone
#            Under spawn, one SQLite connection: TypeError
#            Under spawn, an SQLite connection each: ben commits
#
#    Children of a Linux program share its connections to the database.
#
#    Only forked children do, and it loses rows; others can't be passed one.
#    Open one in each child.
#
# .. asked:: 29
#    :proof: Under spawn, one socket for both: ben hears anna
#            Under spawn, a socket each: ben hears ben
#            Forked while it writes, a committed row is gone
#
#    Why does the connection to my database, or by TLS, break in the workers?
#
#    Because several processes talk on it at once, each with its own idea of
#    where the talk is.
#    Open it in the child: in the initializer of a pool, or at the start of the
#    function that a process runs.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    states = {"ben hears ben": "works", "ben commits": "works"}
    states["TypeError"] = "fails"
    cells = {at: (states.get(it, "silent"), it) for at, it in seen.items()}
    title = "A connection for two, and one each"
    figures.draw_outcomes(list(expected), methods, cells, title)

# %%
# Next: :ref:`when a pool starts its workers, and who gets which task
# <sphx_glr_gallery_pool_five_tasks_four_workers.py>`.
# Try: in ``connection_each``, set the timeout of :func:`sqlite3.connect` to 5
# and remove the barrier: nobody is told to wait, and both names are written.
