"""Starts a daemon child and a Unix daemon, prints what each one finds, and comes to its end.

With the argument "stop" it ends the Unix daemon first, whose id is in a file.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process, current_process

TIMEOUT = 20


def find():
    umask = os.umask(0)
    os.umask(umask)
    output = os.fstat(1)
    nowhere = os.path.samestat(output, os.stat(os.devnull))
    return {
        "session": os.getsid(0),
        "folder": os.getcwd(),
        "umask": f"{umask:03o}",
        "output": os.devnull if nowhere else output.st_ino,
        "id": os.getpid(),
        "parent": os.getppid(),
        "daemon": current_process().daemon,
    }


def work(answer):
    with open(f"{answer}.part", "w") as file:
        json.dump(find(), file)
    os.rename(f"{answer}.part", answer)
    time.sleep(60)


def detach(answer, pidfile):
    from daemon import DaemonContext
    from daemon.pidfile import TimeoutPIDLockFile

    lock = TimeoutPIDLockFile(pidfile, TIMEOUT)
    with DaemonContext(detach_process=True, pidfile=lock):
        wait(lambda: os.getppid() != os.getsid(0))  # the maker of the session is gone
        work(answer)


def wait(condition, *arguments):
    end = time.monotonic() + TIMEOUT
    while not condition(*arguments):
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(0.01)


def main(folder, *arguments):
    answers = {name: os.path.join(folder, name) for name in ("daemon child", "Unix daemon")}
    child, unix = answers.values()
    pidfile = os.path.join(folder, "pid")
    os.umask(0o027)
    Process(target=work, args=(child,), daemon=True).start()
    subprocess.run([sys.executable, __file__, unix, pidfile], check=True, timeout=TIMEOUT)
    found = {"starter": find()}
    for name, answer in answers.items():
        wait(os.path.exists, answer)
        with open(answer) as file:
            found[name] = json.load(file)
    print(json.dumps(found), flush=True)
    if arguments == ("stop",):
        with open(pidfile) as file:
            os.kill(int(file.read()), signal.SIGTERM)
        wait(lambda: not os.path.exists(pidfile))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        detach(*sys.argv[1:])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(folder, *sys.argv[1:])
