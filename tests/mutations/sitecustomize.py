"""Breaks the world of every interpreter that finds this on its path; then others have their turn.

The folder is in ``PYTHONPATH``, so that it reaches each process of a page's run: the page, its
children by every start method, the programs that it runs.  Only ``-I``, ``-E`` and ``-S`` escape.
"""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))

import broken

if name := os.environ.get(broken.VARIABLE):
    broken.activate(name)

path, mine = sys.path[:], sys.modules.pop("sitecustomize")
sys.path[:] = [folder for folder in path if os.path.abspath(folder) != here]
try:
    import sitecustomize  # noqa: F401 - it is there to be run
except ModuleNotFoundError as error:
    if error.name != "sitecustomize":
        raise
    sys.modules["sitecustomize"] = mine
finally:
    sys.path[:] = path
