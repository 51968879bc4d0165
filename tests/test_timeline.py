"""Timelines: what is recorded from where, what survives, how it reads back."""

import json
import multiprocessing
import os
import pickle
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import timeline_workers as workers
from hypothesis import given, settings
from hypothesis import strategies as st

from mpguide import machine
from mpguide.experiments import event_cost
from mpguide.timeline import History, Lane, Mark, Span, Stretch, Timeline, TimelineError, recorder
from mpguide.timeline.reader import Reader

PATIENCE = 60.0
"""Seconds to wait for a child."""

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
needs_interpreters = pytest.mark.skipif(
    not machine.has_interpreters(), reason="needs concurrent.interpreters (3.14)"
)


@pytest.fixture
def timeline() -> Iterator[Timeline]:
    """Yield an open timeline."""
    with Timeline() as timeline:
        yield timeline


@contextmanager
def started(method: str, target: Any, *args: Any) -> Iterator[Any]:
    """Yield a running child; it is killed if it outlives the block."""
    process = multiprocessing.get_context(method).Process(target=target, args=args)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(PATIENCE)
        process.close()


def run(method: str, target: Any, *args: Any) -> int:
    """Run a child to its end and return its exit code."""
    with started(method, target, *args) as process:
        process.join(PATIENCE)
        assert process.exitcode is not None, "the child hangs"
        return int(process.exitcode)


def wait_for(timeline: Timeline, text: str) -> None:
    """Wait until an event of this text has been recorded."""
    deadline = time.monotonic() + PATIENCE
    while text not in timeline.order():
        assert time.monotonic() < deadline, f"{text!r} never came"
        time.sleep(0.01)


