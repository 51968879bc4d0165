"""What a page's verdicts rest on: its text, the modules it uses, the interpreter, the packages."""

import ast
import hashlib
import importlib.metadata
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import mpguide
from mpguide import machine
from mpguide.record import PACKAGES

PACKAGE = Path(mpguide.__file__).parent
SITE = Path(__file__).parent

USED = ("workers", "programs", "experiments", "archive")
"""The folders of which a page rests only on the files that it imports or names."""

TOOLS = (*PACKAGES, "sphinx", "sphinx-gallery")

RUNNERS = ("scraper.py", "visit.py")
"""The modules of the site that decide what a run leaves."""

Fingerprint = dict[str, str]


def take(script: Path, method: str) -> Fingerprint:
    """Return what a page rests on, name by name, so that a change can be told."""
    files = [*core(), *sorted(used(script))]
    here = {path.relative_to(PACKAGE).as_posix(): digest(path) for path in files}
    site = {f"docs/{name}": digest(SITE / name) for name in RUNNERS}
    return {"the page": digest(script), **here, **site, **_circumstances(method)}


def changes(kept: Path, now: Fingerprint) -> list[str]:
    """Name what differs from a kept fingerprint; without one, everything does."""
    try:
        before = json.loads(kept.read_text(encoding="utf-8"))
        return [name for name in {**before, **now} if before.get(name) != now.get(name)]
    except (OSError, ValueError, AttributeError, TypeError):
        return ["no run is kept"]


def digest(path: Path) -> str:
    """Return a short digest of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def core() -> list[Path]:
    """Return the modules of mpguide on which every page rests."""
    modules = sorted(PACKAGE.rglob("*.py"))
    return [path for path in modules if path.relative_to(PACKAGE).parts[0] not in USED]


def used(script: Path) -> set[Path]:
    """Return the workers, programs and experiments that a page uses, also by one another."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        text = waiting.pop().read_text(encoding="utf-8")
        names = _names(text)
        new = {path for path in _candidates() if _is_named(path, names, text)} - found
        found |= new
        waiting += [path for path in new if path.suffix == ".py"]
    return found


def _candidates() -> list[Path]:
    return [
        path
        for folder in USED
        for path in sorted((PACKAGE / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def _is_named(path: Path, imported: set[str], text: str) -> bool:
    folder, *inner = path.relative_to(PACKAGE).with_suffix("").parts
    if ".".join(("mpguide", folder, *inner)).removesuffix(".__init__") in imported:
        return True
    name = inner[-1] if not inner[-1].startswith("__") else "/".join(inner[-2:-1])
    if not name:
        return False
    # Their names are everyday words, such as "start" or "race": only a mention counts.
    before = r"\bworkers?\b(?:::\s*|[./])" if folder == "workers" else r"(?:::\s*|[\"'/])"
    return name in imported or bool(re.search(rf"{before}{re.escape(name)}\b", text))


def _names(text: str) -> set[str]:
    """Return every dotted name that a source imports, with each package on the way to it."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    parts = [name.split(".") for name in names]
    return {".".join(part[:length]) for part in parts for length in range(1, len(part) + 1)}


@cache
def _circumstances(method: str) -> Fingerprint:
    told: dict[str, Any] = {**machine.circumstances(), "start_method": method}
    versions = {name: importlib.metadata.version(name) for name in TOOLS}
    fixed = {name: str(told[name]) for name in (*machine.FIXED, "build_flags")}
    return {**fixed, **versions, "interpreters": " ".join(machine.find_interpreters())}
