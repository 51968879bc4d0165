"""
A child may not find your globals
=================================

What does a child find of all that its parent has set, opened and begun?
Under ``fork`` nearly everything; under ``forkserver`` and ``spawn`` what it is
passed, while each global is as importing your main module sets it.
No error tells you: see how often the table says *silent*.
"""

import re

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# .. program:: what_a_child_inherits
#    :prints:

# %%
# What is compared
# ----------------
#
# A program sets what it can, starts children, and compares what they find with
# what it has itself.
# Most is set before the first start, the rest after it: by then the fork
# server is there, which the first start begins.
#
# .. program:: inherited
#
# It is a file, run by an interpreter of its own, since what a child finds
# depends on the main module of its parent.

if __name__ == "__main__":
    program, found = observe.program("inherited"), {}
    for method in machine.start_methods():
        run = observe.run(program, start_method=method)
        lines = re.findall(r"^([\w' .]+): (\w+)$", run.output, re.MULTILINE)
        found[method] = dict(lines)

# %%
# The picture
# -----------
#
# Look for *silent*: the child goes on with something else, without an error.
# *Early* and *late* is before and after the first start.

if __name__ == "__main__":
    from mpguide import figures

    states = {"kept": "works", "reseeded": "works", "refused": "fails"}
    figures.draw_outcomes(
        list(found["spawn"]),
        list(found),
        {
            (thing, method): (states.get(word, "silent"), word)
            for method, words in found.items()
            for thing, word in words.items()
        },
        "What passes between parent and child",
    )

# %%
# What it shows
# -------------
#
# *kept*: the child has what its parent has at that moment.
# Arguments are, and so are the working directory, :data:`sys.argv` and
# :data:`sys.path`, which go along with each start.
#
# *lost*: the child has what your file says, or Python's default, and nothing
# tells you: a lock that is held looks free, and what you log is not shown.
# What a child sets is lost to its parent, under every start method.
#
# .. program:: late_global
#    :folded:
#
# *old*: the fork server keeps the environment that it began with.
# Set variables before the first start, or pass what they say.
#
# .. program:: late_variable
#    :folded:
#
# *new*: the child's own import of your file made another one.
# A fork server that has imported your file, as it does from 3.13.8 and 3.14.1
# on, hands one to all its children.
#
# *reseeded*: :mod:`random` gives each child numbers of its own, since a forked
# child seeds it anew.

if __name__ == "__main__":
    imported = machine.forkserver_preloads_main()
    expected = {  # under fork, forkserver and spawn
        "a global set at run time": "kept lost lost",
        "what a child sets": "lost lost lost",
        "a token drawn at import": "kept new new",
        "a sibling's token": f"kept {'kept' if imported else 'new'} new",
        "the state of random": "reseeded reseeded reseeded",
        "the logging level": "kept lost lost",
        "a signal handler": "kept lost lost",
        "a running thread": "lost lost lost",
        "an early environment variable": "kept kept kept",
        "a late environment variable": "kept old kept",
        "the working directory": "kept kept kept",
        "sys.argv": "kept kept kept",
        "sys.path": "kept kept kept",
        "a hold on a global lock": "kept lost lost",
        "a hold on a lock as argument": "kept kept kept",
        "a global open file": "kept lost lost",
        "an open file as argument": "shared refused refused",
        "a path as argument": "kept kept kept",
    }
    methods = ("fork", "forkserver", "spawn")
    for thing, words in expected.items():
        for method, word in zip(methods, words.split(), strict=True):
            text = f"Under {method}, {thing} is {word}"
            if method in found:
                claims.equal(text, found[method].get(thing), word)
            else:
                claims.not_testable(text, "exact", f"needs {method}")

# %%
# An open file
# ------------
#
# Passing an open file is refused where arguments are pickled.
# Under ``fork``, where they are not, the two share one position in it, and
# what one reads the other misses.
# Pass the path, and open the file in the child.
#
# .. program:: open_file

if __name__ == "__main__":
    print(observe.run(observe.program("open_file"), "spawn"))

# %%
# Which start method?
# -------------------
#
# The start method can be set once, and an import may have decided before you.
# A context of your own decides for nobody else.
#
# .. program:: set_method_late

if __name__ == "__main__":
    program = observe.program("set_method_late")
    first, last = observe.run(program), observe.run(program, "library")
    print(last)
    call, refused = "set_start_method()", "context has already been set"
    early, late = (run.output.splitlines() for run in (first, last))
    claims.equal(f"{call} works at first", early[0], f"{call} works")
    claims.equal(f"{call} fails after a lock", late[0], f"{call}: {refused}")
    works = "a child by get_context() works"
    claims.equal("get_context() works even then", late[-1], works)

# %%
# What you may have read
# ----------------------
#
# .. said:: A14
#    :today: true
#    :proof: Under spawn, what a child sets is lost
#            Under fork, what a child sets is lost
#            Under forkserver, what a child sets is lost
#
#    With spawn, a parent's global stays as it is when its children add to it.
#
#    It does under every start method, ``fork`` included: memory that is copied
#    is not shared.
#
# .. said:: D10
#    :today: outdated
#    :proof: Under forkserver, a global open file is lost
#            Under fork, a global open file is kept
#            Under fork, an open file as argument is shared
#
#    Linux forks, so children use the files that their parent has open.
#
#    Since 3.14 Linux has the fork server by default, whose children have none
#    of them; and under ``fork`` they share the position in the file, too.
#
# .. said:: D11
#    :today: wrong
#    :proof: Under spawn, an open file as argument is refused
#            Under forkserver, an open file as argument is refused
#            Under spawn, a path as argument is kept
#
#    Don't let a child use a global file; pass it the open file as an argument.
#
#    Only ``fork`` takes it; elsewhere ``start()`` raises :exc:`TypeError`.
#    Pass the path, and open the file in the child.
#
# .. asked:: 22
#    :proof: set_start_method() fails after a lock
#            set_start_method() works at first
#            get_context() works even then
#
#    Why do I get "context has already been set"?
#
#    Something has decided before you: an earlier call of
#    :func:`multiprocessing.set_start_method`, or anything made without a
#    context, such as a lock or a pool.
#    Call it once, first thing under the main guard; in a library never: use
#    :func:`multiprocessing.get_context`.

# %%
# Next: :ref:`a child that shares nothing and lives alone
# <sphx_glr_gallery_start_subprocess_or_process.py>`.
# Try: in the program, set ``LATE`` to its value before the first start, and
# the fork server's children have it, too.
