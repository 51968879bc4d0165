"""
One array, many processes, no copy
==================================

How do several processes read the same large array, without a copy for each?
Put it into a block of shared memory, and hand out the block: what is sent is
its name.
See in the picture that a worker which is sent the array itself grows by all of
it, and one that is handed the block does not grow at all; only the resident
memory, which most tools show, looks alike.
"""

import os
import subprocess
import sys
from array import array
from multiprocessing.shared_memory import SharedMemory

from mpguide import bench, claims, machine, observe
from mpguide.experiments import memory
from mpguide.experiments.shared_memory import send, share

# %%
# In short
# --------
#
# .. program:: shared_memory
#    :prints:

# %%
# The work
# --------
#
# A worker adds up an array that it is sent; or one in a block, which numpy
# takes for its memory:
#
# .. worker:: shared_memory.add_up_sent
# .. worker:: shared_memory.add_up_shared
#
# Every block is closed wherever it was opened, and unlinked once.

# %%
# Run it
# ------
#
# Two workers get the same array, first the one way, then the other, for each
# of several sizes in bytes.
#
# .. experiment:: shared_memory.share
#
# Measured is by how much their memory grows between their being ready and
# their answer.

if __name__ == "__main__":
    sizes = 1_000_000, 6_000_000, 36_000_000
    options = bench.options(
        method=machine.start_method(), sizes=sizes, workers=2
    )
    how = options.method, options.workers
    ways = {"sent": send, "shared": share}
    sums, grown = {}, {name: {} for name in ways}
    for size in options.sizes:
        for name, way in ways.items():
            sums[name], grown[name][size] = way(size, *how)
    memory.save(options.json, grown)

# %%
# The picture
# -----------
#
# The dashed line is the size of the array itself.

if __name__ == "__main__":
    from mpguide import figures

    figures.draw_curves(
        memory.curves(grown, "resident", "private"),
        "What a worker's memory grows by",
        "size of the array",
        limits={"the array": {size: size for size in options.sizes}},
        unit="B",
        x_unit="B",
    )

# %%
# What it shows
# -------------
#
# Resident memory (RSS) counts a page for each process that uses it.
# What one process costs is its private memory (USS); what all cost together is
# the sum of their proportional memory (PSS), in which a page that three share
# is a third for each.

if __name__ == "__main__":
    right = [float(sum(range(size // 8)))] * options.workers
    claims.equal("Every sum is right", sums, dict.fromkeys(ways, right))
    copies = 0.9 * options.workers
    for text, way, kind, low, high in (
        ("Sent, a worker grows by the array", "sent", "private", 0.9, 9),
        ("Shared, by less than a tenth", "shared", "private", -1, 0.1),
        ("Its resident memory grows by all", "shared", "resident", 0.9, 9),
        ("Sent, there is a copy for each", "sent", "together", copies, 99),
        ("Shared, all grow by less than 0.1", "shared", "together", -1, 0.1),
    ):
        if sys.platform == "linux" and size >= 10_000_000:
            parts = [round(n / size, 2) for n in grown[way][size][kind]]
            holds = all(low < part < high for part in parts)
            claims.holds(text, holds, f"{parts} of the array")
        else:
            claims.not_testable(text, "structural", "needs Linux, 10 MB")

# %%
# By its name
# -----------
#
# A program that is nobody's child, and is told no more than the block's name,
# adds up what is in it.

if __name__ == "__main__":
    block = SharedMemory(create=True, size=16)
    block.buf[:16] = array("d", [40, 2]).tobytes()
    program = [sys.executable, observe.program("sum_of_block"), block.name]
    limits = {"capture_output": True, "text": True, "timeout": 30}
    stranger = subprocess.run(program, check=True, **limits)
    claims.equal("A stranger reads it, too", float(stranger.stdout), 42.0)

# %%
# Close everywhere
# ----------------
#
# While a view uses a block, as ``numpy.frombuffer`` does, ``close()`` refuses.
# Let go of the view first.
# An array made by ``numpy.ndarray`` doesn't tell that it uses it, and the
# memory goes away below it:
#
# .. program:: closed_too_early

if __name__ == "__main__":
    with block.buf.cast("d"):
        claims.raises("A block in use stays open", BufferError, block.close)
    crash = observe.run(observe.program("closed_too_early"))
    print(*str(crash).splitlines()[:6], sep="\n")
    claims.equal("Closed below an array, it crashes", crash.ended, "failed")

# %%
# Unlink once
# -----------
#
# A block that nobody unlinks would be there until the machine is restarted.
# So a resource tracker, a process of its own, does it when all others of the
# program have ended, and warns:
#
# .. program:: leaked_block

if __name__ == "__main__":
    block.close()
    block.unlink()
    program = [sys.executable, observe.program("leaked_block")]
    leaked = subprocess.run(program, check=True, **limits)
    print(leaked.stderr.rpartition("UserWarning: ")[2])
    name = leaked.stdout.strip()
    claims.raises("Leaked, it is gone", OSError, lambda: SharedMemory(name))
    clean = subprocess.run([*program, "unlink"], check=True, **limits)
    told = ["leaked" in run.stderr for run in (leaked, clean)]
    claims.equal("Only a leak is warned of", told, [os.name == "posix", False])

# %%
# What you may have read
# ----------------------
#
# .. said:: C8
#    :today: outdated
#    :proof: A stranger reads it, too
#
#    Processes that subprocess starts can't share memory.
#
#    Since Python 3.8 a block has a name, by which any program can open it.
#
# .. asked:: 11
#    :proof:
#       Shared, by less than a tenth
#       Sent, there is a copy for each
#
#    How do I share a large numpy array without copying it?
#
#    In a block of shared memory, as here.
#    If nobody changes it and you fork anyway, make it before the fork: the
#    numbers in an array :ref:`stay shared
#    <sphx_glr_gallery_shared_copy_on_write.py>`.
#
# .. asked:: 12
#    :proof:
#       Only a leak is warned of
#       Leaked, it is gone
#
#    What are the leaked shared_memory objects of the resource tracker?
#
#    Blocks that were not unlinked by anyone when the program ended.
#    Close a block in each process, and unlink it in one; programs that only
#    use another's block :ref:`have to say so
#    <sphx_glr_gallery_start_subprocess_or_process.py>`.

# %%
# Next: :ref:`a change inside a nested list stays home
# <sphx_glr_gallery_shared_manager_traps.py>`.
# Try: ``python shared_memory.py --sizes 1000000000 --workers 8``, if
# you have the memory.
