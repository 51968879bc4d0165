"""Runs a package by python -m, where a child calls a function of its __main__.py."""

import os
import subprocess
import sys
import tempfile

MAIN = """
import multiprocessing

def work():
    print("the child works", flush=True)

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    child = multiprocessing.Process(target=work)
    child.start()
    child.join()
"""

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(package := os.path.join(folder, "package"))
        with open(os.path.join(package, "__main__.py"), "w") as file:
            file.write(MAIN)
        subprocess.run([sys.executable, "-m", "package"], cwd=folder)
