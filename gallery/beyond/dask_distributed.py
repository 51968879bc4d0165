"""
The same job on a cluster
=========================

Can the processes that work for you be on other machines, and what becomes of
the job when one of them dies?
With Dask, a scheduler hands tasks to workers over TCP; what a dead worker has
done is done again by another one, and the results are the same.
See in the table which tasks were done twice, and by whom.
"""

import json
from importlib.util import find_spec
from math import factorial

from mpguide import claims, machine, observe

# %%
# In short
# --------
#
# `Dask <https://distributed.dask.org/en/stable/>`__ is a library that you
# install; ``dask.distributed`` is its part for clusters.
# A client that gets no address starts a cluster on this machine.
# ``temporary_directory`` says where that keeps its files; by default it is a
# folder among the temporary ones, which stays.
#
# .. program:: dask_distributed
#    :prints:

# %%
# A cluster by hand
# -----------------
#
# Here its parts are started one by one, with the command that you would use
# `on several machines
# <https://docs.dask.org/en/stable/deploying-cli.html>`__: a scheduler, and two
# workers that find it by a file.
# By default a worker has a *nanny*, a process that starts it again when it
# dies; ``--no-nanny`` leaves it out.
#
# The client gives them a matrix job; one that is `written for joblib
# <https://joblib.readthedocs.io/en/stable/parallel.html>`__ and, told so, runs
# on the cluster; and a factorial job, whose tasks write down who does them.
# Then comes the factorial job again; when four tasks are done, the worker that
# has the result of the first one is killed.
#
# .. program:: dask_cluster

# %%
# Run it
# ------
#
# The program has a process of its own, and so nothing of it stays here.

if __name__ == "__main__":
    numbers, found, outlived = range(200, 212), {}, None
    if find_spec("joblib") and find_spec("distributed"):
        how = {"start_method": machine.start_method(), "quiet": None}
        program = observe.program("dask_cluster")
        run = observe.run(program, *numbers, deadline=90, **how)
        assert run.ended == "finished", str(run)
        found, outlived = (
            json.loads(run.output.splitlines()[-1]),
            run.survivors,
        )
        print(found["loss"]["killed"], "is killed")
        for number, names in found["loss"]["ran"].items():
            print(number, *names)

# %%
# What it shows
# -------------
#
# A result stays with the worker that has computed it until somebody asks.
# So a worker that dies takes along what it has done; the scheduler knows how
# each result came about, and has `it done again
# <https://distributed.dask.org/en/stable/resilience.html>`__.
# What the other worker has done is not done again.

if __name__ == "__main__":
    import numpy as np

    squares = [np.arange(n * n).reshape(n, n) for n in numbers]
    traces = [int(np.trace(square @ square)) for square in squares]
    digits, many = [len(str(factorial(n))) for n in numbers], len(numbers)
    matrix, workers, hosts = map(found.get, ("matrix", "workers", "listen"))
    calm, loss = found.get("calm", {}), found.get("loss", {})
    first, second = calm.get("results"), loss.get("results")
    dead, ran = loss.get("killed"), loss.get("ran", {})
    other = ({"Ann", "Bob"} - {dead}).pop()
    on_it = [name in {"Ann", "Bob"} for name in found.get("joblib", ())]
    times = [len(names) for names in calm.get("ran", {}).values()]
    lost = [n for n in ran if dead in ran[n]]
    again = [n for n in ran if len(ran[n]) > 1]
    last = [names[-1] for names in ran.values()]
    for text, seen, known in [
        ("The matrix job gives what a loop gives", matrix, traces),
        ("So does the factorial job", first, digits),
        ("joblib's tasks run on the cluster", on_it, [True] * many),
        ("Without a death, each task is done once", times, [1] * many),
        ("After a death, the results are the same", second, digits),
        ("Done again is what the dead worker did", again, lost),
        ("At last, the other one has done all", last, [other] * many),
        ("Without a nanny, the dead stay dead", workers, [other]),
        ("All listen on the loopback alone", hosts, ["127.0.0.1"]),
        ("Nothing outlives the program", outlived, ()),
    ]:
        if found:
            claims.equal(text, seen, known)
        else:
            claims.not_testable(text, "exact", "needs joblib and Dask")

# %%
# On a real cluster
# -----------------
#
# The job stays as it is, but for the address: ``Client("tcp://...:8786")``.
# Who starts the parts there is a matter of the cluster: the command above, or
# `what Dask has for batch systems, clouds and containers
# <https://docs.dask.org/en/stable/deploying.html>`__.
# What to watch:
#
# - Every worker needs `the same Python and libraries
#   <https://docs.dask.org/en/stable/software-environments.html>`__, and your
#   modules: only the functions of the main module are sent as code.
# - A path means the same everywhere only on a disk that all share.
# - Whoever reaches the scheduler can have any code run: it belongs `into a
#   network that you trust
#   <https://distributed.dask.org/en/stable/limitations.html>`__, or behind
#   `TLS <https://distributed.dask.org/en/stable/tls.html>`__.
# - A task may run twice, and must do no harm then.
#   One that kills worker after worker `fails at last
#   <https://distributed.dask.org/en/stable/killed.html>`__.
# - The scheduler is one process: if it dies, it forgets the jobs.

# %%
# The picture
# -----------

if __name__ == "__main__":
    from mpguide import figures

    who = {dead: "the killed worker", other: "the other one"}
    rows, columns = [str(n) for n in numbers], ("done by", "again by")
    cells = {
        (number, column): who[name]
        for number, names in ran.items()
        for column, name in zip(columns, names, strict=False)
    }
    figures.draw_table(rows, columns, cells, "Tasks and their workers")

# %%
# Next: :ref:`from one core to a cluster
# <sphx_glr_gallery_beyond_which_engine.py>`.
# Try: in ``dask_cluster.py``, leave out ``--no-nanny``, and ask for the
# workers a few seconds later.
