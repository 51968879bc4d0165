"""The experiments on what messages and matrices cost: what is sent, timed, and left behind."""

import multiprocessing
import pickle
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import pytest

from mpguide import machine
from mpguide.bench import Run, Samples
from mpguide.experiments import moving_a_matrix, pipe_or_queue
from mpguide.experiments.talking import talking
from mpguide.workers.ipc_messages import Slots, answer, get_done
from unused import left_of, unused_memory

METHODS = machine.start_methods()
METHOD = machine.start_method()
JOBS = [(way, size) for way in pipe_or_queue.WAYS for size in (10, 3000)]
SHAPES = [(100, 4), (3000, 4)]


def samples(values: dict[str, list[float]]) -> Samples:
    """Return the samples of one interpreter, a round after another."""
    rows = zip(*values.values(), strict=True)
    run = Run(tuple((row,) for row in rows), dict.fromkeys(values, 1))
    return Samples(tuple(values), (run,), {})


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("channel", pipe_or_queue.CHANNELS)
def test_channel_is_timed_for_each_way_and_size(channel: str) -> None:
    """A channel's call returns the seconds of each job, can do so again, and its peer has ended."""
    before = unused_memory()
    for call in pipe_or_queue.CHANNELS[channel](METHOD, JOBS):
        for _ in range(2):
            took = call()

            assert [f"{way}, {size}" for way, size in JOBS] == list(took)
            assert all(0 < seconds < 20 for seconds in took.values())
    assert [] == multiprocessing.active_children()
    assert set() == left_of(before)


@pytest.mark.parametrize("method", METHODS)
def test_channels_work_under_each_method(method: str) -> None:
    """What pickles differently when it is handed to a peer works under every start method."""
    for name in ("send_bytes", "JoinableQueue", "shared memory"):
        for call in pipe_or_queue.CHANNELS[name](method, [("round trip", 10)]):
            assert ["round trip, 10"] == list(call())


def test_peer_that_dies_is_heard_of() -> None:
    """A peer that ends before it is told to is an error, not a wait for ever."""
    context: Any = multiprocessing.get_context(METHOD)
    mine, its = context.Pipe()
    ends = (mine.send, mine.recv), (its.send, sys.exit)

    for call in pipe_or_queue._with_peer(context, [("one way", 10)], *ends):
        with pytest.raises((EOFError, OSError)):
            call()
    assert [] == multiprocessing.active_children()


class Ends:
    """Stands in for a channel and for the control pipe: what is sent waits to be received."""

    def __init__(self, *waiting: Any) -> None:
        self.waiting, self.sent = list(waiting), list[Any]()

    def recv(self) -> Any:
        """Return what waits."""
        return self.waiting.pop(0)

    def send(self, message: Any) -> None:
        """Keep what is sent."""
        self.sent.append(message)


def test_peer_sends_back_what_it_gets() -> None:
    """A peer takes as many messages as it is told, or sends as many back, until the end."""
    control, channel = Ends(("take", 2), ("echo", 3), None), Ends(b"1", b"2", b"3", b"4", b"5")
    begun = time.perf_counter()

    answer(control, channel.send, channel.recv)

    assert [b"3", b"4", b"5"] == channel.sent
    ready, arrived, again = control.sent
    assert ("ready", "ready") == (ready, again)
    assert begun < arrived < time.perf_counter()


@pytest.fixture
def slots() -> Iterator[tuple[Slots, Slots]]:
    """Return both ends of a channel with two slots of 100 bytes."""
    block: Any = SharedMemory(create=True, size=2 * (8 + 100) + 50)  # some systems round up
    try:
        free, filled = multiprocessing.Semaphore(2), multiprocessing.Semaphore(0)
        yield Slots(block, 100, free, filled), Slots(block, 100, free, filled)
    finally:
        block.close()
        block.unlink()


def test_slots_keep_messages_and_their_order(slots: tuple[Slots, Slots]) -> None:
    """Messages of all lengths arrive as they were sent, in order, also after a turn."""
    writer, reader = slots
    messages = [bytes([at]) * long for at, long in enumerate((100, 0, 1, 99, 100, 7, 100))]
    got = []

    writer.send(messages[0])
    for message in messages[1:]:
        writer.send(message)
        got.append(reader.receive())
    got.append(reader.receive())

    assert messages == got


