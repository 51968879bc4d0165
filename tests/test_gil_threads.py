"""What the threads of the chapter gil do that wait, that compute, and that pass goods on."""

import itertools
import queue
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from mpguide import machine, observe
from mpguide.experiments import big_power, producer_consumer, sleeping_threads
from mpguide.timeline import Timeline
from mpguide.workers import gil_goods, gil_naps, gil_power

needs_gil = pytest.mark.skipif(not machine.gil_enabled(), reason="needs a GIL")
needs_shutdown = pytest.mark.skipif(not hasattr(queue.Queue, "shutdown"), reason="needs 3.13")


def test_each_thing_is_waited_for() -> None:
    """A thread waits for each thing, all of them at once, and each wait is ended."""
    timeline = sleeping_threads.wait_for_each()

    assert 5 == timeline.most_at_once() == len(timeline.spans)
    assert () == timeline.never_ended()


@pytest.mark.parametrize("library", ["CDLL", "PyDLL"])
def test_nap_in_c_naps(library: str) -> None:
    """A nap in C takes its time, whether it lets go of the GIL or not."""
    timeline = sleeping_threads.nap_by(library, 1, 0.05)

    assert 0.05 <= timeline.spans[0].seconds  # type: ignore[operator]
    assert (f"nap by {library}",) == timeline.order()


@needs_gil
def test_naps_that_hold_the_gil_end_one_after_the_other() -> None:
    """Between the ends of two naps that hold the GIL lies a whole nap."""
    timeline = sleeping_threads.nap_by("PyDLL", 3, 0.05)
    ends = sorted(span.end or 0 for span in timeline.spans)

    assert 0.05 <= min(later - earlier for earlier, later in itertools.pairwise(ends))


def test_switch_interval_is_set_back() -> None:
    """Experiments that change the switch interval leave it as it was."""
    usual = sys.getswitchinterval()

    sleeping_threads.nap_by("CDLL", 1, 0.01)
    big_power.beside_a_clock(100, 100)

    assert usual == sys.getswitchinterval()


def test_divide_hands_over_when_told() -> None:
    """A division is handed over once the word is given; one by zero never is."""
    word, results = threading.Event(), list[float]()
    word.set()
    with Timeline() as timeline:
        gil_naps.divide(timeline, word, 2, results)
        with pytest.raises(ZeroDivisionError):
            gil_naps.divide(timeline, word, 0, results)

    assert [0.5] == results
    assert ("1 / 2", "1 / 0") == timeline.order()


@pytest.mark.parametrize("engine", ["thread", "process"])
@pytest.mark.parametrize("how", ["raises", "exits", "crashes"])
def test_failing_part_of_a_program(engine: str, how: str) -> None:
    """Only a crash in a thread ends the program."""
    outcome = observe.run(observe.program("fail_in_thread"), engine, how)
    goes_on = (engine, how) != ("thread", "crashes")

    assert goes_on is ("the program goes on" in outcome.output)
    assert goes_on is ("finished" == outcome.ended)


@pytest.mark.parametrize("way", big_power.WAYS)
def test_digit_limit_is_set_back(way: str) -> None:
    """Each way yields a call that works beyond the limit, and sets the limit back."""
    usual = sys.get_int_max_str_digits()

    for call in big_power.WAYS[way](20_000):
        call()

    assert usual == sys.get_int_max_str_digits()


def test_digit_limit_is_set_back_after_an_error() -> None:
    """The limit is set back if what needs another one fails."""
    usual = sys.get_int_max_str_digits()

    with pytest.raises(ZeroDivisionError), big_power.digits_allowed(0):
        pow(0, -1)

    assert usual == sys.get_int_max_str_digits()


def test_ticks_are_counted_within_each_span() -> None:
    """A tick counts for the span in whose course it comes."""
    with Timeline() as timeline:
        timeline.mark("tick")
        with timeline.span("power"):
            timeline.mark("tick")
            timeline.mark("tick")
        timeline.mark("tick")
        with timeline.span("power"):
            pass
        with timeline.span("digits"):
            timeline.mark("tick")

    assert [2, 0] == big_power.ticks(timeline, "power")
    assert [1] == big_power.ticks(timeline, "digits")


@pytest.mark.alone
def test_ticks_come_while_nothing_computes() -> None:
    """The clock ticks: without the GIL held by anyone, some come in each 50 ms."""
    over = threading.Event()
    with Timeline() as timeline:
        work = (timeline, over)
        clock = threading.Thread(target=gil_power.tick, args=work)
        clock.start()
        with timeline.span("rest"):
            time.sleep(0.05)
        over.set()
        clock.join(30)

    assert 3 <= big_power.ticks(timeline, "rest")[0]


def test_two_compute_what_one_does() -> None:
    """One thread computes alone, then two: a power and its digits each."""
    alone, both, cores = big_power.alone_and_both(20_000)

    assert ["digits", "power"] == sorted(alone.order())
    assert ["digits", "digits", "power", "power"] == sorted(both.order())
    assert 0 < cores


def test_goods_arrive_in_order() -> None:
    """A consumer uses what a producer makes, in its order, and both end."""
    goods, durations = queue.Queue[str | None](), dict.fromkeys("abc", 0.0)
    with Timeline() as timeline:
        producer = gil_goods.Producer(timeline, goods, durations)
        consumer = gil_goods.Consumer(timeline, goods, 0)
        for thread in (producer, consumer):
            thread.start()
        for thread in (producer, consumer):
            thread.join(30)

    assert not producer.is_alive()
    assert not consumer.is_alive()
    assert ["a", "b", "c"] == consumer.used
    assert 4 == len(timeline.find("asks"))


@needs_shutdown
def test_consumer_ends_when_its_queue_is_shut_down() -> None:
    """A consumer that waits ends without a None."""
    goods = queue.Queue[str | None]()
    with Timeline() as timeline:
        consumer = gil_goods.Consumer(timeline, goods, 0)
        consumer.start()
        goods.shutdown()  # type: ignore[attr-defined, unused-ignore]
        consumer.join(30)

    assert not consumer.is_alive()
    assert [] == consumer.used


def test_two_see_what_is_there_for_one() -> None:
    """Of two that have looked into a list of one, one gets nothing."""
    assert ["bread", "nothing"] == producer_consumer.two_at_a_list()


def test_take_one_leaves_an_empty_list() -> None:
    """Who sees an empty list waits for nobody."""
    taken = list[str]()

    gil_goods.take_one([], SimpleNamespace(wait=pytest.fail), taken)

    assert [] == taken


def test_many_at_a_queue_get_each_number_once() -> None:
    """Nothing is lost, and nothing comes twice."""
    assert list(range(100)) == producer_consumer.many_at_a_queue(3, range(100))


@needs_shutdown
def test_queue_that_is_shut_down() -> None:
    """What is there is taken, or dropped at once."""
    assert ["bread", "milk"] == producer_consumer.shut_down(immediate=False)[1]
    assert [] == producer_consumer.shut_down(immediate=True)[1]
