"""What makes a build of the site fail, and what an incremental build runs again."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

pytest.importorskip("sphinx_gallery", reason="needs what builds the site")

from mpguide import record
from mpguide.observe.leftovers import SHARED_MEMORY
from mpguide_site import fingerprint, order, plain
from sites import DEADLINE, ROOT, SITES, Site, environment

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the faulty site, built once for publication."""
    site = Site(tmp_path_factory.mktemp("faulty"), "faulty")
    site.build("--strict")
    return site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a good site with a copy of mpguide of its own, rendered once."""
    site = Site(tmp_path / "site", "good")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "mpguide", site.folder / "mpguide", ignore=ignored)
    assert site.render().returncode == 0, site.ended.stdout + site.ended.stderr
    return site


def ran_next(site: Site) -> list[str]:
    """Render a site again, and return the pages that were run for it."""
    site.render()
    costs = re.findall(r"^ +- \S+/(\w+)\.py: +[\d.]+ sec", site.ended.stdout, re.MULTILINE)
    excluded = re.search(r"after excluding (\d+) file", site.ended.stdout)
    assert excluded is not None, site.ended.stdout + site.ended.stderr
    again = re.findall(r"^(\w+) runs again: ", site.ended.stdout, re.MULTILINE)
    assert len(costs) - int(excluded[1]) == len(again)
    return sorted(again)


def errors(site: Site) -> list[str]:
    """Return the reasons that the latest build of a site gives for failing."""
    return re.findall(r"^ERROR: (.*)$", site.ended.stderr, re.MULTILINE)


# Faults are told together, at the end.


def test_exit_status(faulty: Site) -> None:
    """A build that fails says so by its exit status, and in words."""
    assert faulty.ended.returncode == 1
    assert "Failed: the build, the links; see above." in faulty.ended.stderr


def test_refuted_claims(faulty: Site) -> None:
    """Each refuted claim is one line: its page, its sentence, its evidence."""
    told = [line for line in errors(faulty) if "refuted" in line]

    assert told == [
        "refuting: refuted: Two and two is five [4, expected 5]",
        "refuting: refuted: The sun is cold [5772 kelvin]",
    ]


def test_every_page_runs(faulty: Site) -> None:
    """A page that fails does not keep the others from running, nor its own claims from counting."""
    expected = "6 pages, 7 claims (4 held, 2 refuted, 1 undecided, 0 not testable here)"

    assert faulty.ended.stdout.splitlines()[-1].startswith(expected)
    assert "raising: fails with ZeroDivisionError: division by zero" in errors(faulty)


def test_record_says_how_each_page_ended(faulty: Site) -> None:
    """The record tells the run of a page that failed from the others."""
    ended = {
        page: run.ended for page, run in record.load(faulty.html / "record.json").pages.items()
    }

    assert ended.pop("raising") == "failed"
    assert {*ended.values()} == {"finished"}


def test_claimless_page(faulty: Site) -> None:
    """A page that claims nothing fails, by name."""
    assert "claimless: makes no claim; a page must claim what it shows" in errors(faulty)


def test_unproven_answer(faulty: Site) -> None:
    """An answer that rests on what its page does not claim fails, by name; the others do not."""
    told = [line for line in errors(faulty) if line.startswith("unproven")]

    assert told == ["unproven: A1 A2 rests on 'Two is two', which the page does not claim"]


def test_strict_build(faulty: Site) -> None:
    """A build for publication fails when more than one claim in fifty is undecided."""
    assert "undecided: undecided: A snail is slower [12 votes of 30]" in errors(faulty)


def test_no_traceback_of_ours(faulty: Site) -> None:
    """The only traceback that a failed build shows is that of the page that raised."""
    said = faulty.ended.stdout + faulty.ended.stderr

    assert "sphinx-err-" not in said
    assert set(re.findall(r'File "[^"]*/(\w+\.py)"', said)) == {"raising.py"}


def test_leftovers_are_named(faulty: Site) -> None:
    """Whatever a page leaves behind is named: processes, orphans, memory, files, settings."""
    told = "\n".join(line for line in errors(faulty) if line.startswith("leaving: leaves behind"))

    assert "time.sleep(66)" in told
    assert "time.sleep(77)" in told
    assert "left.dat" in told
    assert "mpguide-left-" in told
    assert "changed environment variables (LEFT)" in told
    assert "start method spawn" in told or sys.platform != "linux"
    assert "shared memory left-by-" in told or sys.platform != "linux"


def test_leftovers_are_ended(faulty: Site) -> None:
    """Nothing of what a page leaves behind is there after the build."""
    assert faulty.survivors() == []
    assert not (faulty.gallery / "faults/left.dat").exists()
    assert "resource_tracker" not in faulty.ended.stderr


def test_a_lenient_build_allows_undecided_claims(faulty: Site) -> None:
    """Without --strict an undecided claim is counted, and fails nothing."""
    faulty_too = Site(faulty.folder / "lenient", "faulty")
    for page in ("refuting", "raising", "claimless", "leaving", "unproven"):
        (faulty_too.gallery / f"faults/{page}.py").unlink()
    (faulty_too.gallery / "order.txt").write_text("faults/undecided\n", encoding="utf-8")
    ended = faulty_too.build()

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 undecided" in ended.stdout.splitlines()[-1]
    assert "undecided: undecided: A snail is slower [12 votes of 30]" in ended.stdout


# An incremental build runs a page again when what it rests on has changed.


def change(path: Path, old: str = "", new: str = "") -> None:
    """Replace a text in a file, or add a comment at its end."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new) if old else f"{text}\n# changed\n"
    path.write_text(changed, encoding="utf-8")


