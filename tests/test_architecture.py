"""Who may import whom, and what an import costs a child process."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "mpguide"

MAY_IMPORT = {
    "__init__": set(),
    "machine": set(),
    "timeline": set(),
    "workers": set(),
    "programs": set(),
    "experiments": {"workers", "timeline", "machine"},
    "record": {"machine"},
    "timings": set(),
    "claims": {"record", "timeline", "machine"},
    "bench": {"record", "machine"},
    "observe": {"machine"},
    "lab": {"observe", "machine"},
    "errors": {"machine", "observe", "record"},
    "locks": {"observe"},
    "causes": {"lab", "locks", "observe", "machine"},
    "pages": set(),
    "running": {"observe", "pages", "record", "machine"},
    "compare": {"bench", "figures", "machine", "record", "timings"},
    "cli": {
        "bench",
        "causes",
        "compare",
        "machine",
        "observe",
        "pages",
        "record",
        "running",
        "timings",
    },
    "__main__": {"cli"},
    "survey": {"errors", "lab", "observe", "machine", "record"},
    "figures": {"bench", "timeline"},
}
"""A part of the package to the parts that it may import; parts may import themselves."""

WORKERS = sorted(path.stem for path in (PACKAGE / "workers").glob("[a-z]*.py"))
CHILD_SIDE = ("mpguide", "mpguide.timeline", *(f"mpguide.workers.{name}" for name in WORKERS))
AT_THE_TOP = (
    "mpguide.bench",
    "mpguide.claims",
    "mpguide.machine",
    "mpguide.observe",
    "mpguide.survey",
)
HEAVY = {"click", "matplotlib", "numpy", "psutil", "pyperf", "rich"}


def part(path: Path) -> str:
    """Return the part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            yield from (f"{module}.{name.name}" for name in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    """A module imports only parts of the package that its own part may import."""
    allowed = MAY_IMPORT[part(path)] | {part(path), "__version__"}
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("mpguide.")}

    assert ours <= allowed


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_package_knows_no_site(path: Path) -> None:
    """The package imports nothing of the site, the tests or the gallery."""
    tops = {name.partition(".")[0] for name in imported(path)}

    assert not tops & {"sphinx", "sphinx_gallery", "docutils", "docs", "tests", "gallery"}


def test_matplotlib_has_one_importer() -> None:
    """Only the figures import matplotlib."""
    importers = {
        part(path)
        for path in FILES
        if any(name.partition(".")[0] == "matplotlib" for name in imported(path))
    }

    assert importers <= {"figures"}


def loaded_by(modules: tuple[str, ...]) -> set[str]:
    """Return the top-level packages that a fresh interpreter has after these imports."""
    code = (
        "import sys, json; before = set(sys.modules)\n"
        f"import {', '.join(modules)}\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout))


def test_child_side_is_standard_library_only() -> None:
    """What every child imports brings nothing but the standard library and the package."""
    ours = {"mpguide", "__mp_main__"}  # the second is multiprocessing's name for main

    assert loaded_by(CHILD_SIDE) - set(sys.stdlib_module_names) <= ours


def test_page_side_is_light() -> None:
    """What a page imports at its top brings nothing heavy along."""
    loaded = loaded_by(AT_THE_TOP)

    assert not loaded & HEAVY
    assert loaded - set(sys.stdlib_module_names) == {"mpguide"}


@pytest.mark.alone
@pytest.mark.parametrize("module", CHILD_SIDE)
def test_child_side_imports_quickly(module: str) -> None:
    """A child-side module needs under 10 ms to import, beyond what every child has loaded."""
    code = (
        "import multiprocessing.spawn, time; begin = time.process_time()\n"
        f"import {module}\n"
        "print(time.process_time() - begin)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
        )
        for _ in range(7)
    ]

    assert min(float(run.stdout) for run in runs) < 0.010
