"""Has a child call a function that stands in no file, as at Python's prompt or in a notebook."""

import subprocess
import sys

TYPED = """
import multiprocessing
multiprocessing.set_start_method("spawn")
def work(): print("the child works", flush=True)

child = multiprocessing.Process(target=work)
child.start(); child.join()
"""

if __name__ == "__main__":
    subprocess.run([sys.executable, "-c", TYPED])
