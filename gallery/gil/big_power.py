"""
It was the printing, not the power
==================================

Two threads that print a large power take twice as long as one: why?
Under the :term:`global interpreter lock` only one of them computes at a time;
but nearly all that they compute is the decimal digits.
See in the first picture how little of the time is the power, and in the last
who runs meanwhile.
"""

import sys
from functools import partial
from multiprocessing import get_context

from mpguide import bench, claims, machine
from mpguide.experiments import big_power as experiment

# %%
# In short
# --------
#
# .. program:: big_power
#    :prints:
#
# Since 3.11 no int is converted to more decimal digits than
# :func:`sys.set_int_max_str_digits` allows, nor from more, since it takes so
# long that it could be used to stop a server.
# :ref:`The failures lab <failure-digit_limit>` has the message.

# %%
# The work
# --------
#
# .. worker:: gil_power.compute
#
# Where you may have read of this, the exponent was a million.
# Up to 3.11, the time for the digits grows with the square of their number, so
# that a tenth of it has to do there; from 3.12 on, it grows more slowly.

if __name__ == "__main__":
    fast = experiment.converts_fast()
    options = bench.options(exponents=(100_000, 1_000_000)[: 1 + fast])
    claimed = [("digits", 3, "power"), ("digits", 10, "hex")]
    measured = {}
    for exponent in options.exponents:
        ways = {w: partial(f, exponent) for w, f in experiment.WAYS.items()}
        terms = {"budget": 3, "stress": options.stress}
        found = bench.compare(ways, claimed, **terms)
        measured[f"8 ** {exponent}"] = found

# %%
# Two threads
# -----------
#
# One alone, then two at once.

if __name__ == "__main__":
    largest = max(options.exponents)
    alone, both, cores = experiment.alone_and_both(largest)
    print(alone, both, sep="\n\n")

# %%
# Who runs meanwhile
# ------------------
#
# A thread that computes is asked to let go of the lock after a while
# (:func:`sys.setswitchinterval`), and does so between two steps of Python.
# A power is one such step, however long it takes.
# A second thread that wants to tick each millisecond shows it.
#
# .. worker:: gil_power.tick

if __name__ == "__main__":
    clock = experiment.beside_a_clock(1_000_000, largest)
    ticked = {way: experiment.ticks(clock, way) for way in ("power", "digits")}
    print(ticked)

# %%
# In a child
# ----------
#
# How many digits are allowed is a matter of each process, and of each start
# method.

if __name__ == "__main__":
    allowed = {}
    with experiment.digits_allowed(0):
        for method in machine.start_methods():
            with get_context(method).Pool(1) as pool:
                answer = pool.apply_async(sys.get_int_max_str_digits)
                allowed[method] = answer.get(30)

# %%
# What it shows
# -------------
#
# A power is a few multiplications, and 8 is a power of 2 besides, as 16 is:
# hexadecimal digits can be read off.
# Decimal digits cannot: that is many divisions.
# Those of 8 ** 100000 took :measured:`big_power/digits / power` as long as the
# power itself.
#
# To gain from a second core, compute in processes, or in threads of a
# free-threaded build.
# To gain more, leave the digits.

if __name__ == "__main__":
    with experiment.digits_allowed(sys.int_info.default_max_str_digits):
        text, number = "Decimal digits of 8 ** 100000 are refused", 8**100_000
        claims.raises(text, ValueError, partial(str, number))
        text = "Its hexadecimal digits are not"
        claims.equal(text, len(hex(number)) - 2, 75_001)
    for power, found in measured.items():
        for digits, times, way in claimed:
            text = f"{power}: its digits take {times} x {way} or more"
            claims.timing(text, found.answer(digits, times, way))
    gil = "" if machine.gil_enabled() else "needs a GIL"
    quick = gil if fast else "needs the fast conversion of 3.12"
    cores, least = round(cores, 2), min(ticked["power"])
    shared = "Two threads that compute share a core"
    once = "A power lets another thread tick once at most"
    often, most = "A fast conversion lets it tick more", max(ticked["digits"])
    for text, holds, found, needs in [
        (shared, cores < 1.2, cores, gil),
        (once, least < 2, least, gil),
        (often, most > 1, most, quick),
    ]:
        if needs:
            claims.not_testable(text, "structural", needs)
        else:
            claims.holds(text, holds, found)
    forked = {method: method == "fork" for method in allowed}
    found = {method: limit == 0 for method, limit in allowed.items()}
    claims.equal("Only a forked child has its parent's limit", found, forked)

# %%
# What you may have read
# ----------------------
#
# .. said:: B14
#    :today: outdated
#    :proof:
#       Decimal digits of 8 ** 100000 are refused
#       8 ** 100000: its digits take 3 x power or more
#       Two threads that compute share a core
#
#    Two threads that print 8 ** 1000000 take twice as long as one does, since
#    the power keeps the core busy.
#
#    They do, if they are allowed to: since 3.11 the ``print()`` raises
#    :exc:`ValueError`.
#    And it is the digits that keep the core busy, not the power.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    bars = {
        power: {way: found.median(way) for way in found.names}
        for power, found in measured.items()
    }
    figures.draw_costs(bars, "What a power costs, and what its digits")
    figures.draw_timeline(both, "Two threads, one core")
    begins = {way: clock.find(way)[0].start for way in ticked}
    ticks, title = experiment.steps(clock), "A long step holds up a clock"
    form = {"at": begins, "unit": "", "x_unit": "s", "log": False}
    figures.draw_curves(ticks, title, "time", "ticks so far", **form)

# %%
# Next: :ref:`C code that lets go of the lock
# <sphx_glr_gallery_gil_c_code_lets_go.py>`.
# Try: ``python big_power.py --exponents 10000,100000,300000``.