def test_what_an_incremental_build_runs(site: Site) -> None:
    """A page runs again when its text, worker, program, instruments or verdicts changed."""
    mpguide = site.folder / "mpguide"

    assert ran_next(site) == []
    change(mpguide / "workers/start.py")
    assert ran_next(site) == ["zebra"]
    change(mpguide / "programs/many_processes.py")
    assert ran_next(site) == ["zebra"]
    change(site.gallery / "first/apple.py")
    assert ran_next(site) == ["apple"]
    (site.generated / "second/surroundings.verdicts.jsonl").unlink()
    (site.generated / "first/apple.verdicts.jsonl").write_text("{\n", encoding="utf-8")
    assert ran_next(site) == ["apple", "surroundings"]
    change(mpguide / "machine.py")
    assert ran_next(site) == ["apple", "surroundings", "zebra"]
    assert "claims: 6 held, 0 refuted" in site.ended.stdout


def test_a_kept_refuted_verdict_fails_again(site: Site) -> None:
    """A refuted claim fails every build until its page changes, also when nothing runs."""
    apple = site.gallery / "first/apple.py"
    change(apple, "1 + 1, 2", "1 + 1, 3")
    for expected in (["apple"], []):
        assert ran_next(site) == expected
        assert site.ended.returncode == 1
        assert errors(site) == ["apple: refuted: One and one is two [2, expected 3]"]
    change(apple, "1 + 1, 3", "1 + 1, 2")

    assert ran_next(site) == ["apple"]
    assert site.ended.returncode == 0


def test_a_removed_page_is_forgotten(site: Site) -> None:
    """A page that is gone leaves nothing in the site that is built next, nor in its record."""
    (site.gallery / "first/apple.py").unlink()
    change(site.gallery / "order.txt", "first/apple\n", "")
    change(site.gallery / "first/zebra.py", "Next: :doc:`apple` follows.", "The end.")
    ended = site.build("--keep")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].startswith("2 pages, 6 claims")


def test_a_changed_worker_is_shown(site: Site) -> None:
    """The page and its downloads show the worker as it is after a change."""
    change(site.folder / "mpguide/workers/start.py", "then sleep.", "then sleep soundly.")
    site.render()
    [script] = (site.html / "_downloads").rglob("zebra.py")

    assert "then sleep soundly." in site.page("gallery/first/zebra.html")
    assert "then sleep soundly." in script.read_text(encoding="utf-8")


def test_each_step_can_fail_the_build(site: Site) -> None:
    """A wrong example or a broken link in the prose fails the verification, by name."""
    about = site.folder / "docs/about.rst"
    change(about, "[1, 2, 3]\n", "[1, 2]\n\n`away <away.html>`_\n")

    assert site.build("--keep").returncode == 1
    assert "about.html: away.html: no such file in the site" in site.ended.stdout
    assert "Failed: the doctests, the links; see above." in site.ended.stderr


# A build that is stopped.


