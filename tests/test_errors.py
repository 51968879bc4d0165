"""Error messages: each program says what is archived of it, and each fix mends it."""

import ast
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from mpguide import errors, machine
from mpguide.errors import Family, Said, renewal
from mpguide.observe import FINISHED

FAMILIES = errors.catalogue()
OWN = sorted(path.stem for path in Path(errors.FOLDER).glob("*.py"))
STDLIB = {*sys.stdlib_module_names, "pytest"}  # one message is about tests
LONGEST = 25

each = pytest.mark.parametrize("name", FAMILIES)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an archive of the test's own, and return its folder."""
    monkeypatch.setattr(errors, "ARCHIVE", str(tmp_path))
    return tmp_path


def kept(folder: Path, name: str, *runs: Said) -> None:
    """Archive runs of a family."""
    (folder / f"{name}.json").write_text(renewal.as_json(runs), encoding="utf-8")


# ---------------------------------------------------------------- the programs


@each
def test_message_is_as_archived(name: str) -> None:
    """A program says on this interpreter what is archived of it."""
    family = FAMILIES[name]
    if family.lacking:
        pytest.skip(f"needs {family.lacking}")
    method = family.here[0]
    outcome = errors.observed(family, method)
    said = errors.said(family, method, outcome, machine.python_name())

    assert "" == errors.difference(name, said), str(outcome)


@each
def test_fix_mends_it(name: str) -> None:
    """A fix ends well, and leaves nothing to complain of."""
    family = FAMILIES[name]
    if family.lacking:
        pytest.skip(f"needs {family.lacking}")
    outcome = errors.mended(family, family.here[0])

    assert (FINISHED, "") == (outcome.ended, errors.message(family, outcome.output)), str(outcome)
    assert not outcome.survivors


@pytest.mark.parametrize("name", OWN)
def test_program_is_short_and_plain(name: str) -> None:
    """A program has at most 25 lines that say something, a docstring of one, and plain imports."""
    source = Path(errors.path(name)).read_text(encoding="utf-8")
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    imported = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}

    assert len([line for line in source.splitlines() if line.strip()]) <= LONGEST
    assert 1 == len((ast.get_docstring(tree) or "").splitlines())
    assert {module.partition(".")[0] for module in imported} <= STDLIB


def test_every_program_is_in_the_catalogue() -> None:
    """No program is left over, and none has the name of another program of the guide."""
    named = {name for family in FAMILIES.values() for name in (family.program, family.fix)}
    folder = ROOT / "mpguide" / "programs"
    names = Counter(path.stem for path in [*folder.glob("*.py"), *folder.glob("*/*.py")])

    assert {*OWN} <= named
    assert not [name for name in OWN if names[name] > 1]


# ---------------------------------------------------------------- the pages


def test_every_family_has_a_page() -> None:
    """Pages and families are the same, and each page shows all that there is."""
    pages = {path.stem: path for path in (ROOT / "docs" / "errors").glob("*.rst")}
    del pages["index"]

    assert sorted(FAMILIES) == sorted(pages)
    for page in pages.values():
        found = re.findall(r"^\.\. (\w+)::$", page.read_text(encoding="utf-8"), re.M)
        assert ["message", "reproduction", "fix"] == found, page


@each
def test_page_that_explains_is_there(name: str) -> None:
    """A family names a page of the gallery."""
    assert (ROOT / "gallery" / f"{FAMILIES[name].page}.py").is_file()


@each
def test_title_quotes_what_was_caught(name: str) -> None:
    """A title that begins with an exception goes on as a message that was caught."""
    page = (ROOT / "docs" / "errors" / f"{name}.rst").read_text(encoding="utf-8")
    title = page.splitlines()[0].replace("\\", "")
    kind, _, text = title.partition(": ")
    if not re.fullmatch(r"\w+(Error|Warning|Pool|resource_tracker)", kind) or not text:
        return
    messages = " ".join(" ".join(said.message.split()) for said in errors.archived(name))
    messages = messages.replace(" (pid=...)", "")

    assert kind in messages
    assert text.removesuffix("'/psm_...'") in messages


# ---------------------------------------------------------------- the archive


@each
def test_archive_is_whole(name: str) -> None:
    """Each program was run on six interpreters under each of its start methods."""
    runs = [run for run in errors.archived(name) if run.platform == "Linux"]
    interpreters = {run.interpreter for run in runs}
    cells = [(run.interpreter, run.method) for run in runs]
    methods = FAMILIES[name].methods or ("",)

    assert len(interpreters) >= 6
    assert sorted((one, method) for one in interpreters for method in methods) == sorted(cells)


@each
def test_archive_shows_what_goes_wrong(name: str) -> None:
    """Somewhere each program has said something, or hung."""
    assert any(said.message or said.hung for said in errors.archived(name))


