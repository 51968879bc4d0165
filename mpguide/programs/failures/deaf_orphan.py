"""A child waits for ever for its killed parent, and so does whoever reads the child's output.

Under every start method: nobody sets its event any more.  Under forkserver the server stays, too.

Let each child watch its parent ("watches").
"""

import os
import signal
import subprocess
import sys
from multiprocessing import get_context, parent_process
from threading import Thread


def end_with_parent():
    parent_process().join()
    os._exit(1)


def work(told, begun, kind):
    if kind == "watches":
        Thread(target=end_with_parent, daemon=True).start()
    begun.set()
    told.wait()


def start_and_be_killed(method, kind):
    context = get_context(method)
    told, begun = context.Event(), context.Event()
    context.Process(target=work, args=(told, begun, kind)).start()
    begun.wait(10)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[-1] == "here":
        start_and_be_killed(*sys.argv[1:3])
    job = subprocess.run([sys.executable, *sys.argv, "here"], stdout=subprocess.PIPE)
    print("the job ended with", job.returncode)
