"""
What a page finds around it
===========================

It finds the start method of the newest CPython.
"""

import multiprocessing
import os
import sys

from mpguide import claims

# %%
# The claims.

if __name__ == "__main__":
    newest = "spawn" if sys.platform in {"darwin", "win32"} else "forkserver"
    method = multiprocessing.get_start_method()
    if "MPGUIDE_RECORD" in os.environ:
        claims.equal("The newest default is in force", method, newest)
    claims.equal("The folder is the page's own", "order.txt" in os.listdir(".."), True)
