"""Leaves its children running when it is killed.

Under every start method, daemon or not: nothing tells them.  PR_SET_PDEATHSIG (Linux) does not
help under forkserver, whose children have another parent.

Let each child watch its parent.
"""

import ctypes
import os
import signal
import sys
import time
from multiprocessing import get_context, parent_process
from threading import Thread


def end_with_parent():
    parent_process().join()
    os._exit(1)


def work(kind, says, seconds):
    if "watcher" in kind:
        Thread(target=end_with_parent, daemon=True).start()
    if kind == "prctl" and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    says.send(f"process {os.getpid()}: {kind}")
    time.sleep(seconds)
    print(f"{kind}: done", flush=True)


if __name__ == "__main__":
    method, ending, *kinds = sys.argv[1:]
    context = get_context(method)
    hears, says = context.Pipe(duplex=False)
    for kind in kinds:
        seconds = 20 if ending == "killed" or kind == "daemon" else 0.3
        child = context.Process(target=work, args=(kind, says, seconds))
        child.daemon = kind == "daemon"
        child.start()
        print(hears.recv(), flush=True)
    if ending == "killed":
        os.kill(os.getpid(), 9)
