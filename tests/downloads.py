"""Run what a built site offers for download, as a reader does who has nothing else.

``python tests/downloads.py`` unpacks the archive of all pages, makes for the oldest
and the newest Python found here an environment with the wheel in it, and runs each
script and each notebook there, in an empty folder.  Names of pages choose among them;
``--python 3.13`` another Python, ``--site`` the built site.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mpguide import machine, observe, pages

ARCHIVE = "mpguide.zip"
DEADLINE = 150.0
"""Seconds that a script or a notebook may take on a machine that runs others, too."""

NOTEBOOK = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validator.normalize(notebook)
place = {"metadata": {"path": "."}}
NotebookClient(notebook, timeout=None, kernel_name="python3", resources=place).execute()
"""
"""What runs a notebook from the top to the bottom, in the environment that has the kernel."""


def main() -> int:
    """Run the downloads; return 1 if one fails."""
    options = parse()
    interpreters = machine.find_interpreters(options.python or machine.INTERPRETERS)
    gil = [name for name in interpreters if not name.endswith("t")]
    chosen = options.python or list(dict.fromkeys([gil[0], gil[-1]]))
    missing = [name for name in chosen if name not in interpreters]
    if missing:
        sys.exit(f"downloads: there is no Python {', '.join(missing)} on the PATH")
    archive = options.site / "downloads" / ARCHIVE
    if not archive.is_file():
        sys.exit(f"downloads: there is no {archive}; run tox -e docs first, or name a site")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        [unpacked] = Path(folder).iterdir()
        statuses = [check(name, interpreters[name], unpacked, options) for name in chosen]
    return max(statuses)


def parse() -> argparse.Namespace:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser(description="Run what a built site offers for download.")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these pages")
    parser.add_argument("--python", action="append", metavar="3.13", help="only this Python")
    parser.add_argument("--site", type=Path, default=ROOT / "docs" / "_build" / "html")
    parser.add_argument("--jobs", type=int, default=machine.cores(), help="as many at a time")
    return parser.parse_args()


def check(name: str, interpreter: str, unpacked: Path, options: argparse.Namespace) -> int:
    """Run the downloads on one Python; say which fail, and return 1 if any does."""
    files = sorted(
        path
        for suffix in (".py", ".ipynb")
        for path in unpacked.glob(f"*/*{suffix}")
        if not options.pages or path.stem in options.pages
    )
    if not files:
        sys.exit("downloads: the archive has no such page")
    measuring = {page.name for page in pages.pages() if page.measures}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        python = prepare(Path(folder), name, interpreter, unpacked)
        faults = 0
        for measures, jobs in ((False, options.jobs), (True, 1)):  # what measures runs alone
            some = [file for file in files if (file.stem in measuring) is measures]
            with ThreadPoolExecutor(jobs) as pool:
                ended = pool.map(partial(run, python=python), some)
                for file, fault in zip(some, ended, strict=True):
                    print(f"{name}: {file.name}: {fault or 'well'}", flush=True)
                    faults += bool(fault)
    seconds = time.monotonic() - began
    print(f"{name}: {len(files) - faults} of {len(files)} ran well, in {seconds:.0f} s")
    return 1 if faults else 0


def prepare(folder: Path, name: str, interpreter: str, unpacked: Path) -> Path:
    """Make an environment with the wheel and what runs notebooks; return its Python."""
    [wheel] = unpacked.glob("*.whl")
    pins = "constraints-3.13t.txt" if name.endswith("t") else "constraints.txt"
    uv, base = [sys.executable, "-m", "uv"], Path(interpreter).resolve()
    wanted = [f"--constraint=tests/{pins}", "--group=notebooks", os.fspath(wheel)]
    for step in (
        [*uv, "venv", "--quiet", f"--python={base}", os.fspath(folder)],
        [*uv, "pip", "install", "--quiet", f"--python={folder}", *wanted],
    ):
        subprocess.run(step, cwd=ROOT, check=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(file: Path, python: Path) -> str:
    """Run a script or a notebook in an empty folder; return what is wrong, if anything is."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copy(file, place))
        program, arguments = copy, []
        if file.suffix == ".ipynb":  # its runner stands elsewhere: the folder has but the notebook
            program, arguments = Path(temporary, "run_notebook.py"), [copy.name]
            program.write_text(NOTEBOOK, encoding="utf-8")
        outcome = observe.run(
            program,
            *arguments,
            python=os.fspath(python),
            deadline=DEADLINE,
            quiet=None,
            env={"PYTHONPATH": None, "TMPDIR": temporary, "JUPYTER_PLATFORM_DIRS": "1"},
            cwd=place,
        )
        left = sorted({path.name for path in Path(place).iterdir()} - {copy.name, "__pycache__"})
    if outcome.ended != observe.FINISHED:
        return f"{outcome.ended}: {outcome.evidence}\n{outcome.output[-3000:]}"
    return f"leaves {', '.join(left)}" if left else ""


if __name__ == "__main__":
    sys.exit(main())
