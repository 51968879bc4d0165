"""``python -m mpguide run``: pages as plain scripts, what is told of them, and their record."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT
from mpguide import machine, pages, record, running
from mpguide.cli import main, run
from mpguide.cli.progress import Progress, lasted, line
from mpguide.record import renew

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals")

HOLDS = 'claims.equal("Two and two", 2 + 2, 4)'
TIMED = """
import os, random
from mpguide import record
runs = [[random.uniform(1, 2) for _ in range(9)] for _ in range(2)]
metadata = {"python_version": "3.15.2"}
record.append("timing", {"name": "map", "runs": runs, "loops": 1, "metadata": metadata})
claims.timing("Slow is slower", ("undecided", "12 votes of 30"))
"""


class Gallery:
    """A gallery of a test's own, and the command that runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.listed: list[str] = []

    def add(self, page: str, source: str) -> None:
        """Add ``chapter/page``, whose body is the source."""
        path = self.folder / f"{page}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = textwrap.indent(source.strip(), "    ")
        head = f'"""\nAbout {path.stem}\n====\n"""\nfrom mpguide import claims\n\n'
        path.write_text(f'{head}if __name__ == "__main__":\n{body}\n', encoding="utf-8")
        self.listed.append(page)
        (self.folder / "order.txt").write_text("# pages\n" + "\n".join(self.listed), "utf-8")

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs it in a process of its own."""
        code = (
            "import sys; from mpguide import pages; from mpguide.cli import main\n"
            f"pages.folder = lambda: {str(self.folder)!r}\n"
            "sys.exit(main(['run', *sys.argv[1:]]))"
        )
        return [sys.executable, "-c", code, *arguments]


@pytest.fixture
def gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gallery:
    """Run in an empty folder of the test's own, with a gallery of its own."""
    found = Gallery(tmp_path / "gallery")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(pages, "folder", lambda: str(found.folder))
    monkeypatch.setattr(record, "RECORDS", str(tmp_path / "records"))
    return found


def left() -> record.Record:
    """Return the record that a run has left in the current folder."""
    return record.load("mpguide-record.json")


def test_pages_run_in_order_and_leave_one_record(
    gallery: Gallery, capsys: pytest.CaptureFixture[str]
) -> None:
    """The record has circumstances, claims, timings and pages, in the guide's order."""
    gallery.add("b/last", TIMED)
    gallery.add("a/first", HOLDS)

    assert 0 == main(["run"])
    made = left()
    assert ["last", "first"] == [claim.page for claim in made.claims] == list(made.pages)
    assert {"finished"} == {one.ended for one in made.pages.values()}
    assert ["last"] == list(made.timings)
    assert machine.differences(machine.circumstances(), made.circumstances) in (
        [],
        [f"start_method: {machine.start_method()} against {running.START_METHOD}"],
    )
    told = capsys.readouterr().out
    assert "undecided: Slow is slower [12 votes of 30]" in told
    assert re.search(r"medians: map: 1\.\d+ s", told)
    counts = "2 claims (1 held, 0 refuted, 1 undecided, 0 not testable here), 1 timings.\n"
    assert told.endswith(f"{counts}The record: mpguide-record.json\n")


def test_page_is_a_plain_script_in_an_empty_folder(gallery: Gallery) -> None:
    """A page has its own file as main, no screen, and a private place for what it writes."""
    source = """
        import multiprocessing, os, sys, tempfile
        here, temporary = os.getcwd(), tempfile.gettempdir()
        claims.equal("It is empty", os.listdir("."), [])
        others = os.stat("..").st_mode & 0o077 if os.name == "posix" else 0
        claims.equal("Private", others, 0)
        claims.holds("Temporary", os.path.isdir(temporary), temporary)
        claims.holds("Here", os.path.isdir(here), here)
        claims.equal("Script", os.path.basename(sys.argv[0]), "alone.py")
        claims.equal("Backend", os.environ["MPLBACKEND"], "Agg")
        claims.holds("Method", True, multiprocessing.get_start_method())
        open(os.path.join(temporary, "left"), "w").close()
    """
    gallery.add("a/alone", textwrap.dedent(source))

    assert 0 == main(["run", "--json", "r.json"])
    told = {claim.text: claim.evidence for claim in record.load("r.json").claims}
    assert running.START_METHOD == told["Method"]
    assert not os.path.exists(told["Here"])
    assert not os.path.exists(told["Temporary"])
    assert Path(told["Here"]) != Path.cwd()


