"""End as the argument says."""

import os
import signal
import sys

print("here", flush=True)
match sys.argv[1]:
    case "raises":
        raise ValueError("on purpose")
    case "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    case "aborts":
        os.abort()
    case code:
        sys.exit(int(code))
