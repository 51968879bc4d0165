"""Runs a package by python -m, where a child calls a function of another module."""

import os
import subprocess
import sys
import tempfile

MAIN = """
import multiprocessing

from package.worker import work

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    child = multiprocessing.Process(target=work)
    child.start()
    child.join()
"""
WORKER = 'def work(): print("the child works", flush=True)'

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(package := os.path.join(folder, "package"))
        for name, text in {"__main__.py": MAIN, "worker.py": WORKER}.items():
            with open(os.path.join(package, name), "w") as file:
                file.write(text)
        subprocess.run([sys.executable, "-m", "package"], cwd=folder)
