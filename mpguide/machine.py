"""What this machine and this interpreter can do: the capabilities that claims depend on.

A claim asks for a capability and never for a minor version alone, since much
changed between micro versions.  Importing it is cheap, since every spawned
child of a page pays for it: what only some functions need, they import.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache

TYPE_CHECKING = False  # the import of typing costs more than all that is used of it
if TYPE_CHECKING:
    from typing import Any

INTERPRETERS = ("3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t", "3.15", "3.15t")
"""The CPython builds that the guide speaks of, oldest first; ``t`` is free-threaded."""

FIXED = ("python", "gil", "build", "platform", "cpu", "cores", "start_method")
"""The circumstances that two sets of timings must share to be compared."""


def cores() -> int:
    """Return the number of cores that this process may run on.

    Follows the affinity mask where the platform has one, as
    `os.process_cpu_count` does from 3.13 on; it knows nothing of quotas.
    """
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_methods() -> tuple[str, ...]:
    """Return the start methods of this platform, cheapest first."""
    import multiprocessing

    known = multiprocessing.get_all_start_methods()
    return tuple(method for method in ("fork", "forkserver", "spawn") if method in known)


def start_method() -> str:
    """Return the start method in force, or the default one if none is set yet.

    Asking does not fix the method, as `multiprocessing.get_start_method` would.
    """
    import multiprocessing

    method = multiprocessing.get_start_method(allow_none=True)
    return method or multiprocessing.get_all_start_methods()[0]


def default_start_method(version: tuple[int, ...] = sys.version_info[:3]) -> str:
    """Return the start method that a CPython version has by default on this platform.

    ``fork`` was the default outside of macOS and Windows up to 3.13 (gh-84559).
    """
    if sys.platform in {"darwin", "win32"}:
        return "spawn"
    return "forkserver" if version >= (3, 14) else "fork"


def imports_lazily() -> bool:
    """Return whether a module can say that its imports are lazy (3.15, PEP 810)."""
    return hasattr(sys, "set_lazy_imports")


def gil_enabled() -> bool:
    """Return whether a GIL is in force in this interpreter now."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def free_threaded() -> bool:
    """Return whether this interpreter was built to run without the GIL.

    Its version says so, as CPython's how-to on free threading has it.
    """
    return "free-threading build" in sys.version


def forkserver_preloads_main(version: tuple[int, ...] = sys.version_info[:3]) -> bool:
    """Return whether the fork server imports ``__main__`` before it forks.

    Meant since 3.4, done since 3.13.8 and 3.14.1 (gh-126631).
    """
    return version >= (3, 14, 1) or (3, 13, 8) <= version < (3, 14)


def forkserver_ignores_main_errors(version: tuple[int, ...] = sys.version_info[:3]) -> bool:
    """Return whether a fork server that preloads ``__main__`` ignores its errors.

    Since 3.15, unless `multiprocessing.set_forkserver_preload` says otherwise.
    """
    return version >= (3, 15)


def can_interrupt() -> bool:
    """Return whether `multiprocessing.Process` has ``interrupt()`` (3.14)."""
    import multiprocessing

    return hasattr(multiprocessing.Process, "interrupt")


def has_interpreters() -> bool:
    """Return whether `concurrent.interpreters` exists (3.14, PEP 734)."""
    import importlib.util

    return importlib.util.find_spec("concurrent.interpreters") is not None


def python_name() -> str:
    """Return this interpreter's short name, such as ``3.13`` or ``3.13t``."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}{'t' * free_threaded()}"


def find_interpreters(wanted: Iterable[str] = INTERPRETERS) -> dict[str, str]:
    """Map the short names of the interpreters that can be run here to their paths.

    This interpreter is always among them if it is wanted; the others are looked
    up as ``python3.13``, ``python3.13t``, ... on the ``PATH``, and asked.
    """
    import shutil

    found = {}
    for name in wanted:
        path = sys.executable if name == python_name() else shutil.which(f"python{name}")
        if path and (path == sys.executable or _answers(path) == name):
            found[name] = path
    return found


@cache
def _answers(path: str) -> str:
    """Return the short name of the interpreter there, empty if it does not run."""
    import subprocess

    code = (
        "import sys, sysconfig; t = 't' * bool(sysconfig.get_config_var('Py_GIL_DISABLED'));"
        "print('%d.%d%s' % (*sys.version_info[:2], t))"
    )
    try:
        done = subprocess.run([path, "-I", "-c", code], capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode().strip()


def cpu_model() -> str:
    """Return the processor's name, or its architecture where the name is not told."""
    import platform

    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def build_flags() -> str:
    """Return what this interpreter was configured with, less the places on its builder's disk."""
    import shlex
    import sysconfig

    flags = shlex.split(sysconfig.get_config_var("CONFIG_ARGS") or "")
    return " ".join(flag for flag in flags if flag.startswith("--") and "/" not in flag)


def circumstances(packages: Iterable[str] = ()) -> "dict[str, Any]":
    """Return what a measurement rests on, ready for JSON.

    ``packages`` names installed distributions whose versions belong to it.
    The host's and the user's name stay out.
    """
    import importlib.metadata
    import platform
    from datetime import UTC, datetime

    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "compiler": platform.python_compiler(),
        "build": "free-threaded" if free_threaded() else "default",
        "build_flags": build_flags(),
        "gil": gil_enabled(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip(),
        "cpu": cpu_model(),
        "cores": cores(),
        "start_method": start_method(),
        "packages": {name: importlib.metadata.version(name) for name in sorted(packages)},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def without_home(text: str) -> str:
    """Return a text in which paths in the home folder begin with ``~``: they name the user."""
    import re

    home = os.path.expanduser("~")
    return re.sub(rf"{re.escape(home)}(?![\w.-])", "~", text) if len(home) > 1 else text


def differences(mine: "Mapping[str, Any]", other: "Mapping[str, Any]") -> list[str]:
    """Name the fixed circumstances in which two measurements differ.

    >>> differences({"python": "3.13.8", "cores": 2}, {"python": "3.14.1", "cores": 2})
    ['python: 3.13.8 against 3.14.1']
    """
    return [
        f"{name}: {mine.get(name)} against {other.get(name)}"
        for name in FIXED
        if mine.get(name) != other.get(name)
    ]
