"""Measured values in prose come from the record, and other quantities from code or a source."""

import doctest
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sphinx_gallery", reason="needs what builds the site")

from mpguide_site import downloads, measured, order, quantities, typed
from mpguide_site.typed import Prose
from sites import DOCS, ROOT, run

METADATA = {"python_version": "3.15.2", "platform": "Linux", "cpu_model_name": "C", "cpu_count": 2}
CLOSE = [0.0101, 0.0102, 0.0103, 0.0104, 0.0105, 0.0106, 0.0107, 0.0108]


def timing(name: str, *runs: list[float]) -> str:
    """Return a line of a page's record."""
    entry = {"page": "naps", "name": name, "runs": runs, "loops": 1, "metadata": METADATA}
    return json.dumps({"timing": entry}) + "\n"


LINES = [
    timing("nap", CLOSE, [2 * value for value in CLOSE]),
    timing("short nap", [value / 4 for value in CLOSE], [value / 2 for value in CLOSE]),
    timing("once", [0.0000025]),
]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> order.Page:
    """Return a page that has measured naps, the only one of the site."""
    page = order.Page("start", "naps", tmp_path / "naps.py", tmp_path / "made" / "naps.py")
    page.verdicts.parent.mkdir()
    page.verdicts.write_text("".join(LINES), encoding="utf-8")
    monkeypatch.setattr(measured, "known", {"naps": page})
    return page


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("naps/nap", "15.7 ms (10.1 to 21.6 ms)"),
        ("naps/once", "2.50 \N{MICRO SIGN}s"),
        ("naps/nap / short nap", "4 times (4 to 4)"),
        ("naps/short nap /\n nap", "0.25 times (0.25 to 0.25)"),
    ],
)
def test_values(name: str, value: str) -> None:
    """A value is the median of the interpreters', with its interval; a ratio is paired."""
    assert str(measured.find(name)) == value


@pytest.mark.usefixtures("page")
def test_what_a_value_rests_on() -> None:
    """A value tells how it was found, on which interpreter and machine."""
    found = measured.find("naps/nap")

    assert found is not None
    assert found.rests_on == (
        "naps, nap: median of 16 values of 2 interpreters; CPython 3.15.2, Linux, C, 2 cores"
    )


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("nap/nap", "there is no page 'nap'; there is 'naps'"),
        ("naps/short map", "naps does not measure 'short map'; there is 'short nap'"),
        ("naps/once / nap", "once / nap: these were not measured together"),
    ],
)
def test_unknown_names(name: str, fault: str) -> None:
    """A name that was not measured is refused, with the names that are near."""
    with pytest.raises(measured.MeasuredError, match=f"^{re.escape(fault)}"):
        measured.find(name)


def test_a_page_that_did_not_run(page: order.Page) -> None:
    """Of a page that this build does not run there is no value, and no fault."""
    page.verdicts.unlink()

    assert measured.find("naps/nap") is None
    assert measured.plainly("naps/nap") == measured.UNKNOWN


@pytest.mark.usefixtures("page")
def test_downloads_have_the_value() -> None:
    """A downloaded script has the value in place of the role, and says whose it is."""
    source = '"""\nNaps\n====\n\nA nap.\n"""\n\n# %%\n# Took :measured:`naps/nap\n# / short nap`.\n'

    assert downloads.script(source).splitlines()[-1] == (
        "# Took 4 times (4 to 4 when the site was built)."
    )


CONF = f"""
import sys
from pathlib import Path
sys.path[:0] = {[str(ROOT / "docs/_ext"), str(ROOT)]!r}
from mpguide_site import measured, order
from sphinx.application import Sphinx
page = order.Page("start", "naps", Path("naps.py"), Path("made/naps.py").absolute())
def setup(app):
    app.add_role("measured", measured.Measured())
    measured.known["naps"] = page
"""

INDEX = """
Title
=====

It takes :measured:`naps/nap`, or :measured:`naps/nup`.

.. toctree::

   how_it_works
"""


