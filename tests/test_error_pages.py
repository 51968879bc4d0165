"""The pages of error messages: what they show, and when the build fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="needs what builds the site")

from conftest import ROOT
from mpguide import errors, observe
from mpguide.errors import renewal
from mpguide_site import error_index
from mpguide_site import errors as pages

NAMES = ["3.11", "3.12", "3.13", "3.13t", "3.14"]

CONF = """
from mpguide import errors as messages
from mpguide_site import error_index, errors, shown

messages.ARCHIVE = {archive!r}
smartquotes = False

def setup(app):
    app.add_config_value("sphinx_gallery_conf", {{"plot_gallery": True}}, "")
    for name in ("message", "reproduction", "fix"):
        app.add_directive(name, getattr(errors, name.title()))
    app.add_directive("error-index", error_index.ErrorIndex)
    app.add_directive_to_domain("std", "program", shown.Shown, override=True)
    app.connect("env-before-read-docs", errors.begin)
"""


def build(folder: Path, archive: str, name: str = "never_started") -> tuple[str, str]:
    """Build a site of one page of errors; return the page and what the build complains of."""
    docs, page = folder / "docs", ROOT / "docs" / "errors" / f"{name}.rst"
    (docs / "errors").mkdir(parents=True)
    (docs / "conf.py").write_text(CONF.format(archive=archive), encoding="utf-8")
    (docs / "index.rst").write_text("Index\n=====\n", encoding="utf-8")
    (docs / "errors" / page.name).write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    paths = os.pathsep.join([str(ROOT), str(ROOT / "docs" / "_ext")])
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(docs), str(folder / "html")],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    return (folder / f"html/errors/{name}.html").read_text(encoding="utf-8"), done.stderr


def test_page_shows_message_program_and_fix(tmp_path: Path) -> None:
    """A page has the archived message, both programs, and what they said in this build."""
    page, complaints = build(tmp_path, errors.ARCHIVE)

    assert "AssertionError: can only join a started process" in page
    assert "under every start method" in page
    assert page.count('class="literal-block-wrapper') == 2
    assert "it ends with exit code 1:" in page
    assert "it ends with exit code 0:" in page
    assert '<span class="hll">' in page
    assert "never_started on" not in complaints


def test_build_complains_of_another_message(tmp_path: Path) -> None:
    """A build in which the program says anything but what is archived complains of it."""
    [said, *_] = errors.archived("never_started")
    kept = [said._replace(method=method, message="Gone") for method in errors.METHODS]
    (tmp_path / "never_started.json").write_text(renewal.as_json(kept), encoding="utf-8")
    _, complaints = build(tmp_path, str(tmp_path))

    assert "WARNING: never_started on 3." in complaints
    assert "can only join a started process', archived 'Gone'" in complaints
    assert "python -m mpguide.survey --write never_started" in complaints


def test_fix_that_fails_is_named() -> None:
    """A fix that ends badly, or still complains, is a fault."""
    family = errors.catalogue()["never_started"]
    well = observe.Outcome("finished", 0, "the child works\n", (), (), "exit code 0", 0.1, "3.0")
    wrong = well._replace(output="AssertionError: can only join a started process\n")

    def faults(fix: observe.Outcome) -> list[str]:
        return [*pages.faults(family, pages.Live("spawn", wrong, fix))]

    assert [] == faults(well)
    for bad in (well._replace(ended="failed"), well._replace(output="OSError: gone\n")):
        [fault] = faults(bad)
        assert fault.startswith("never_started_fixed: does not mend never_started:")


@pytest.mark.parametrize(
    ("some", "told"),
    [
        (("3.11", "3.12", "3.13", "3.13t", "3.14"), "3.11 to 3.14"),
        (("3.12", "3.13", "3.13t"), "3.12 and 3.13"),
        (("3.13", "3.14"), "3.13 and 3.14"),  # the build without a GIL differs
        (("3.11", "3.13t"), "3.11 and 3.13t"),
        (("3.14",), "3.14"),
    ],
)
def test_interpreters_in_words(some: tuple[str, ...], told: str) -> None:
    """Versions in a row are told as a range, and free-threaded builds only where they differ."""
    assert told == pages.spans(some, NAMES)


def test_messages_are_grouped() -> None:
    """What is said alike stands once, the newest first; what goes well comes last."""

    def run(interpreter: str, method: str, message: str) -> errors.Said:
        return errors.Said(interpreter, "3.0", method, False, message, "Linux", "2026-11-20")

    archived = (
        run("3.11", "spawn", "old"),
        run("3.11", "fork", ""),
        run("3.12", "spawn", "new"),
        run("3.12", "fork", "new"),
    )

    assert [*pages.groups(archived)] == [
        ("Python 3.12 under every start method", (False, "new")),
        ("Python 3.11 under spawn", (False, "old")),
        ("Python 3.11 under fork", (False, "")),
    ]


def test_long_part_is_shown_once() -> None:
    """A long part of a message that stands above is cut short, a short one is not."""
    long = "RuntimeError: no\n" + "\n".join(f"    line {number}" for number in range(9))
    above: set[str] = set()

    assert f"{long}\nOSError: gone" == pages._not_twice(f"{long}\nOSError: gone", above)
    assert "RuntimeError: no [as above]\nOSError: gone\nEOFError" == pages._not_twice(
        f"{long}\nOSError: gone\nEOFError", above
    )


def test_lines_of_a_fix_are_marked() -> None:
    """The lines that a fix adds or changes are marked, not its docstring."""
    family = errors.catalogue()["never_started"]
    lines = Path(errors.path(family.fix)).read_text(encoding="utf-8").splitlines()

    assert "child.start()" == lines[int(pages.new_lines(family)) - 1].strip()


def test_index_links_messages_with_angle_brackets(tmp_path: Path) -> None:
    """Each message of the index is one link, whatever characters it has."""
    page, complaints = build(tmp_path, errors.ARCHIVE, "index")

    assert "main.&lt;locals&gt;.work at 0x...&gt;</span>" in page
    assert "unknown document: '../errors" not in complaints
    assert 'unknown document: "' not in complaints
    assert "at 0x..." not in complaints


def test_index_has_every_message() -> None:
    """The index leads from each message to its page, and lists each page by symptom."""
    families = errors.catalogue().values()
    wordless = {one.name for one in families if one.right or one.symptom == "hangs"}
    linked = {name for _, names in error_index.by_message() for name in names}
    listed = [
        line[len("- :doc:`") : -1] for line in error_index._by_symptom() if line.startswith("- ")
    ]

    assert {*errors.catalogue()} - wordless <= linked
    assert sorted(errors.catalogue()) == sorted(listed)
