"""Build the site and verify it: run every page and the doctests, follow links, weigh pages.

``python docs/build.py`` is what ``tox run -e docs`` runs.
"""

import argparse
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import IO

import psutil

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS / "_ext"))

from mpguide.cli import streams  # noqa: E402 - found by the line above, as the next ones
from mpguide.observe.leftovers import SharedMemory  # noqa: E402
from mpguide_site.alone import DRIVER, Busy, alone, name  # noqa: E402
from mpguide_site.leftovers import MARK, carries  # noqa: E402

OPTIONS = ["-n", "-W", "--keep-going", "-T"]
"""Nitpicky, and every warning is an error, but all of them are shown."""

GRACE = 5.0
"""Seconds that the fork server and the resource tracker are given to follow a build."""

ROOM = 1_000_000
"""Bytes that must be free on the disk for a build's failure to have other reasons."""

HASTE = 1.5
"""Seconds that a build which was stopped is given to end by itself."""


class Stopped(Exception):
    """The build was stopped by Ctrl-C or by its deadline: the message, and the exit status."""


def main(arguments: list[str] | None = None) -> int:
    """Build, verify, and close with one line; return the exit status."""
    streams.complete()
    options = parse(arguments)
    deadline = time.monotonic() + options.deadline
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with alone(options.docs.resolve()), SharedMemory():
            return verify(options, deadline)
    except Stopped as stopped:
        message, status = stopped.args
    except (Busy, OSError) as error:
        message, status = error, 1
    finally:
        streams.settle()
    print(ascii_only(f"The site is not built: {message}."), file=sys.stderr)
    return int(status)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser(description="Build the site and verify it.")
    parser.add_argument("--strict", action="store_true", help="allow one undecided claim in fifty")
    parser.add_argument("--keep", action="store_true", help="run only the pages that have changed")
    parser.add_argument("--out", type=Path, default=DOCS / "_build", help="where to build")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder of the site's sources")
    parser.add_argument(
        "--deadline", type=float, default=1800.0, metavar="SECONDS", help="give up after so long"
    )
    return parser.parse_args(arguments)


def verify(options: argparse.Namespace, deadline: float) -> int:
    """Run the steps, and say in one line what has come of them."""
    out, docs = options.out.resolve(), options.docs.resolve()
    if not options.keep:
        for old in (docs / "gallery", out):
            shutil.rmtree(old, ignore_errors=True)
    check(docs / "gallery", out, Path(tempfile.gettempdir()))
    html, strict = out / "html", ["-D", "mpguide_strict=1"] if options.strict else []
    failed = []
    if run(sphinx("html", docs, out, *strict), docs, deadline):
        check_room(out)
        failed.append("the build")
    if run(sphinx("doctest", docs, out, "-D", "plot_gallery=0"), docs, deadline):
        failed.append("the doctests")
    if run([sys.executable, "-m", "mpguide_site.links", str(html)], docs, deadline):
        failed.append("the links")
    if run([sys.executable, "-m", "mpguide_site.budget", str(html)], docs, deadline):
        failed.append("the weight of the pages")
    if failed:
        print(f"Failed: {', '.join(failed)}; see above.", file=sys.stderr)
    tell(ascii_only(summary(docs, out)))
    return 1 if failed else 0


def tell(line: str) -> None:
    """Print a line, on stderr if stdout can't be written: what is built is built."""
    try:
        streams.say(line)
    except streams.Unheard:
        print(line, file=sys.stderr)


def check(*folders: Path) -> None:
    """Make the folders; raise the error of one that can't be made, written to or named."""
    for folder in folders:
        try:
            str(folder).encode()
        except UnicodeEncodeError:
            raise Stopped(f"this locale lacks letters of {folder}; set PYTHONUTF8=1", 1) from None
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def check_room(folder: Path) -> None:
    """Raise the error of a disk that is full, or of a quota: it is why much else has failed."""
    with tempfile.TemporaryFile(dir=folder) as file:
        try:
            file.write(bytes(ROOM))
            file.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(folder)) from None


