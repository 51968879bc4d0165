"""Has a child call a function that stands in a file."""

import os
import subprocess
import sys
import tempfile

TYPED = """
import multiprocessing
multiprocessing.set_start_method("spawn")
from worker import work

child = multiprocessing.Process(target=work)
child.start(); child.join()
"""
WORKER = 'def work(): print("the child works", flush=True)'

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "worker.py"), "w") as file:
            file.write(WORKER)
        subprocess.run([sys.executable, "-c", TYPED], cwd=folder)
