"""The failures lab: every program that goes wrong, run and compared with its catalogue."""

import ast
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from mpguide import causes, lab, observe
from mpguide.lab import Case, Ending, Place

FAILURES = lab.catalogue()
PROGRAMS = sorted(path.stem for path in Path(lab.FOLDER).glob("*.py"))
STDLIB = {*sys.stdlib_module_names, "numpy"}  # one failure is numpy's own: closed_too_early
LONGEST = 40

CASES = [
    pytest.param(name, case, method, id=" ".join([name, *case.given(method)]))
    for name, failure in FAILURES.items()
    for case in failure.cases
    for method in case.methods
]


def ending(**fields: object) -> Ending:
    """Return an ending as the catalogue would give it."""
    return lab._ending({"ended": "finished"} | fields)


@pytest.mark.parametrize(("name", "case", "method"), CASES)
def test_failure_ends_as_the_catalogue_says(name: str, case: Case, method: str) -> None:
    """A program of the lab ends, says and waits as its entry says, and has its cause alone."""
    if case.lacking:
        pytest.skip(f"needs {case.lacking}")
    outcome = lab.observed(name, case, method)
    expected = case.expected(Place.here(method))

    assert "" == expected.difference(outcome), str(outcome)
    if outcome.ended == observe.HUNG:
        found = {cause.failure for cause in causes.causes(outcome)}
        assert {*FAILURES[name].causes(expected)} == found, str(outcome)


def test_every_failure_is_in_the_catalogue() -> None:
    """Programs and entries are the same."""
    assert PROGRAMS == sorted(FAILURES)


@pytest.mark.parametrize("name", PROGRAMS)
def test_failure_is_short_and_plain(name: str) -> None:
    """A program of the lab has at most 40 lines that say something, and imports the stdlib."""
    source = Path(observe.program(name)).read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    imported = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}

    assert len([line for line in source.splitlines() if line.strip()]) <= LONGEST
    assert {name.partition(".")[0] for name in imported} <= STDLIB


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_failure_is_explained_by_its_page(name: str) -> None:
    """The page that an entry names is there, and speaks of the program."""
    page = ROOT / "gallery" / f"{FAILURES[name].page}.py"

    assert name in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_something_goes_wrong_in_every_entry(name: str) -> None:
    """An entry says of each case how it ends on any interpreter, under any method."""
    for case in FAILURES[name].cases:
        for version in [(3, minor, micro) for minor in range(11, 16) for micro in (0, 20)]:
            for gil in (True, False):
                for method in case.methods:
                    assert case.expected(Place(version, gil, method))


HERE = Place((3, 13, 8), gil=True, method="spawn")


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"on": ["spawn"]}, True),
        ({"on": ["fork"]}, False),
        ({"since": "3.13.8"}, True),
        ({"since": "3.13.9"}, False),
        ({"before": "3.14"}, True),
        ({"before": "3.13"}, False),
        ({"gil": True}, True),
        ({"gil": False}, False),
        ({"where": ["forkserver_preloads_main"]}, True),
        ({"where": ["not forkserver_preloads_main"]}, False),
    ],
)
def test_conditions_of_an_ending(fields: dict[str, object], holds: bool) -> None:
    """An ending counts where all of its conditions hold."""
    assert holds == ending(**fields).holds(HERE)


def test_case_without_an_ending_is_refused() -> None:
    """A place of which a case says nothing is one message."""
    case = Case(("{method}",), (ending(on=["fork"]),), (), 0.7, 20.0)

    with pytest.raises(lab.LabError, match="nothing is said of"):
        case.expected(HERE)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"ended": "hung"}, "is finished"),
        ({"exit_code": 3}, "is finished"),
        ({"says": "another word"}, "does not say 'another word'"),
        ({"lacks": "a word"}, "says 'a word'"),
        ({"at": ["lock.acquire()"]}, "no thread waits at lock.acquire()"),
        ({"survivors": 1}, "0 processes outlive it, not 1"),
    ],
)
def test_difference_is_told(fields: dict[str, object], said: str) -> None:
    """An outcome that is not the expected one is told in a few words."""
    outcome = observe.Outcome("finished", 0, "a word\n", (), (), "exit code 0", 0.1, "3.13.8")
    difference = ending(**fields).difference(outcome)

    assert difference.startswith(said)
    assert bool(said) == bool(difference)


@pytest.mark.parametrize(
    ("entry", "docstring", "fault"),
    [
        ("[odd]", "A.\n\nB.\n\nC.", "KeyError: 'symptom'"),
        ('[odd]\nsymptom = "itches"\npage = ""\ncases = []', "A.\n\nB.\n\nC.", "no such symptom"),
        ('[odd]\nsymptom = "dies"\npage = ""\ncases = []', "A.", "1 paragraphs, not 3"),
        (
            '[odd]\nsymptom = "dies"\npage = ""\ncases = [{endings = [{ended = "", when = 1}]}]',
            "A.\n\nB.\n\nC.",
            "an ending has no when",
        ),
        ("odd", "", "TOMLDecodeError"),
    ],
)
def test_faulty_catalogue_is_one_message(
    entry: str, docstring: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue that can't be used names what is wrong."""
    (tmp_path / "catalogue.toml").write_text(entry, encoding="utf-8")
    (tmp_path / "odd.py").write_text(f'"""{docstring}"""', encoding="utf-8")
    monkeypatch.setattr(lab, "FOLDER", str(tmp_path))
    monkeypatch.setattr(lab, "program", lambda name: str(tmp_path / f"{name}.py"))

    with pytest.raises(lab.LabError, match=fault):
        lab.catalogue.__wrapped__()
