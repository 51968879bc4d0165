"""Observe: what it tells of a program is true, and nothing of the program is left."""

import contextlib
import ctypes  # noqa: F401 - it keeps a file open from its first import on
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import types
import uuid
from pathlib import Path

import psutil
import pytest

from mpguide import machine, observe
from mpguide.observe import launch, leftovers, output, processes, stacks
from mpguide.observe.by_thread import ByThread
from mpguide.observe.leftovers import SHARED_MEMORY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its signals and sessions are POSIX")

PROGRAMS = Path(__file__).parent / "programs"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def run(name, *args, **options):
    """Run one of the test programs."""
    return observe.run(PROGRAMS / f"{name}.py", *args, **options)


def marked(mark):
    """Return the live processes that were started with a mark in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            alive = process.status() != psutil.STATUS_ZOMBIE
            if alive and mark in process.environ().get("MPGUIDE_TEST", ""):
                found.append(process)
        except psutil.Error:
            continue
    return found


def is_running(pid):
    """Return whether a process is there and no zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(autouse=True)
def nothing_left(monkeypatch):
    """No test leaves a process, a zombie, an open file or a folder."""
    mark = uuid.uuid4().hex
    folders = []
    make = tempfile.mkdtemp
    monkeypatch.setenv("MPGUIDE_TEST", mark)
    monkeypatch.setattr(
        tempfile,
        "mkdtemp",
        lambda *args, **names: folders.append(make(*args, **names)) or folders[-1],
    )
    children = psutil.Process().children()
    files = sorted(os.listdir("/proc/self/fd")) if sys.platform == "linux" else []
    yield
    assert marked(mark) == []
    assert psutil.Process().children() == children
    assert [folder for folder in folders if Path(folder).exists()] == []
    if files:
        assert sorted(os.listdir("/proc/self/fd")) == files


def test_a_program_that_ends_by_itself_is_finished():
    """A program that ends with exit code 0 is finished, and its output is whole."""
    outcome = run("ends", 0)
    assert outcome[:6] == ("finished", 0, "here\n", (), (), "exit code 0")


@pytest.mark.parametrize(
    ("how", "code", "evidence"),
    [
        ("3", 3, "exit code 3"),
        ("raises", 1, "exit code 1"),
        ("killed", -signal.SIGKILL, "ended by SIGKILL"),
        ("aborts", -signal.SIGABRT, "ended by SIGABRT"),
    ],
)
def test_another_end_is_a_failure(how, code, evidence):
    """A failed program's exit code is its own, or minus the signal that ended it."""
    outcome = run("ends", how)
    assert (outcome.ended, outcome.exit_code, outcome.evidence) == ("failed", code, evidence)


def test_output_is_in_order():
    """Both streams of parent and child come in the order in which they were written."""
    lines = run("talks").output.splitlines()
    assert lines == ["before", "child", "child's error", "parent's error", "after"]


def stack_of(outcome, function):
    """Return the one stack that waits in a function of the program."""
    [stack] = [
        stack for stack in outcome.stacks if stack.where and stack.where.function == function
    ]
    return stack


def assert_lock_hang_is_told(outcome):
    """Check what is told of the program lock_hang."""
    assert outcome.ended == "hung", outcome.output
    lock = stack_of(outcome, "wait_for_lock")
    event = stack_of(outcome, "wait_for_event")
    main = stack_of(outcome, "<module>")
    assert (lock.where.source, event.where.source) == ("with lock:", "event.wait()")
    assert (main.where.source, main.thread) == ("child.join()", "main thread")
    assert Path(lock.where.file) == PROGRAMS / "lock_hang.py"
    assert (lock.role, lock.thread, event.role, main.role) == (
        "child",
        "main thread",
        "main",
        "main",
    )
    assert lock.process != main.process == event.process
    assert [frame.function for frame in lock.own] == ["wait_for_lock"]


@pytest.mark.parametrize("method", machine.start_methods())
def test_a_hang_shows_the_line_of_every_thread(method):
    """A hung program's stacks name the line on which each thread of each process waits."""
    outcome = run("lock_hang", start_method=method)
    assert outcome.evidence == "quiet for 0.7 s"
    assert outcome.output == "child waits\n"
    assert outcome.exit_code is None
    assert_lock_hang_is_told(outcome)


