"""
The warning you don't see
=========================

Does Python tell you that it forks beside a thread?
Since 3.12 it does, by a :exc:`DeprecationWarning`, but the default filters
show such warnings of your main module only, and this one comes from a module
of :mod:`multiprocessing`.
See in the table what each version makes of ``-W default`` and ``-W error``.
"""

import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

from mpguide import claims, machine, observe, survey

# %%
# In short
# --------
#
# .. program:: fork_warning
#    :prints:

# %%
# A child beside a thread
# -----------------------
#
# A program that is a test, too:
#
# .. program:: fork_beside_thread
#
# It is run in several ways; ``PYTHONWARNINGS`` does what ``-W`` would do.

if __name__ == "__main__":
    program = observe.program("fork_beside_thread")
    folder, file = os.path.split(program)
    test = ["pytest", "-p", "no:cacheprovider", "-c", os.devnull, file]
    ways = {
        "os.fork()": ([program, "os.fork"], {}),
        "python": ([program, "Process"], {}),
        "-W default": ([program, "Process"], {"PYTHONWARNINGS": "default"}),
        "no thread": ([program, "no-thread"], {"PYTHONWARNINGS": "default"}),
        "-W error": ([program, "Process"], {"PYTHONWARNINGS": "error"}),
        "unittest": (["unittest", file[:-3]], {}),
        "pytest": (test, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}),
    }
    tried = list(ways) * ("fork" in machine.start_methods())

# %%
# Run it
# ------
#
# What is shown: that the child works, and the file that the warning is about.

if __name__ == "__main__":
    telling = r"""(?mx) child\ works | ^Deprecation\w+ | No\ module\ named
        | \w+\.py (?= :\d+:\ DeprecationWarning: .* multi-threaded )"""

    def run(way):
        command, env = ways[way]
        env = {"PYTHONWARNINGS": "", "PYTHONDONTWRITEBYTECODE": "1", **env}
        module = program not in command
        run = observe.run(*command, env=env, module=module, cwd=folder)
        return sorted(re.findall(telling, run.output))

    with ThreadPoolExecutor(4) as threads:
        shown = dict(zip(tried, threads.map(run, tried), strict=True))
    print(shown)

# %%
# What it shows
# -------------
#
# The filters look at the module that the warning is about.
# A program that calls :func:`os.fork` itself is told; one that uses
# :mod:`multiprocessing` is not, for that forks in its ``popen_fork.py``.
# Test runners show what the default filters hide.
#
# ``-W error`` is to make an exception of each warning.
# Up to 3.14 nothing comes of it, not even the warning.
# Since 3.15 ``start()`` raises it, but in the parent, which has forked by
# then: the child works, and nobody can join it.

if __name__ == "__main__":
    works, raised = "child works", ["DeprecationWarning", "child works"]
    popen = [works, "popen_fork.py"]
    for minor, text, way, words in [
        (12, "It is shown of your main module", "os.fork()", [works, file]),
        (12, "It is hidden of multiprocessing", "python", [works]),
        (12, "-W default shows it", "-W default", popen),
        (12, "unittest shows it", "unittest", popen),
        (12, "pytest shows it", "pytest", popen[1:]),
        (12, "Without a thread, there is none", "no thread", [works]),
        (15, "Raised, it does not stop the child", "-W error", raised),
    ]:
        lacks = way not in shown or "No module named" in shown[way]
        if lacks or sys.version_info < (3, minor):
            needs = f"needs {way}, fork, Python 3.{minor}"
            claims.not_testable(text, "exact", needs)
        else:
            claims.equal(text, shown[way], words)

# %%
# On each interpreter
# -------------------
#
# The same under three filters, one after the other.
# Interpreters that are not installed here are shown from archived runs.
#
# .. program:: fork_filters

if __name__ == "__main__":
    name, none, found = "fork_filters", "nothing", {}
    seen = survey.survey(name, ["fork"]) if tried else survey.archived(name)
    for run in seen:
        for filters, comes in re.findall(r"(\S+ \w+): (\w+)", run.last_line):
            found.setdefault((filters, run.interpreter), comes)
    versions = {run.interpreter: run.version for run in seen}
    for text, filters, word, since in [
        ("-W default shows it, since 3.12", "-W default", "shown", (3, 12)),
        ("-W error raises it, since 3.15", "-W error", "raised", (3, 15)),
    ]:
        comes = {n: found[filters, n] for n in versions}
        told = {n: word if v >= since else none for n, v in versions.items()}
        claims.equal(text, comes, told)
    wrong = survey.differing(name, seen)
    claims.holds(
        "No run here differs from its archive", not wrong, wrong or versions
    )

# %%
# What you may have read
# ----------------------
#
# .. said:: A9
#    :today: true
#    :proof: -W default shows it, since 3.12
#       It is hidden of multiprocessing
#       It is shown of your main module
#
#    A fork does not go with threads, and Python warns of it.
#
#    It warns since 3.12, but the default filters hide the warning where
#    :mod:`multiprocessing` forks.
#
# .. asked:: 6
#    :proof: unittest shows it
#       Without a thread, there is none
#
#    My tests show a DeprecationWarning of ``popen_fork.py``: what is it about?
#
#    Your process has more than one thread, and starts a child by ``fork``,
#    which :ref:`may hang <sphx_glr_gallery_deadlock_fork_with_held_lock.py>`.
#    Your program does the same, unseen.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    rows = list(dict.fromkeys(filters for filters, _ in found))
    title = "What becomes of the warning of multiprocessing's fork"
    figures.draw_table(rows, [*versions], found, title)

# %%
# Next: :ref:`four ways out <sphx_glr_gallery_deadlock_fork_safely.py>`.
# Try: in place of starting a thread, give an executor of threads a task and
# wait for its result: is there a warning when the task is done?
