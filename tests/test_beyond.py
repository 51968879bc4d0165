"""The pages on joblib and Dask: what they do where a library is missing, and their experiment."""

import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, needs
from mpguide import observe, record
from mpguide.experiments import which_engine
from unused import left_of, mapped, unused_memory

PAGES = sorted((ROOT / "gallery" / "beyond").glob("*.py"))

WITHOUT = """
import importlib.util, runpy, sys
find = importlib.util.find_spec
lacking = {"joblib", "dask", "distributed"}
importlib.util.find_spec = lambda name: None if name in lacking else find(name)
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

TOLD: dict[str, Any] = {"timeout": 60, "capture_output": True, "text": True}


@pytest.mark.alone
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_without_its_library_says_so(page: Path, tmp_path: Path) -> None:
    """Where a library is missing, a page runs, and each claim says what it needs."""
    lines = tmp_path / "lines"
    env = {"MPGUIDE_RECORD": str(lines), "MPGUIDE_PAGE": page.stem, "PYTHONPATH": str(ROOT)}

    subprocess.run(
        [sys.executable, "-c", WITHOUT, page],
        env=os.environ | env,
        check=True,
        **TOLD,
    )
    claims = record.fold([lines], {}).claims

    assert claims
    assert {(record.NOT_TESTABLE, True)} == {(c.verdict, "needs " in c.evidence) for c in claims}


def test_folder_of_a_joblib_that_runs_is_in_use() -> None:
    """The folder that a joblib has in shared memory is in use while its process is there."""
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], check=True, **TOLD
    )

    assert mapped(f"joblib_memmapping_folder_{os.getpid()}_71a_b2")
    assert not mapped(f"joblib_memmapping_folder_{int(ended.stdout)}_71a_b2")
    assert not mapped(f"psm_{os.getpid()}")


def test_engines_are_those_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine whose library is missing is left out."""

    def only_joblib(name: str) -> ModuleSpec | None:
        return ModuleSpec(name, None) if name == "joblib" else None

    monkeypatch.setattr(which_engine, "find_spec", only_joblib)

    assert ("Pool", "joblib") == which_engine.engines()


@pytest.mark.parametrize("name", ["joblib", "Dask"])
def test_engine_ends_what_it_has_started(name: str, tmp_path: Path) -> None:
    """An engine gives results in order, and leaves no process and no file."""
    needs(which_engine.LIBRARIES[name])
    code = (
        "import psutil; from mpguide.experiments.which_engine import ENGINES\n"
        "if __name__ == '__main__':\n"
        f"    with ENGINES[{name!r}](2) as run:\n"
        "        print(run(abs, [-3, -1, -2]))\n"
        "    left = [' '.join(each.cmdline()) for each in psutil.Process().children()]\n"
        "    print([each for each in left if 'resource_tracker' not in each])\n"
    )
    script, folder = tmp_path / "script.py", tmp_path / "empty"
    script.write_text(code, encoding="utf-8")
    folder.mkdir()

    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        check=True,
        **TOLD,
    )

    assert ["[3, 1, 2]", "[]"] == done.stdout.splitlines()
    assert [] == os.listdir(folder)


def test_resource_tracker_of_loky_ends_last(tmp_path: Path) -> None:
    """When a program that uses joblib is ended, nothing of it stays in shared memory."""
    needs("joblib")
    before = unused_memory()
    script = tmp_path / "script.py"
    script.write_text(
        "import time; from joblib import Parallel, delayed\n"
        "Parallel(2)(delayed(time.sleep)(seconds) for seconds in [0.1] * 4)\n"
        "print('ready', flush=True)\n"
        "Parallel(2)(delayed(time.sleep)(seconds) for seconds in [60] * 4)\n",
        encoding="utf-8",
    )

    outcome = observe.run(script, quiet=None, deadline=12)

    assert ("hung", "ready\n") == (outcome.ended, outcome.output)
    assert "resource tracker" in {node.role for node in outcome.tree}
    assert set() == left_of(before)