@LINUX
@pytest.mark.parametrize("method", machine.start_methods())
def test_threads_can_be_asked_one_by_one(method, monkeypatch):
    """Asked one by one, the threads tell the same."""
    monkeypatch.setattr(launch.Interpreter, "shows_all_threads", False)
    assert_lock_hang_is_told(run("lock_hang", start_method=method))


@LINUX
def test_another_sitecustomize_has_its_turn(monkeypatch, tmp_path):
    """The folder by which threads can be asked hides no sitecustomize and is not in the path."""
    (tmp_path / "sitecustomize.py").write_text("print('customized')", encoding="utf-8")
    (tmp_path / "prints.py").write_text("import sys; print(sys.path[:2])", encoding="utf-8")
    monkeypatch.setattr(launch.Interpreter, "shows_all_threads", False)
    outcome = observe.run(tmp_path / "prints.py", env={"PYTHONPATH": str(tmp_path)})
    assert outcome.output == f"customized\n{[str(tmp_path)] * 2}\n"


@pytest.mark.parametrize("name", machine.INTERPRETERS)
def test_every_interpreter_shows_its_stacks(name):
    """A hang is told alike whichever interpreter runs the program."""
    if name not in machine.find_interpreters():
        pytest.skip(f"no python{name} here")
    outcome = run("lock_hang", python=name)
    assert outcome.python.startswith(name.removesuffix("t"))
    assert_lock_hang_is_told(outcome)


def test_what_comes_before_a_stack_is_output():
    """What a thread writes just before its process shows its stacks is not lost."""
    fake = types.SimpleNamespace(output=output.Output(), wait=time.sleep, drain=lambda: None)

    def ask():
        fake.output.add(b"a word\nFatal Python error: Aborted\nthe stacks")

    dump, in_time = stacks._diverted(fake, stacks.ABORTED, ask, lambda: True)
    assert (fake.output.text(), dump, in_time) == ("a word\n", "the stacks", True)


def test_a_running_thread_is_let_come_to_rest():
    """Stacks are read while all threads rest: a running one's frames can crash the interpreter."""
    main, thread = run("comes_to_rest", quiet=None, deadline=2.0).stacks
    assert main.where.source == "threading.Event().wait(60)"
    assert thread.where.source == "time.sleep(60)"


@pytest.mark.skipif("fork" not in machine.start_methods(), reason="needs fork")
def test_forked_child_that_ends_waits_at_none_of_its_parents_lines():
    """A forked child's stack begins with its parent's past, which is not where it waits."""
    outcome = observe.run(observe.program("join_first"), "fork", "Queue", "join", 1, 100_000)
    main, *others = outcome.stacks
    assert main.where.source == "child.join()"
    assert [()] * len(others) == [stack.own for stack in others]


def test_stacks_that_broke_off_are_told():
    """A dump that ends in a crash before the main thread's stack gives that thread a note."""
    dump = """
Thread 0x00007f752ffff6c0 (most recent call first):
  File ???, line 0 in Fatal Python error: Segmentation fault

"""
    assert list(stacks.parse(dump)) == [
        ("main thread", (), stacks.BROKE_OFF),
        ("thread 1", (), stacks.NO_FRAME),
    ]


@pytest.mark.parametrize(
    ("how", "note"),
    [("ignores", stacks.NO_ANSWER), ("closed", stacks.NO_STACK), ("execs", stacks.NO_STACK)],
)
def test_a_process_that_shows_no_stack_is_named(how, note):
    """A process that can't or won't show its stack is listed with the reason."""
    [stack] = run("mute", how).stacks
    assert (stack.frames, stack.note) == ((), note)


def test_the_deadline_decides_where_quiet_does_not():
    """Without a quiet time a program that only sleeps hangs at the deadline."""
    outcome = run("lock_hang", quiet=None, deadline=1.5)
    assert (outcome.ended, outcome.evidence) == ("hung", "deadline of 1.5 s")
    assert 1.5 <= outcome.seconds < 10
    assert_lock_hang_is_told(outcome)


