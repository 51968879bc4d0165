"""What the page on a shared end makes of a run, and how it waits for full pipes."""

import multiprocessing
import os
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest

from mpguide.experiments import pipe_shared_end as shared

if sys.platform != "linux":
    pytest.skip("the page claims nothing elsewhere", allow_module_level=True)

ONE, TWO = b"\1" * 10, b"\2" * 10


def read(*messages: bytes, rest: bytes = b"") -> str:
    """Return what is found of these messages, and of what follows them."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    with reader, writer:
        for message in messages:
            writer.send_bytes(message)
        os.write(writer.fileno(), rest)
        writer.close()
        return shared.read(reader, len(ONE), many=1)


def test_all_messages_are_intact() -> None:
    """A run is intact when each message comes as often as it was sent, in any order."""
    assert shared.INTACT == read(ONE, TWO) == read(TWO, ONE)


@pytest.mark.parametrize(
    "messages", [(ONE,), (ONE, ONE), (ONE, TWO, TWO), (ONE, TWO[:5] + ONE[:5])]
)
def test_wrong_messages_are_torn(messages: tuple[bytes, ...]) -> None:
    """A run is torn when a message is missing, comes too often, or is a mixture."""
    assert shared.TORN == read(*messages)


@pytest.mark.parametrize("rest", [b"\0\0", b"\0\0\0\5half"])
def test_cut_message_is_stuck(rest: bytes) -> None:
    """A run is stuck when the pipe ends in the middle of a header or of a payload."""
    assert shared.STUCK == read(ONE, TWO, rest=rest)


def test_busy_writer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe counts as full only when no writer runs; one that ends counts as well."""
    me, gone = SimpleNamespace(pid=os.getpid()), SimpleNamespace(pid=2**22 + 1)
    monkeypatch.setattr(shared, "TIMEOUT", 0.1)

    shared.wait_until_full([gone])
    with pytest.raises(TimeoutError, match="did not come to rest"):
        shared.wait_until_full([gone, me])


def test_waits_for_both_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read before both writers have begun."""
    begun: Any = multiprocessing.Semaphore(1)
    monkeypatch.setattr(shared, "TIMEOUT", 0.1)
    before = time.monotonic()

    with pytest.raises(TimeoutError, match="did not begin"):
        shared.wait_for_all(begun)

    assert 0.1 <= time.monotonic() - before


@pytest.mark.parametrize("way", [*shared.WAYS])
def test_every_run_is_counted(way: str) -> None:
    """Whatever is shared, each run is counted once; small messages stay whole."""
    context = multiprocessing.get_context()

    assert {shared.INTACT: 3} == shared.WAYS[way](context, (3, 100, 20))


def test_lock_keeps_what_tears_without() -> None:
    """Large messages tear in a pipe, and do not under a lock."""
    context, plan = multiprocessing.get_context(), (5, 300_000, 8)

    assert shared.share(context, plan)[shared.INTACT] < 5
    assert {shared.INTACT: 5} == shared.share(context, plan, locked=True)


def test_large_message_is_two_writes() -> None:
    """Header and payload are one write up to 16 KiB, and two above."""
    assert [[16_388], [4, 16_385]] == [shared.writes(16_384), shared.writes(16_385)]
