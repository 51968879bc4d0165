"""What interpreters make of a program: run live, archived, and checked against each other."""

import json
from pathlib import Path

import pytest

from mpguide import errors, lab, machine, record, survey
from mpguide.errors import renewal
from mpguide.record import renew
from mpguide.survey.__main__ import main


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


def test_measurement_cut_short_comes_from_the_archive(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a deadline ended what measures, the archived run stands; other hangs are shown."""
    kept = archived(archive, measured={"gil": False})
    hung = kept._replace(ended="hung", measured=None, live=True)
    monkeypatch.setattr(survey, "_run", lambda *_: hung)

    assert (kept,) == survey.survey("no_guard", ["spawn"], [machine.python_name()])

    archived(archive, measured=None)
    assert (hung,) == survey.survey("no_guard", ["spawn"], [machine.python_name()])


def test_live_run_that_differs_is_named(archive: Path) -> None:
    """A live run that differs from the archived one of the same version is named."""
    archived(archive, exit_code=7)
    seen = survey.survey("no_guard", ["spawn"], [machine.python_name()])

    [line] = survey.differing("no_guard", seen)
    assert "archived ('spawn', 'finished', 7," in line


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


METHODS = ("", "fork", "forkserver", "spawn")


def takes(case: lab.Case, method: str) -> bool:
    """Return whether a case is run under a start method, or without one."""
    return bool(method) == (lab.METHOD in case.arguments)


HUNG = survey.Seen(
    "3.13", "3.13.18", "spawn", "hung", None, "", "Linux", "2026-11-20", at=("lock.acquire()",)
)


@pytest.mark.parametrize(
    ("ended", "changes", "differs"),
    [
        ("hung", {"last_line": "another"}, False),
        ("hung", {"at": ("child.join()",)}, True),
        ("hung", {"arguments": ("spawn",)}, False),  # another case, of which nothing is archived
        ("failed", {"last_line": "ValueError"}, False),
        ("failed", {"exit_code": 3}, True),
        ("finished", {"last_line": "another"}, True),
    ],
)
def test_what_is_compared(
    archive: Path, ended: str, changes: dict[str, object], differs: bool
) -> None:
    """Of a run is compared what must be the same on each run that ends like it."""
    kept = HUNG._replace(ended=ended)
    (archive / "lock.json").write_text(json.dumps([kept._asdict()]), encoding="utf-8")

    assert differs == bool(survey.differing("lock", [kept._replace(live=True, **changes)]))


def test_archive_is_written_as_it_is_read(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renewed archive has a run a line, and what was seen of each."""
    monkeypatch.setattr(survey, "whole", lambda _: (HUNG._replace(live=True), HUNG))
    survey.renew("lock")

    assert 4 == len((archive / "lock.json").read_text(encoding="utf-8").splitlines())
    assert (HUNG, HUNG) == survey.archived("lock")


@pytest.mark.parametrize(
    ("arguments", "renewed"),
    [
        (["--write"], ["lock", "message", "records"]),
        (["--write", "lock_kept"], ["lock_kept"]),
        (["--records"], ["records"]),
        (["--records", "race", "globals"], ["records", "globals", "race"]),
        (["--check", "lock_kept"], []),
    ],
)
def test_what_a_command_renews(
    archive: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], renewed: list[str]
) -> None:
    """The published records follow the whole archive, or are renewed by themselves."""
    done: list[str] = []
    monkeypatch.setattr(lab, "catalogue", lambda: {"lock": None})
    monkeypatch.setattr(errors, "catalogue", lambda: {"message": None})
    monkeypatch.setattr(renewal, "renew", done.append)
    monkeypatch.setattr(survey, "renew", done.append)
    monkeypatch.setattr(survey, "whole", lambda _: ())
    monkeypatch.setattr(renew, "renew", lambda pages: done.extend(["records", *pages]) or iter(()))
    main(arguments)

    assert renewed == done


@pytest.mark.parametrize("arguments", [["--write", "no_such"], ["--write", "--check"], ["-x"]])
def test_what_a_command_can_not_do_is_one_message(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown name or option ends the command, with one message, before anything runs."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert 2 == ended.value.code
    assert 1 == capsys.readouterr().err.count("error: ")


def test_error_of_a_failed_run_is_seen(archive: Path) -> None:
    """Of a run that fails the line that names its exception is kept."""
    [case] = lab.catalogue()["open_file"].cases
    [seen] = survey.survey("open_file", ["spawn"], [machine.python_name()], case)

    assert ("failed", 1) == (seen.ended, seen.exit_code)
    assert seen.last_line.startswith("TypeError: cannot pickle")


@pytest.mark.parametrize("name", sorted(lab.catalogue()))
def test_committed_archive_is_as_the_catalogue_says(name: str) -> None:
    """Each archived run of the lab's ended as the catalogue says, and none is missing."""
    cases = [case for case in lab.catalogue()[name].cases if not case.packages]
    archived = survey.archived(name)
    interpreters = {seen.interpreter for seen in archived} or {""}

    for seen in archived:
        gil = not seen.interpreter.endswith("t")
        place = lab.Place(seen.version, gil, seen.start_method)
        [expected] = [
            case.expected(place)
            for case in cases
            if case.given(seen.start_method) == seen.arguments
        ]
        assert (expected.ended, expected.exit_code) == (seen.ended, seen.exit_code)
    wanted = [case.given(method) for case in cases for method in METHODS if takes(case, method)]
    for interpreter in interpreters:
        given = [seen.arguments for seen in archived if seen.interpreter == interpreter]
        wanted = [case.given(method) for case in cases for method in case.methods]
        assert sorted(wanted) == sorted(given)
    assert len(interpreters) >= 6 or not cases