@pytest.mark.parametrize("kind", ["computes", "naps"])
def test_work_and_short_naps_are_no_hang(kind):
    """A program that computes in silence, or naps for less than the quiet time, may end."""
    outcome = run("works", kind, 1.5, quiet=0.6)
    assert (outcome.ended, outcome.output) == ("finished", "done\n")


@LINUX
@pytest.mark.alone
def test_a_starved_program_does_not_hang():
    """A program that is ready to run but gets no core is not taken for one that waits."""
    core = min(os.sched_getaffinity(0))
    pinned = f"import os; os.sched_setaffinity(0, [{core}]); print(1, flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", pinned], stdout=subprocess.PIPE) as hog:
        try:
            hog.stdout.readline()
            outcome = run("starves", core, quiet=0.15)
        finally:
            hog.kill()
    assert outcome.ended == "finished"
    if float(outcome.output) < 0.15:
        pytest.skip("the scheduler never let it wait for the quiet time")


@pytest.mark.parametrize("then", ["end", "hang"])
@pytest.mark.parametrize(
    "ways",
    [
        (),
        ("twice",),
        ("session",),
        ("deaf",),
        ("naked",),
        ("twice", "naked"),
        ("session", "twice", "deaf", "closed"),
    ],
    ids="-".join,
)
def test_nothing_gets_away(then, ways):
    """A process is found and ended whatever it did to lose sight of its parent."""
    outcome = run("daemons", then, *ways)
    if then == "end":
        assert outcome.ended == "finished"
        [survivor] = outcome.survivors
        assert survivor.role == ("sleep" if "naked" in ways else "child")
    else:
        assert outcome.ended == "hung"
        assert len(outcome.stacks) == 2
    assert not any(map(is_running, outcome.processes))


@pytest.mark.parametrize("method", machine.start_methods())
def test_orphans_are_survivors(method):
    """A killed parent's child outlives it, and is ended."""
    outcome = run("orphans", start_method=method)
    assert (outcome.ended, outcome.evidence) == ("failed", "ended by SIGKILL")
    assert "child" in [survivor.role for survivor in outcome.survivors]


@pytest.mark.parametrize("method", machine.start_methods())
def test_a_script_runs_under_a_start_method(method):
    """Under each start method a script is its own main, with its own arguments and workers."""
    outcome = run("method", "one", 2, start_method=method)
    assert outcome.ended == "finished", outcome
    assert outcome.survivors == ()
    assert outcome.output == f"{method} ['one', '2'] None True\n[0, 1, 4, 9]\n"


@pytest.mark.parametrize("method", [None, *machine.start_methods()])
def test_a_module_runs_as_with_m(method, tmp_path):
    """A module runs from the working folder, in a package too, as ``python -m`` would run it."""
    (tmp_path / "inner").mkdir()
    code = (PROGRAMS / "method.py").read_text(encoding="utf-8")
    code = code.replace("__spec__", "__spec__.name, __package__")
    (tmp_path / "inner" / "work.py").write_text(code, encoding="utf-8")
    outcome = observe.run("inner.work", "one", module=True, cwd=tmp_path, start_method=method)
    named = method or machine.start_method()
    assert outcome.output == f"{named} ['one'] inner.work inner True\n[0, 1, 4, 9]\n"


def test_a_script_sees_itself_as_without_us(tmp_path):
    """What is in main, in the arguments and in the path is the same under a start method."""
    code = """
import sys
shown = {name: str(thing).split(" at ")[0] for name, thing in globals().items()}
print(sorted(shown.items()), sys.argv, sys.path)
"""
    (tmp_path / "shows.py").write_text(code, encoding="utf-8")
    plain = observe.run(tmp_path / "shows.py", "one", cwd="/")
    asked = observe.run(tmp_path / "shows.py", "one", cwd="/", start_method="spawn")
    assert plain.output == asked.output != ""


