"""
Nobody tells a child that its parent died
=========================================

Who outlives whom?
After a normal exit, nobody: the parent waits for its children, and ends the
daemon ones.
A parent that is terminated or killed does neither, and its children live on.
See in the table which remedy works under which start method, and how one
child spoils it for another.
"""

import re
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: orphans
#    :prints:
#
# A thread of the child waits for the end of
# :func:`multiprocessing.parent_process`, and then ends the child.

# %%
# Two parents
# -----------
#
# A program starts children of several kinds, one after the other, and then
# returns or is killed:
#
# .. program:: killed_parent
#
# Another stops a child that has a child of its own:
#
# .. program:: stopped_parent
#
# What reads the output of an orphan waits for it, too; such a program is in
# :ref:`the failures lab <failure-deaf_orphan>`.

if __name__ == "__main__":
    stops = ["terminate", "kill", *["interrupt"] * machine.can_interrupt()]
    kinds = ["watcher 1", "plain", "daemon", "prctl", "watcher 2"]
    programs = {
        "returns": ["killed_parent", "returns", "plain", "daemon"],
        "killed": ["killed_parent", "killed", *kinds],
        "all watch": ["killed_parent", "killed", "watcher 1", "watcher 2"],
        **{stop: ["stopped_parent", stop] for stop in stops},
    }

# %%
# Run it
# ------
#
# Each runs as a program of its own, under every start method.
# What outlives it is noted, and then ended.

if __name__ == "__main__":
    methods = machine.start_methods()
    cells = [(how, method) for how in programs for method in methods]

    def run(cell):
        name, *arguments = programs[cell[0]]
        return observe.run(observe.program(name), cell[1], *arguments)

    with ThreadPoolExecutor(6) as threads:
        runs = dict(zip(cells, threads.map(run, cells), strict=True))
    print(runs["killed", methods[-1]])

    lives = defaultdict(dict)
    for (how, method), run in runs.items():
        roles = {str(one.process): one.role for one in run.survivors}
        lives[how, "fork server"][method] = "fork server" in roles.values()
        for pid, kind in re.findall(r"process (\d+): (.+)", run.output):
            lives[how, kind][method] = pid in roles or run.ended == "hung"

# %%
# What it shows
# -------------
#
# The evidence says under which start methods a process lives on.
#
# On Linux the kernel can end a child with its parent, if the child asks for it
# by ``PR_SET_PDEATHSIG``.
# But under ``forkserver`` the kernel takes the fork server for the parent, and
# that lives on for as long as one of its children does.
#
# The watcher waits for the end of a pipe whose other end its parent has.
# Under ``fork`` each later sibling inherits that end, and the watcher waits
# for the sibling, too.
# So let every child watch: the last one ends first, and then the others.

if __name__ == "__main__":
    each, none, fork, server = [*methods], [], ["fork"], ["forkserver"]
    who = {
        "No child outlives a normal exit": ("returns", "plain", none),
        "Nor does a daemon child": ("returns", "daemon", none),
        "Children outlive a killed parent": ("killed", "plain", each),
        "Daemon children outlive a killed parent": ("killed", "daemon", each),
        "The fork server lives on, too": ("killed", "fork server", server),
        "PR_SET_PDEATHSIG fails under forkserver": ("killed", "prctl", server),
        "A watcher ends its child": ("killed", "watcher 2", none),
        "A sibling blocks a watcher under fork": ("killed", "watcher 1", fork),
        "If all children watch, all end": ("all watch", "watcher 1", none),
        "The fork server ends with them": ("all watch", "fork server", none),
        "A grandchild outlives terminate()": ("terminate", "grandchild", each),
        "A grandchild outlives kill()": ("kill", "grandchild", each),
    }
    absent = {"fork", "forkserver", "prctl", "interrupt"}
    absent -= {*methods, *stops, *["prctl"] * (sys.platform == "linux")}

    def claim(text, found, where, *needs):
        if lacks := absent & {*where, *needs}:
            claims.not_testable(text, "exact", f"needs {lacks}")
        else:
            claims.equal(text, found, {m: m in where for m in methods})

    for text, (how, kind, where) in who.items():
        claim(text, lives[how, kind], where, how, kind)

# %%
# A parent that is terminated or killed waits for nobody; one that ends in any
# other way waits for its children.
#
# Under ``fork`` an orphan has also inherited the pipe by which a `join
# <multiprocessing.Process.join>` with a timeout sees that the child has ended.
# As long as the orphan lives, such a join waits for the whole timeout.

if __name__ == "__main__":

    def says(how, line):
        return {m: line in runs[how, m].output for h, m in cells if h == how}

    claim("A parent waits for its child", says("returns", "plain: done"), each)
    waits = says("interrupt", "grandchild: done\nchild: exit code 1\n")
    claim("An interrupted parent waits, too", waits, each, "interrupt")
    blind = says("kill", "end: False")
    claim("An orphan blocks a timed join under fork", blind, fork)

# %%
# What you may have read
# ----------------------
#
# .. said:: C4 A7
#    :today: corrected
#    :proof: No child outlives a normal exit
#       Children outlive a killed parent
#       Daemon children outlive a killed parent
#
#    Children live and die with their parent.
#
#    At a normal exit a parent ends its daemon children and waits for the rest.
#    A killed parent does neither, and both kinds live on.
#
# .. said:: C6
#    :today: corrected
#    :proof: A grandchild outlives terminate()
#       A grandchild outlives kill()
#       An interrupted parent waits, too
#
#    Terminate a child that has children, and you make them orphans.
#
#    Yes, with ``terminate()`` and ``kill()``.
#    After `interrupt() <multiprocessing.Process.interrupt>`, new in 3.14, the
#    child waits for its own children.
#
# .. asked:: 16
#    :proof: PR_SET_PDEATHSIG fails under forkserver
#       A watcher ends its child
#       A sibling blocks a watcher under fork
#
#    Why do children survive when their parent is killed, and what ends them?
#
#    Nobody tells them.
#    Let a thread in every child wait for the end of ``parent_process()``, and
#    end the child: that works under every start method.

# %%
# The picture
# -----------
#
# A row names the end of the parent, and then the child.

if __name__ == "__main__":
    from mpguide import figures

    cells = {
        (f"{how}: {kind}", m): (("works", "ends"), ("fails", "lives on"))[on]
        for (how, kind), found in lives.items()
        for m, on in found.items()
        if kind != "fork server" and not absent & {kind}
    }
    rows = list(dict.fromkeys(row for row, _ in cells))
    figures.draw_outcomes(rows, methods, cells, "Which child lives on")

# %%
# Next: :ref:`what it costs to start a process
# <sphx_glr_gallery_start_start_methods.py>`.
# Try: move ``"watcher 2"`` to the front of ``kinds``, and under ``fork`` it
# lives on, too.
