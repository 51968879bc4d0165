"""Look into a program that runs already, and let it live: by tools that read its memory.

``profiling.sampling`` comes with Python 3.15, py-spy is a package of its own.  Both need
the permission to read another process's memory.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

from mpguide.observe import launch
from mpguide.observe.errors import ObserveError
from mpguide.observe.member import Member
from mpguide.observe.outcome import HUNG, Frame, Outcome, Stack
from mpguide.observe.processes import TRACKER, Family
from mpguide.observe.stacks import LEFT_ALONE, MAIN_THREAD

PATIENCE = 20
"""Seconds that a tool has for a process."""

NO_PY_SPY = "py-spy is not installed: pip install py-spy, or mpguide[look]"
NOT_PERMITTED = (
    "not permitted to read its memory: be its user or root, and on Linux let "
    "/proc/sys/kernel/yama/ptrace_scope be 0"
)

HEADER = re.compile(r"Stack dump(?: for PID \d+)?, thread (\d+) \((main thread)?.*\):")
LINE = re.compile(r'  File "(.*)", line (\d+), in (.*)')


class CannotLook(Exception):
    """A tool that can't show a process: the message says which, and what it takes."""


def look(pid: int) -> Outcome:
    """Return the tree and the stacks of a running program as the outcome of one that hangs.

    Raises `ObserveError` if there is no such process, or none that can be seen.
    """
    import psutil

    if not psutil.pid_exists(pid):
        raise ObserveError(f"{pid}: no such process")
    family = Family("-", ())
    family.begin(pid)
    members, tree = family.find(), family.tree()
    stacks: list[Stack] = []
    for member in members:
        role = family.role(member)
        if role == TRACKER:
            stacks.append(Stack(member.pid, role, MAIN_THREAD, (), LEFT_ALONE))
            continue
        try:
            stacks += _seen(member, role)
        except CannotLook as error:
            stacks.append(Stack(member.pid, role, MAIN_THREAD, (), str(error)))
    if not any(stack.frames for stack in stacks):
        reasons = dict.fromkeys(stack.note for stack in stacks if stack.role != TRACKER)
        raise ObserveError(f"{pid}: its stacks can't be seen: {'; '.join(reasons)}")
    version = next(_python(member).version for member in members if _can(member, stacks))
    told = f"process {pid}, which goes on"
    return Outcome(HUNG, None, "", tuple(stacks), (), told, 0.0, version, family.seen(), tree)


def _can(member: Member, stacks: list[Stack]) -> bool:
    return any(stack.frames for stack in stacks if stack.process == member.pid)


def _seen(member: Member, role: str) -> list[Stack]:
    """Return the stacks of a process by the first tool that can show them."""
    python = _python(member)
    reasons = []
    for tool in (_by_profiling, _by_py_spy):
        try:
            found = sorted(tool(member.pid, python), key=lambda thread: thread[0] != MAIN_THREAD)
            return [Stack(member.pid, role, *thread) for thread in found]
        except CannotLook as error:
            reasons.append(str(error))
    raise CannotLook("; ".join(reasons))


def _python(member: Member) -> launch.Interpreter:
    import psutil

    try:
        path = member.process.exe()
        if "python" not in os.path.basename(path).lower():
            raise CannotLook(f"{os.path.basename(path)} is no Python")
        return launch.interpreter(path)
    except psutil.Error as error:
        raise CannotLook(NOT_PERMITTED) from error
    except ObserveError as error:
        raise CannotLook(str(error)) from error


def _by_profiling(pid: int, python: launch.Interpreter) -> Iterator[tuple[str, tuple[Frame, ...]]]:
    if tuple(map(int, python.version.split(".")[:2])) < (3, 15):
        raise CannotLook(f"profiling.sampling needs Python 3.15, and this is {python.version}")
    command = [python.path, "-m", "profiling.sampling", "dump", "--all-threads", str(pid)]
    return parse(_run("profiling.sampling", command))


def _by_py_spy(pid: int, _: launch.Interpreter) -> Iterator[tuple[str, tuple[Frame, ...]]]:
    beside = os.path.dirname(sys.executable)
    py_spy = shutil.which("py-spy", path=beside) or shutil.which("py-spy")
    if not py_spy:
        raise CannotLook(NO_PY_SPY)
    threads = json.loads(_run("py-spy", [py_spy, "dump", "--json", "--pid", str(pid)]))
    return iter([_thread(pid, thread) for thread in threads])


def _thread(pid: int, told: dict[str, object]) -> tuple[str, tuple[Frame, ...]]:
    """Return what py-spy tells of a thread, the innermost frame first."""
    found = told["frames"]
    assert isinstance(found, list)
    frames = [_frame(one["filename"], one["line"], one["name"]) for one in reversed(found)]
    main = told.get("os_thread_id") == pid or told["thread_name"] == "MainThread"
    return (MAIN_THREAD if main else str(told["thread_name"])), tuple(frames)


def parse(text: str) -> Iterator[tuple[str, tuple[Frame, ...]]]:
    """Yield the threads of a dump of ``profiling.sampling``, each with its frames."""
    threads: list[tuple[str, list[Frame]]] = []
    for line in text.splitlines():
        if header := HEADER.match(line):
            threads.append((header[2] or f"thread {header[1]}", []))
        elif threads and (match := LINE.fullmatch(line)):
            threads[-1][1].append(_frame(match[1], int(match[2]), match[3]))
    yield from ((name, tuple(frames)) for name, frames in threads)


def _frame(file: str, line: int, name: str) -> Frame:
    import linecache

    function = name.rpartition(".")[2]  # without the class
    return Frame(file, line, function, linecache.getline(file, line).strip())


def _run(tool: str, command: list[str]) -> str:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotLook(f"{tool} gave no answer within {PATIENCE} s") from error
    if done.returncode or not done.stdout.strip():
        raise CannotLook(f"{tool}: {why(done.stderr)}")
    return done.stdout


def why(error: str) -> str:
    """Say in a few words why a tool failed.

    >>> why("Error: Failed to find python version from target process")
    'knows no such build of Python; free-threaded ones are among these'
    """
    if re.search("[Pp]ermission|[Pp]ermitted|privilege", error):
        return NOT_PERMITTED
    if re.search("python version|Python version|[Ff]ree-threaded|interpreter", error):
        return "knows no such build of Python; free-threaded ones are among these"
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    return lines[0] if lines else "shows nothing"