def test_role(page: order.Page) -> None:
    """The role shows value and machine and leads to the build; an unknown name is warned of."""
    folder = page.script.parent
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.rst").write_text(INDEX, encoding="utf-8")
    how = "How\n===\n\n.. _this-build:\n\nBuild\n-----\n"
    (folder / "how_it_works.rst").write_text(how, encoding="utf-8")
    ended = run([sys.executable, "-m", "sphinx", "-b", "html", "-q", ".", "out"], folder)
    html = (folder / "out" / "index.html").read_text(encoding="utf-8")

    assert re.search(
        r'<a class="measured[^"]*" href="how_it_works\.html#this-build" '
        r'title="naps, nap: [^"]*3\.15\.2, Linux, C, 2 cores">15\.7 ms \(10\.1 to 21\.6 ms\)</a>',
        html,
    )
    assert "WARNING: measured: naps does not measure 'nup'; there is 'nap'" in ended.stderr


@pytest.mark.parametrize("module", [measured, quantities])
def test_docstrings(module: ModuleType) -> None:
    """The examples in the docstrings hold."""
    failed, attempted = doctest.testmod(module)

    assert (failed, attempted > 0) == (0, True)


QUANTITIES = {
    "It starts in 43 ms, or 0.5 seconds.": ["43 ms", "0.5 seconds"],
    "A block of 16 KiB, 20 000 bytes, or a megabyte.": ["16 KiB", "20 000 bytes", "a megabyte"],
    "It moves 300 MB a second.": ["300 MB", "a second"],
    "Half a minute, ten milliseconds, a hundred seconds": [
        "Half a minute",
        "ten milliseconds",
        "a hundred seconds",
    ],
    "It is twice as fast, 3 times as long, 1.5 x, tenfold, 20 % more.": [
        "twice",
        "3 times",
        "1.5 x",
        "tenfold",
        "20 %",
    ],
    "less than half of it, halved, a tenth of that, orders of magnitude": [
        "less than half",
        "halved",
        "a tenth",
        "orders of magnitude",
    ],
    "a\nhundred times\nas long": ["a hundred times"],
    "A second thread, a third process, a byte, three cores, Python 3.15 s": ["3.15 s"],
    "fork() returns twice; run it ten times; half done; as is; one at a time": [],
}


@pytest.mark.parametrize("text", QUANTITIES)
def test_quantities(text: str) -> None:
    """Times, sizes, shares and factors are found, in digits and words, and nothing else."""
    assert [one.words for one in quantities.find(text)] == QUANTITIES[text]


CODE = """
from time import monotonic, sleep
NAP, ROUNDS, LIMIT = 0.3, 7, 16 * 1024
end = monotonic() + 2
for _ in range(5):
    sleep(4)
ask("slow", 3, "fast")
question = ("spawn", 2.5, "fork")
more = 2 * ROUNDS
claim("Twenty times as long as 8 MB")
"""

SUPPORTED = [
    "naps of 0.3 s, 300 ms or 300 milliseconds",
    "at most 16 KiB",
    "for two seconds, then 4 s",
    "seven seconds",
    "2.5 times as long, or twice as long, or half as long",
    "twenty times as much as 8 MB",
    "5.03 s, says the source",
]
TYPED = [
    "43 ms",
    "0.31 s",
    "five seconds",
    "3 s",
    "three times as long",
    "seven times as long",
    "300 times as long",
    "10 kB",
    "a tenth of it",
    "half a second",
]


@pytest.fixture
def code(tmp_path: Path) -> frozenset[Path]:
    """Return the code that some prose speaks of."""
    path = tmp_path / "code.py"
    path.write_text(CODE, encoding="utf-8")
    return frozenset({path})


@pytest.mark.parametrize("text", SUPPORTED)
def test_parameters_are_no_typed_numbers(text: str, code: frozenset[Path]) -> None:
    """What stands in the code as a parameter or a claim, or in a source, may stand in prose."""
    assert [] == [*typed.typed(Prose("p", text, code, ("5.03 s",)))]