def test_other_start_method(gallery: Gallery) -> None:
    """The pages can be run under another start method, and the record says so."""
    gallery.add(
        "a/page", "import multiprocessing as m\nclaims.holds('M', True, m.get_start_method())"
    )

    assert 0 == main(["run", "--start-method", "spawn"])
    assert "spawn" == left().circumstances["start_method"] == left().claims[0].evidence


def test_refuted_claim_is_shown_and_fails(
    gallery: Gallery, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refuted claim has its sentence and evidence shown, and gives the exit status 1."""
    gallery.add("a/wrong", "claims.equal('Two and two is five', 4, 5)")
    gallery.add("a/right", HOLDS)

    assert 1 == main(["run"])
    assert "refuted: Two and two is five [4, expected 5]" in capsys.readouterr().out
    assert [1, 1] == [left().count(record.REFUTED), left().count(record.HELD)]


def test_failing_page_is_shown_and_fails(
    gallery: Gallery, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a page that fails the last lines are shown; what it claimed before counts."""
    gallery.add("a/wrong", f"{HOLDS}\nraise SystemError('no luck')")
    gallery.add("a/right", HOLDS)

    assert 1 == main(["run"])
    told = capsys.readouterr().out
    assert "FAILED (exit code 1), 1 held" in told
    assert "SystemError: no luck" in told
    assert "2 pages (1 of them failed)" in told
    assert {"wrong": "failed", "right": "finished"} == {
        page: one.ended for page, one in left().pages.items()
    }


@POSIX
def test_hanging_page_is_ended(gallery: Gallery, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that hangs is ended at the deadline with all it started, and where is shown."""
    gallery.add(
        "a/waits",
        "import subprocess, sys, threading\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "claims.holds('A child', True, child.pid)\n"
        "threading.Event().wait()",
    )

    assert 1 == main(["run", "--deadline", "2"])
    told = capsys.readouterr().out
    assert "HUNG (deadline of 2 s)" in told
    assert "threading.Event().wait()" in told
    assert "hung" == left().pages["waits"].ended
    assert gone(int(left().claims[0].evidence))


def gone(pid: int) -> bool:
    """Return whether a process has ended, or does within a moment."""
    import psutil

    until = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < until:
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return not psutil.pid_exists(pid)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_was_finished(gallery: Gallery, number: signal.Signals) -> None:
    """An interrupted run says what was left out, keeps the rest, and leaves no process."""
    gallery.add("a/quick", HOLDS)
    note = gallery.folder.parent / "pid"
    says = f"open({str(note)!r}, 'w').write(str(os.getpid()))"
    gallery.add("a/slow", f"import os, time\n{HOLDS}\n{says}\ntime.sleep(60)")
    gallery.add("a/never", HOLDS)
    process = subprocess.Popen(gallery.command(), stdout=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 30
        while not (note.exists() and note.read_text("utf-8")) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(number)
        told, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()

    assert run.INTERRUPTED == process.returncode
    assert "Interrupted: 2 of 3 pages were not run; the others are kept.\n" in told
    assert ["quick"] == list(left().pages) == [claim.page for claim in left().claims]
    assert gone(int(note.read_text("utf-8")))


def test_nothing_finished_leaves_no_record(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that is interrupted at once says that there is no record."""
    gallery.add("a/page", HOLDS)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running.Runner, "run", stop)

    assert run.INTERRUPTED == main(["run"])
    assert "no record is written" in capsys.readouterr().err
    assert [] == os.listdir()


def test_record_is_not_overwritten_unless_named(gallery: Gallery) -> None:
    """Without a name each run writes a new file; a file that is named is replaced."""
    gallery.add("a/page", HOLDS)
    for _ in range(2):
        main(["run"])
    assert ["mpguide-record-2.json", "mpguide-record.json"] == sorted(os.listdir())

    Path("mine.json").write_text("old", encoding="utf-8")
    main(["run", "--json", "mine.json"])
    assert 1 == len(record.load("mine.json").claims)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["circlar"], "no page is called 'circlar'; did you mean circle"),
        (["xyz"], "no page is called 'xyz'; --list shows them all"),
        (["--chapter", "z"], "no chapter is called 'z'; there are a, b"),
        (["timed", "--quick"], "--quick leaves such pages out"),
        (["--json", "none/r.json"], "can't write none/r.json: No such file"),
        (["--json", "."], "can't write .: Is a directory"),
    ],
)
def test_what_cannot_be_run_is_one_message(
    gallery: Gallery, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """What can't be run is said before anything runs, in one line, with the exit status 2."""
    gallery.add("a/circle", "raise SystemError")
    gallery.add("b/timed", "claims.timing('Never run', ('held', ''))")

    assert 2 == main(["run", *arguments])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert captured.err.startswith("mpguide run: ")
    assert message in captured.err
    assert 1 == captured.err.count("\n")


def test_missing_package_is_named(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An interpreter that lacks what the pages need says what, and runs nothing."""
    gallery.add("a/page", HOLDS)
    monkeypatch.setattr(running, "NEEDED", ("pyperf", "no-such-package"))

    assert 2 == main(["run"])
    assert "the pages need no-such-package; install" in capsys.readouterr().err


def test_needed_are_the_dependencies() -> None:
    """What is asked for before a run is what the package depends on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[\w-]+", one)[0] for one in project["dependencies"]]

    assert sorted(names) == sorted([*running.NEEDED, "python-daemon"])


def test_quick_leaves_out_what_measures(
    gallery: Gallery, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --quick only pages run that measure nothing."""
    gallery.add("a/timed", TIMED)
    gallery.add("a/page", HOLDS)

    assert 0 == main(["run", "--quick"])
    assert ["page"] == list(left().pages)


def test_chosen_pages() -> None:
    """Pages are chosen by name, with chapter or without, or by chapter, in the guide's order."""
    every = pages.pages()
    first = [str(page) for page in every if page.chapter == "start"]

    assert every == pages.chosen()
    assert first == [str(page) for page in pages.chosen((), "start")]
    assert (every[0], every[2]) == pages.chosen([every[2].name, str(every[0]), every[2].name])
    assert len(first) + 1 == len(pages.chosen([every[-1].name], "start"))


def test_list_shows_what_pages_usually_take(
    gallery: Gallery, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list shows titles, and the seconds of this interpreter's published record."""
    gallery.add("a/page", HOLDS)
    gallery.add("a/timed", TIMED)
    main(["run", "--list"])
    assert "a/page         ?    About page\n" in capsys.readouterr().out

    published = Path(record.RECORDS)
    published.mkdir()
    other = next(name for name in reversed(machine.INTERPRETERS) if name != machine.python_name())
    for name, seconds in ((machine.python_name(), 61.0), (other, 7.0)):
        made = record.Record({}, pages={"timed": record.PageRun(seconds, "finished")})
        record.save(made, published / f"{name}.json")
    main(["run", "--list"])
    told = capsys.readouterr().out

    assert "a/timed   61.0 s  * About timed\n" in told
    assert "2 pages, 1 min 1 s in all; 1 measure (*), which --quick leaves out.\n" in told
    assert f"the published record of Python {machine.python_name()}" in told
    assert [] == os.listdir()


def test_list_falls_back_to_the_newest(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a record of this interpreter the newest with such times is told from."""
    gallery.add("a/page", HOLDS)
    made = record.Record({}, pages={"page": record.PageRun(2.5, "finished")})
    known = {"3.11": made, "3.12": made, "3.13": record.Record({})}
    monkeypatch.setattr(record, "published", lambda: known)
    monkeypatch.setattr(machine, "python_name", lambda: "3.99")
    main(["run", "--list"])

    assert "published record of Python 3.12." in capsys.readouterr().out


def test_home_folder_stays_out_of_the_record(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path in the home folder is told from there, so that the user's name stays out."""
    monkeypatch.setenv("HOME", "/home/zaphod")
    monkeypatch.setenv("USERPROFILE", "/home/zaphod")
    gallery.add("a/page", "claims.holds('It', True, '/home/zaphod/a, /home/zaphod2, /home/zaphod')")
    main(["run"])

    assert "~/a, /home/zaphod2, ~" == left().claims[0].evidence
    assert "/home/zaphod/" not in Path("mpguide-record.json").read_text(encoding="utf-8")


def test_record_names_no_host(gallery: Gallery) -> None:
    """The circumstances of a run have neither the host's name nor the user's, nor a path."""
    import platform

    gallery.add("a/page", HOLDS)
    main(["run"])
    texts = [str(told) for told in left().circumstances.values()]

    assert not [told for told in texts if os.path.expanduser("~") in told.split()]
    assert not platform.node() or platform.node() not in " ".join(texts).split()


def test_pages_are_found_where_the_package_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the installed package the gallery is inside, in a checkout beside it; or it is missed."""
    package = tmp_path / "site" / "mpguide"
    monkeypatch.setattr(pages, "__file__", str(package / "pages.py"))
    package.mkdir(parents=True)
    with pytest.raises(pages.PagesError, match="the pages are not there"):
        pages.folder()

    for home in (tmp_path / "site", package):
        (home / "gallery").mkdir()
        (home / "gallery" / "order.txt").touch()
        assert str(home / "gallery") == pages.folder()


def test_every_page_is_there_with_its_title() -> None:
    """Each listed page is a file whose first line of docstring is its title."""
    for page in pages.pages():
        assert os.path.isfile(page.path)
        assert len(page.title) > 3


def test_line_says_how_far_it_is() -> None:
    """The bar grows with what is done, and says what may be left if that is known."""
    assert "[>                   ] 0 of 2, a/b, 0.0 s" == line(0, "a/b", 0, 0, [0, 0])
    assert "[==========>         ] 1 of 2, a/b, 1 min 5 s, about 20 s left" == line(
        1, "a/b", 65, 20.4, [1, 20]
    )
    assert "[====================] 2 of 2, a/b, 2 min 0 s" == line(2, "a/b", 119.9, 0, [1, 20])
    assert ("9.9 s", "10 s", "60 min 1 s") == (lasted(9.9), lasted(10.2), lasted(3601))


def test_no_bar_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Into a pipe or a file only lines are written."""
    with Progress([1.0]) as progress:
        progress.step(0, "a/b")
        progress.tell("done")

    assert ("done\n", "") == capsys.readouterr()


@POSIX
def test_bar_in_a_terminal(gallery: Gallery) -> None:
    """In a terminal the bar stands at the bottom while pages run, and is gone at the end."""
    import pty

    gallery.add("a/page", "import time; time.sleep(1.2)\n" + HOLDS)
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm"}
    process = subprocess.Popen(gallery.command(), stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    told = b""
    try:
        while chunk := read(ours):
            told += chunk
        process.wait(30)
    finally:
        process.kill()
        process.wait()
        os.close(ours)

    assert told.count(b"[>                   ] 0 of 1, a/page") >= 2
    shown, _, after = told.rpartition(b"1 page in")
    assert shown.endswith(b" \r")  # the bar is wiped out
    assert b"[" not in after
    assert 0 == process.returncode


def read(descriptor: int) -> bytes:
    """Read what a terminal shows; nothing once all have left it."""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


@POSIX
def test_records_are_renewed_where_pages_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each interpreter that can run the pages renews its record; the others keep theirs."""
    lacking = tmp_path / "python9.9"
    lacking.write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    lacking.chmod(0o700)
    found = {machine.python_name(): sys.executable, "9.9": str(lacking)}
    monkeypatch.setattr(machine, "find_interpreters", lambda: found)
    (tmp_path / "9.9.json").write_text("kept", encoding="utf-8")

    mine, other = renew.renew(str(tmp_path), ["value_and_array"])

    assert re.fullmatch(rf"{machine.python_name()}: 1 pages, \d+ claims.*", mine)
    assert "9.9: left out" in other
    assert ["value_and_array"] == list(
        record.load(tmp_path / f"{machine.python_name()}.json").pages
    )
    assert "kept" == (tmp_path / "9.9.json").read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.part"))


def test_pages_are_replaced_in_a_record() -> None:
    """Of a record some pages are renewed: their claims, timings and runs, and nothing else."""

    def made(date: str, verdict: str, *pages: str) -> record.Record:
        claims = [record.Claim(page, "It holds", "exact", verdict, date) for page in pages]
        suites = {page: {"benchmarks": [date]} for page in pages}
        runs = {page: record.PageRun(1.0, date) for page in pages}
        return record.Record({"cores": 2, "date": date}, tuple(claims), suites, runs)

    both = renew.replaced(made("old", "held", "a", "b"), made("new", "undecided", "b"))

    assert {"cores": 2, "date": "old"} == both.circumstances
    assert [("a", "held"), ("b", "undecided")] == [(one.page, one.verdict) for one in both.claims]
    assert {"a": {"benchmarks": ["old"]}, "b": {"benchmarks": ["new"]}} == both.timings
    assert {"a": "old", "b": "new"} == {page: run.ended for page, run in both.pages.items()}


def test_pages_of_other_circumstances_are_not_put_into_a_record() -> None:
    """Pages that ran elsewhere than the rest of a record are refused, and what differs is said."""
    two, four = (record.Record({"cores": cores, "date": ""}) for cores in (2, 4))
    with pytest.raises(record.RecordError, match="with cores 2, these pages with 4; renew the who"):
        renew.replaced(two, four)
