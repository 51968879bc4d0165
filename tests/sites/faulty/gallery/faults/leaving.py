"""
A page that leaves everything behind
====================================

A process, an orphan, shared memory, files, settings.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

from mpguide import claims

NAP = "import time; time.sleep({})"
ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{NAP.format(77)}'])"

# %%
# Leave it.

if __name__ == "__main__":
    left = subprocess.Popen([sys.executable, "-c", NAP.format(66)])
    subprocess.run([sys.executable, "-c", ORPHAN], check=True)
    if sys.platform == "linux":
        block = SharedMemory(f"left-by-{os.getpid()}", create=True, size=1000)
        block.close()
    Path(tempfile.mkdtemp(prefix="mpguide-left-"))
    Path("left.dat").write_text("data", encoding="utf-8")
    os.environ["LEFT"] = "1"
    multiprocessing.set_start_method("spawn", force=True)
    claims.equal("It is left", left.poll(), None)
