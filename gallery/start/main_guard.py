"""
Without the guard, one mistake, three endings
=============================================

Why must a program that starts processes stand under a main guard?
A child that is not forked imports your file first; without the guard, that
import starts a child in turn.
What you then see is one of three things: the work is missing and the exit
status says all is well, the program dies, or it never ends.
"""

import os

from mpguide import claims, machine, observe, survey

# %%
# In short
# --------
#
# .. program:: main_guard
#    :prints:

# %%
# Without the guard
# -----------------
#
# The same work, with the start method as an argument, to try each one:
#
# .. program:: no_guard
#
# Run as a program of its own, under the start method that is the default on
# macOS and Windows, it says this:

if __name__ == "__main__":
    spawned = observe.run(observe.program("no_guard"), "spawn")
    print(spawned)

# %%
# The child is told to import the main module of its parent, arrives at the
# line that starts a child, and is refused: without that, each child would
# start another.
# The parent goes on without the work, and its exit status is 0: nobody who
# looks at the status alone learns of it.
#
# On each interpreter
# -------------------
#
# ``fork`` hides the mistake, since a forked child imports nothing.
# The fork server imports the file before any child does, from 3.13.8 and
# 3.14.1 on; up to 3.14 it dies of the mistake, and the parent with it.
# Since 3.15 it ignores the error, and the child fails as a spawned one does.
# Interpreters that are not installed here are shown from archived runs.
#
# Read ``works``, ``silent`` (the work is missing, the exit status is 0) and
# ``fails`` (the program dies, and its exit status says so).

if __name__ == "__main__":
    seen = survey.survey("no_guard")

    says = {
        "fork": "Under fork it works: the mistake is hidden",
        "forkserver": "It dies where main is preloaded, up to 3.14",
        "spawn": "Under spawn the work is missing, the status 0",
    }

    def named(run):
        return run.python + "t" * run.interpreter.endswith("t")

    def ending(run):
        if run.ended != "finished":
            return "fails" if run.ended == "failed" else "hangs"
        return "works" if run.last_line.endswith(" 0") else "silent"

    def expected(run):
        if run.start_method == "fork":
            return "works"
        preloads = machine.forkserver_preloads_main(run.version)
        survives = machine.forkserver_ignores_main_errors(run.version)
        dies = run.start_method == "forkserver" and preloads and not survives
        return "fails" if dies else "silent"

    for method in dict.fromkeys(run.start_method for run in seen):
        runs = [run for run in seen if run.start_method == method]
        claims.equal(
            says[method],
            {named(run): ending(run) for run in runs},
            {named(run): expected(run) for run in runs},
        )
    wrong = survey.differing("no_guard", seen)
    live = sum(run.live for run in seen)
    evidence = "; ".join(wrong) or f"{live} runs here, {len(seen)} shown"
    claims.holds("No run here differs from its archive", not wrong, evidence)

# %%
# A pool never ends
# -----------------
#
# A pool replaces a worker that dies, and here each new one dies of the same:
#
# .. program:: no_guard_pool

if __name__ == "__main__":
    program = observe.program("no_guard_pool")
    for deadline in (2.5, 20):  # a busy machine takes longer to see two die
        pool = observe.run(program, "spawn", deadline=deadline, quiet=None)
        deaths = pool.output.count("RuntimeError:")
        if deaths > 1:
            break
    print(pool.ended, "at", pool.stacks[0].where.source)
    claims.equal("A pool without the guard never ends", pool.ended, "hung")
    claims.holds("It replaces its only worker", deaths > 1, f"{deaths} died")

# %%
# Where no guard helps
# --------------------
#
# A function typed at a prompt or into a notebook cell, or written in the
# ``__main__.py`` of a package that is run by ``python -m``, is in no file that
# a child imports as the main module: the child does not find it.
# Write it into a module, and import it from there.
#
# .. program:: typed_in

if __name__ == "__main__":
    folder = os.path.dirname(observe.program("typed_in"))
    package = {"module": True, "cwd": folder}
    for method in machine.start_methods():
        typed = observe.run(observe.program("typed_in"), method)
        main = observe.run("run_as_package", method, **package)
        good = observe.run(observe.program("main_guard"), start_method=method)
        runs = (typed, main, good)
        found = "every" if method == "fork" else "only the file's"
        claims.equal(
            f"{method} finds {found} function (prompt, -m, file)",
            ["the child works" in run.output for run in runs],
            [method == "fork", method == "fork", True],
        )

# %%
# What you may have read
# ----------------------
#
# .. said:: A4
#    :today: corrected
#    :proof:
#       Under fork it works: the mistake is hidden
#       It dies where main is preloaded, up to 3.14
#       Under spawn the work is missing, the status 0
#
#    Start processes under a main guard; without it a ``RuntimeError`` ends the
#    program, unless it forks.
#
#    The error ends the program only where a fork server of 3.14 or older
#    imports your file.
#    Elsewhere it ends the child, and the program goes on without its work.
#
# .. asked:: 2
#    :proof:
#       Under spawn the work is missing, the status 0
#       A pool without the guard never ends
#
#    Why does my program run twice, or speak of a bootstrapping phase?
#
#    A child imports your file, and with it runs what is not under a guard.
#
# .. asked:: 8
#    :proof:
#       spawn finds only the file's function (prompt, -m, file)
#
#    Why does it work as a script, but not at the prompt or in a notebook?
#
#    The child looks for the function in a file, and there is none.
#    Write the function into a module, and import it.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_outcomes(
        list(dict.fromkeys(run.interpreter for run in seen)),
        list(dict.fromkeys(run.start_method for run in seen)),
        {
            (run.interpreter, run.start_method): (ending(run), run.python)
            for run in seen
        },
        "What becomes of the program without the guard",
    )

# %%
# Next: :ref:`what it costs to start a process
# <sphx_glr_gallery_start_start_methods.py>`.
# Try: save a notebook cell's function to ``work.py``, import it from there,
# and start it again.