def test_slots_are_two(slots: tuple[Slots, Slots]) -> None:
    """A third message waits until one of two is out."""
    writer, reader = slots
    writer.send(b"1")
    writer.send(b"2")

    assert not writer.free.acquire(block=False)
    reader.receive()
    assert writer.free.acquire(block=False)


def test_item_is_done_when_got() -> None:
    """A queue that is read in this way has nothing left to wait for."""
    queue: Any = multiprocessing.JoinableQueue()
    queue.put(b"1")

    assert b"1" == get_done(queue)
    queue.join()
    queue.close()
    queue.join_thread()


def test_round_trip_of_the_copy_is_two() -> None:
    """The floor is one copy one way, two there and back."""
    for call in pipe_or_queue.memcpy([("one way", 10**6), ("round trip", 10**6)]):
        ratios = sorted(
            took["round trip, 1000000"] / took["one way, 1000000"]
            for took in (call() for _ in range(15))
        )

        assert 1 < ratios[7] < 4


def test_every_channel_is_timed() -> None:
    """All channels and the copy are timed, and can be handed to a fresh interpreter."""
    every = pipe_or_queue.every("spawn", [10])

    assert [*pipe_or_queue.CHANNELS, "memcpy"] == [*every]
    assert pickle.loads(pickle.dumps(every)).keys() == every.keys()  # noqa: S301 - our own


def test_points_have_nine_rounds_in_ten() -> None:
    """A point of a panel is the median with what nine rounds in ten lie between."""
    values = [float(at) for at in range(1, 41)]
    found = pipe_or_queue.panels(samples({"Manager().Queue.one way, 10": values}))

    assert {"Manager().Queue": {"one way": {10.0: (3.0, 20.5, 38.0)}}} == found


def test_table_has_all_medians() -> None:
    """The table has a line for each way and channel, in microseconds."""
    found = samples(
        {
            f"{name}.{way}, {size}": [seconds * size]
            for name, seconds in (("Pipe", 1e-5), ("memcpy", 1e-9))
            for way in pipe_or_queue.WAYS
            for size in (10, 1000)
        }
    )
    lines = pipe_or_queue.table(found).splitlines()

    assert ["Pipe", "100", "1e+04"] == lines[2].split()
    assert ["memcpy", "0.01", "1"] == lines[3].split()
    assert ["one", "round"] == [line.split()[0] for line in lines if "bytes" in line]


# ---------------------------------------------------------------- matrices


@pytest.mark.parametrize("main", moving_a_matrix.MAINS)
@pytest.mark.parametrize("method", METHODS)
def test_child_adds_up_a_column(method: str, main: str) -> None:
    """However a child gets the matrix, its column adds up; who pickles and imports differs."""
    before = unused_memory()
    with talking(moving_a_matrix.MAINS[main], method) as program:
        for way in moving_a_matrix.WAYS:
            program.ask(f"{way}, 50, 4, 0")
            took = program.ask(f"{way}, 50, 4, 3")
            expected = set(moving_a_matrix.PARTS)
            if method == "fork" or (method == "forkserver" and machine.forkserver_preloads_main()):
                expected.remove("import")
            if method == "fork" and way != "protocol 5":
                expected.remove("pickle")

            assert sum(range(3, 200, 4)) == took.pop("sum")
            assert expected == set(took)
            assert 0 < took["start"] < 30
            assert all(seconds > 0 for seconds in took.values())
    assert set() == left_of(before)


@pytest.mark.alone
@pytest.mark.skipif("fork" not in METHODS, reason="needs fork")
def test_matrix_of_a_fork_is_not_pickled() -> None:
    """What is handed to a forked child takes neither time nor pickle, other than by a pipe."""
    with talking("start_child_matrix", "fork") as program:
        tries = [program.ask("argument, 100000, 4, 0") for _ in range(5)]

    assert min(took["transfer"] for took in tries) < 0.001


class Program:
    """Stands in for a program that measures itself."""

    def __init__(self, **wrong: float) -> None:
        self.wrong, self.asked = wrong, list[str]()

    def ask(self, line: str) -> dict[str, float]:
        """Answer as it would, each part a second."""
        self.asked.append(line)
        _, rows, columns, column = line.split(", ")
        total = sum(range(int(column), int(rows) * int(columns), int(columns)))
        return {"sum": total} | dict.fromkeys(moving_a_matrix.PARTS, 1.0) | self.wrong


