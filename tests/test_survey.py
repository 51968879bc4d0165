"""What interpreters make of a program: run live, archived, and checked against each other."""

import json
from pathlib import Path

import pytest

from mpguide import machine, record, survey


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an empty archive of the test's own, and return its folder."""
    monkeypatch.setattr(survey, "ARCHIVE", str(tmp_path))
    return tmp_path


def archived(folder: Path, **changes: object) -> survey.Seen:
    """Archive one outcome of ``no_guard`` under spawn, and return it."""
    [seen] = survey.survey("no_guard", ["spawn"], [machine.python_name()])
    seen = seen._replace(live=False, **changes)
    entry = seen._asdict()
    del entry["live"]
    (folder / "no_guard.json").write_text(json.dumps([entry]), encoding="utf-8")
    return seen


def test_this_interpreter_runs_live(archive: Path) -> None:
    """An interpreter that is here runs the program, whatever the archive says."""
    [seen] = survey.survey("no_guard", ["spawn"], [machine.python_name()])

    assert seen.live
    assert ("finished", 0, "the child's exit code: 1") == (
        seen.ended,
        seen.exit_code,
        seen.last_line,
    )


def test_missing_interpreter_comes_from_the_archive(archive: Path) -> None:
    """An interpreter that is not here is shown as archived."""
    kept = archived(archive, interpreter="2.7", python="2.7.18")

    assert (kept,) == survey.survey("no_guard", ["spawn"], ["2.7"])


def test_interpreter_neither_here_nor_archived_is_left_out(archive: Path) -> None:
    """Nothing is shown of an interpreter that nobody has run."""
    assert () == survey.survey("no_guard", ["spawn"], ["2.7"])


def test_live_run_that_differs_is_named(archive: Path) -> None:
    """A live run that differs from the archived one of the same version is named."""
    archived(archive, exit_code=7)
    seen = survey.survey("no_guard", ["spawn"], [machine.python_name()])

    [line] = survey.differing("no_guard", seen)
    assert "archived ('finished', 7," in line


def test_live_run_of_another_version_is_not_compared(archive: Path) -> None:
    """An archived run of another micro version says nothing about this one."""
    archived(archive, exit_code=7, python="3.11.0")
    seen = survey.survey("no_guard", ["spawn"], [machine.python_name()])

    assert [] == survey.differing("no_guard", seen)


def test_damaged_archive_is_one_message(archive: Path) -> None:
    """An archive that can't be read is named."""
    (archive / "no_guard.json").write_text("[{}]", encoding="utf-8")

    with pytest.raises(record.RecordError, match=r"no_guard\.json: a damaged archive"):
        survey.archived("no_guard")


def test_committed_archive_is_whole() -> None:
    """The committed archive has every start method on each of its interpreters."""
    seen = survey.archived("no_guard")
    cells = {(entry.interpreter, entry.start_method) for entry in seen}

    assert 6 <= len({entry.interpreter for entry in seen})
    assert len(cells) == len(seen) == 3 * len({entry.interpreter for entry in seen})
