"""Miniature sites, and how a test builds one."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITES = Path(__file__).parent
DEADLINE = 90.0

Ended = subprocess.CompletedProcess[str]


class Site:
    """A copy of a miniature site, and how its latest build has ended."""

    ended: Ended

    def __init__(self, folder: Path, name: str) -> None:
        shutil.copytree(SITES / name, folder, dirs_exist_ok=True)
        shutil.copytree(DOCS / "inventories", folder / "docs" / "inventories")
        self.folder = folder
        self.html = folder / "docs" / "_build" / "html"
        self.gallery = folder / "gallery"
        self.generated = folder / "docs" / "gallery"

    def command(self, *options: str) -> list[str]:
        """Return the command that builds and verifies the site."""
        docs = self.folder / "docs"
        driver = [sys.executable, str(DOCS / "build.py"), "--docs", str(docs)]
        return [*driver, "--out", str(docs / "_build"), "--deadline", str(DEADLINE), *options]

    def build(self, *options: str) -> Ended:
        """Build and verify it."""
        self.ended = run(self.command(*options), self.folder)
        return self.ended

    def render(self) -> Ended:
        """Run Sphinx alone, which keeps what has not changed."""
        docs = self.folder / "docs"
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", str(DOCS)]
        out = ["-d", str(docs / "_build" / "doctrees"), str(docs), str(self.html)]
        self.ended = run([*command, *out], self.folder)
        return self.ended

    def page(self, name: str) -> str:
        """Return the HTML of a page."""
        return (self.html / name).read_text(encoding="utf-8")

    def survivors(self) -> list[str]:
        """Return the commands of processes that a build of this site has left."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                environment = process.environ()
                if str(self.folder) in environment.get("MPGUIDE_SITE", ""):
                    found.append(" ".join(process.cmdline()))
        return found


def run(command: list[str], folder: Path) -> Ended:
    """Run a command, without the variables of another build."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=2 * DEADLINE,
        check=False,
    )


def environment(folder: Path) -> dict[str, str]:
    """Return an environment that names the folder and takes a copy of mpguide there first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MPGUIDE_")}
    paths = [str(folder), kept.get("PYTHONPATH", str(ROOT))]
    told = {"PYTHONPATH": os.pathsep.join(paths), "MPGUIDE_SITE": str(folder)}
    return {**kept, **told, "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "agg"}
