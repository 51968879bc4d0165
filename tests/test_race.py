"""What the page on the race runs counts rightly, and says so."""

import json
import multiprocessing
from contextlib import nullcontext
from pathlib import Path

from mpguide.experiments.race import THREADS, losses, save, slowly
from mpguide.timeline import Timeline


def test_forced_one_of_two_is_lost() -> None:
    """Without a lock both read 0, with processes as with threads."""
    for kit in (multiprocessing.get_context(), THREADS):
        with Timeline() as timeline:
            assert 100 == slowly(kit, timeline, (nullcontext(), nullcontext()))
        assert ("has read 0", "has read 0") == timeline.order("has read")


def test_lock_keeps_both() -> None:
    """With one lock the second reads what the first has written."""
    lock = multiprocessing.Lock()
    with Timeline() as timeline:
        assert 200 == slowly(multiprocessing.get_context(), timeline, (lock, lock), 0.1)
    assert ("has read 0", "has read 100") == timeline.order("has read")


def test_every_run_is_counted_from_zero() -> None:
    """Each of the runs is counted by itself, and nothing is lost under a lock."""
    kit = multiprocessing.get_context()
    for guard in ("get_lock", "Lock", "RLock"):
        assert [0, 0, 0] == losses(kit, (3, 50, 0), many=3, guard=guard)
    assert [0, 0] == losses(kit, (2, 3, 0.001), many=1)


def test_what_runs_lose_is_saved(tmp_path: Path) -> None:
    """The file holds each run's loss, and where it ran."""
    save(str(tmp_path / "out.json"), {"2 add": [0, 7]})
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))

    assert {"2 add": [0, 7]} == found["lost"]
    assert found["circumstances"]["cores"] >= 1
