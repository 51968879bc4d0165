"""
Without the GIL, threads gain and luck ends
===========================================

What changes for threads on a build of Python that has no :term:`global
interpreter lock`?
They compute side by side, each on a core of its own; and an update that used
to survive without a lock gets lost.
See in the table what two threads gain and lose on each build; builds that are
not installed here are shown from archived runs.
"""

from mpguide import claims, machine, survey
from mpguide.experiments import free_threading

# %%
# In short
# --------
#
# .. program:: free_threading
#    :prints:

# %%
# The work
# --------
#
# The :term:`free-threaded build` is an interpreter of its own, ``python3.14t``
# beside ``python3.14``: an experiment in 3.13, :ref:`supported since 3.14
# <whatsnew314-free-threaded-now-supported>`.
# What it costs a single thread, and what else differs, is told in
# :ref:`Python's own guide <freethreading-python-howto>`.
#
# Each interpreter runs this program, in which two threads count, and then
# change what they share in four ways:
#
# .. program:: without_gil

# %%
# Run it
# ------
#
# This interpreter runs it, and each free-threaded one does so twice: as it is,
# and by ``python -X gil=1``, which puts the lock back.

if __name__ == "__main__":
    seen = survey.survey("without_gil")
    if not machine.free_threaded():
        mine = [machine.python_name()]
        seen = survey.survey("without_gil", ["default"], mine) + seen
    runs = {free_threading.named(run): run for run in seen}
    for name, run in runs.items():
        print(f"{name}: {free_threading.source(run)}\n  {run.last_line}")

# %%
# What it shows
# -------------
#
# *Counting*: it takes two free cores to count at the same time.
# That is measured in the same rounds, by C code that runs without the GIL on
# every build.
#
# *+=* is to read, to add and to write; without the GIL the other thread comes
# in between.
# With it, threads take turns only at certain points of their code, and in this
# loop there is none between the read and the write.
# That is luck: with a call in between there is one.
#
# *lock*: one that is held from the read to the write loses none on any build.
#
# *append*: the list itself stays whole, since each single call of one of its
# methods holds a lock of its own; so it is with :class:`dict` and
# :class:`set`.

if __name__ == "__main__":
    found = {name: run.measured for name, run in runs.items()}
    off = {name: each for name, each in found.items() if not each["gil"]}
    on = {name: each for name, each in found.items() if each["gil"]}
    newest = [*off][-1]
    text = "Without a GIL, two threads count at the same time"
    if runs[newest].live and machine.cores() < 2:
        claims.not_testable(text, "timing", "needs two cores")
    else:
        verdict, evidence = free_threading.at_once(off[newest])
        claims.timing(text, (verdict, f"{newest}: {evidence}"))
    most = {name: free_threading.cores(each) for name, each in on.items()}
    text = "With a GIL, two threads have one core"
    claims.holds(text, max(most.values()) < 1.3, f"at most {most}")
    for text, way, those, some in (
        ("Without a GIL, += loses updates", "+=", off, True),
        ("With a GIL, the same += loses none", "+=", on, False),
        ("With a call in between, every build loses", "call", found, True),
        ("With a lock, no build loses any", "lock", found, False),
        ("A list loses nothing appended to it", "append", found, False),
    ):
        lost = {name: each["lost"][way] > 0 for name, each in those.items()}
        claims.equal(text, lost, dict.fromkeys(those, some))

# %%
# What brings the GIL back
# ------------------------
#
# An extension module has to declare that it needs no GIL.
# Import one that is silent, and a free-threaded build switches the GIL on, for
# all threads and for good; the only sign is a warning.
#
# .. program:: gil_comes_back
#
# Ask :func:`sys._is_gil_enabled`, since 3.13, once all is imported.
# ``python -X gil=0`` keeps the GIL off, at your own risk.
# How an extension is made to need none is told in :ref:`another guide
# <freethreading-extensions-howto>`.

if __name__ == "__main__":
    imports = survey.survey("gil_comes_back")
    for run in imports:
        name = free_threading.named(run)
        print(f"{name}: {free_threading.source(run)}\n  {run.last_line}")
    text = "A silent extension brings the GIL back, others not"
    after = {(run.start_method, run.last_line[-5:]) for run in imports}
    claims.equal(text, after, {("silent", " True"), ("declared", "False")})
    wrong = survey.differing("without_gil", seen)
    wrong += survey.differing("gil_comes_back", imports)
    live = sum(run.live for run in (*seen, *imports))
    evidence = "; ".join(wrong) or f"{live} runs here"
    claims.holds("No run here differs from its archive", not wrong, evidence)

# %%
# What you may have read
# ----------------------
#
# .. said:: A19
#    :today: outdated
#    :proof:
#       Without a GIL, += loses updates
#       With a call in between, every build loses
#       With a lock, no build loses any
#
#    With threads you mostly get away without locks.
#
#    You did with some code, by luck, as long as there was a GIL.
#    Without it the same code loses updates, and it needs the lock that it
#    always should have had.
#
# .. said:: B15
#    :today: outdated
#    :proof:
#       Without a GIL, two threads count at the same time
#       With a GIL, two threads have one core
#
#    For work that computes threads are no help; only processes are.
#
#    So it is with a GIL; without it threads compute side by side, and share
#    their objects while they do.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    cells = free_threading.cells(runs)
    ways = dict.fromkeys(way for way, _ in cells)
    title = "The cores two threads have, and the updates they lose"
    figures.draw_table([*ways], [*runs], cells, title)

# %%
# Next: :ref:`how many workers to start
# <sphx_glr_gallery_gil_how_many_workers.py>`.
# Try: ``python3.14t -X gil=1 without_gil.py``, and the same with ``gil=0``.
