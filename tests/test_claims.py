"""Claims: what they decide, say and refuse, and where their verdicts go."""

import json
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpguide import claims, record


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start each test with no claim made, on a page of its own, and no record."""
    monkeypatch.delenv("MPGUIDE_RECORD", raising=False)
    monkeypatch.setenv("MPGUIDE_PAGE", "page")
    claims.forget("page")
    yield
    claims.forget("page")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Record into a file, as a build does, and return its path."""
    path = tmp_path / "lines"
    monkeypatch.setenv("MPGUIDE_RECORD", str(path))
    return path


def test_equal_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """An exact claim prints verdict, sentence and value."""
    claims.equal("four", 2 + 2, 4)

    assert "held: four [4]\n" == capsys.readouterr().out


def test_equal_refuted_names_sentence_and_evidence() -> None:
    """Outside a build a refuted claim raises an error with the sentence and both values."""
    with pytest.raises(claims.Refuted, match=r"^four \[5, expected 4\]$"):
        claims.equal("four", 5, 4)


def test_holds_refuted() -> None:
    """A structural claim whose condition is false is refuted."""
    with pytest.raises(claims.Refuted, match=r"order \[2, 1\]"):
        claims.holds("order", False, "2, 1")


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        (lambda: int("x"), "held"),
        (lambda: 1 / 0, "refuted"),
        (lambda: None, "refuted"),
    ],
)
def test_raises(lines: Path, call: object, verdict: str) -> None:
    """A claim on an exception is refuted by another exception and by none."""
    claims.raises("text", ValueError, call)

    [claim] = claims.take()
    assert verdict == claim.verdict


@pytest.mark.parametrize("verdict", record.VERDICTS)
def test_timing_keeps_each_verdict(lines: Path, verdict: str) -> None:
    """A timing claim has the verdict that the measurement answered."""
    claims.timing("text", (verdict, "why"))

    assert [("page", "text", "timing", verdict, "why")] == claims.take()


def test_timing_refuses_what_is_no_verdict() -> None:
    """An answer that is no verdict is an error, not a claim."""
    with pytest.raises(claims.ClaimError, match="'maybe' is no verdict"):
        claims.timing("text", ("maybe", ""))


def test_undecided_does_not_raise(capsys: pytest.CaptureFixture[str]) -> None:
    """An undecided claim is said and does not stop a plain run."""
    claims.timing("text", claims.Answer(claims.UNDECIDED, "12 of 30"))

    assert "undecided: text [12 of 30]\n" == capsys.readouterr().out


def test_not_testable_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """A claim whose means are missing says which."""
    claims.not_testable("text", "timing", "needs two cores")

    assert "not testable here: text [needs two cores]\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("slow", "verdict"), [(5.0, "held"), (2.5, "held"), (2.4, "undecided"), (1.2, "refuted")]
)
def test_ratio(slow: float, verdict: str) -> None:
    """Two stretches measured once are refuted only below half of the margin."""
    assert verdict == claims.ratio(slow, 1.0, 2.5).verdict


def test_same_text_twice_on_a_page_is_refused(lines: Path) -> None:
    """A page can't make two claims with one sentence."""
    claims.equal("text", 1, 1)

    with pytest.raises(claims.ClaimError, match="page: the claim 'text' is made twice"):
        claims.equal("text", 2, 2)


def test_same_text_on_another_page(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages may make a claim with the same sentence."""
    claims.equal("text", 1, 1)
    monkeypatch.setenv("MPGUIDE_PAGE", "other")
    claims.equal("text", 1, 1)

    assert ["page", "other"] == [claim.page for claim in claims.take()]
    claims.forget("other")


def test_recorded_refuted_claim_does_not_raise(lines: Path) -> None:
    """In a build a refuted claim is recorded, so that the page goes on."""
    claims.equal("text", 1, 2)

    [line] = lines.read_text(encoding="utf-8").splitlines()
    assert "refuted" == json.loads(line)["claim"]["verdict"]


def make_claim(queue: "multiprocessing.SimpleQueue[str]") -> None:
    """Make a claim in a child process and send what came of it."""
    try:
        claims.equal("text", 1, 1)
    except claims.ClaimError as error:
        queue.put(str(error))
    else:
        queue.put("no error")


def test_claim_in_a_child_is_refused(start_method: str) -> None:
    """A claim made in a child process is refused, and the message says what to do."""
    context = multiprocessing.get_context(start_method)
    queue = context.SimpleQueue()
    child = context.Process(target=make_claim, args=(queue,))
    child.start()
    message = queue.get()
    child.join(30)

    assert "claim it in the parent process" in message


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_claim_after_a_bare_fork_is_refused(lines: Path) -> None:
    """A claim made after os.fork() in the child is refused too."""
    pid = os.fork()
    if pid == 0:
        try:
            claims.equal("text", 1, 1)
        except claims.ClaimError:
            os._exit(3)
        os._exit(0)

    assert 3 == os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert not lines.exists()
