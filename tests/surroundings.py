"""Hostile surroundings for the programs that a test starts, and what they need."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import ROOT

DEADLINE = 60.0

Ended = subprocess.CompletedProcess[str]

LIMITED = (
    "import os, resource, sys\n"
    "name, number, *command = sys.argv[1:]\n"
    "kind = getattr(resource, name)\n"
    "resource.setrlimit(kind, (int(number), resource.getrlimit(kind)[1]))\n"
    "os.execv(command[0], command)"
)
"""A program that runs another one under a limit."""

NO_TEMPORARY = "import tempfile; tempfile._candidate_tempdir_list = lambda: ['/missing/folder']"
"""What lets no process have a folder for temporary files."""

BOUND = """
import os, socket, sys

def note(event, arguments):
    if event == "socket.bind" and arguments[0].family != getattr(socket, "AF_UNIX", None):
        line = f"{arguments[1][0]!r}\\n".encode()
        file = os.open(os.environ["BOUND"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, line)
        os.close(file)

sys.addaudithook(note)
"""
"""What notes each address of a network that a process binds."""


def everywhere(folder: Path, source: str) -> dict[str, str]:
    """Return the variable that has every Python process run this source at its start."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(source, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def limited(name: str, number: int, command: Sequence[str]) -> list[str]:
    """Return the command that runs a command under a limit of `resource`."""
    pytest.importorskip("resource", reason="needs limits")
    return [sys.executable, "-c", LIMITED, name, str(number), *command]


def powerless(command: Sequence[str]) -> list[str]:
    """Return the command that runs a command with no more rights than its user has."""
    if os.name != "posix":
        pytest.skip("needs permissions as POSIX has them")
    if os.geteuid() != 0:
        return list(command)
    without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    if not shutil.which("setpriv") or subprocess.run([*without, "true"], check=False).returncode:
        pytest.skip("needs setpriv, since nothing is forbidden to root")
    return [*without, *command]


def mounted(mount: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs a command after a shell has mounted something for it alone."""
    apart = ["unshare", "--mount"] if sys.platform == "linux" else []
    if apart and os.geteuid() != 0:
        apart.append("--map-root-user")
    shell = [*apart, "sh", "-c", f'{mount} && exec "$@"', "sh"]
    if not apart or not shutil.which("unshare"):
        pytest.skip("needs a view of the file systems of its own")
    probe = subprocess.run([*shell, "true"], capture_output=True, check=False, timeout=DEADLINE)
    if probe.returncode:
        pytest.skip(f"can't mount here: {probe.stderr.decode(errors='replace').strip()}")
    return [*shell, *command]


def ended(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdout: object = subprocess.PIPE,
    patience: float = DEADLINE,
) -> Ended:
    """Run a command in a folder to its end, without the variables of another run.

    What it writes is buffered as a user's Python does it.
    """
    apart = ("MPGUIDE_", "PYTHONUNBUFFERED", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
    told = {"PYTHONPATH": str(ROOT), **(env or {})}
    group = os.name == "posix"
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=kept | told,
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=group,
    )
    try:
        out, err = process.communicate(timeout=patience)
    finally:
        if process.poll() is None:  # it ends what it has started, if it still can
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=10)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL) if group else process.kill()
        process.wait()
    texts = ((one or b"").decode("utf-8", "replace").replace("\r\n", "\n") for one in (out, err))
    return Ended(command, process.returncode, *texts)


def verdicts(record: Path) -> list[str]:
    """Return the verdicts of a record's claims."""
    content = json.loads(record.read_text(encoding="utf-8"))
    return [claim["verdict"] for claim in content["claims"]]
