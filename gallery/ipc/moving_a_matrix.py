"""
It was the import, not the data
===============================

What does it cost to hand a matrix to a process?
A well-known comparison hands a small one to a process for each column, and
finds ``spawn`` far behind ``fork``: so moving data must be dear.
See in the picture where the time goes: a spawned child imports numpy; the data
only matters when it is a hundred times as large, and not in shared memory.
"""

from mpguide import bench, claims, machine
from mpguide.experiments import moving_a_matrix as experiment

# %%
# What is measured
# ----------------
#
# A child adds up one column in plain Python.
# It gets the whole matrix as an argument, as in the comparison; by pickle
# protocol 5, which leaves the numbers out of the pickle and has them sent as
# they are (:pep:`574`); or in a block of shared memory, filled before.
# What stands before and after it among the arguments tells when it was pickled
# and unpickled.
#
# .. program:: start_child_matrix
#    :folded:
#
# The main module of the comparison imports numpy, and so does this one:
#
# .. program:: start_child_matrix_numpy

# %%
# Run it
# ------
#
# The comparison's matrix has 1000 rows and 20 columns.
# Here are two with more rows besides.
# And the small one once more, with a main module that does not import numpy:
# an ``array`` of the same numbers is what moves.

if __name__ == "__main__":
    options = bench.options(
        methods=machine.start_methods(),
        rows=(1_000, 20_000, 312_500),
        columns=20,
        rounds=4,
        interpreters=1,
    )
    methods, columns = options.methods, options.columns
    few, many = min(options.rows), max(options.rows)
    shapes = [(rows, columns) for rows in sorted(options.rows)]
    took = bench.compare(
        experiment.every(methods, shapes),
        rounds=options.rounds,
        interpreters=options.interpreters,
    )
    print(experiment.table(took, few))

# %%
# The picture
# -----------
#
# From before ``start()`` to the end of ``join()``, a bar for each way.
# ``pickle`` is what the parent does, ``transfer`` lasts until the child has
# the matrix.
# Nine rounds in ten lie within a stroke.

if __name__ == "__main__":
    from mpguide import figures

    for rows in sorted({few, many}):
        bars, spreads = experiment.bars(took, rows)
        title = f"A column of a matrix of {rows * columns * 8e-6:.2g} MB"
        figures.draw_costs(bars, title, spreads)
    curves, floor = experiment.moved(took, shapes)
    figures.draw_curves(
        curves,
        "What moving the matrix takes",
        "size of the matrix",
        "pickle and transfer",
        limits={"memcpy": floor},
        x_unit="B",
    )

# %%
# What it shows
# -------------
#
# - With numpy in the main module, a spawned child imports it before it does
#   anything; next to that, a small matrix costs nothing.
#   A child of the fork server finds it imported, from Python 3.13.8 and 3.14.1
#   on; :ref:`see what imports cost <sphx_glr_gallery_start_import_cost.py>`.
# - A large one is copied into a pickle, by the system into a pipe and out of
#   it, and out of the pickle: each costs more than a copy within the process,
#   since it goes to memory that is new.
#   A fork spares all of it, and has :ref:`dangers of its own
#   <sphx_glr_gallery_start_start_methods.py>`.
# - Protocol 5 spares the copies that pickling makes; for that you have to send
#   the parts yourself.
# - Of a block of shared memory the name is sent, whatever its size.
#   Fill it once, for all children.
#
# What is compared is the least that each took.

if __name__ == "__main__":
    spawn, other = methods[-1], experiment.beside(methods)
    shared, outside = f"{other}, shared memory", f"{other}, protocol 5"
    claimed = {
        "Small: spawn imports at least 5 x as long as it moves": (
            (f"{spawn}.import, {few}", 5, f"{spawn}.moved, {few}")
        ),
        "Small: spawn takes at least 1.5 x as long with numpy": (
            (f"{spawn}.total, {few}", 1.5, f"{spawn}, no numpy.total, {few}")
        ),
        "To move a large argument takes at least 10 x as long": (
            (f"{other}.moved, {many}", 10, f"{other}.moved, {few}")
        ),
        "Large: an argument takes at least 5 x shared memory": (
            (f"{other}.moved, {many}", 5, f"{shared}.moved, {many}")
        ),
        "Large: protocol 5 pickles at least 10 x as fast": (
            (f"{other}.pickle, {many}", 10, f"{outside}.pickle, {many}")
        ),
    }
    for text, (long, times, short) in claimed.items():
        if spawn == "spawn" and many >= 100 * few:
            pair = min(took.values[long]), min(took.values[short])
            claims.timing(text, claims.ratio(*pair, times))
        else:
            claims.not_testable(text, "timing", "needs spawn, 100 x the rows")
    least = [low for low, _, _ in curves[shared].values()]
    flat = claims.ratio(least[0], least[-1], 1 / 20)
    claims.timing("Shared memory: large takes at most 20 x small", flat)
    full = [way for way, n in experiment.sent(shapes).items() if n[-1] > 999]
    claims.equal("Only an argument's pickle grows", full, ["argument"])

# %%
# Which children import depends on the start method, and on the version.

if __name__ == "__main__":
    imports = [m for m in methods if f"{m}.import, {few}" in took.names]
    free = ["fork", "forkserver"][: 1 + machine.forkserver_preloads_main()]
    text = "Only spawn, or a server without main, imports numpy"
    claims.equal(text, imports, [m for m in methods if m not in free])

# %%
# What you may have read
# ----------------------
#
# .. said:: A24
#    :today: corrected
#    :proof:
#       Small: spawn imports at least 5 x as long as it moves
#       Small: spawn takes at least 1.5 x as long with numpy
#
#    Handing over a matrix of 1000 x 20 numbers takes about twenty times as
#    long under spawn as under fork, so exchanging data is slow.
#
#    The difference is there, but it is the start of an interpreter and the
#    import of numpy.
#
# .. asked:: 11
#    :proof:
#       Large: an argument takes at least 5 x shared memory
#       Only an argument's pickle grows
#
#    How do I share a large numpy array without copying it?
#
#    In a block of shared memory: what is sent is its name.
#    See also :ref:`what it costs in memory
#    <sphx_glr_gallery_shared_shared_memory.py>`.

# %%
# Next: :ref:`a manager that serves other programs
# <sphx_glr_gallery_ipc_manager_server.py>`.
# Try: ``python moving_a_matrix.py --methods fork,spawn --rows 1000
# --columns 20 --rounds 20``: the comparison as it was.
