"""Forks a child that ends at once, and asks for its state before and after waitpid()."""

import os
import time

import psutil


def state(pid):
    try:
        return psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return "gone"


pid = os.fork()
if pid == 0:
    os._exit(7)
deadline = time.monotonic() + 15
while state(pid) != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
    time.sleep(0.01)
print("it has ended:", state(pid))
time.sleep(0.2)
print("a while later:", state(pid))
waited, status = os.waitpid(pid, os.WNOHANG)
print("waitpid() returned its pid:", waited == pid)
print("its exit code:", os.waitstatus_to_exitcode(status))
print("waited for:", state(pid))
