"""Every page as a plain script in a process of its own, and what it leaves behind."""

import ast
import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import psutil
import pytest

from conftest import ROOT, needs
from mpguide import machine, observe, pages, record
from unused import left_of, unused_memory

PAGES = sorted((ROOT / "gallery").glob("*/*.py"))
PROGRAMS = sorted((ROOT / "mpguide" / "programs").glob("*.py"))
POSIX_ONLY = {"fork_returns_twice", "unix_daemon"}
# Programs are standard library only, so that they run as they are pasted, but for those whose
# subject is a library.  Not every interpreter has wheels of it.
LIBRARIES = {
    "dask_distributed": ("dask", "distributed"),
    "joblib_loky": ("joblib",),
    "unix_daemon": ("daemon",),
    "which_engine": ("dask", "distributed", "joblib"),
}
HEAVY = {
    "click",
    "dask",
    "distributed",
    "joblib",
    "matplotlib",
    "numpy",
    "psutil",
    "pyperf",
    "rich",
    "sphinx",
    "sphinx_gallery",
}


EACH_PAGE = pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            Path(page.path), marks=[pytest.mark.alone] if page.measures else [], id=page.name
        )
        for page in pages.pages()
    ],
)


def downloaded(page: Path, folder: Path) -> Path:
    """Write a page as a reader downloads it into a folder, and return its path there."""
    source = page.read_text(encoding="utf-8")
    if importlib.util.find_spec("sphinx_gallery"):
        source = importlib.import_module("mpguide_site.downloads").script(source)
    path = folder / page.name
    path.write_text(source, encoding="utf-8")
    return path


@EACH_PAGE
def test_page_holds_as_a_plain_script(page: Path, start_method: str, tmp_path: Path) -> None:
    """A downloaded page makes claims, refutes none, and leaves no process, memory or file."""
    lines = tmp_path / "lines"
    folder = tmp_path / "empty"
    folder.mkdir()
    script = downloaded(page, folder)
    before = unused_memory()
    env = {"MPGUIDE_RECORD": str(lines), "MPGUIDE_PAGE": page.stem, "PYTHONPATH": str(ROOT)}

    outcome = observe.run(
        script, start_method=start_method, deadline=100, quiet=None, env=env, cwd=folder
    )
    claims = record.fold([lines], {}).claims

    assert "finished" == outcome.ended, str(outcome)
    assert not outcome.survivors
    assert claims
    assert [] == [claim for claim in claims if claim.verdict == record.REFUTED]
    assert [script.name] == os.listdir(folder)
    assert set() == left_of(before)


@EACH_PAGE
def test_page_run_bare_leaves_nothing(page: Path, tmp_path: Path) -> None:
    """A page that nothing watches leaves no process, no shared memory and no temporary file."""
    mark = uuid.uuid4().hex
    before = unused_memory()
    env = os.environ | {"PYTHONPATH": str(ROOT), "MPGUIDE_TEST": mark, "TMPDIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, page],
        cwd=tmp_path,
        env=env,
        timeout=100,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert [] == left_running(mark)
    assert [] == os.listdir(tmp_path)
    assert set() == left_of(before)


def left_running(mark: str) -> list[str]:
    """Return the commands of the processes that carry a mark in their environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get("MPGUIDE_TEST") == mark:
                found.append(" ".join(process.cmdline()))
    return found


def test_left_running_sees_an_orphan() -> None:
    """A process that outlives its parent is found by its mark."""
    mark = uuid.uuid4().hex
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()'], stdin=0)"
    held, hold = os.pipe()
    try:
        env = os.environ | {"MPGUIDE_TEST": mark}
        subprocess.run([sys.executable, "-c", code], env=env, stdin=held, check=True, timeout=60)

        assert 1 == len(left_running(mark))
    finally:
        os.close(hold)
        os.close(held)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_child_of_a_page_imports_lightly(page: Path) -> None:
    """A spawned child of a page, which imports the page again, has loaded nothing heavy."""
    code = (
        "import json, multiprocessing, sys\n"
        "import __main__; __main__.__file__ = sys.argv[1]\n"
        "question = \"sorted({n.partition('.')[0] for n in __import__('sys').modules})\"\n"
        "with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "    print(json.dumps(pool.apply_async(eval, (question,)).get(30)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, page],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = set(json.loads(done.stdout))

    assert "mpguide" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_short_program_is_short(program: Path) -> None:
    """A program that a page shows in short has at most 15 lines to paste."""
    if program.stem not in {page.stem for page in PAGES}:
        pytest.skip("not shown in short")
    lines = program.read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if line.strip()]) <= 15


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_short_program_needs_what_is_listed(program: Path) -> None:
    """A program shown in short imports the standard library, and libraries that are listed."""
    if program.stem not in {page.stem for page in PAGES}:
        pytest.skip("not shown in short")
    names = set()
    for node in ast.walk(ast.parse(program.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")

    others = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)

    assert others <= {*LIBRARIES.get(program.stem, ())}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_short_program_runs(program: Path, start_method: str) -> None:
    """A program that a page shows in short runs under the start method, and says something."""
    if program.stem not in {page.stem for page in PAGES}:
        pytest.skip("not shown in short")
    if sys.platform == "win32" and program.stem in POSIX_ONLY:
        pytest.skip("forks")
    needs(*LIBRARIES.get(program.stem, ()))
    outcome = observe.run(program, start_method=start_method, deadline=60, quiet=None)

    assert ("finished", 0) == (outcome.ended, outcome.exit_code), str(outcome)
    assert outcome.output.strip()


def test_every_page_is_in_order() -> None:
    """The ordered list names each page of the gallery once, and no other."""
    listed = pages.listed(ROOT / "gallery")

    assert sorted(listed) == sorted(f"{page.parent.name}/{page.stem}" for page in PAGES)


def test_start_method_asked_for_is_in_force(start_method: str, tmp_path: Path) -> None:
    """A script run under a start method finds that one in force."""
    script = tmp_path / "which.py"
    script.write_text("import multiprocessing as m; print(m.get_start_method())", encoding="utf-8")

    assert start_method == observe.run(script, start_method=start_method).output.strip()
    assert start_method in machine.start_methods()
