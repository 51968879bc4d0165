"""Every page as a plain script in a process of its own, and what it leaves behind."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from mpguide import machine, observe, record

PAGES = sorted((ROOT / "gallery").glob("*/*.py"))
PROGRAMS = sorted((ROOT / "mpguide" / "programs").glob("*.py"))
HEAVY = {"click", "matplotlib", "numpy", "psutil", "pyperf", "rich", "sphinx", "sphinx_gallery"}


def shared_memory() -> set[str]:
    """Return the names of the shared memory blocks and semaphores that exist now."""
    folder = Path("/dev/shm")  # noqa: S108 -- where Linux keeps them
    return set(os.listdir(folder)) if folder.is_dir() else set()


def temporary_files() -> set[str]:
    """Return the names in the temp folder that the guide or multiprocessing may have made."""
    names = os.listdir(tempfile.gettempdir())
    return {name for name in names if name.startswith(("mpguide", "pymp-"))}


@pytest.fixture
def run_page(tmp_path: Path) -> Iterator[object]:
    """Return a function that runs a page by itself and returns how it ended, and its claims."""

    def run(page: Path, start_method: str) -> tuple[observe.Outcome, list[record.Claim]]:
        lines = tmp_path / "lines"
        env = {"MPGUIDE_RECORD": str(lines), "MPGUIDE_PAGE": page.stem, "PYTHONPATH": str(ROOT)}
        outcome = observe.run(
            page, start_method=start_method, deadline=90, quiet=None, env=env, cwd=tmp_path
        )
        claims = record.fold([lines], {}).claims if lines.exists() else ()
        return outcome, list(claims)

    return run


@pytest.mark.alone
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_holds_as_a_plain_script(page: Path, start_method: str, run_page: object) -> None:
    """A page run by itself makes claims, refutes none, and leaves no process behind."""
    outcome, claims = run_page(page, start_method)

    assert "finished" == outcome.ended, str(outcome)
    assert not outcome.survivors
    assert claims
    assert [] == [claim for claim in claims if claim.verdict == record.REFUTED]


@pytest.mark.alone
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_leaves_nothing_behind(page: Path, tmp_path: Path) -> None:
    """A page run bare leaves no shared memory and no file, in its folder or the temp folder."""
    before = shared_memory(), temporary_files()
    env = os.environ | {"PYTHONPATH": str(ROOT)}

    subprocess.run(
        [sys.executable, page], cwd=tmp_path, env=env, check=True, timeout=90, capture_output=True
    )

    assert [] == os.listdir(tmp_path)
    assert (set(), set()) == (shared_memory() - before[0], temporary_files() - before[1])


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
def test_short_program_runs(program: Path, start_method: str) -> None:
    """A program that a page shows in short runs under the start method, and says something."""
    if program.stem not in {page.stem for page in PAGES}:
        pytest.skip("not shown in short")
    outcome = observe.run(program, start_method=start_method, deadline=60, quiet=None)

    assert ("finished", 0) == (outcome.ended, outcome.exit_code), str(outcome)
    assert outcome.output.strip()


def test_every_page_is_in_order() -> None:
    """The ordered list names each page of the gallery once, and no other."""
    lines = (ROOT / "gallery" / "order.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]

    assert sorted(listed) == sorted(f"{page.parent.name}/{page.stem}" for page in PAGES)


def test_start_method_asked_for_is_in_force(start_method: str, tmp_path: Path) -> None:
    """A script run under a start method finds that one in force."""
    script = tmp_path / "which.py"
    script.write_text("import multiprocessing as m; print(m.get_start_method())", encoding="utf-8")

    assert start_method == observe.run(script, start_method=start_method).output.strip()
    assert start_method in machine.start_methods()
