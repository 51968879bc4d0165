"""What a page may leave behind: no process, no shared memory, no file, no changed setting."""

import contextlib
import gc
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import psutil

MARK = "MPGUIDE_BUILD"
"""Names one run of the driver to all that descends from it, orphans included."""

GRACE = 2.0
"""Seconds that a process which is about to exit is given."""

SERVERS = ("multiprocessing.forkserver", "multiprocessing.resource_tracker")
"""The two helpers that a build may have; they end with it."""


class Surroundings(NamedTuple):
    """What was there before a page ran, and the names of shared memory that it uses."""

    processes: set[psutil.Process]
    shared: set[str]
    files: set[Path]
    environment: dict[str, str]
    method: str
    folder: Path


@contextlib.contextmanager
def watched(folder: Path, left: list[str]) -> Iterator[None]:
    """Watch what a page whose script is in ``folder`` leaves behind: say it, and undo it."""
    method, environment = multiprocessing.get_start_method(), dict(os.environ)
    before = Surroundings(family(), set(), _files(folder), environment, method, folder)
    with _noted(before.shared):
        yield
    left += _undo(before)


def _undo(before: Surroundings) -> Iterator[str]:
    gc.collect()
    multiprocessing.active_children()  # reaps those that have ended
    yield from _end_processes(before.processes)
    yield from _unlink_shared(before.shared)
    yield from _remove_files(before)
    yield from _settings(before)


def family() -> set[psutil.Process]:
    """Return every process that descends from this one, also from parents now gone."""
    own = psutil.Process()
    found = set(own.children(recursive=True))
    mark = os.environ.get(MARK)
    if mark:
        others = (process for process in psutil.process_iter() if process != own)
        found.update(process for process in others if carries(process, mark))
    return found


def carries(process: psutil.Process, mark: str) -> bool:
    """Return whether a process was started, however indirectly, by the marked driver."""
    try:
        return process.environ().get(MARK) == mark
    except (psutil.Error, OSError):
        return False


def _end_processes(before: set[psutil.Process]) -> Iterator[str]:
    deadline = time.monotonic() + GRACE
    while (left := [*_running(family() - before)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in left:
        with contextlib.suppress(psutil.Error):
            command = " ".join(process.cmdline())
            process.kill()
            yield f"process {process.pid} ({command[:100]})"


def _running(processes: Iterable[psutil.Process]) -> Iterator[psutil.Process]:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and not _is_server(process):
                yield process


def _is_server(process: psutil.Process) -> bool:
    if process.ppid() != os.getpid():
        return False
    command = " ".join(process.cmdline())
    return any(server in command for server in SERVERS)


@contextlib.contextmanager
def _noted(names: set[str]) -> Iterator[None]:
    """Note the names of shared memory that this process makes or attaches to.

    A listing of ``/dev/shm`` would show what other programs make meanwhile, too.
    """
    register = resource_tracker.register

    def note(name: str, kind: str) -> None:
        if kind == "shared_memory":
            names.add(name.lstrip("/"))
        register(name, kind)

    with patch.object(resource_tracker, "register", note):
        yield


def _unlink_shared(names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        with contextlib.suppress(FileNotFoundError):
            block = SharedMemory(name)
            block.close()
            block.unlink()
            yield f"shared memory {name}"


def _files(folder: Path) -> set[Path]:
    own = Path(tempfile.gettempdir()).glob("[!.]*")
    beside = folder.glob("[!._]*")
    # multiprocessing keeps its own folder until the process ends
    return {*beside, *(path for path in own if not path.name.startswith("pymp-"))}


def _remove_files(before: Surroundings) -> Iterator[str]:
    for path in sorted(_files(before.folder) - before.files):
        if path.suffix in {".py", ".rst", ".txt"} and path.parent == before.folder:
            continue  # a page that is being written meanwhile
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        yield f"file {path}"


def _settings(before: Surroundings) -> Iterator[str]:
    method = multiprocessing.get_start_method(allow_none=True)
    if method != before.method:
        yield f"the start method {method} (was {before.method})"
    now = dict(os.environ)
    changed = [
        name
        for name in sorted({*now, *before.environment})
        if now.get(name) != before.environment.get(name)
    ]
    if changed:
        yield f"changed environment variables ({', '.join(changed)})"
