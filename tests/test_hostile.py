"""Where little works: no temporary folder, a full disk, no reader, a strange place or locale."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from conftest import ROOT
from mpguide import observe, pages, record
from mpguide.cli.streams import FAULTY, GONE
from mpguide.observe import ObserveError, attached, launch
from mpguide_site import alone
from surroundings import NO_TEMPORARY, ended, everywhere, limited, mounted, powerless, verdicts
from test_run import HOLDS, Gallery

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
LISTED = [sys.executable, "-m", "mpguide", "run", "--list"]


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    """Return a gallery of two pages that are held."""
    found = Gallery(tmp_path / "gallery")
    found.add("a/first", HOLDS)
    found.add("a/second", HOLDS)
    return found


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return an empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def compared(here: Path, *options: str) -> list[str]:
    """Return the command that compares a record, made here, with itself."""
    claim = record.Claim("page", "Two is two \N{GREEK SMALL LETTER PI}", "exact", record.HELD, "2")
    record.save(record.Record({"python": "3.15.2"}, (claim,)), here / "mine.json")
    return [sys.executable, "-m", "mpguide", "compare", "mine.json", "mine.json", *options]


# No folder for temporary files.


def test_run_without_a_temporary_folder(gallery: Gallery, here: Path) -> None:
    """A run that has no place for its pages says so in one line, and leaves no record."""
    done = ended(gallery.command(), here, everywhere(here.parent / "every", NO_TEMPORARY))

    assert (FAULTY, "") == (done.returncode, done.stdout)
    [line] = done.stderr.splitlines()
    assert line.startswith("mpguide run: can't make a folder for temporary files: ")
    assert line.endswith("; set TMPDIR to a folder that can be written to")
    assert [] == os.listdir(here)


def test_compare_needs_no_temporary_folder(here: Path) -> None:
    """Two records are compared, and drawn, where nothing temporary can be kept."""
    command = compared(here, "--html", "both.html")
    done = ended(command, here, everywhere(here.parent / "every", NO_TEMPORARY))

    assert (0, "") == (done.returncode, done.stderr)
    assert (here / "both.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_record_is_folded_without_a_temporary_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timings become a suite of pyperf's where nothing temporary can be kept."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(here / "missing"))
    entry = {"name": "map", "runs": [[0.5]], "loops": 1, "metadata": {}}

    assert 1 == len(record.suite([entry])["benchmarks"])


# A full disk.


def test_entry_that_is_cut_short_is_an_error(here: Path) -> None:
    """An entry of which the disk takes a part raises, and those before it are read."""
    lines = here / "lines"
    code = (
        "from mpguide import record\n"
        "for text in 'first', 'x' * 300:\n"
        "    record.append('claim', record.Claim('p', text, 'exact', 'held', '1')._asdict())"
    )
    env = {"MPGUIDE_RECORD": str(lines)}
    done = ended(limited("RLIMIT_FSIZE", 256, [sys.executable, "-c", code]), here, env)

    assert 1 == done.returncode
    said = f"mpguide.record.RecordError: {lines}: can't write the record: "
    assert said + os.strerror(errno.ENOSPC) == done.stderr.splitlines()[-1]
    assert 256 == lines.stat().st_size
    assert ["first"] == [claim.text for claim in record.fold([lines], {}).claims]


def test_record_that_does_not_fit_is_one_message(gallery: Gallery, here: Path) -> None:
    """A run whose record can't be written says so, and leaves no part of one."""
    (here / "mine.json").write_text("old", encoding="utf-8")
    command = gallery.command("--json", "mine.json")
    done = ended(limited("RLIMIT_FSIZE", 400, command), here, {"PYTHONDONTWRITEBYTECODE": "1"})

    assert FAULTY == done.returncode
    [line] = done.stderr.splitlines()
    assert line == f"mpguide run: mine.json: can't write: {os.strerror(errno.EFBIG)}"
    assert {"mine.json": "old"} == {path.name: path.read_text() for path in here.iterdir()}


