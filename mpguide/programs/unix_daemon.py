import os
import subprocess
import sys

from daemon import DaemonContext

if __name__ == "__main__":
    if sys.argv[1:]:
        with DaemonContext(detach_process=True, stdout=sys.stdout):
            print("the daemon works in", os.getcwd())
            print("in a session of its own:", os.getsid(0) != int(sys.argv[1]))
    else:
        detach = [sys.executable, __file__, str(os.getsid(0))]
        done = subprocess.run(detach, stdout=subprocess.PIPE, text=True, timeout=30)
        print(done.stdout, end="")
