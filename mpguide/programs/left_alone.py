"""Starts a child that works for a minute, in the way that is asked for, and comes to its end."""

import subprocess
import sys
import time
from multiprocessing import Process


def work():
    time.sleep(60)


if __name__ == "__main__":
    way = sys.argv[1]
    program = [sys.executable, __file__]
    if way == "Popen":
        subprocess.Popen([*program, "work"])
    elif way == "Popen with a pipe":
        child = subprocess.Popen([*program, "read"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        child.stdout.readline()
    elif way == "Process":
        Process(target=work).start()
    elif way == "daemon Process":
        Process(target=work, daemon=True).start()
    elif way == "work":
        work()
    else:
        print("ready", flush=True)
        sys.stdin.read()
