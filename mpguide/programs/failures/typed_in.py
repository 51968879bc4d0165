"""Types a function at the prompt, and has a child call it: AttributeError.

Not under fork.  Elsewhere the child imports the main module, and there is no file to import.

Write the function into a module.
"""

import subprocess
import sys

TYPED = f"""\
from multiprocessing import get_context
def work(): print("the child works", flush=True)

child = get_context({sys.argv[1]!r}).Process(target=work)
child.start(); child.join(10)
print("the child's exit code:", child.exitcode)
"""

prompt = [sys.executable, "-q", "-i"]
subprocess.run(prompt, input=TYPED, text=True, timeout=15)