def forked(call: Any) -> int:
    """Call in a bare forked child and return its exit code."""
    pid = os.fork()
    if not pid:
        try:
            call()
        except BaseException:
            os._exit(9)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def python(code: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def files(timeline: Timeline) -> list[Path]:
    """Return the timeline's files."""
    return sorted(Path(timeline.folder).iterdir())


# Recording, from everywhere


@pytest.mark.parametrize("method", machine.start_methods())
def test_child_records_under_its_name(timeline: Timeline, method: str) -> None:
    """A child's events arrive under the name of its process, whatever the start method."""
    with started(method, workers.work, timeline, "job") as process:
        name = process.name
        process.join(PATIENCE)
        pid = process.pid

    assert [(event.text, event.lane.process) for event in timeline.events] == [
        ("job", name),
        ("inside job", name),
    ]
    assert {event.lane.pid for event in timeline.events} == {pid}


@pytest.mark.parametrize("method", machine.start_methods())
def test_pool_workers_share_a_timeline(timeline: Timeline, method: str) -> None:
    """Tasks of a Pool that get the timeline again and again write one file a process."""
    with multiprocessing.get_context(method).Pool(2) as pool:
        pool.starmap_async(workers.work, [(timeline, f"job {n}") for n in range(20)]).get(PATIENCE)

    assert len(timeline.spans) == 20
    assert len(files(timeline)) == len({event.lane for event in timeline.events}) <= 2


def test_owner_is_the_main_lane(timeline: Timeline) -> None:
    """The process that made the timeline is called main and comes first."""
    timeline.mark("here")

    [mark] = timeline.marks
    assert mark.lane == (0, 0, "main", "MainThread", os.getpid())
    assert str(mark.lane) == "main"


@needs_fork
def test_bare_fork_has_a_lane_of_its_own(timeline: Timeline) -> None:
    """A child of os.fork records into a file of its own, under its own pid."""
    timeline.mark("parent")
    assert forked(lambda: timeline.mark("child")) == 0
    timeline.mark("parent again")

    lanes = {event.text: event.lane for event in timeline.events}
    assert lanes["parent"] == lanes["parent again"]
    assert (lanes["parent"].process, lanes["child"].process) == ("main", "main (2)")
    assert lanes["child"].pid != os.getpid()


@needs_fork
def test_fork_in_a_span_does_not_end_it(timeline: Timeline) -> None:
    """A child forked within a span leaves the span, which its parent ends later."""
    span = timeline.span("forks")
    with span:
        assert forked(lambda: span.__exit__(None, None, None)) == 0
        timeline.mark("joined")

    [found], [joined] = timeline.spans, timeline.marks
    assert found.end is not None
    assert found.end > joined.time
    assert found.lane == joined.lane


@needs_fork
def test_fork_while_another_thread_records(timeline: Timeline) -> None:
    """Children forked amid another thread's events don't hang and lose nothing."""
    stop = threading.Event()

    def record() -> None:
        while not stop.is_set():
            timeline.mark("busy")

    thread = threading.Thread(target=record)
    thread.start()
    try:
        statuses = [forked(lambda n=n: timeline.mark(f"child {n}")) for n in range(20)]
    finally:
        stop.set()
        thread.join(PATIENCE)

    assert statuses == [0] * 20
    assert sorted(timeline.order("child")) == sorted(f"child {n}" for n in range(20))


@needs_fork
def test_fork_while_another_thread_begins(timeline: Timeline) -> None:
    """A child forked while another thread begins its lane waits for nobody."""
    begun, forked_one = threading.Event(), threading.Event()

    def begin() -> None:
        with recorder._lock:
            begun.set()
            forked_one.wait(PATIENCE)

    def child() -> None:
        signal.alarm(10)
        timeline.mark("child")

    thread = threading.Thread(target=begin)
    thread.start()
    try:
        assert begun.wait(PATIENCE)
        assert forked(child) == 0
    finally:
        forked_one.set()
        thread.join(PATIENCE)


def test_each_thread_is_a_lane(timeline: Timeline) -> None:
    """Threads that live at the same time have lanes under their own names."""
    gate = threading.Barrier(3)

    def meet() -> None:
        with timeline.span("meets"):
            gate.wait(PATIENCE)

    threads = [threading.Thread(target=meet, name=f"T{n}") for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert timeline.most_at_once() == 3
    assert {str(span.lane) for span in timeline.spans} == {"main / T0", "main / T1", "main / T2"}


def test_reused_idents_are_told_apart(timeline: Timeline) -> None:
    """Threads of one name and one ident, one after another, have lanes of their own."""
    workers.in_threads(timeline, ["T"] * 5)

    assert [str(span.lane) for span in timeline.spans] == [
        "main / T", *(f"main / T ({n})" for n in range(2, 6))
    ]  # fmt: skip


@needs_fork
def test_thread_that_forks_becomes_the_main_thread(timeline: Timeline) -> None:
    """In a child forked by a thread, that thread's lane is the process's."""
    thread = threading.Thread(target=lambda: forked(lambda: timeline.mark("child")))
    thread.start()
    thread.join(PATIENCE)

    assert [str(mark.lane) for mark in timeline.marks] == ["main (2)"]


@needs_interpreters
def test_interpreter_is_a_lane(timeline: Timeline) -> None:
    """An interpreter records under its number, with the pid of its process."""
    from concurrent import interpreters

    interpreter = interpreters.create()
    try:
        interpreter.call(workers.work, timeline, "job")
        number = interpreter.id
    finally:
        interpreter.close()
    timeline.mark("main")

    assert [(event.text, str(event.lane), event.lane.pid) for event in timeline.events] == [
        ("job", f"interpreter {number}", os.getpid()),
        ("inside job", f"interpreter {number}", os.getpid()),
        ("main", "main", os.getpid()),
    ]
    assert Path(timeline.folder).exists()


def test_travels_small() -> None:
    """A timeline pickles to its folder's name and at most 70 bytes more."""
    with Timeline() as timeline:
        assert len(pickle.dumps(timeline)) <= len(timeline.folder) + 70


def test_span_can_be_entered_again(timeline: Timeline) -> None:
    """One span object serves for several stretches; of nested ones, the inner ends first."""
    span = timeline.span("again")
    with span, span:
        pass
    with span:
        pass
    outer, inner, last = timeline.spans

    assert [each.depth for each in timeline.spans] == [0, 1, 0]
    assert outer.end is not None
    assert inner.end is not None
    assert outer.start < inner.start < inner.end < outer.end < last.start


def test_span_ends_by_an_exception(timeline: Timeline) -> None:
    """A span ends when an exception leaves it, and lets it pass."""
    with pytest.raises(ZeroDivisionError), timeline.span("fails"):
        raise ZeroDivisionError

    assert timeline.never_ended() == ()


def test_span_begun_and_ended_in_two_threads(timeline: Timeline) -> None:
    """A span that another thread ends stays in the lane where it began."""
    span = timeline.span("handed over")
    span.__enter__()
    thread = threading.Thread(target=span.__exit__, args=(None, None, None))
    thread.start()
    thread.join(PATIENCE)

    [found] = timeline.spans
    assert found.end is not None
    assert str(found.lane) == "main"


def test_mark_in_a_signal_handler() -> None:
    """A signal handler may record, even amid the first event of its thread."""
    done = python(
        "import signal\n"
        "from mpguide.timeline import Timeline, recorder\n"
        "process_name = recorder._process_name\n"
        "def interrupted():\n"
        "    recorder._process_name = process_name\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    return process_name()\n"
        "recorder._process_name = interrupted\n"
        "with Timeline() as timeline:\n"
        "    signal.signal(signal.SIGINT, lambda *_: timeline.mark('handler'))\n"
        "    timeline.mark('main')\n"
        "print([(mark.text, str(mark.lane)) for mark in timeline.marks])\n"
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "[('main', 'main'), ('handler', 'main')]"


def test_event_is_one_write() -> None:
    """Each event is one write, whatever its text."""
    if not os.path.exists("/proc/self/io"):
        pytest.skip("needs /proc/self/io")
    done = python(
        "from mpguide.timeline import Timeline\n"
        "def writes():\n"
        "    with open('/proc/self/io') as lines:\n"
        "        return next(int(line.split()[1]) for line in lines if 'syscw' in line)\n"
        "with Timeline() as timeline:\n"
        "    timeline.mark('first')\n"
        "    before = writes()\n"
        "    for _ in range(10): timeline.mark('plain'); timeline.mark('two\\nlines')\n"
        "    with timeline.span('span'): pass\n"
        "    with timeline.span('a long\\nspan' * 10_000): pass\n"
        "    print(writes() - before)\n"
    )

    assert (done.stdout, done.stderr) == ("24\n", "")


# What survives


@pytest.mark.alone
def test_nothing_is_lost_or_torn() -> None:
    """64 processes with 10 000 events each: every event arrives whole and in its place."""
    context: Any = multiprocessing.get_context(machine.start_methods()[0])
    with Timeline() as timeline:
        processes = [
            context.Process(target=workers.count, args=(timeline, 10_000)) for _ in range(64)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join(PATIENCE)
    lanes: dict[Lane, list[str]] = {}
    for mark in timeline.marks:
        lanes.setdefault(mark.lane, []).append(mark.text)

    assert [process.exitcode for process in processes] == [0] * 64
    expected = [f"event {number}" for number in range(10_000)]
    assert len(lanes) == 64
    assert all(texts == expected for texts in lanes.values())
    assert timeline.cut_short == ()


@pytest.mark.parametrize("method", machine.start_methods())
def test_killed_child_loses_at_most_one_event(timeline: Timeline, method: str) -> None:
    """What a child recorded until it was killed is there, without a gap."""
    with started(method, workers.count_for_ever, timeline) as process:
        wait_for(timeline, "event 0")
        time.sleep(0.05)
        process.kill()
        process.join(PATIENCE)

    texts = timeline.order()
    assert len(texts) > 1
    assert texts == tuple(f"event {number}" for number in range(len(texts)))


def test_threads_of_a_process_tear_nothing(timeline: Timeline) -> None:
    """Threads that record at once into one file lose and tear nothing."""
    threads = [threading.Thread(target=workers.count, args=(timeline, 500)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert len(timeline.marks) == 8 * 500
    for lane in {mark.lane for mark in timeline.marks}:
        texts = [mark.text for mark in timeline.marks if mark.lane == lane]
        assert texts == [f"event {number}" for number in range(500)]


@pytest.mark.parametrize("method", machine.start_methods())
def test_deadlocked_child_has_recorded(timeline: Timeline, method: str) -> None:
    """The events of a child that hangs can be read while it hangs."""
    with started(method, workers.lock_itself_out, timeline) as process:
        wait_for(timeline, "waits")

        assert process.is_alive()
        assert [span.text for span in timeline.never_ended()] == ["waits"]


def test_exit_without_clean_up_keeps_events(timeline: Timeline) -> None:
    """What came before os._exit is there, and the span it cut never ended."""
    assert run(machine.start_method(), workers.leave_at_once, timeline) == 3
    assert timeline.order() == ("leaves",)
    assert len(timeline.never_ended("leaves")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_full_disk_is_told() -> None:
    """An event that the disk has no room for raises; the events before it are kept."""
    code = (
        "import resource, sys, mpguide.timeline as t\n"
        "sys.dont_write_bytecode = True  # half a module would stay behind\n"
        "timeline = t.Timeline()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try:\n"
        "    for number in range(1000): timeline.mark(f'event {number}')\n"
        "except t.TimelineError as error: print(error)\n"
        "texts = timeline.order()\n"
        "assert texts == tuple(f'event {n}' for n in range(len(texts))), texts\n"
        "assert len(texts) > 40, texts\n"
        "print(timeline.cut_short, str(timeline).splitlines()[-1])\n"
        "timeline.close()\n"
    )
    done = python(code)

    assert (done.returncode, done.stderr) == (0, "")
    message, cut_short = done.stdout.splitlines()
    assert "can't record 'event " in message
    assert message.endswith("File too large")
    assert cut_short == "('main',) main: its last event was cut short"


# Closing


def test_folder_is_private_and_removed() -> None:
    """The folder is the user's alone, and gone when the block is left."""
    with Timeline() as timeline:
        timeline.mark("here")
        mode = os.stat(timeline.folder).st_mode & 0o777
        assert files(timeline)

    assert not os.path.exists(timeline.folder)
    assert sys.platform == "win32" or mode == 0o700


def test_reads_after_close() -> None:
    """What was recorded can be read after the timeline was closed."""
    with Timeline() as timeline:
        timeline.mark("here")

    assert timeline.order() == ("here",)
    assert timeline.events is timeline.events


def test_is_parsed_again_only_when_grown(timeline: Timeline) -> None:
    """Reading twice gives the same events; a new event is seen at once."""
    timeline.mark("one")
    first = timeline.events

    assert timeline.events is first
    timeline.mark("two")
    assert timeline.order() == ("one", "two")


@pytest.mark.parametrize("text", ["late", "late\n"])
@pytest.mark.parametrize("begun", [True, False])
def test_recording_after_close_raises(begun: bool, text: str) -> None:
    """An event after the close raises one clear error, be it the process's first or not."""
    with Timeline() as timeline:
        if begun:
            timeline.mark("early")
    span = timeline.span(text)

    for record in (lambda: timeline.mark(text), span.__enter__, lambda: span.__exit__(*[None] * 3)):
        with pytest.raises(TimelineError, match=r"'late.*' came after the timeline was closed"):
            record()


def test_folder_that_cannot_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder can't be removed yet, the timeline is closed nevertheless."""
    with monkeypatch.context() as patch, Timeline() as timeline:
        patch.setattr("shutil.rmtree", lambda *args, **options: None)
        timeline.mark("early")
        timeline.close()
        with pytest.raises(TimelineError, match="'late' came after the timeline was closed"):
            timeline.mark("late")
    timeline.close()

    assert not os.path.exists(timeline.folder)
    assert timeline.order() == ("early",)


@pytest.mark.parametrize("method", machine.start_methods())
def test_late_child_is_told(method: str) -> None:
    """A child whose first event comes after the close gets a TimelineError."""
    context: Any = multiprocessing.get_context(method)
    ready, closed, answers = context.Event(), context.Event(), context.Queue()
    with (
        Timeline() as timeline,
        started(method, workers.too_late, timeline, ready, closed, answers),
    ):
        assert ready.wait(PATIENCE)
        timeline.close()
        closed.set()
        answer = answers.get(timeout=PATIENCE)
    answers.close()

    message = "'too late' came after the timeline was closed: record before that"
    assert answer == ("TimelineError", message)


def test_error_travels_between_processes() -> None:
    """A TimelineError comes back from a worker as it was."""
    error = pickle.loads(pickle.dumps(TimelineError("closed")))  # noqa: S301 - our own bytes

    assert isinstance(error, TimelineError)
    assert str(error) == "closed"


@needs_fork
def test_forked_child_does_not_remove_the_folder(timeline: Timeline) -> None:
    """A bare forked child that leaves the block and exits normally removes nothing."""
    code = (
        "import os, sys\n"
        "from mpguide.timeline import Timeline\n"
        "with Timeline() as timeline:\n"
        "    pid = os.fork()\n"
        "    if pid: os.waitpid(pid, 0); print(os.path.isdir(timeline.folder))\n"
        "    else: timeline.mark('child')\n"
        "if pid: print(timeline.order(), os.path.exists(timeline.folder))\n"
    )
    done = python(code)

    assert (done.stdout, done.stderr) == ("True\n('child',) False\n", "")


@pytest.mark.parametrize("method", machine.start_methods())
def test_child_that_exits_does_not_remove_the_folder(timeline: Timeline, method: str) -> None:
    """A child that ends normally leaves the timeline to its owner."""
    assert run(method, workers.work, timeline, "job") == 0
    assert run(method, workers.work, timeline, "job") == 0
    assert timeline.order("job") == ("job", "job")


@pytest.mark.parametrize("end", ["", "sys.exit(1)", "1 / 0"])
def test_never_closed_is_removed_at_exit(end: str) -> None:
    """A timeline that nobody closes goes with its process."""
    code = (
        "import sys\n"
        "from mpguide.timeline import Timeline\n"
        "timeline = Timeline(); timeline.mark('here'); print(timeline.folder, flush=True)\n"
        f"{end}\n"
    )
    folder = python(code).stdout.strip()

    assert "mpguide-timeline-" in folder
    assert not os.path.exists(folder)


def test_no_room_for_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no folder can be made, the error says so and what to do."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    with pytest.raises(TimelineError, match=r"can't make the timeline's folder: .* set TMPDIR"):
        Timeline()


def test_close_keeps_no_descriptor() -> None:
    """A timeline that is closed has closed its file."""
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with Timeline() as timeline:
            timeline.mark("here")

    assert len(os.listdir("/proc/self/fd")) == before


# Damage


def test_cut_short_at_every_byte(timeline: Timeline) -> None:
    """A file cut anywhere keeps its complete events and names the process."""
    timeline.mark("one")
    timeline.mark("two\nlines, 100 %")
    [path] = files(timeline)
    content = path.read_bytes()
    ends = [at for at in range(len(content) + 1) if content[:at].endswith(b"\n")]
    for size in reversed(range(1, len(content))):
        os.truncate(path, size)
        complete = sum(end <= size for end in ends)

        assert timeline.order() == ("one", "two\nlines, 100 %")[: max(0, complete - 2)]
        assert len(timeline.cut_short) == (size not in ends)


def test_cut_short_ends_the_transcript(timeline: Timeline) -> None:
    """The transcript's last line names the process whose last event is incomplete."""
    timeline.mark("one")
    [path] = files(timeline)
    with path.open("ab") as file:
        file.write(b"0 12")

    assert timeline.cut_short == ("main",)
    assert str(timeline).splitlines()[-1] == "main: its last event was cut short"


DAMAGED = {
    "no number": b"0 x mtext\n",
    "no kind": b"0 12 \n",
    "unknown kind": b"0 12 ztext\n",
    "unknown thread": b"7 12 mtext\n",
    "no text in UTF-8": b"0 12 m\xff\n",
    "an empty line": b"\n",
    "a second process": b"0 12 Pother\n",
    "a thread named twice": b"0 0 Tother\n",
    "a clock beyond all clocks": b"0 99999999999999999999 mtext\n",
}


@pytest.mark.parametrize("line", DAMAGED.values(), ids=DAMAGED)
def test_damaged_line_is_named(timeline: Timeline, line: bytes) -> None:
    """A damaged line raises an error that names the file and the line."""
    timeline.mark("one")
    [path] = files(timeline)
    with path.open("ab") as file:
        file.write(line)
    timeline.mark("two")

    with pytest.raises(TimelineError) as caught:
        timeline.order()

    assert str(caught.value).startswith(f"{path}, line 4: not an event of a timeline: b")


@pytest.mark.parametrize("name", ["notes.txt", "1-0.bak", "folder", "1-0"])
def test_alien_file_is_named(name: str) -> None:
    """A file or folder that no process of the timeline made is an error, after the close too."""
    with Timeline() as timeline:
        alien = Path(timeline.folder) / name
        alien.write_text("hello\n") if "." in name else alien.mkdir()
        with pytest.raises(TimelineError, match=f"{name}: not a file of a timeline"):
            timeline.order()

    with pytest.raises(TimelineError, match=f"{name}: not a file of a timeline"):
        timeline.order()
    assert not os.path.exists(timeline.folder)


def test_removed_folder_is_named() -> None:
    """A timeline whose folder somebody removed says so."""
    timeline = Timeline()
    os.rmdir(timeline.folder)

    with pytest.raises(TimelineError, match="can't read the timeline: No such file"):
        timeline.order()
    with pytest.raises(TimelineError, match="can't read the timeline: No such file"):
        timeline.close()


ODD = st.text(st.characters(codec=None, exclude_categories=()), max_size=50) | st.sampled_from(
    ["", "\n", "%", "%0A", "%250A", "%25\n", "\ud800", "\ud83d\ude00", "a\r\nb", "\x00", "é" * 9000]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=5))
def test_any_text_reads_back(texts: list[str]) -> None:
    """Any text reads back as it was: newlines, percent signs, surrogates, long ones."""
    with Timeline() as timeline:
        for text in texts:
            timeline.mark(text)
        with timeline.span(texts[0]):
            pass

    assert timeline.order() == (*texts, texts[0])
    assert timeline.never_ended() == ()
    assert len(str(timeline).splitlines()) == len(texts) + 2


LINE = st.builds(
    b"%b %b %b%b".__mod__,
    st.tuples(
        st.sampled_from([b"0", b"1", b"-1", b"x", b""]),
        st.sampled_from([b"0", b"5", b"7", b"9" * 19, b"9" * 5000, b"-3", b""]),
        st.sampled_from([b"O", b"P", b"T", b"m", b"M", b"b", b"B", b"e", b"E", b"z", b""]),
        st.binary(max_size=6),
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE | st.binary(max_size=20), max_size=8), st.booleans())
def test_no_content_crashes_the_reader(lines: list[bytes], headed: bool) -> None:
    """Whatever a file holds, reading gives events or a TimelineError."""
    if headed:
        lines = [b"0 4711 OMainProcess", b"0 0 TMainThread", *lines]
    reader = Reader("folder", 0)
    reader._kept = {"4711-0": b"\n".join(lines)}
    try:
        said = str(reader.history())
    except TimelineError as error:
        said = str(error)

    assert said


# Queries

MAIN = Lane(0, 0, "main", "MainThread", 10)
FIRST = Lane(1, 0, "Process-1", "MainThread", 11)
SECOND = Lane(1, 1, "Process-1", "T", 11)

EVENTS = (
    Span("job 1", 1.0, 4.0, MAIN),
    Span("job 2", 2.0, 3.0, FIRST),
    Mark("bell", 2.5, MAIN),
    Span("job 3", 3.0, None, SECOND),
    Span("nap", 4.0, 6.0, FIRST),
)


def test_spans_and_marks_are_selected() -> None:
    """Spans, marks and events by prefix keep their order."""
    history = History(EVENTS)

    assert [span.text for span in history.spans] == ["job 1", "job 2", "job 3", "nap"]
    assert [mark.text for mark in history.marks] == ["bell"]
    assert [event.text for event in history.find("job")] == ["job 1", "job 2", "job 3"]


def test_order_by_begin_and_by_end() -> None:
    """Texts come in the order of begins, or of ends without what never ended."""
    history = History(EVENTS)

    assert history.order() == ("job 1", "job 2", "bell", "job 3", "nap")
    assert history.order("job", ends=True) == ("job 2", "job 1")


def test_never_ended() -> None:
    """A span without an end is found."""
    assert [span.text for span in History(EVENTS).never_ended()] == ["job 3"]
    assert History(EVENTS).never_ended("nap") == ()


def test_overlap_is_the_common_stretch() -> None:
    """Spans overlap in their common stretch; those that touch don't."""
    history = History(EVENTS)
    one, two, three, nap = history.spans

    assert history.overlap(one, two) == Stretch(2.0, 3.0)
    assert history.overlap(one, two, three) is None
    assert history.overlap(one, nap) is None
    assert history.overlap(two) == Stretch(2.0, 3.0)
    assert history.overlap() is None


def test_never_ended_span_overlaps_to_the_last_event() -> None:
    """A span that never ended counts as running until the last event."""
    history = History(EVENTS)
    three, nap = history.spans[2:]

    assert history.overlap(three, nap) == Stretch(4.0, 6.0)
    assert history.stretch("job 3") == Stretch(3.0, 6.0)


def test_most_at_once() -> None:
    """Of spans that touch, one has ended before the other begins."""
    history = History(EVENTS)

    assert history.most_at_once() == 2
    assert history.most_at_once("nap") == 1
    assert history.most_at_once("bell") == 0
    assert History((Span("no time", 1.0, 1.0, MAIN),)).most_at_once() == 1


def test_stretch_is_from_first_to_last() -> None:
    """The stretch reaches from the first begin to the last end."""
    assert History(EVENTS).stretch() == Stretch(1.0, 6.0)
    assert History(EVENTS).stretch("job 2") == Stretch(2.0, 3.0)
    assert History(EVENTS).stretch("bell") == Stretch(2.5, 2.5)
    assert History(EVENTS).stretch("none") is None
    assert Stretch(1.0, 3.0).seconds == 2.0


def test_depth_counts_running_spans(timeline: Timeline) -> None:
    """A span's depth is the number of spans it began within, of its own thread."""
    with timeline.span("outer"):
        with timeline.span("inner"):
            workers.in_threads(timeline, ["thread"])
        with timeline.span("next"):
            pass

    assert {span.text: span.depth for span in timeline.spans} == {
        "outer": 0,
        "inner": 1,
        "thread": 0,
        "next": 1,
    }


def test_times_are_seconds_since_the_making() -> None:
    """Times count in seconds from the timeline's making, by the same clock everywhere."""
    begin = time.perf_counter()
    with Timeline() as timeline:
        made = time.perf_counter()
        with started(machine.start_method(), workers.nap, timeline, "nap", 0.1) as process:
            process.join(PATIENCE)
    end = time.perf_counter()

    [span] = timeline.spans
    assert span.seconds is not None
    assert 0.1 <= span.seconds < end - made
    assert 0 < span.start
    assert span.end is not None
    assert span.end < end - begin


def test_equal_times_are_ordered_by_lane_and_writing(tmp_path: Path) -> None:
    """Events of one time come by lane, then as they were written, the owner first."""
    content = "0 {pid} {kind}{name}\n0 0 TMainThread\n0 5 mone\n0 5 mtwo\n"
    (tmp_path / "7-0").write_text(content.format(pid=7, kind="P", name="Process-1"))
    (tmp_path / "8-0").write_text(content.format(pid=8, kind="O", name="MainProcess"))
    (tmp_path / "9-0").write_text(content.format(pid=9, kind="P", name="Process-1"))
    events = Reader(str(tmp_path), 0).history().events

    assert [(str(event.lane), event.text) for event in events] == [
        ("main", "one"),
        ("main", "two"),
        ("Process-1", "one"),
        ("Process-1", "two"),
        ("Process-1 (2)", "one"),
        ("Process-1 (2)", "two"),
    ]


def test_pid_used_again_gets_another_file(timeline: Timeline) -> None:
    """A file of the same pid that is there already stays another process's."""
    other = Path(timeline.folder) / f"{os.getpid()}-0"
    other.write_bytes(b"0 %d PProcess-9\n0 0 TMainThread\n0 1 mold\n" % os.getpid())
    timeline.mark("new")

    assert [(mark.text, mark.lane.process) for mark in timeline.marks] == [
        ("old", "Process-9"),
        ("new", "main"),
    ]


# Transcript and trace


def test_transcript_has_aligned_columns() -> None:
    """The transcript has a line for each mark, begin and end: time, lane, text."""
    assert str(History(EVENTS, ("Process-1",))).splitlines() == [
        "1000.00 ms  main           job 1 begins",
        "2000.00 ms  Process-1      job 2 begins",
        "2500.00 ms  main           bell",
        "3000.00 ms  Process-1      job 2 ends",
        "3000.00 ms  Process-1 / T  job 3 begins, never ends",
        "4000.00 ms  main           job 1 ends",
        "4000.00 ms  Process-1      nap begins",
        "6000.00 ms  Process-1      nap ends",
        "Process-1: its last event was cut short",
    ]


def test_transcript_has_one_unit() -> None:
    """From ten seconds on, all times are in seconds."""
    history = History((Mark("one\ntwo", 0.25, MAIN), Mark("three", 12.0, MAIN)))

    assert str(history).splitlines() == [" 0.250 s  main  one\\ntwo", "12.000 s  main  three"]


def test_transcript_of_equal_times() -> None:
    """At one time what ends comes before what begins, and begins come before their ends."""
    history = History(
        (
            Span("outer", 1.0, 2.0, MAIN),
            Span("inner", 1.0, 2.0, MAIN, 1),
            Span("next", 2.0, 2.0, MAIN),
        )
    )

    assert [line.split("  ")[-1] for line in str(history).splitlines()] == [
        "outer begins",
        "inner begins",
        "inner ends",
        "outer ends",
        "next begins",
        "next ends",
    ]


def test_transcript_without_events() -> None:
    """An empty timeline says that it is empty."""
    assert str(History(())) == "no events"


def test_trace_has_what_perfetto_reads(tmp_path: Path) -> None:
    """Spans are complete events, never-ended ones begins, marks instants, lanes are named."""
    path = tmp_path / "trace.json"
    History(EVENTS).save_trace(path)
    trace = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]

    assert [event for event in trace if event["ph"] != "M"] == [
        {"name": "job 1", "ph": "X", "ts": 1e6, "dur": 3e6, "pid": 1, "tid": 1},
        {"name": "job 2", "ph": "X", "ts": 2e6, "dur": 1e6, "pid": 2, "tid": 2},
        {"name": "bell", "ph": "i", "s": "t", "ts": 2.5e6, "pid": 1, "tid": 1},
        {"name": "job 3", "ph": "B", "ts": 3e6, "pid": 2, "tid": 3},
        {"name": "nap", "ph": "X", "ts": 4e6, "dur": 2e6, "pid": 2, "tid": 2},
    ]
    assert [
        (event["pid"], event["tid"], event["args"]["name"])
        for event in trace
        if event["name"] in {"process_name", "thread_name"}
    ] == [
        (1, 1, "main (pid 10)"),
        (1, 1, "MainThread"),
        (2, 2, "Process-1 (pid 11)"),
        (2, 2, "MainThread"),
        (2, 3, "Process-1 (pid 11)"),
        (2, 3, "T"),
    ]


def test_trace_of_odd_texts(timeline: Timeline, tmp_path: Path) -> None:
    """A trace holds any text, lone surrogates too."""
    timeline.mark("é\n\ud800")
    timeline.save_trace(tmp_path / "trace.json")
    trace = json.loads((tmp_path / "trace.json").read_text(encoding="utf-8"))["traceEvents"]

    assert [event["name"] for event in trace if event["ph"] == "i"] == ["é\n\ud800"]


def test_trace_that_cannot_be_written(timeline: Timeline, tmp_path: Path) -> None:
    """A trace that can't be written raises an error that names the file."""
    path = tmp_path / "missing" / "trace.json"

    with pytest.raises(TimelineError, match=r"trace\.json: can't write the trace: No such file"):
        timeline.save_trace(path)


# Cost


def test_import_loads_what_records_only() -> None:
    """A child that imports the timeline loads only the part that records."""
    done = python(
        "import sys\n"
        "import mpguide.timeline\n"
        "print(*sorted(name for name in sys.modules if name.startswith('mpguide')))"
    )

    assert done.stdout.split() == ["mpguide", "mpguide.timeline", "mpguide.timeline.recorder"]


@contextmanager
def running(experiments: list[Any]) -> Iterator[list[Any]]:
    """Set experiments up, yield the calls that they time, and tear them down."""
    with ExitStack() as stack:
        yield [stack.enter_context(contextmanager(each)()) for each in experiments]


def seconds(call: Any, times: int) -> float:
    """Return what so many calls take."""
    begin = time.perf_counter()
    for _ in range(times):
        call()
    return time.perf_counter() - begin


@pytest.mark.alone
@pytest.mark.parametrize(
    ("experiment", "writes"), [(event_cost.mark, 2), (event_cost.span, 5)], ids=["mark", "span"]
)
def test_event_costs_few_bare_writes(experiment: Any, writes: float) -> None:
    """A mark costs at most two bare writes of its bytes, a span (two events) at most five."""
    with running([experiment, event_cost.bare_write]) as (note, bare_write):
        ratios = []
        for _ in range(300):
            calls = [note, bare_write]
            random.shuffle(calls)
            taken = {call: seconds(call, 100) for call in calls}
            ratios.append(taken[note] / taken[bare_write])

    assert statistics.median(ratios) <= writes


@pytest.mark.parametrize(
    "experiment",
    [
        event_cost.mark,
        event_cost.span,
        event_cost.bare_write,
        event_cost.queue_handler,
        event_cost.manager_list,
    ],
)
def test_experiments_leave_nothing(experiment: Any, monkeypatch: Any, tmp_path: Path) -> None:
    """Each experiment notes events, and leaves no process, thread or file behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    threads = set(threading.enumerate())
    begin = time.monotonic()
    with running([experiment]) as [note]:
        for _ in range(100):
            note()

    assert time.monotonic() - begin < event_cost.PATIENCE / 2, "a child had to be killed"
    assert multiprocessing.active_children() == []
    assert set(threading.enumerate()) == threads
    assert [path for path in tmp_path.iterdir() if not path.name.startswith("pymp-")] == []


def test_bare_write_writes_the_bytes_of_a_mark(monkeypatch: Any, tmp_path: Path) -> None:
    """The bare write that a mark is held against writes as many bytes as a mark."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with running([event_cost.mark, event_cost.bare_write]) as (mark, bare_write):
        for _ in range(3):
            mark()
            bare_write()
        written = {path.name: path.read_bytes() for path in tmp_path.glob("*/*")}

    bare = written.pop("bare").splitlines()
    [marked] = [content.splitlines()[2:] for content in written.values()]
    assert len(bare) == 3
    assert {len(line) for line in [*bare, *marked]} == {len(bare[0])}
    assert {line.split(b" ", 2)[2] for line in [*bare, *marked[1:]]} == {b"mjob 7 begins"}