def said(**changes: object) -> Said:
    """Return what a program said on this interpreter."""
    python = ".".join(map(str, sys.version_info[:3]))
    here = Said(
        machine.python_name(), python, "spawn", False, "OSError: gone", "Linux", "2026-11-20"
    )
    return here._replace(**changes)


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({}, ""),
        ({"message": "OSError: lost"}, "'OSError: lost', archived 'OSError: gone'"),
        ({"message": ""}, "goes well, archived"),
        ({"hung": True, "message": ""}, "hangs, archived"),
        ({"message": "old", "python": "3.11.0"}, ""),  # unknown version: as on any other
        ({"message": "new", "python": "3.11.0"}, "'new', archived 'OSError: gone' or 'old'"),
        ({"message": "new", "platform": "Plan9"}, ""),  # of which nothing is archived
        ({"message": "new", "method": "fork"}, ""),
    ],
)
def test_what_differs_is_told(archive: Path, changes: dict[str, object], differs: str) -> None:
    """A live run is compared with the same version, or with all if that is not archived."""
    kept(archive, "gone", said(), said(interpreter="3.0", python="3.0.1", message="old"))
    told = errors.difference("gone", said(**changes))

    assert differs in told
    assert bool(differs) == bool(told)


def test_changed_message_is_noticed(archive: Path) -> None:
    """The message of a program differs from an archive that says something else."""
    family = FAMILIES["never_started"]
    method = family.here[0]
    live = errors.said(family, method, errors.observed(family, method), machine.python_name())
    kept(archive, family.name, live._replace(message="AssertionError: can only join a child"))

    assert "can only join a started process" in errors.difference(family.name, live)


def test_renewed_archive_keeps_what_was_not_run(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was archived of another platform stays, and all is read as it was written."""
    old, other = said(message="old"), said(platform="Plan9", message="old")
    kept(archive, "gone", old, other)
    monkeypatch.setattr(renewal, "survey", lambda _: (said(),))
    renewal.renew("gone")

    assert (said(), other) == errors.archived("gone")
    assert ["OSError: gone", "old"] == json.loads((archive / "gone.json").read_text())["messages"]


def test_damaged_archive_is_one_message(archive: Path) -> None:
    """An archive that can't be read is named."""
    (archive / "gone.json").write_text('{"messages": [], "runs": [{"message": 3}]}')

    with pytest.raises(errors.CatalogueError, match=r"gone\.json: a damaged archive"):
        errors.archived("gone")


# ---------------------------------------------------------------- what a message is

TRACEBACK = """\
working
Traceback (most recent call last):
  File "/home/ada/a.py", line 1, in <module>
RuntimeError: two
    lines

    and a third
when serializing dict item 'a'
Traceback (most recent call last):
multiprocessing.pool.MaybeEncodingError: <f at 0x7f12>
_queue.Empty
RuntimeError: two
    lines

    and a third
when serializing dict item 'a'
the end
"""


def of(**fields: object) -> Family:
    """Return a family."""
    return Family("odd", "dies", "pool/exceptions", "odd", "odd_fixed")._replace(**fields)


def test_message_is_every_exception_once() -> None:
    """A message has each exception with its lines, once, without what varies."""
    assert errors.message(of(), TRACEBACK).splitlines() == [
        "RuntimeError: two",
        "    lines",
        "",
        "    and a third",
        "when serializing dict item 'a'",
        "multiprocessing.pool.MaybeEncodingError: <f at 0x...>",
        "_queue.Empty",
    ]


def test_message_may_be_one_of_them() -> None:
    """A family can name the exception that counts."""
    assert "_queue.Empty" == errors.message(of(finds="Empty"), TRACEBACK)


def test_warning_has_no_source() -> None:
    """Of a warning remain its category and its text, without place and source line."""
    text = "/lib/tracker.py:254: UserWarning: 1 leaked {'/psm_3203ef23'}\n  warnings.warn(\n"

    assert "UserWarning: 1 leaked {'/psm_...'}" == errors.message(of(), text)


def test_wrong_result_is_the_message() -> None:
    """Where the result is wrong, the output is what is said; where it is right, nothing."""
    family = of(right="sum: 3")

    assert "sum: 0" == errors.message(family, "sum: 0\n")
    assert "" == errors.message(family, "sum: 3\n")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("[odd]\n", "TypeError"),
        ('[odd]\nsymptom = "itches"\npage = "a/b"', "odd: no such symptom: itches"),
        ('[odd]\nsymptom = "dies"\npage = "a/b"\ncure = 1', "TypeError"),
        ("odd", "TOMLDecodeError"),
    ],
)
def test_faulty_catalogue_is_one_message(
    entry: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue that can't be used names what is wrong."""
    (tmp_path / "catalogue.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setattr(errors, "FOLDER", str(tmp_path))

    with pytest.raises(errors.CatalogueError, match=fault):
        errors.catalogue.__wrapped__()
