"""Write the pinned constraints of every environment, or check that they are as written.

``python tests/pins.py`` resolves pyproject.toml's dependencies and groups anew,
once for 3.11 to 3.15 and once for the free-threaded 3.13, for which fewer wheels
are made.  ``--check`` keeps the pins there are and fails if they no longer meet
pyproject.toml.  An interpreter that is not found keeps its file as it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = "# Made by `tox run -e pins`; checked by `tox run -e lint`.\n"
GROUPS = ("live", "site", "browser", "lint")
UNIVERSAL = ["--universal", "--python-version=3.11", "--fork-strategy=requires-python"]


def resolve(file: Path, groups: tuple[str, ...], options: list[str], keep: bool) -> str:
    """Return the pins as text; with ``keep``, the pins in the file are kept."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *options]
    command += [f"--group={group}" for group in groups]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    if keep:
        command += ["--constraint", os.fspath(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"pins: the dependencies can't be resolved:\n{done.stderr}")
    return HEADER + "".join(line for line in done.stdout.splitlines(True) if line[0].isalnum())


def main() -> None:
    """Write the pins, or check them with ``--check``."""
    check = "--check" in sys.argv[1:]
    wanted = [("constraints.txt", GROUPS, UNIVERSAL)]
    if python := shutil.which("python3.13t"):
        options = [f"--python={python}", "--only-binary=:all:"]
        wanted.append(("constraints-3.13t.txt", ("tests",), options))
    for name, groups, options in wanted:
        file = ROOT / "tests" / name
        pins = resolve(file, groups, options, keep=check)
        if not check:
            file.write_text(pins, encoding="utf-8")
        elif pins != file.read_text(encoding="utf-8"):
            sys.exit(f"pins: tests/{name} does not fit pyproject.toml; run `tox run -e pins`")


if __name__ == "__main__":
    main()