def sphinx(builder: str, docs: Path, out: Path, *options: str) -> list[str]:
    """Return the command that runs a Sphinx builder; both share what was read."""
    common = ["-c", str(DOCS), "-d", str(out / "doctrees"), "-w", str(out / f"{builder}.log")]
    command = [sys.executable, "-m", "sphinx", "-b", builder, *OPTIONS, *common, *options]
    return [*command, str(docs), str(out / builder)]


def run(command: list[str], docs: Path, deadline: float) -> int:
    """Run a command in a session of its own; return its exit status.

    Nothing of it survives.  Raises `Stopped` when it is stopped.
    """
    mark = uuid.uuid4().hex
    paths = [str(DOCS / "_ext"), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(filter(None, paths))
    environment = {MARK: mark, DRIVER: name(docs), "PYTHONPATH": path}
    sys.stdout.flush()
    stdout = None if os.isatty(1) else subprocess.PIPE  # a terminal stays, and may have colours
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, start_new_session=True, stdout=stdout
    )
    teller = threading.Thread(target=pass_on, args=(process.stdout,), daemon=True)
    teller.start()
    patience = HASTE
    try:
        status = process.wait(max(deadline - time.monotonic(), 0))
        patience = GRACE
        return status
    except KeyboardInterrupt:
        raise Stopped("interrupted", 130) from None
    except subprocess.TimeoutExpired:
        raise Stopped("its deadline has passed", 1) from None
    finally:
        end(process, mark, patience)
        teller.join(GRACE)


def pass_on(pipe: IO[bytes] | None) -> None:
    """Write to stdout what a command says, as long as anybody hears it: the build goes on."""
    if pipe is None:  # the command writes to a terminal itself
        return
    heard = True
    with pipe:
        while chunk := os.read(pipe.fileno(), 1 << 16):
            while chunk and heard:
                try:
                    chunk = chunk[os.write(1, chunk) :]
                except OSError:
                    heard = False


def end(process: subprocess.Popen[bytes], mark: str, patience: float) -> None:
    """End a command and all that it has started, after a time to leave by themselves."""
    for impatient in (signal.SIGINT, signal.SIGTERM):
        signal.signal(impatient, signal.SIG_IGN)
    if process.poll() is None and os.name == "posix":  # elsewhere Ctrl-C has reached it already
        process.send_signal(signal.SIGINT)
    limit = time.monotonic() + patience
    while (left := alive(process, mark)) and time.monotonic() < limit:
        time.sleep(0.05)
    for one in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()
    for usual in (signal.SIGINT, signal.SIGTERM):
        signal.signal(usual, signal.default_int_handler)


def alive(process: subprocess.Popen[bytes], mark: str) -> list[psutil.Process]:
    """Return the processes that carry the mark and still run."""
    process.poll()
    marked = [one for one in psutil.process_iter() if carries(one, mark)]
    return [one for one in marked if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def summary(docs: Path, out: Path) -> str:
    """Return the closing line: pages, claims by verdict, doctests, warnings, where to look."""
    html = out / "html"
    pages = len([*(docs / "gallery").glob("*/*.verdicts.jsonl")])
    claims = counted(html / "record.json")
    doctests = sum(
        map(int, re.findall(r"^ *(\d+) tests?$", text(out / "doctest/output.txt"), re.M))
    )
    logs = "".join(text(out / f"{builder}.log") for builder in ("html", "doctest"))
    warnings = len(re.findall(r"\bWARNING: ", logs))
    told = [f"{pages} pages", claims, f"{doctests} doctests", f"{warnings} warnings"]
    return f"{', '.join(told)}: {html / 'index.html'}"


def counted(record: Path) -> str:
    """Return the number of claims of a record, by verdict."""
    verdicts = ["held", "refuted", "undecided", "not testable here"]
    content = text(record)
    claims = [claim["verdict"] for claim in json.loads(content)["claims"]] if content else []
    by = ", ".join(f"{claims.count(verdict)} {verdict}" for verdict in verdicts)
    return f"{len(claims)} claims ({by})"


def text(path: Path) -> str:
    """Return the text of a file, or none if the step that writes it did not get so far."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def ascii_only(line: str) -> str:
    """Return a line that every terminal can show."""
    return line.encode("ascii", "backslashreplace").decode()


if __name__ == "__main__":
    sys.exit(main())