def test_what_keeps_a_page_from_running_loses_no_other(
    gallery: Gallery, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """When a page can't even be started, the pages before it are kept in the record."""
    from mpguide.cli import main

    def runs_one(*arguments: object, **options: object) -> object:
        if "second" in str(arguments[0]):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **options)

    real = observe.run
    monkeypatch.setattr(observe, "run", runs_one)
    monkeypatch.setattr(pages, "folder", lambda: str(gallery.folder))
    monkeypatch.chdir(here)

    assert FAULTY == main(["run"])
    assert "1 of 2 pages were not run; the others are kept.\n" in capsys.readouterr().out
    assert ["first"] == list(record.load("mpguide-record.json").pages)


@pytest.mark.skipif(os.name != "posix", reason="needs devices that are files")
def test_what_is_no_regular_file_is_written_to(here: Path) -> None:
    """A pipe or a device that is named for a record stays what it is, and so does a link."""
    os.mkfifo(here / "pipe")
    reader = os.open(here / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    (here / "link").symlink_to(here / "target")
    for name in ("pipe", "link"):
        record.check_writable(here / name)
        record.write_text(here / name, "told")
    with open(reader, "rb") as pipe:
        assert b"told" == pipe.read()

    assert (here / "pipe").is_fifo()
    assert (here / "link").is_symlink()
    assert "told" == (here / "target").read_text(encoding="utf-8")
    assert {"pipe", "link", "target"} == {*os.listdir(here)}


# Nobody reads, or can be told.


def unread() -> int:
    """Return the writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@POSIX
@pytest.mark.parametrize("command", ["list", "compare", "help"])
def test_nobody_reads(here: Path, command: str) -> None:
    """A command whose reader has seen enough ends without a word."""
    commands = {
        "list": LISTED,
        "compare": compared(here, "--all"),
        "help": [*LISTED[:-1], "--help"],
    }
    writing = unread()
    done = ended(commands[command], here, stdout=writing)
    os.close(writing)

    assert "" == done.stderr
    assert done.returncode == (0 if command == "help" else GONE)


@POSIX
def test_run_that_nobody_reads_keeps_its_pages(gallery: Gallery, here: Path) -> None:
    """A run stops when nobody reads it any more, and keeps what was finished."""
    writing = unread()
    done = ended(gallery.command(), here, stdout=writing)
    os.close(writing)

    assert GONE == done.returncode
    assert "1 of 2 pages were not run; the others are kept.\n" in done.stderr
    assert done.stderr.endswith("The record: mpguide-record.json\n")
    assert [record.HELD] == verdicts(here / "mpguide-record.json")


@FULL
@pytest.mark.parametrize("command", ["list", "compare", "observe"])
def test_stdout_on_a_full_disk(here: Path, command: str) -> None:
    """What can't be told is one message on stderr."""
    (here / "program.py").touch()
    observed = [sys.executable, "-m", "mpguide", "observe", "--json", "-", "program.py"]
    commands = {"list": LISTED, "compare": compared(here), "observe": observed}
    with open("/dev/full", "wb") as full:
        done = ended(commands[command], here, stdout=full)

    assert FAULTY == done.returncode
    [line] = done.stderr.splitlines()
    assert line.endswith(f": stdout can't be written: {os.strerror(errno.ENOSPC)}")


@POSIX
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams(gallery: Gallery, here: Path, closed: str) -> None:
    """Where stdin, stdout or stderr is closed, a run and a comparison are as they always are."""
    shell = ["sh", "-c", f'"$@" {closed}', "sh"]
    assert 0 == ended([*shell, *gallery.command("--json", "made.json")], here).returncode
    assert [record.HELD] * 2 == verdicts(here / "made.json")
    assert 0 == ended([*shell, *compared(here)], here).returncode


@POSIX
def test_report_on_a_closed_stdout(here: Path) -> None:
    """A report that was asked for on a stdout that is closed is dropped, and is no crash."""
    (here / "program.py").touch()
    command = [sys.executable, "-m", "mpguide", "observe", "--json", "-", "program.py"]
    done = ended(["sh", "-c", '"$@" >&-', "sh", *command], here)

    assert (0, "") == (done.returncode, done.stderr)


# Strange places, locales and options.


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the package, which nobody may change, in a folder of a difficult name."""
    home = tmp_path / "ein Ort \N{LATIN SMALL LETTER U WITH DIAERESIS}" / "mp guide"
    ignored = shutil.ignore_patterns("__pycache__", "archive", "programs", "*.json")
    shutil.copytree(ROOT / "mpguide", home / "mpguide", ignore=ignored)
    made = Gallery(home / "gallery")
    made.add("a/page", 'claims.timing("\N{GREEK SMALL LETTER PI}", ("undecided", "\N{EURO SIGN}"))')
    every = [home, *home.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & ~0o222)
    yield home
    for path in every:
        path.chmod(path.stat().st_mode | 0o200)


@POSIX
def test_checkout_that_is_read_only_in_a_strange_place(checkout: Path, here: Path) -> None:
    """A package that can't be written to, at a path of any letters, runs in an ASCII locale."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = powerless([sys.executable, "-m", "mpguide", "run", "--json", "made.json"])
    done = ended(command, here, {"PYTHONPATH": str(checkout), **plain})

    assert (0, "") == (done.returncode, done.stderr)
    assert "undecided: ? [?]" in done.stdout
    assert [record.UNDECIDED] == verdicts(here / "made.json")
    assert not [*checkout.rglob("*.pyc")]


@POSIX
def test_folder_that_is_read_only(gallery: Gallery, here: Path) -> None:
    """Where the record can't be written no page is run at all, and the reason is said."""
    here.chmod(0o555)
    done = ended(powerless(gallery.command()), here)

    assert (FAULTY, "") == (done.returncode, done.stdout)
    told = os.strerror(errno.EACCES)
    assert done.stderr == f"mpguide run: can't write mpguide-record.json: {told}\n"


@pytest.mark.parametrize("variable", ["PYTHONOPTIMIZE=2", "PYTHONWARNINGS=error"])
def test_options_of_python(gallery: Gallery, here: Path, variable: str) -> None:
    """Without docstrings and asserts, and with each warning an error, all is as it always is."""
    name, _, value = variable.partition("=")
    done = ended(gallery.command("--json", "made.json"), here, {name: value})

    assert (0, "") == (done.returncode, done.stderr)
    assert [record.HELD] * 2 == verdicts(here / "made.json")
    done = ended(compared(here, "--html", "both.html"), here, {name: value})
    assert (0, "") == (done.returncode, done.stderr)


# Few means.


@POSIX
def test_few_open_files(gallery: Gallery, here: Path) -> None:
    """A run needs few open files, and keeps none of a page's open."""
    gallery.add("a/third", HOLDS)
    command = limited("RLIMIT_NOFILE", 16, gallery.command("--json", "made.json"))
    done = ended(command, here)

    assert (0, "") == (done.returncode, done.stderr)
    assert [record.HELD] * 3 == verdicts(here / "made.json")


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process on Linux only")
def test_nothing_is_started_that_could_not_be_ended(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a program's start needs is loaded before: no program is left when it can't be."""
    program = here / "program.py"
    program.write_text("import time; time.sleep(60)", encoding="utf-8")
    python = launch.interpreter(sys.executable)
    monkeypatch.setitem(sys.modules, "resource", None)
    try:
        with pytest.raises(ObserveError, match=os.strerror(errno.EMFILE)):
            attached.attached([sys.executable, str(program)], python, 20.0)
        assert [] == running(program)
    finally:
        for one in running(program):
            one.kill()


def running(program: Path) -> list[psutil.Process]:
    """Return the processes that run a program."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error):
            if str(program) in one.cmdline():
                found.append(one)
    return found


def test_no_shared_memory(tmp_path: Path, here: Path) -> None:
    """Without ``/dev/shm`` a page that needs it fails with the reason; the others are held."""
    made = Gallery(tmp_path / "gallery")
    made.add("a/locks", f"import multiprocessing\n{HOLDS}\nmultiprocessing.Lock()")
    made.add("a/other", HOLDS)
    command = mounted("mount -t tmpfs -o ro none /dev/shm", made.command("--json", "made.json"))
    done = ended(command, here)

    assert (1, "") == (done.returncode, done.stderr)
    assert os.strerror(errno.EROFS) in done.stdout
    assert {"locks": "failed", "other": "finished"} == {
        page: one.ended for page, one in record.load(here / "made.json").pages.items()
    }


# Killed.


@pytest.fixture
def short() -> Iterator[Path]:
    """Return a folder for temporary files whose path is so short that a run takes it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@POSIX
def test_killed_run_leaves_the_record_as_it_was(tmp_path: Path, here: Path, short: Path) -> None:
    """A run that is killed leaves no half record, and the next one is as if it had not been."""
    made = Gallery(tmp_path / "gallery")
    note = tmp_path / "started"
    waits = f"import os, time\nif not os.path.exists({str(note)!r}):\n"
    waits += f"    open({str(note)!r}, 'w').close()\n    time.sleep(600)\n{HOLDS}"
    made.add("a/page", waits)
    (here / "mine.json").write_text("old", encoding="utf-8")
    command = made.command("--json", "mine.json")
    env = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(short)}
    process = subprocess.Popen(command, cwd=here, env=env, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not note.exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    finally:
        process.kill()
        process.wait()
        for one in running(made.folder / "a/page.py"):
            one.kill()

    assert {"mine.json": "old"} == {path.name: path.read_text() for path in here.iterdir()}
    done = ended(command, here)
    assert (0, "") == (done.returncode, done.stderr)
    assert [record.HELD] == verdicts(here / "mine.json")


# Builds of the site.


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Return the folder of a site whose pages were generated before."""
    folder = tmp_path / "docs"
    (folder / "gallery").mkdir(parents=True)
    (folder / "gallery/kept").touch()
    return folder


def build(docs: Path, *options: str) -> list[str]:
    """Return the command that builds a site."""
    return [sys.executable, str(ROOT / "docs/build.py"), "--docs", str(docs), *options]


def within_build(code: str, *arguments: str) -> list[str]:
    """Return the command that runs a piece of code beside the build's module."""
    begin = f"import sys; sys.path.insert(0, {str(ROOT / 'docs')!r}); import build, time\n"
    return [sys.executable, "-c", begin + code, *arguments]


@POSIX
@pytest.mark.parametrize("stdout", ["closed", "unread", pytest.param("full", marks=FULL)])
def test_build_whose_stdout_is_gone(docs: Path, here: Path, stdout: str) -> None:
    """What a build closes with is told on stderr where stdout takes nothing, and is no crash."""
    code = "build.run = lambda *_: 0\nsys.exit(build.main(sys.argv[1:]))"
    command = within_build(code, "--docs", str(docs), "--out", str(here))
    if stdout == "closed":
        command = ["sh", "-c", '"$@" >&-', "sh", *command]
    place = os.open("/dev/full", os.O_WRONLY) if stdout == "full" else unread()
    done = ended(command, here, stdout=place)
    os.close(place)

    assert 0 == done.returncode
    told = [] if stdout == "closed" else ["0 pages"]
    assert told == [line.partition(",")[0] for line in done.stderr.splitlines()]


@POSIX
@pytest.mark.parametrize("heard", [True, False])
def test_step_of_a_build_goes_on_unheard(docs: Path, here: Path, heard: bool) -> None:
    """What a step says is passed on, and dropped where nobody reads it: the step ends well."""
    says = [sys.executable, "-c", "print('x' * 200_000)"]  # more than a pipe holds
    code = f"sys.exit(build.run({says!r}, build.DOCS, time.monotonic() + 60))"
    place = subprocess.PIPE if heard else unread()
    done = ended(within_build(code), here, stdout=place)
    if not heard:
        os.close(place)

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout == ("x" * 200_000 + "\n") * heard


def test_build_on_a_full_disk(docs: Path, here: Path) -> None:
    """A build that fails where the disk is full closes with that."""
    code = "build.run = lambda *_: 1\nsys.exit(build.main(sys.argv[1:]))"
    command = within_build(code, "--docs", str(docs), "--out", str(here))
    done = ended(mounted(f"mount -t tmpfs -o size=64k none '{here}'", command), here)

    assert (1, "") == (done.returncode, done.stdout)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(here))
    assert done.stderr == f"The site is not built: {full}.\n"


@POSIX
def test_two_builds_at_once(docs: Path, here: Path) -> None:
    """A build that finds another one in its folder leaves all as it is, and says why."""
    with alone.alone(docs):
        done = ended(build(docs, "--out", str(here)), here)

    assert (1, "") == (done.returncode, done.stdout)
    said = f"another build of {docs} is running; wait for its end"
    assert done.stderr == f"The site is not built: {said}.\n"
    assert ["kept"] == os.listdir(docs / "gallery")
    with alone.alone(docs):
        pass


@POSIX
@pytest.mark.parametrize("where", ["--docs", "--out"])
def test_build_where_nothing_can_be_written(docs: Path, here: Path, where: str) -> None:
    """A build that can't write what it makes says where, and begins nothing."""
    locked = docs if where == "--docs" else here
    shutil.rmtree(docs / "gallery")
    locked.chmod(0o555)
    done = ended(powerless(build(docs, "--out", str(here / "out"))), here)

    assert (1, "") == (done.returncode, done.stdout)
    [line] = done.stderr.splitlines()
    assert line.startswith(f"The site is not built: [Errno {errno.EACCES}] ")
    assert str(locked) in line


def test_build_without_a_temporary_folder(docs: Path, here: Path) -> None:
    """A build that can keep nothing temporary says so in one line."""
    env = everywhere(here.parent / "every", NO_TEMPORARY)
    done = ended(build(docs, "--out", str(here)), here, env)

    assert (1, "") == (done.returncode, done.stdout)
    [line] = done.stderr.splitlines()
    assert "No usable temporary directory found" in line


@pytest.mark.skipif(sys.platform != "linux", reason="file names are UTF-8 in any locale elsewhere")
def test_build_at_a_path_that_the_locale_lacks(docs: Path, here: Path) -> None:
    """A build whose path has letters that the locale lacks says so, and what helps."""
    odd = docs.rename(docs.with_name("d\N{LATIN SMALL LETTER O WITH DIAERESIS}cs"))
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = ended(build(odd, "--out", str(here)), here, env)

    assert (1, "") == (done.returncode, done.stdout)
    [line] = done.stderr.splitlines()
    assert line.endswith("; set PYTHONUTF8=1.")


@POSIX
def test_next_build_ends_what_a_killed_one_left(docs: Path) -> None:
    """Of a build whose driver is gone nothing runs on beside the next one, nor of it alone."""
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    own = alone.name(docs)
    pid, begun, _ = own.split(" ", 2)
    names = {
        "gone": f"{pid} {float(begun) - 100:.2f} {docs}",
        "lives": own,
        "elsewhere": f"{pid} {float(begun) - 100:.2f} {docs}-too",
    }
    started = {
        which: subprocess.Popen(sleep, env=os.environ | {alone.DRIVER: name})
        for which, name in names.items()
    }
    try:
        until = time.monotonic() + 60
        while started["gone"].pid not in pids(docs) and time.monotonic() < until:
            time.sleep(0.01)  # between fork and exec it has this process's environment
        assert [started["gone"].pid] == pids(docs)
        with alone.alone(docs):
            assert [] == pids(docs)
            started["gone"].wait(60)  # psutil may have taken its status
            assert [None, None] == [started[which].poll() for which in ("lives", "elsewhere")]
    finally:
        for one in started.values():
            one.kill()
            one.wait()


def pids(docs: Path) -> list[int]:
    """Return the processes that a killed build of this site has left."""
    return [one.pid for one in alone.orphans(docs)]
