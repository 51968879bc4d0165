"""The tables of the pages on calls: that they leave out no method, and say what is claimed."""

import ast
import re
import subprocess
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path

import pytest

from conftest import ROOT

POOL = ROOT / "gallery" / "pool" / "pool_methods.py"
EXECUTOR = ROOT / "gallery" / "pool" / "executors.py"
NEW = {"terminate_workers", "kill_workers"}
OWN = {"set_result", "set_exception", "set_running_or_notify_cancel"}

DOCTESTS = """
import doctest, sys, textwrap
from multiprocessing import set_start_method
set_start_method(sys.argv[2])
text = textwrap.dedent(open(sys.argv[1], encoding="utf-8").read().replace("\\n#", "\\n"))
flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
test = doctest.DocTestParser().get_doctest(text, {}, "page", None, 0)
ran = doctest.DocTestRunner(optionflags=flags).run(test)
print(ran)
sys.exit(bool(ran.failed) or not ran.attempted)
"""


def tables(page: Path) -> list[dict[str, list[str]]]:
    """Return the tables of a page: their first cells, with the other cells of the row."""
    text = re.sub(r"^# ?", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = re.findall(r"^\.\. list-table::\n((?:[ ].*\n|\n)+)", text, re.MULTILINE)
    rows = [re.findall(r"\* - (.+\n(?: +- .+\n)*)", table) for table in found]
    cells = [[re.split(r"\n +- ", row.strip()) for row in table[1:]] for table in rows]
    return [{first: rest for first, *rest in table} for table in cells]


def public(kind: type) -> set[str]:
    """Return the names of the public methods of a class."""
    return {name for name in dir(kind) if not name.startswith("_")}


def test_tables_name_every_method_of_pools() -> None:
    """The tables name each public method of a pool and of its answers once, and no other."""
    asking, getting, pool, answer = tables(POOL)

    assert list(asking) == list(getting)
    assert public(Pool) == {*asking, *pool}
    assert len(public(Pool)) == len(asking) + len(pool)
    assert public(AsyncResult) == set(answer)


def test_tables_name_every_method_of_executors() -> None:
    """The tables name each public method of an executor and of a future once, and no other."""
    executor, _, future = tables(EXECUTOR)

    assert public(ProcessPoolExecutor) | NEW == set(executor)
    assert {name for name in executor if "3.14" in executor[name][-1]} == NEW
    assert public(Future) == set(future) | OWN
    assert all(f"``{name}()``" in EXECUTOR.read_text(encoding="utf-8") for name in OWN)


def test_tables_say_what_is_claimed() -> None:
    """A method's row is, word for word, what the page claims of it."""
    asking, getting, *_ = tables(POOL)
    [claimed] = [
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(POOL.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "expected"
    ]

    assert claimed == {name: ", ".join(asking[name] + getting[name]) for name in asking}


@pytest.mark.parametrize("page", [POOL, EXECUTOR], ids=lambda page: page.stem)
def test_doctests(page: Path, start_method: str, tmp_path: Path) -> None:
    """What a page shows in doctests is so, under each start method."""
    ran = subprocess.run(
        [sys.executable, "-c", DOCTESTS, page, start_method],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert not ran.returncode, ran.stdout + ran.stderr