@pytest.mark.parametrize("text", TYPED)
def test_typed_numbers(text: str, code: frozenset[Path]) -> None:
    """A quantity is a typed number where the code has no such parameter, or not as a factor."""
    [found] = typed.typed(Prose("p", text, code))

    assert found.words in text


def test_a_page_may_repeat_what_it_leads_to(tmp_path: Path) -> None:
    """Prose may state a parameter of a page that it leads to, and of a module that it names."""
    for folder in ("docs", "gallery/start"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "gallery/start/nap.py").write_text('"""A nap."""\nnap = 0.037\n')
    text = "37 ms and 10 ms"
    links = ":ref:`nap <sphx_glr_gallery_start_nap.py>`, `mpguide.bench`"
    (tmp_path / "docs" / "a.rst").write_text(text, encoding="utf-8")
    (tmp_path / "docs" / "b.rst").write_text(f"{text}: {links}", encoding="utf-8")
    alone, linked, *_ = typed.read(tmp_path / "docs", tmp_path / "gallery")

    assert [one.words for one in typed.typed(alone)] == ["37 ms", "10 ms"]
    assert [] == [*typed.typed(linked)]


def test_literals_roles_and_listings_are_no_prose() -> None:
    """What stands in a literal, a role, an example or a listing is not looked at."""
    text = """
A ``nap of 5 ms`` takes :measured:`naps/5 ms` (`5 ms <https://e.org/5ms>`__).

>>> "5 ms"
'5 ms'

.. program:: takes 5 ms

.. code-block:: console

   $ sleep 5 s

.. said:: A1
   :today: true
   :proof: It takes 5 ms

   So it is said.

   It takes 6 ms.
"""

    assert [one.words for one in quantities.find(typed.plainly(text))] == ["6 ms"]


def test_the_guide_types_no_number() -> None:
    """The guide's prose has no quantity that comes from nowhere, and no idle exception."""
    assert [] == [*typed.check(DOCS, ROOT / "gallery")]


PAGE = '"""\nA nap\n=====\n\nIt takes 43 ms.\n"""\n\n# %%\n# Or twice as long.\n'


def site(folder: Path, exceptions: str) -> list[str]:
    """Return the faults of a small site with these exceptions."""
    (folder / "docs").mkdir()
    (folder / "docs" / "index.rst").write_text("It takes 44 ms.\n", encoding="utf-8")
    recorder = (
        '[[exception]]\nfile = "mpguide/timeline/recorder.py"\nsays = "twice"\nreason = "r"\n'
    )
    (folder / "docs" / typed.FILE).write_text(recorder + exceptions, encoding="utf-8")
    (folder / "gallery" / "start").mkdir(parents=True)
    (folder / "gallery" / "start" / "nap.py").write_text(PAGE, encoding="utf-8")
    return [*typed.check(folder / "docs", folder / "gallery")]


def test_a_typed_number_is_a_fault(tmp_path: Path) -> None:
    """Each typed number of the pages and the gallery is named with its file and context."""
    docs, nap, twice = site(tmp_path, "")

    assert docs.startswith("docs/index.rst: says '44 ms', which no run, code or source states")
    assert nap.startswith("gallery/start/nap.py: says '43 ms', which")
    assert "It takes 43 ms." in nap
    assert twice.startswith("gallery/start/nap.py: says 'twice', which")


def test_exceptions(tmp_path: Path) -> None:
    """An exception lets one quantity of one file pass; one that is of no use is a fault."""
    lines = [
        f'[[exception]]\nfile = "{file}"\nsays = "{says}"\nreason = "r"\n'
        for file, says in [
            ("docs/index.rst", "44 ms"),
            ("gallery/start/nap.py", "twice"),
            ("docs/index.rst", "43 ms"),
        ]
    ]
    nap, idle = site(tmp_path, os.linesep.join(lines))

    assert nap.startswith("gallery/start/nap.py: says '43 ms', which")
    assert idle == "numbers.toml: docs/index.rst says no '43 ms' that needs an exception"
