"""Asks one tool after another where a child of a hung program waits."""

import os
import re
import signal
import sys
import time
from importlib.util import find_spec
from subprocess import DEVNULL, PIPE, STDOUT, Popen, TimeoutExpired, run
from tempfile import TemporaryDirectory

STACK = "import sys, traceback; traceback.print_stack(sys._getframe(1))"


def written(mark, since=0, seconds=20):
    """Return what the program writes after a mark, as soon as it names the line."""
    until, found = time.monotonic() + seconds, ""
    while not wanted.search(found) and time.monotonic() < until:
        time.sleep(0.02)
        with open(log, encoding="utf-8") as file:
            found = file.read()[since:].partition(mark)[2]
    return found


def signalled(pid, number, mark, seconds=20):
    """Return what the program writes when one of its children is sent a signal."""
    since = os.path.getsize(log)
    os.kill(int(pid), number)
    return written(mark, since, seconds)


def told(*command, seconds=20):
    """Return what a tool tells that looks at the child from outside."""
    try:
        done = run(command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, timeout=seconds)
    except TimeoutExpired:
        return ""
    return done.stdout.decode()


def show(tool, answer):
    """Print whether an answer names the line at which the child waits."""
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    if named := [*filter(wanted.search, lines)]:
        found = f"names the line, {named[0]}"
    elif re.search("[Pp]ermission|privilege", answer):
        found = "is not permitted"
    else:
        found = f"shows no line, {lines[0]}" if lines else "gets no answer"
    print(f"{tool}: {found}", flush=True)


if __name__ == "__main__":
    method, program, py_spy = sys.argv[1:]
    posix, remote, python = os.name == "posix", hasattr(sys, "remote_exec"), sys.executable
    with open(program, encoding="utf-8") as file:
        texts = file.read().splitlines()
    line = 1 + next(n for n, text in enumerate(texts) if "while not lock.acquire(" in text)
    place = rf"{os.path.basename(program)}(?:[(:]|\", line )"
    wanted = re.compile(rf"{place}(?:{line}|{line + 1})\b")
    kinds = ["later", *["signals"] * 2 * posix, *["polls"] * remote]
    with TemporaryDirectory() as folder:
        log, script = os.path.join(folder, "log"), os.path.join(folder, "stack.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write(STACK)
        with open(log, "wb") as file:
            hung = Popen([python, program, method, *kinds], stdout=file, stderr=STDOUT)
        show("dump_traceback_later", written("Timeout"))
        pids = []
        while len(pids) < len(kinds):
            time.sleep(0.02)
            with open(log, encoding="utf-8") as file:
                pids = sorted(re.findall(r"(\w+): process (\d+)\n", file.read()))
        pid, other = (pid for _, pid in [*pids, *pids][-2:])
        if posix:  # it would go on to write
            os.kill(int(dict(pids)["later"]), signal.SIGTERM)
        for each in (pid, other) if posix else ():
            answer = ""
            while not wanted.search(answer):  # it may be on its way to the lock
                answer = signalled(each, signal.SIGUSR1, "first", 1)
        if posix:
            show("faulthandler.register", answer)
            show("SIGABRT", signalled(other, signal.SIGABRT, "Aborted"))
        if py_spy != "none":
            show("py-spy", told(py_spy, "dump", "--pid", pid))
        if find_spec("profiling"):
            show("profiling.sampling", told(python, "-m", "profiling.sampling", "dump", pid))
        if remote:
            show("pdb -p", told(python, "-m", "pdb", "-p", pid, seconds=1.5))
            polls = dict(pids)["polls"]
            show("pdb -p between timeouts", told(python, "-m", "pdb", "-p", polls))
        if remote and posix:
            sys.remote_exec(int(pid), script)
            answer = signalled(pid, signal.SIGUSR2, "File")
            show("sys.remote_exec and a signal", answer)
        if posix:
            show("Ctrl-C", signalled(pid, signal.SIGINT, "Traceback"))
        for kind, each in pids:
            if kind == "polls" or not posix:
                os.kill(int(each), signal.SIGTERM)
        hung.wait(20)
