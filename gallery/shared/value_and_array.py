"""
Value and Array hold C values only
==================================

What can a shared ``Value`` or ``Array`` hold?
Numbers, and single characters, each as a C type that you choose and that does
not grow; a text goes into an ``Array`` of bytes, a record into a structure.
See in the table what becomes of a value that does not fit: it is refused, or,
worse, altered without an error.
"""

from functools import partial
from itertools import product
from multiprocessing import Array, Manager, Pool, Process, RawArray, Value
from multiprocessing.shared_memory import ShareableList

from mpguide import claims
from mpguide.workers.shared import set_first
from mpguide.workers.shared_values import Point, change, keep, read_kept

# %%
# In short
# --------
#
# .. program:: value_and_array
#    :prints:

# %%
# The work
# --------
#
# A child writes into what it is passed.
#
# .. worker:: shared_values.change
#
# A structure of ctypes has names for its numbers; it stands in a module, where
# the child finds it.
#
# .. worker:: shared_values.Point

# %%
# Run it
# ------
#
# A letter chooses the C type: ``i`` is an ``int``, ``c`` a byte, ``d`` a
# double.
# In place of a letter stands a type of :mod:`ctypes`.
# An ``Array`` has as many items as you ask for, all 0, or those that you give
# it.

if __name__ == "__main__":
    number, text = Value("i", 41), Array("c", 8)
    points = Array(Point, [(1.5, 2.5), (3.5, 4.5)])
    child = Process(target=change, args=(number, text, points))
    child.start()
    child.join(30)
    print(number.value, text.value.decode(), points[0].x, points[1].x)

# %%
# What a Value keeps
# ------------------
#
# Each of these things is put into a ``Value`` of each type, and taken out
# again; *fails* is a ``TypeError``.

if __name__ == "__main__":
    codes, cells = list("cubiqfd"), {}
    names = ("7", "2**40", "0.1", "b'a'", "'a'", "'text'")
    things = (7, 2**40, 0.1, b"a", "a", "text")
    for code, thing in product(codes, things):
        try:
            found = Value(code, thing).value
        except TypeError:
            look = "fails", ""
        else:
            look = ("works", "") if found == thing else ("silent", repr(found))
        cells[code, names[things.index(thing)]] = look

# %%
# The picture
# -----------
#
# *silent* is the one to fear: a number that is too large loses its upper bits,
# and a ``float`` of C keeps fewer digits than Python's.
# Take ``q`` for whole numbers and ``d`` for others, unless memory is scarce.

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_outcomes(codes, names, cells, "Put into a Value, and read")

# %%
# What it shows
# -------------

if __name__ == "__main__":
    found = number.value, text.value.decode(), points[0].x, points[1].x
    claims.equal("The child has written", found, (42, "naïve", 11.5, 13.5))
    have = {"works": [], "silent": [], "fails": []}
    for (code, name), (state, _) in cells.items():
        have[state].append(f"{code} {name}")
    fits = ["c b'a'", "u 'a'", "b 7", "i 7", "q 7", "q 2**40"]
    fits += ["f 7", "f 2**40", "d 7", "d 2**40", "d 0.1"]
    claims.equal("Each type keeps what fits it", have["works"], fits)
    wrong = ["c 7", "b 2**40", "i 2**40", "f 0.1"]
    claims.equal("Four are altered without an error", have["silent"], wrong)
    refused = [code for code in codes if f"{code} 'text'" in have["fails"]]
    claims.equal("Each type refuses a text", refused, codes)
    claims.raises("Value('s') is refused", TypeError, lambda: Value("s", ""))

# %%
# A text is an ``Array`` of bytes: encode it, and leave room for the longest.
# No ``Array`` grows; one by ``RawArray``, or with ``lock=False``, has no lock.

if __name__ == "__main__":
    claims.equal("Five letters may take 6 bytes", len(text.value), 6)
    put = partial(setattr, Array("c", 2), "value")
    claims.raises("2 bytes can't hold 3", ValueError, partial(put, b"abc"))
    claims.raises("An Array takes no str", TypeError, partial(put, "abc"))
    raw = RawArray("i", 1)
    have = hasattr(text, "get_lock"), hasattr(raw, "get_lock")
    claims.equal("An Array has a lock, a RawArray none", have, (True, False))

# %%
# Other ways to share
# -------------------
#
# A child sets the first item of five things that it is passed.
#
# .. worker:: shared.set_first

if __name__ == "__main__":
    with Manager() as manager:
        block = ShareableList([0])
        try:
            ways = [0], raw, Array("i", 1), block, manager.list([0])
            child = Process(target=set_first, args=ways)
            child.start()
            child.join(30)
            first = [way[0] for way in ways]
        finally:
            block.shm.close()
            block.shm.unlink()
    claims.equal("Of five, only the list stays 0", first, [0, 1, 1, 1, 1])

# %%
# To a pool
# ---------
#
# A ``Value`` goes along when a process starts, and at no other time: a task
# can't bring one to a worker that runs already, but its initializer can.

if __name__ == "__main__":
    with Pool(1, initializer=keep, initargs=(number,)) as pool:
        late = pool.apply_async(abs, (number,))
        claims.raises(
            "A pool's task takes no Value", RuntimeError, partial(late.get, 30)
        )
        early = pool.apply_async(read_kept).get(30)
    claims.equal("A pool's initializer takes one", early, 42)

# %%
# What you may have read
# ----------------------
#
# .. said:: A15
#    :today: corrected
#    :proof: Of five, only the list stays 0
#
#    Multiprocessing has two objects for sharing, ``Value`` and ``Array``.
#
#    Beside them stand their raw kinds without a lock, whatever a manager
#    holds, and since 3.8 :mod:`multiprocessing.shared_memory`.
#
# .. said:: A16
#    :today: wrong
#    :proof: Value('s') is refused
#            Each type refuses a text
#            Each type keeps what fits it
#
#    A ``Value`` holds a number or a string.
#
#    It holds one number, or one character; a text is an ``Array`` of them.

# %%
# Next: :ref:`what one shared update costs
# <sphx_glr_gallery_shared_cost_of_sharing.py>`.
# Try: put ``-1`` among the things, and ``B`` and ``Q`` among the codes.