def test_columns_take_turns() -> None:
    """Each call adds up the next column of every matrix, and begins again after the last."""
    program: Any = Program()
    ask = partial(moving_a_matrix._ask, program, "argument")
    turns = iter(range(9))

    for _ in range(3):
        took = moving_a_matrix._add_up_each(ask, [(10, 2), (20, 2)], turns)

    assert ["0", "0", "1", "1", "0", "0"] == [line[-1] for line in program.asked]
    assert (2.0, 6.0) == (took["moved, 20"], took["total, 10"])
    assert 2 * (len(moving_a_matrix.PARTS) + 2) == len(took)


def test_wrong_sum_is_an_error() -> None:
    """A child that adds up something else is not timed."""
    program: Any = Program(sum=1)

    with pytest.raises(RuntimeError, match=r"column 1 adds up to 9\.0, a child found 1"):
        moving_a_matrix._ask(program, "argument", 3, 2, 1)


def test_experiment_talks_to_its_program() -> None:
    """The experiment starts its program, times every size, and ends it."""
    for call in moving_a_matrix.columns_of(METHOD, SHAPES, "shared memory", "no numpy"):
        took = call()

        for rows, _ in SHAPES:
            assert 0 < took[f"moved, {rows}"] < took[f"total, {rows}"]
            assert took[f"moved, {rows}"] >= took[f"transfer, {rows}"] > 0


def test_every_way_is_timed() -> None:
    """Each method, the other ways beside the fork server, no numpy, and the copy are timed."""
    every = moving_a_matrix.every(("fork", "forkserver", "spawn"), SHAPES)

    assert [
        "fork",
        "forkserver",
        "spawn",
        "spawn, no numpy",
        "forkserver, protocol 5",
        "forkserver, shared memory",
        "memcpy",
    ] == list(every)
    assert SHAPES[:1] == every["spawn, no numpy"].args[1]
    assert SHAPES == every["spawn"].args[1] == every["fork"].args[1]
    assert pickle.loads(pickle.dumps(every)).keys() == every.keys()  # noqa: S301 - our own


def test_slow_children_are_timed_at_the_ends() -> None:
    """What spawns is timed for the smallest and the largest, or for all where there is no other."""
    three = [*SHAPES, (4000, 4)]

    assert [three[0], three[2]] == moving_a_matrix.every(("fork", "forkserver", "spawn"), three)[
        "spawn"
    ].args[1]
    assert three == moving_a_matrix.every(("spawn",), three)["spawn"].args[1]


def test_only_an_argument_grows_the_pickle() -> None:
    """The pickle of an argument holds all numbers; out of band and in a block it holds none."""
    before = unused_memory()
    found = moving_a_matrix.sent(SHAPES)

    assert [8 * rows * columns // 1000 for rows, columns in SHAPES] == [
        size // 1000 for size in found["argument"]
    ]
    assert max(found["protocol 5"] + found["shared memory"]) < 500
    assert set() == left_of(before)


MEASURED = {
    f"{name}.{part}, {rows}": [seconds * rows for seconds in (2.0, 1.0, 3.0)]
    for name, sizes in (("fork", (1, 10)), ("spawn, no numpy", (1,)))
    for rows in sizes
    for part in ("import", "moved", "total")
} | {f"memcpy.moved, {rows}": [0.5 * rows, 0.1, 0.9 * rows] for rows in (1, 10)}


def test_bars_have_the_parts_and_spreads_of_one_size() -> None:
    """A bar has the medians of one size, without sums; its spread is that of the total."""
    parts, spreads = moving_a_matrix.bars(samples(MEASURED), 1)

    assert {"fork": {"import": 2.0}, "spawn, no numpy": {"import": 2.0}} == parts
    assert {"fork": (1.0, 3.0), "spawn, no numpy": (1.0, 3.0)} == spreads


def test_curves_have_several_sizes() -> None:
    """Drawn by bytes is what was timed for several sizes, with the copy as a limit."""
    curves, floor = moving_a_matrix.moved(samples(MEASURED), [(1, 4), (10, 4)])

    assert {"fork": {32: (1.0, 2.0, 3.0), 320: (10.0, 20.0, 30.0)}} == curves
    assert {32: 0.5, 320: 5.0} == floor


def test_table_has_a_line_for_each_way() -> None:
    """The table has the least, the median and the most of each way's total."""
    table = moving_a_matrix.table(samples(MEASURED), 10)

    assert ["fork", "1e+04", "2e+04", "3e+04"] == table.splitlines()[1].split()
