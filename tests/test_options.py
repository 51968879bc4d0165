"""The options of measuring pages: read, refused, or none of ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mpguide import bench
from mpguide.bench import arguments

PAGE = """
import json, sys
from mpguide import bench, machine

if sys.argv[1:2] == ["notebook"]:
    sys.modules["ipykernel"] = sys
chosen = bench.options(processes=50, methods=("spawn",), quick=False, seconds=0.5)
print(json.dumps(vars(chosen)))
"""
DEFAULTS = {
    "processes": 50,
    "methods": ["spawn"],
    "quick": False,
    "seconds": 0.5,
    "json": None,
    "stress": False,
}


def run_page(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a measuring page that prints its options."""
    page = folder / "page.py"
    page.write_text(PAGE, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(page), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_options_have_defaults(tmp_path: Path) -> None:
    """Without arguments the defaults hold."""
    assert DEFAULTS == json.loads(run_page(tmp_path).stdout)


def test_options_are_read(tmp_path: Path) -> None:
    """What is chosen comes back in the type of its default."""
    given = "--processes 100 --methods spawn,spawn --quick --seconds 2 --stress --json out.json"
    done = run_page(tmp_path, *given.split())

    assert {
        "processes": 100,
        "methods": ["spawn", "spawn"],
        "quick": True,
        "seconds": 2.0,
        "json": "out.json",
        "stress": True,
    } == json.loads(done.stdout)
    assert ["page.py"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("--process 3", "unrecognized arguments: --process 3"),
        ("--processes 0", "argument --processes: at least 1 wanted, not 0"),
        ("--processes=-1", "argument --processes: at least 1 wanted, not -1"),
        ("--processes many", "argument --processes: a whole number wanted, not 'many'"),
        ("--processes 1,2", "argument --processes: one value wanted, not '1,2'"),
        ("--seconds 0", "argument --seconds: more than 0 wanted, not 0"),
        ("--methods spoon", "argument --methods: 'spoon' is no start method of this platform"),
        ("--methods spawn,", "argument --methods: '' is no start method of this platform"),
        ("--json missing/out.json", "argument --json: can't write missing/out.json: No such file"),
        ("--json .", "argument --json: can't write .: Is a directory"),
    ],
)
def test_bad_option_is_one_message(given: str, message: str, tmp_path: Path) -> None:
    """A bad option is said in one line under the usage, with exit status 2."""
    done = run_page(tmp_path, *given.split())

    assert 2 == done.returncode
    assert f"page.py: error: {message}" in done.stderr.splitlines()[-1]
    assert "" == done.stdout
    assert "Traceback" not in done.stderr


def test_notebook_takes_no_options(tmp_path: Path) -> None:
    """In a notebook's kernel the arguments are not ours, and the defaults hold."""
    assert DEFAULTS == json.loads(run_page(tmp_path, "notebook").stdout)


def test_imported_page_takes_no_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a child that imports the page, whatever its arguments, the defaults hold."""
    monkeypatch.setattr(arguments, "chosen", {})
    monkeypatch.setattr(sys, "argv", ["page.py", "--processes", "7"])

    assert 50 == bench.options(processes=50).processes


def test_type_stands_for_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that has a type in place of a default is None until it is given."""
    monkeypatch.setattr(arguments, "chosen", {})
    monkeypatch.setattr(sys, "argv", ["page.py"])

    assert bench.options(processes=int).processes is None
