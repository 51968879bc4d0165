import multiprocessing
import subprocess
import sys

TYPED = """\
import multiprocessing
def work(): print("the child works", flush=True)

child = multiprocessing.get_context("METHOD").Process(target=work)
child.start(); child.join(10)
print("the child's exit code:", child.exitcode)
"""

method = multiprocessing.get_start_method()
prompt = [sys.executable, "-q", "-i"]
subprocess.run(prompt, input=TYPED.replace("METHOD", method), text=True, timeout=15)