@pytest.fixture
def sleepy(tmp_path: Path) -> Site:
    """Return a site whose page would take ten minutes, with a child that ignores SIGTERM."""
    site = Site(tmp_path / "site", "good")
    change(
        site.gallery / "first/apple.py",
        "claims.equal(",
        "import subprocess, sys, time\n"
        "    subprocess.Popen([sys.executable, '-c', 'import signal, time;'\n"
        "        'signal.signal(15, signal.SIG_IGN); signal.signal(2, signal.SIG_IGN);'\n"
        "        'time.sleep(600)'])\n"
        "    open('started', 'w').close()\n"
        "    time.sleep(600)\n"
        "    claims.equal(",
    )
    return site


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupt(sleepy: Site, stop: signal.Signals) -> None:
    """Ctrl-C, also an impatient one, ends a build at once, with one line and nothing left."""
    semaphore = Path(SHARED_MEMORY, f"sem.{uuid4().hex[:6]}")  # as if its maker had been killed
    if semaphore.parent.is_dir():
        begun = "open('started', 'w')"
        made = f"open({str(semaphore)!r}, 'w'); {begun}"
        change(sleepy.gallery / "first/apple.py", begun, made)
    process = subprocess.Popen(
        sleepy.command(),
        cwd=sleepy.folder,
        env=environment(sleepy.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = time.monotonic() + DEADLINE
    while not (sleepy.gallery / "first/started").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    for _ in range(2):
        process.send_signal(stop)
        time.sleep(0.3)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert said.splitlines()[-1] == "The site is not built: interrupted."
    assert sleepy.survivors() == []
    assert not semaphore.exists()
    assert "Traceback" not in said


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_build_after_one_that_was_killed(sleepy: Site) -> None:
    """A build whose driver was killed is ended by the next one, which is as the first."""
    with TemporaryDirectory() as short:  # what is killed leaves its temporary files there
        process = subprocess.Popen(
            sleepy.command(),
            cwd=sleepy.folder,
            env=environment(sleepy.folder) | {"TMPDIR": short},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        limit = time.monotonic() + DEADLINE
        while not (sleepy.gallery / "first/started").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        process.kill()
        process.wait()
        assert sleepy.survivors() != []
        (sleepy.gallery / "first/started").unlink()
        shutil.copy(SITES / "good/gallery/first/apple.py", sleepy.gallery / "first")
        ended = sleepy.build()

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].startswith("3 pages, ")
    assert sleepy.survivors() == []


def test_deadline(sleepy: Site) -> None:
    """A build that takes too long is ended by its deadline, with one line and nothing left."""
    ended = sleepy.build("--deadline", "6")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "The site is not built: its deadline has passed."
    assert sleepy.survivors() == []


# The order of the pages.


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    """Return a gallery of two pages, with their list."""
    (tmp_path / "start").mkdir()
    for page in ("one", "two"):
        (tmp_path / f"start/{page}.py").touch()
    (tmp_path / "order.txt").write_text("# list\n\nstart/two\nstart/one\n", encoding="utf-8")
    return tmp_path


def test_order(gallery: Path) -> None:
    """The list gives the order; comments and empty lines are none of it."""
    assert order.read_order(gallery) == ["start/two", "start/one"]
    assert sorted(["one.py", "two.py"], key=order.PageOrder(str(gallery / "start"))) == [
        "two.py",
        "one.py",
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("start/one\n", "the page start/two is missing"),
        ("start/one\nstart/two\nstart/one\n", "the page start/one is listed twice"),
        ("start/one\nstart/two\nstart/six\n", "the page start/six is listed, but there is no"),
        ("start/one\nstart/two\nother/one\n", "the page other/one is listed, but there is no"),
    ],
)
def test_order_faults(gallery: Path, lines: str, fault: str) -> None:
    """A page that is missing, listed twice or not there is named with the list's path."""
    (gallery / "order.txt").write_text(lines, encoding="utf-8")

    with pytest.raises(order.OrderError, match=re.escape(f"{gallery / 'order.txt'}: {fault}")):
        order.read_order(gallery)


def test_same_name_twice(gallery: Path) -> None:
    """Two pages of one name are refused, since their verdicts would be one page's."""
    (gallery / "again").mkdir()
    (gallery / "again/one.py").touch()
    (gallery / "order.txt").write_text("start/one\nstart/two\nagain/one\n", encoding="utf-8")

    with pytest.raises(order.OrderError, match="again/one shares its file name"):
        order.read_order(gallery)


def test_no_order(gallery: Path) -> None:
    """A gallery without a list is told what the list is for."""
    (gallery / "order.txt").unlink()

    with pytest.raises(order.OrderError, match="not found; it lists every page"):
        order.read_order(gallery)


def test_order_fault_in_a_build(tmp_path: Path) -> None:
    """A wrong list ends a build with one message: no traceback, no page run."""
    site = Site(tmp_path / "site", "good")
    change(site.gallery / "order.txt", "first/apple\n", "first/pear\n")
    ended = site.build()

    assert ended.returncode == 1
    assert "order.txt: the page first/apple is missing; add a line" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(site.generated.rglob("*.md5"))


# What a page rests on.


FOUND_BY_LAZY = {"start_child_lazy.py", "start_child.py", "sitecustomize.py"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from mpguide.workers.start import nap", {"start.py", "__init__.py"}),
        ("from mpguide.workers import start", {"start.py", "__init__.py"}),
        ("import mpguide.workers.start", {"start.py", "__init__.py"}),
        ("# .. worker:: start.nap", {"start.py"}),
        ("observe.program('many_processes')", {"many_processes.py"}),
        ("# .. program:: many_processes", {"many_processes.py"}),
        ("# .. program:: start_child_lazy", FOUND_BY_LAZY),
        ("def race(): queue = globals()  # add_up", set()),
        ("# start the many processes of start.py", set()),
    ],
)
def test_used(tmp_path: Path, text: str, expected: set[str]) -> None:
    """A page uses the workers and programs that it imports or names, and no other."""
    script = tmp_path / "page.py"
    script.write_text(text, encoding="utf-8")

    assert {path.name for path in fingerprint.used(script)} == expected


