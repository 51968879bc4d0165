"""What a page may leave behind: no process, no shared memory, no file, no changed setting."""

import contextlib
import gc
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import NamedTuple

import psutil

MARK = "MPGUIDE_BUILD"
"""Names one run of the driver to all that descends from it, orphans included."""

GRACE = 2.0
"""Seconds that a process which is about to exit is given."""

SERVERS = ("multiprocessing.forkserver", "multiprocessing.resource_tracker")
"""The two helpers that a build may have; they end with it."""

SHARED = Path("/dev/shm")  # noqa: S108 - where Linux keeps named shared memory


class Surroundings(NamedTuple):
    """What was there before a page ran."""

    processes: set[psutil.Process]
    shared: set[str]
    files: set[Path]
    environment: dict[str, str]
    method: str
    folder: Path


def look(folder: Path) -> Surroundings:
    """Note the surroundings of a page whose script is in ``folder``."""
    method = multiprocessing.get_start_method()
    environment = dict(os.environ)
    return Surroundings(family(), _shared(), _files(folder), environment, method, folder)


def remove(before: Surroundings) -> list[str]:
    """Say what a page has left behind, and end or undo it."""
    gc.collect()
    multiprocessing.active_children()  # reaps those that have ended
    return [
        *_end_processes(before.processes),
        *_unlink_shared(before.shared),
        *_remove_files(before),
        *_settings(before),
    ]


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
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE and not _is_server(process):
                yield process


def _is_server(process: psutil.Process) -> bool:
    if process.ppid() != os.getpid():
        return False
    command = " ".join(process.cmdline())
    return any(server in command for server in SERVERS)


def _shared() -> set[str]:
    """Return the names of shared memory; semaphores are the resource tracker's to unlink."""
    names = {path.name for path in SHARED.iterdir()} if SHARED.is_dir() else set()
    return {name for name in names if not name.startswith("sem.")}


def _unlink_shared(before: set[str]) -> Iterator[str]:
    if not (left := {name for name in _shared() - before if not _mapped_elsewhere(name)}):
        return
    time.sleep(GRACE / 10)  # another program may be about to unlink its own
    for name in sorted(left & _shared()):
        with contextlib.suppress(OSError, ValueError):
            block = SharedMemory(name)
            block.close()
            block.unlink()
            yield f"shared memory {name}"


def _mapped_elsewhere(name: str) -> bool:
    """Return whether a process outside this build uses the block: then it is not ours."""
    mine = {os.getpid(), *(process.pid for process in family())}
    path = f"{SHARED / name}\n"
    for maps in Path("/proc").glob("[0-9]*/maps"):
        with contextlib.suppress(OSError):
            if int(maps.parent.name) not in mine and path in maps.read_text():
                return True
    return False


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