@pytest.mark.parametrize("code", ["def f(): 1 / 0\nf()", "print((", "raise SystemExit('bye')"])
def test_a_failure_reads_as_without_us(code, tmp_path):
    """A failing script's traceback is the same whether a start method is asked for or not."""
    (tmp_path / "fails.py").write_text(code, encoding="utf-8")
    plain = observe.run(tmp_path / "fails.py")
    asked = observe.run(tmp_path / "fails.py", start_method="spawn")
    assert plain.output == asked.output != ""
    assert plain.exit_code == asked.exit_code == 1


def said(outcome):
    """Return what the program signals has printed, by its first words."""
    return dict(line.split(" ", 1) for line in outcome.output.splitlines())


def test_signals_are_handled_as_in_a_fresh_shell(monkeypatch):
    """A program gets default signal handling and an empty mask, whatever its caller has."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGUSR1])
    try:
        outcome = run("signals")
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    told = said(outcome)
    assert (told["interrupt"], told["blocked"]) == ("True", "set()")
    assert told["ignored"] in ("['SIGPIPE']", "['SIGPIPE', 'SIGXFSZ']")


def test_surroundings_are_private(monkeypatch, tmp_path):
    """A program dumps no core, has a short temp folder that goes with it, and writes no record."""
    monkeypatch.setenv("MPGUIDE_RECORD", "nowhere")
    monkeypatch.setenv("MPGUIDE_PAGE", "page")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("long" * 10)))
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        told = said(run("signals"))
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    assert (told["core"], told["page"]) == ("0", "[]")
    assert not Path(told["folder"]).exists()
    assert len(told["folder"]) < 40


def test_environment_can_be_changed(monkeypatch, tmp_path):
    """A variable is set by a text and removed by None; the others stay."""
    names = "KEPT", "SET", "GONE", "PYTHONUNBUFFERED"
    code = f"import os; print([os.environ.get(name) for name in {names}])"
    (tmp_path / "prints.py").write_text(code, encoding="utf-8")
    for name in ("KEPT", "GONE", "PYTHONUNBUFFERED"):
        monkeypatch.setenv(name, "1")
    outcome = observe.run(tmp_path / "prints.py", env={"SET": "2", "GONE": None})
    assert outcome.output == "['1', '2', None, None]\n"


def test_traceback_has_no_colours(monkeypatch, tmp_path):
    """A traceback reads the same where the caller, as a notebook does, asks for colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    (tmp_path / "raises.py").write_text("raise RuntimeError('told')", encoding="utf-8")
    outcome = observe.run(tmp_path / "raises.py")
    assert outcome.output.endswith("\nRuntimeError: told\n")


def test_exit_code_is_unknown_where_the_caller_reaps_nothing():
    """Under a caller that ignores SIGCHLD the end is seen, and its code is said to be unknown."""
    handler = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        outcome = run("ends", 0)
    finally:
        signal.signal(signal.SIGCHLD, handler)
    assert outcome.output == "here\n"
    assert outcome[:2] == ("failed", None)
    assert "SIGCHLD" in outcome.evidence


FLOODED = """
import resource, sys
from mpguide import observe
observe.run(sys.argv[1], "0")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
outcome = observe.run(sys.argv[2])
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(outcome.ended, outcome.seconds, grown)
print(outcome.output, end="")
"""


