"""
Reading Python objects copies their pages
=========================================

A forked child shares its parent's memory until one of the two writes to it; so
why does each child take as much as its parent in the end?
To use an object, Python counts a reference in it, and that is a write; a
garbage collection writes to every object there is.
See in the picture which children stay small, and what :func:`gc.freeze` saves.
"""

import sys

from mpguide import bench, claims, machine
from mpguide.experiments import memory
from mpguide.experiments.copy_on_write import private_memory, size_of

# %%
# What is measured
# ----------------
#
# A program makes many small objects, here empty lists, and an array that takes
# as much memory.
# It forks a child for each thing that a child may do with them.
# What was copied for the child is its private dirty memory, which Linux tells.
#
# .. program:: forked_memory

if __name__ == "__main__":
    options = bench.options(objects=(15_000, 150_000, 1_500_000))
    testable = sys.platform == "linux" and "fork" in machine.start_methods()
    owned = {}
    if testable:
        owned = {count: private_memory(count) for count in options.objects}
        memory.save(options.json, owned)
    for count, found in owned.items():
        print(f"{count} lists, {size_of(count) / 1e6:.1f} MB")
        for task, size in found.items():
            print(f"  {task:16} {size / 1e6:5.1f} MB")

# %%
# The picture
# -----------
#
# The dashed line is the size of the objects alone.

if __name__ == "__main__":
    if testable:
        from mpguide import figures

        tasks = next(iter(owned.values()))
        figures.draw_curves(
            {
                task: {count: found[task] for count, found in owned.items()}
                for task in tasks
            },
            "Memory that a forked child has of its own",
            "small objects of the parent",
            limits={"the objects": {count: size_of(count) for count in owned}},
            unit="B",
        )

# %%
# What it shows
# -------------
#
# *idle*: a child that does nothing shares nearly all.
#
# *collect*: the collector marks each list in the list itself, and so copies
# all; it comes by itself whenever the child has made enough objects.
# After ``gc.freeze()`` in the parent it leaves alone what was there by then.
#
# *loop*: ``for`` takes a reference to each object and drops it again.
# That is written into the object, and ``gc.freeze()`` can't help it.
#
# *add up*: the numbers of an array are no objects.
# A child reads them where they are, and all of them stay shared.

if __name__ == "__main__":
    texts = {
        "idle": "Idle, a child copies next to nothing",
        "collect": "A collection copies every object",
        "freeze, collect": "After gc.freeze(), it copies next to nothing",
        "loop": "A loop that only reads copies every object",
        "freeze, loop": "gc.freeze() does not help the loop",
        "add up": "Adding up an array copies next to nothing",
    }
    count, reason = max(options.objects), "needs Linux and a million objects"
    for task, text in texts.items():
        if testable and count >= 1_000_000:
            size, whole = owned[count][task], size_of(count)
            nothing = "nothing" in text
            holds = size < whole / 10 if nothing else size >= whole
            evidence = f"{size / 1e6:.1f} MB, the objects {whole / 1e6:.1f} MB"
            claims.holds(text, holds, evidence)
        else:
            claims.not_testable(text, "structural", reason)

# %%
# What you may have read
# ----------------------
#
# .. asked:: 24
#    :proof:
#       A collection copies every object
#       A loop that only reads copies every object
#       After gc.freeze(), it copies next to nothing
#
#    Why does the memory of my workers grow, though they only read what the
#    parent has loaded?
#
#    Reading a Python object writes to it, and each page that is written to is
#    copied.
#    Call :func:`gc.freeze` before you fork, keep large data in arrays, and let
#    a pool :ref:`replace its workers
#    <sphx_glr_gallery_pool_worker_state.py>` now and then, which gives the
#    copies back.

# %%
# Next: :ref:`copied generators draw the same numbers
# <sphx_glr_gallery_shared_random_numbers.py>`.
# Try: let the program make strings in place of lists, which the collector has
# nothing to do with, and see which of the curves comes down.