def test_changes_are_told(tmp_path: Path) -> None:
    """A fingerprint names what has changed; one that can't be read counts as none."""
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps({"a": "1", "b": "2"}), encoding="utf-8")

    assert fingerprint.changes(kept, {"a": "1", "b": "3", "c": "4"}) == ["b", "c"]
    kept.write_text("{", encoding="utf-8")
    assert fingerprint.changes(kept, {"a": "1"}) == ["no run is kept"]


# Text for readers without Sphinx.


@pytest.mark.parametrize(
    ("rst", "expected"),
    [
        (":func:`multiprocessing.Pool`", "``multiprocessing.Pool``"),
        (":py:meth:`~multiprocessing.Process.start`", "``start``"),
        (":class:`a\npool <multiprocessing.Pool>`", "a pool"),
        (":doc:`/gallery/start/main_guard`", "``main_guard.py``"),
        (":doc:`the guard <main_guard>`", "the guard"),
        (":pep:`703` and :issue:`!5`", "PEP 703 and ``5``"),
        ("`PEPs <https://peps.python.org>`_", "PEPs (https://peps.python.org)"),
        ("``:func:`x```", "``:func:`x```"),
        (".. tip:: Look.\n", "Tip: Look.\n"),
        (".. note::\n\n   Look.\n\nOn.", "Note: Look.\n\nOn."),
        (".. seealso:: That.\n", "See also: That.\n"),
        (".. versionadded:: 3.14 A way.\n", "New in version 3.14: A way.\n"),
        (
            ".. list-table::\n   :header-rows: 1\n\n   * - Call\n     - Waits\n"
            "   * - :func:`map`\n     - yes,\n       always\n   * - x\n     -\n\nOn.",
            "| Call        | Waits       |\n| ---         | ---         |\n"
            "| ``map`` | yes, always |\n| x           |             |\n\nOn.",
        ),
        (".. image:: x.png\n   :alt: x\n\nOn.", "\nOn."),
        (".. _target:\n\nOn.", "On."),
        ("An ellipsis .. and more::\n\n    code", "An ellipsis .. and more::\n\n    code"),
    ],
)
def test_as_comment(rst: str, expected: str) -> None:
    """Roles and directives become plain text; what is none of them stays."""
    assert plain.as_comment(rst).strip() == expected.strip()


def test_doctests_are_code_in_a_notebook() -> None:
    """A doctest in a text cell, which Markdown would take for quotations, is fenced."""
    text = "Look:\n\n>>> 6 * 7\n42\n\nSo it is."
    assert plain.as_markdown(text).split("\n") == [
        "Look:", "", "```python", ">>> 6 * 7", "42", "```", "", "", "So it is.",
    ]  # fmt: skip