@pytest.mark.alone
def test_a_flood_of_output_is_kept_in_bounds():
    """Of 100 MB the first and the last part are kept and the rest is counted, in little memory."""
    command = [sys.executable, "-c", FLOODED, PROGRAMS / "ends.py", PROGRAMS / "shouts.py"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told, output = done.stdout.split("\n", 1)
    ended, seconds, grown = told.split()
    lines = output.splitlines()
    assert (ended, lines[0], lines[-1]) == ("finished", "first", "last")
    [cut] = [line for line in lines if line.startswith("[")]
    # The cut stands in a line of its own, so that two more line ends are there.
    assert len(output) - len(cut) - 2 + int(cut.split()[0][1:]) == 100_000_000 + 11
    assert float(seconds) < 10
    assert float(grown) * (1 if sys.platform == "darwin" else 1024) < 10_000_000


@LINUX
@pytest.mark.parametrize(
    ("how", "name"), [("hang", "-"), ("hang-untracked", "own"), ("untracked", "-")]
)
def test_shared_memory_goes_with_the_program(how, name):
    """Shared memory is gone with its program, also when no resource tracker knows of it."""
    name = f"own-{uuid.uuid4().hex}" if name == "own" else name
    outcome = run("memory", how, name)
    block = outcome.output.split()[0]
    assert name in ("-", block)
    assert not Path(SHARED_MEMORY, block).exists()


@LINUX
def test_a_stop_is_waited_for():
    """Processes that have been stopped do not go on."""
    cores = os.sched_getaffinity(0)
    computes = [sys.executable, "-c", "print('!', flush=True)\nwhile True: sum(range(9999))"]
    family = processes.Family("-")
    with subprocess.Popen(computes, stdout=subprocess.PIPE) as program:
        try:
            assert program.stdout.read(1)
            family.begin(program.pid)
            # On the one core it can notice a stop only when we let it.
            for process in 0, program.pid:
                os.sched_setaffinity(process, [min(cores)])
            for _ in range(50):
                family.stop()
                assert psutil.Process(program.pid).status() == psutil.STATUS_STOPPED
                program.send_signal(signal.SIGCONT)
        finally:
            os.sched_setaffinity(0, cores)
            program.kill()


@LINUX
@pytest.mark.parametrize("how", ["hang", "daemons"])
def test_what_a_process_holds_is_seen_before_it_is_killed(how, monkeypatch):
    """The last look at a living process's memory is when it is stopped, and can make no more."""
    last = {}

    def look(_, pids):
        for pid in pids:
            with contextlib.suppress(psutil.Error):
                status = psutil.Process(pid).status()
                if status != psutil.STATUS_ZOMBIE:  # it has just ended, and makes nothing either
                    last[pid] = status

    monkeypatch.setattr(leftovers.SharedMemory, "look", look)
    outcome = run("memory", "hang", "-") if how == "hang" else run("orphans", "spawn")
    doomed = [*outcome.stacks, *outcome.survivors]
    stopped = [last[one.process] for one in doomed if one.role != processes.TRACKER]

    assert stopped
    assert {psutil.STATUS_STOPPED} == {*stopped}


@LINUX
def test_a_resource_tracker_is_known_when_it_ends_with_its_program(monkeypatch):
    """A tracker is one in the stacks, too, when it ends as soon as the main process has."""
    ask = stacks._ask

    def ask_and_wait(member, running):
        tracker = []
        with contextlib.suppress(psutil.NoSuchProcess):  # it would be the tracker that is asked
            tracker = psutil.Process(member.pid).children()
        answers = ask(member, running)
        psutil.wait_procs(tracker, timeout=10)
        return answers

    monkeypatch.setattr(stacks, "_ask", ask_and_wait)
    outcome = run("memory", "hang", "-")
    assert [one.role for one in outcome.stacks] == [processes.MAIN, processes.TRACKER]


@LINUX
def test_resource_trackers_clean_up(monkeypatch):
    """A resource tracker gets the time to remove what its program has left."""
    monkeypatch.setattr(leftovers.SharedMemory, "sweep", lambda _: None)
    outcome = run("memory", "hang", "-")
    assert not Path(SHARED_MEMORY, outcome.output.split()[0]).exists()


@LINUX
@pytest.mark.parametrize(
    "thing", ["shared_memory.SharedMemory(create=True, size=9)", "Semaphore(ctx=context)"]
)
def test_what_others_share_stays(thing, tmp_path):
    """Shared memory and semaphores that others make while a program runs are theirs."""
    script = tmp_path / "shares.py"
    script.write_text(
        "import time\n"
        "from multiprocessing import get_context, shared_memory\n"
        "from multiprocessing.synchronize import Semaphore\n"
        "context = get_context('spawn')\n"
        "time.sleep(0.3)\n"
        f"thing = {thing}\n"
        "print(thing.name if hasattr(thing, 'name') else 'sem.' + thing._semlock.name[1:])\n"
        "input()\n",
        encoding="utf-8",
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-u", script], **pipes) as other:
        run("works", "naps", 0.8)
        assert Path(SHARED_MEMORY, other.stdout.readline().strip()).exists()
        other.communicate("end\n", timeout=20)


@LINUX
def test_what_nobody_holds_stays():
    """A block that another program has closed, to be attached to later, is not removed."""
    name = f"psm_{uuid.uuid4().hex[:8]}"
    make = (
        "import time; from multiprocessing.shared_memory import SharedMemory as S; "
        "from multiprocessing import resource_tracker as t; time.sleep(0.3); "
        f"t.register = lambda *_: None; S({name!r}, create=True, size=9)"
    )
    with subprocess.Popen([sys.executable, "-c", make]):
        run("works", "naps", 0.8)
    block = Path(SHARED_MEMORY, name)
    try:
        assert block.exists()
    finally:
        block.unlink()


@LINUX
@pytest.mark.parametrize(
    ("prefix", "letters", "tracker", "stays"),
    [
        ("sem.", 6, True, False),
        ("sem.mp-", 8, False, False),
        ("sem.mp-", 8, True, True),
        ("sem.me-", 8, False, True),
    ],
)
def test_a_semaphore_whose_maker_was_killed_goes(prefix, letters, tracker, stays, monkeypatch):
    """A name goes if its maker was killed, unless a tracker may know it or it is another's."""
    monkeypatch.setattr(leftovers, "_tracks", lambda _: tracker)
    block = Path(SHARED_MEMORY, prefix + uuid.uuid4().hex[:letters])
    try:
        with leftovers.SharedMemory():
            block.touch()
        assert block.exists() == stays
    finally:
        block.unlink(missing_ok=True)


@LINUX
def test_a_resource_tracker_is_known():
    """A resource tracker is known by what it runs; another process is none."""
    script = "from multiprocessing import resource_tracker as t; t.ensure_running(); "
    script += "print(t._resource_tracker._pid, flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as program:
        tracker = int(program.stdout.readline())
        until = time.monotonic() + 20  # between its fork and its exec it is not one yet
        while not leftovers._tracks(tracker) and time.monotonic() < until:
            time.sleep(0.01)
        known = leftovers._tracks(tracker), leftovers._tracks(os.getpid())
        program.communicate("end\n", timeout=20)
    while is_running(tracker) and time.monotonic() < until:
        time.sleep(0.01)
    assert known == (True, False)


OBSERVER = """
import signal, sys
from mpguide import observe
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begun", flush=True)
observe.run(sys.argv[1], "hang", "twice", "deaf", quiet=None)
"""


@pytest.mark.parametrize("presses", [1, 2, 3])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing(number, presses):
    """Ctrl-C or SIGTERM ends the observer, once or in haste, and nothing of the program is left."""
    command = [sys.executable, "-c", OBSERVER, PROGRAMS / "daemons.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as observer:
        observer.stdout.readline()
        time.sleep(0.6)
        for _ in range(presses):
            observer.send_signal(number)
            time.sleep(0.003)
        _, error = observer.communicate(timeout=20)
    assert observer.returncode == -number
    assert (b"KeyboardInterrupt" in error) == (number == signal.SIGINT)


def test_interrupts_are_ours_again_afterwards():
    """After a run the caller's handlers are in place; during it they are called, not lost."""
    called = []
    handler = signal.signal(signal.SIGINT, lambda *_: called.append(1))
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        outcome = run("works", "naps", 0.8)
        assert (outcome.ended, called) == ("finished", [1])
        signal.raise_signal(signal.SIGINT)
        assert called == [1, 1]
    finally:
        timer.join()
        signal.signal(signal.SIGINT, handler)


def test_an_observer_can_be_observed(tmp_path, monkeypatch):
    """What a program observes belongs to whoever observes that program, and ends with it."""
    monkeypatch.setenv("PYTHONPATH", str(Path(observe.__file__).parents[2]), prepend=os.pathsep)
    tells = """
import tempfile
make = tempfile.mkdtemp
tempfile.mkdtemp = lambda *args, **names: print(made := make(*args, **names)) or made
"""
    (tmp_path / "observes.py").write_text(tells + OBSERVER, encoding="utf-8")
    env = {"PYTHONUNBUFFERED": "1"}
    outcome = observe.run(tmp_path / "observes.py", PROGRAMS / "daemons.py", deadline=3, env=env)
    begun, folder = outcome.output.split()
    assert (outcome.ended, begun) == ("hung", "begun")
    assert not Path(folder).exists()
    assert len(outcome.stacks) == 3
    assert not any(map(is_running, outcome.processes))


def test_an_error_while_it_watches_leaves_nothing(monkeypatch):
    """When observing itself fails, the program is ended all the same."""
    monkeypatch.setattr("mpguide.observe.watch.collect", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("lock_hang", quiet=0.3)


def test_a_thread_can_read_the_pipe():
    """Where no pipe can be waited for, a thread reads it: the way that Windows needs."""
    script = "import sys; print('out', flush=True); print('error', file=sys.stderr); sys.exit(3)"
    program = ByThread([sys.executable, "-c", script], dict(os.environ), None)
    while not program.ended:
        program.wait(10)
    program.drain()
    program.close()
    assert (program.output.text(), program.exit_code) == ("out\nerror\n", 3)


@pytest.mark.parametrize(
    ("program", "options", "message"),
    [
        ("nowhere.py", {}, "nowhere.py: no such program"),
        (PROGRAMS, {}, "no such program"),
        (PROGRAMS / "ends.py", {"python": "3.1"}, "3.1: no Python to run there"),
        (PROGRAMS / "ends.py", {"python": "/bin/ls"}, "/bin/ls: can't be run as Python"),
        (PROGRAMS / "ends.py", {"start_method": "spoon"}, "spoon: not a start method"),
        (PROGRAMS / "ends.py", {"cwd": "/nowhere"}, "/nowhere: no such folder"),
        (PROGRAMS / "ends.py", {"deadline": 0}, "must be more than 0"),
        (PROGRAMS / "ends.py", {"quiet": -1}, "must be more than 0"),
    ],
)
def test_what_cannot_be_observed_is_said(program, options, message):
    """A program, Python, start method or folder that is not there: one message says so."""
    with pytest.raises(observe.ObserveError, match=message) as caught:
        observe.run(program, **options)
    assert "\n" not in str(caught.value)


def test_the_guides_own_programs_have_names():
    """A name gives the path of one of the guide's programs; an unknown name is refused."""
    with pytest.raises(observe.ObserveError, match="no program of that name"):
        observe.program("nowhere")


def test_a_transcript_tells_nothing_of_this_machine():
    """A transcript has file names instead of paths and numbers instead of process ids."""
    outcome = run("lock_hang", start_method="spawn")
    text = str(outcome)
    assert text.startswith(f"Python {outcome.python}: hung (quiet for 0.7 s)\n    child waits\n")
    assert "lock_hang.py:10 in wait_for_lock: with lock:" in text
    assert "process 1, main, main thread:\n" in text
    assert "/" not in text
    assert not any(str(pid) in text for pid in outcome.processes)


def test_a_transcript_shortens_what_was_written():
    """In what a program wrote, paths become file names, its pids numbers, and long texts short."""
    output = (
        'File "/home/me/code/x.py", line 3\n(pid=4711) and process 4712, not 4712\n'
        "see https://docs.python.org/3/x and /dev/shm/psm_1\n"
    )
    outcome = observe.Outcome(
        "failed", 1, output, (), (), "exit code 1", 0.1, "3.13.0", (4711, 4712)
    )
    assert str(outcome).splitlines()[1:] == [
        '    File "x.py", line 3',
        "    (pid=1) and process 2, not 4712",
        "    see https://docs.python.org/3/x and /dev/shm/psm_1",
    ]
    long = outcome._replace(output="\n".join(map(str, range(1000))))
    assert "[960 lines left out]" in str(long)
    assert len(str(long).splitlines()) == 42
