"""Renew what the package archives, on every interpreter found here.

``python tests/archive.py --write`` makes for each interpreter an environment in
``.tox/pages`` with the pinned packages that the pages need, and then runs
``python -m mpguide.survey`` with the same arguments and with these first on the ``PATH``.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mpguide import machine
from mpguide.survey import __main__ as survey

PLACE = ROOT / ".tox"

GROUPS = {"pages": ("pages", "beyond"), "builds": ("docs",)}
"""By the folder of environments what they have besides the package: to run pages, or to build."""


def prepare(name: str, python: str, purpose: str = "pages") -> Path | None:
    """Make the environment of an interpreter; return where its programs are, if it can be made."""
    folder = PLACE / purpose / name
    base = Path(python).resolve()  # a link may have a prefix of its own
    free = name.endswith("t")
    pins = "constraints-3.13t.txt" if free else "constraints.txt"
    uv = [sys.executable, "-m", "uv"]
    groups = [f"--group={group}" for group in GROUPS[purpose] if not (free and group == "beyond")]
    wanted = (f"--constraint=tests/{pins}", *groups, f"--editable={ROOT}")
    steps = (
        [*uv, "venv", "--quiet", "--allow-existing", f"--python={base}", str(folder)],
        [*uv, "pip", "install", "--quiet", f"--python={folder}", *wanted],
    )
    for step in steps:
        if subprocess.run(step, cwd=ROOT, check=False).returncode:
            print(f"{name}: left out, its environment can't be made: {' '.join(step[2:])}")
            return None
    return folder / ("Scripts" if os.name == "nt" else "bin")


def main() -> int:
    """Prepare the environments, and run the survey with them; return its exit status."""
    survey.parse()  # whatever it says of these options, it says before an environment is made
    found = machine.find_interpreters()
    made = {name: prepare(name, python) for name, python in found.items()}
    programs = {name: folder for name, folder in made.items() if folder}
    if machine.python_name() not in programs:
        return 1
    path = os.pathsep.join([*map(str, programs.values()), os.environ.get("PATH", "")])
    python = programs[machine.python_name()] / "python"
    command = [str(python), "-m", "mpguide.survey", *sys.argv[1:]]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PATH": path}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
