"""
All that a page can show
========================

What does :func:`os.getpid` return, and is <it> "the" same & equal?
"""

import os
from multiprocessing import Process

from mpguide import claims
from mpguide.workers.start import nap

# %%
# The work
# --------
#
# .. worker:: start.nap
#
# A child has a :term:`global interpreter lock` of its own; see
# :func:`the docs <os.getpid>` and `the PEPs <https://peps.python.org>`_.
#
# .. tip:: Numbers are used again.
#
# .. note::
#
#    Two lines
#    of a note.
#
# .. program:: many_processes
#    :prints:
#
# .. code-block:: console
#
#    $ python zebra.py

# %%
# Run it
# ------

if __name__ == "__main__":
    child = Process(target=os.getpid)
    child.start()
    child.join(30)
    print("nap" if callable(nap) else "", child.exitcode)

# %%
# What it shows
# -------------
#
# >>> 6 * 7
# 42

if __name__ == "__main__":
    claims.equal('A *child* <b>ends</b> with_ `code` 0 & "more"', child.exitcode, 0)
    claims.holds("Three of three", True, "one\\*two*\n  .. raw:: html")
    claims.holds("Three of three!", True, "an equal anchor, were it not numbered")
    claims.not_testable("A GIL is gone", "timing", "needs a free-threaded build")

# %%
# What you may have read
# ----------------------
#
# .. said:: A12b B3
#    :today: outdated
#    :proof:
#       Three of three
#       A GIL is gone
#
#    A :class:`threading.Thread` is dear.
#
#    It is not,
#    today.
#
# .. asked:: 17
#    :proof: Three of three!
#
#    How many?
#
#    Three.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_costs({"all": {"start": 0.1, "work": 0.2}}, "Costs <in> s")
    figures.draw_costs({"all": {"start": 0.2, "work": 0.1}}, "Costs again")
    print("after the pictures")

# %%
# Next: :doc:`apple` follows.
