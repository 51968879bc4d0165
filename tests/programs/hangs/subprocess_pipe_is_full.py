"""A program writes more than its pipe holds, and is waited for before it is read."""

import subprocess
import sys

code = "import os; os.write(1, bytes(1_000_000))"
program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
program.wait()  # waits
