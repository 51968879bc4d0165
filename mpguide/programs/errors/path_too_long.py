"""Starts a child where the folder for temporary files has a long path."""

import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context

if sys.argv[1:] == ["again"] and __name__ == "__main__":
    child = get_context("forkserver").Process(target=os.getpid)
    child.start()
    child.join()
    print("exit code:", child.exitcode)
elif __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(long := os.path.join(folder, "x" * 100))
        again = [sys.executable, __file__, "again"]
        subprocess.run(again, env=os.environ | {"TMPDIR": long})
