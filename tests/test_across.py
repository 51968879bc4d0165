"""What the site says of several records: across versions, and beside a reader's machine."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sphinx_gallery", reason="needs what builds the site")

from mpguide import record, timings
from mpguide.record import Claim, Record
from mpguide.timings import Times
from mpguide_site import across, across_timings
from sites import ROOT, run

CONF = """
import sys
sys.path.insert(0, {ext!r})
from mpguide import record
from mpguide_site import across, across_timings, beside, web
record.RECORDS = {records!r}
html_theme = "furo"
exclude_patterns = ["gallery"]
def setup(app):
    gallery = dict(src_dir=str(app.srcdir), examples_dirs="gallery", gallery_dirs="made")
    app.add_config_value("sphinx_gallery_conf", gallery, "env")
    across.setup(app)
    across_timings.setup(app)
    beside.setup(app)
    app.connect("html-page-context", web.mend_page)
"""

INDEX = """
Across
======

.. across-circumstances::

.. across-reading::

.. across-claims::

.. across-chapters::

.. toctree::

   your_machine
   across_versions/first
"""

CHAPTER = """
Timings
=======

.. across-timings:: first
"""

YOURS = """
Yours
=====

.. your-machine::

Pages
-----

.. your-timings::
"""

NASTY = "</script><script>alert(1)</script> *a* |b|"

Circumstances = dict[str, Any]


def entry(name: str, seconds: float, number: int = 8) -> dict[str, Any]:
    """Return a benchmark's times in two interpreters, within a hundredth of each other."""
    values = [seconds * (1 + at / 1000) for at in range(number)]
    return {"name": name, "runs": [values, values], "loops": 1, "metadata": {}}


def made(python: str, nap: float, text: str = "Held", **more: Any) -> Record:
    """Return a record of two pages, of which one measures."""
    free = python.endswith("t")
    told: Circumstances = {
        "python": python.removesuffix("t"),
        "build": "free-threaded" if free else "default",
        "gil": not free,
        "start_method": "fork",
        "platform": "Linux 6 x86_64",
        "cpu": "A CPU",
        "cores": 2,
        "libc": "glibc 2.36",
        "compiler": "GCC 12",
        "packages": {"numpy": "2.4"},
        "date": "2026-11-20T20:30:00+00:00",
        **more,
    }
    claims = (
        Claim("naps", text, "exact", "held", "4"),
        Claim("naps", NASTY, "timing", "undecided" if free else "held", "12 votes"),
        Claim("words", "Said", "exact", "held", "a"),
    )
    suite = [entry("nap", nap), entry("same", 1.0), entry("few", nap, 3), entry(NASTY, 2 * nap)]
    return Record(told, claims, {"naps": record.suite(suite)})


RECORDS = {
    "3.11": made("3.11.7", 0.2, libc="glibc 2.31"),
    "3.13": made("3.13.18", 0.15),
    "3.13t": made("3.13.18t", 0.45),
    "3.15": made("3.15.2", 0.1, text="Held anew", start_method="forkserver"),
}

PAGE = '"""\n{title}\n====\n"""\n'


class Site:
    """A miniature site of two pages, made of some records."""

    def __init__(self, folder: Path, records: dict[str, Record], lines: str = "") -> None:
        self.folder, self.records = folder, folder / "records"
        gallery = folder / "gallery"
        places = "gallery/first", "gallery/last", "made/first", "made/last", "across_versions"
        for path in (self.records, *(folder / place for place in places)):
            path.mkdir(parents=True)
        for name, one in records.items():
            record.save(one, self.records / f"{name}.json")
        pages = "first/words\nfirst/naps\nlast/more\n"
        (gallery / "order.txt").write_text(pages, encoding="utf-8")
        (gallery / "first" / "GALLERY_HEADER.rst").write_text("A & O\n=====\n", encoding="utf-8")
        (gallery / "last" / "more.py").write_text(PAGE.format(title="More"), encoding="utf-8")
        for page, title in (("words", "Words are said"), ("naps", "Naps & <more>")):
            text = PAGE.format(title=title)
            (gallery / "first" / f"{page}.py").write_text(text, encoding="utf-8")
        (folder / "made/first/naps.verdicts.jsonl").write_text(lines, encoding="utf-8")
        conf = CONF.format(ext=str(ROOT / "docs/_ext"), records=str(self.records))
        (folder / "conf.py").write_text(conf, encoding="utf-8")
        (folder / "index.rst").write_text(INDEX, encoding="utf-8")
        (folder / "across_versions" / "first.rst").write_text(CHAPTER, encoding="utf-8")
        (folder / "your_machine.rst").write_text(YOURS, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", ".", "out"]
        self.ended = run(command, folder)

    def page(self, name: str) -> str:
        """Return the HTML of a page."""
        assert self.ended.returncode == 0, self.ended.stderr
        return (self.folder / "out" / name).read_text(encoding="utf-8")


def lines(one: Record) -> str:
    """Return the lines that a page's run leaves."""
    suite = [entry("nap", 0.1), entry("few", 0.1, 3), entry(NASTY, 0.2)]
    told = [{"claim": claim._asdict()} for claim in one.claims if claim.page == "naps"]
    timed = [{"timing": {"page": "naps", **entry}} for entry in suite]
    return "".join(json.dumps(line) + "\n" for line in told + timed)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site of four records, built once."""
    return Site(tmp_path_factory.mktemp("site"), RECORDS, lines(RECORDS["3.15"]))


def text_of(html: str) -> str:
    """Return what a reader sees of some HTML, in one line."""
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(page: str, number: int) -> list[list[str]]:
    """Return the cells of a table."""
    table = re.findall(r"<table.*?</table>", page, re.DOTALL)[number]
    found = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in found
    ]


def island(site: Site) -> dict[str, Any]:
    """Return the data that the script finds on the page."""
    page = site.page("your_machine.html")
    [found] = re.findall(r'<script type="application/json" id="beside-data">(.*?)</script>', page)
    loaded: dict[str, Any] = json.loads(found)
    return loaded


# Across versions.


def test_differences_of_the_machine_are_told_first(site: Site) -> None:
    """A circumstance that should be shared and is not is in a warning, with who has which."""
    text = text_of(site.page("index.html"))

    assert "for that: C library: glibc 2.31 (3.11), glibc 2.36 (3.13, 3.13t, 3.15)." in text
    assert (
        "Alike in all of them: platform Linux 6 x86_64, CPU A CPU, cores 2, compiler GCC 12."
        in text
    )


def test_circumstances_of_each_record(site: Site) -> None:
    """A table has, for each record, what it has for itself."""
    head, *found = rows(site.page("index.html"), 0)

    assert head == ["Record", "python", "GIL", "start method", "packages", "date"]
    assert found[2] == ["3.13t", "3.13.18", "off", "fork", "numpy 2.4", "2026-11-20 20:30:00"]
    assert [row[0] for row in found] == list(RECORDS)


def test_changes_are_told(site: Site) -> None:
    """A sentence names what has changed from the oldest to the newest, and without the GIL."""
    text = text_of(site.page("across_versions/first.html"))

    assert "From 3.11.7 to 3.15.2, 2 of 3 benchmarks changed by more than the" in text
    assert "nap takes 0.5 times as long (0.497 to 0.503)" in text
    assert "From 3.13.18 to 3.13.18t, 2 of 3 benchmarks changed" in text
    assert "nap takes 3 times as long (2.98 to 3.02)" in text
    assert text.count("1 more have no interval.") == 2


def test_every_measuring_page_has_a_section(site: Site) -> None:
    """A page that measures has a section with its title, a link and a picture; others have none."""
    page = site.page("across_versions/first.html")

    assert '<section id="timings-naps">' in page
    assert "Naps &amp; &lt;more&gt;" in page
    assert "timings-words" not in page
    assert 'href="../made/first/naps.html">naps</a>' in page
    assert page.count("<figure") == 1
    for name in RECORDS:
        assert f">{name}</text>" in page


def test_chapters_that_measure_are_counted(site: Site) -> None:
    """A row leads to a chapter that measures, and tells how much became longer and shorter."""
    page = site.page("index.html")

    assert rows(page, 2) == [
        ["Chapter", "benchmarks", "3.11.7 to 3.15.2", "3.13.18 to 3.13.18t"],
        ["A & O", "4", "0 longer, 2 shorter", "2 longer, 0 shorter"],
    ]
    assert 'href="across_versions/first.html"' in page


def test_chapter_that_measures_needs_a_page(tmp_path: Path) -> None:
    """A chapter whose timings have no page fails the build, by name."""
    site = Site(tmp_path, RECORDS)
    (tmp_path / "across_versions/first.rst").rename(tmp_path / "across_versions/other.rst")
    ended = run([sys.executable, "-m", "sphinx", "-E", "-q", ".", "out"], tmp_path)

    assert site.ended.returncode == 0
    assert "the chapter first measures, and has no across_versions/first.rst" in ended.stderr


def test_claims_that_differ(site: Site) -> None:
    """The table has the claims that differ, and no other, with the verdict of each record."""
    page = site.page("index.html")

    assert rows(page, 1) == [
        ["Claim", *RECORDS],
        ["Held naps", "held", "held", "held", "not made"],
        [f"{NASTY} naps", "held", "held", "undecided", "held"],
        ["Held anew naps", "not made", "not made", "not made", "held"],
    ]
    assert "3 of 4 claims have not the same verdict on all of them." in text_of(page)


def test_a_page_that_was_not_run_is_no_difference() -> None:
    """Where a record has nothing of a page, its claims are told as such."""
    empty = RECORDS["3.11"]._replace(claims=())

    assert across.verdicts("words", {"a": RECORDS["3.11"], "b": empty}) == {
        "Said": ["held", across.NOT_RUN]
    }


def test_reading_is_told_by_what_is_computed(site: Site) -> None:
    """The page tells probability and margins as `mpguide.timings` has them."""
    text = text_of(site.page("index.html"))

    assert "with a probability of 99%" in text
    assert "fewer than 8 values" in text
    assert "more than 10% from one" in text


def test_nothing_has_changed() -> None:
    """Equal records change in none of their benchmarks."""
    same = {"nap": Times(1.0, 0.9, 1.1)}

    told = "".join(node.astext() for node in across_timings.sentence(same, same, "a", "b"))
    assert told == "From a to b, none of 1 benchmark changed by more than the intervals allow. "


def test_most_changed_are_named_first() -> None:
    """Of many that changed the three that changed most are named, whichever way."""
    old = {str(by): Times(1.0, 1.0, 1.0) for by in (2, 3, 5, 7)}
    new = {
        name: Times(*[int(name) ** sign] * 3)
        for name, sign in (("2", 1), ("3", -1), ("5", -1), ("7", 1))
    }

    told = "".join(node.astext() for node in across_timings.sentence(old, new, "a", "b"))
    assert re.findall(r"(\d) takes", told) == ["7", "5", "3"]
    assert ", and 1 more." in told


def test_many_benchmarks_are_several_pictures() -> None:
    """Beyond 36 benchmarks the rest is in pictures of its own, behind a line to open it."""
    suite = {f"nap {at}": Times(1.0, 0.9, 1.1) for at in range(100)}
    shown = "".join(node.astext() for node in across_timings.pictures({"3.15": suite}, "naps"))

    assert shown.count("<figure") == 3
    assert (
        shown.index("part 1 of 3")
        < shown.index("<summary>64 more benchmarks")
        < shown.index("part 2")
    )
    assert shown.count("<details><summary>6") == 1
    assert shown.endswith("</details>")


def test_without_records(tmp_path: Path) -> None:
    """A version that publishes no record says so, and is built."""
    site = Site(tmp_path, {})

    assert "No records are published with this version." in site.page("index.html")


def test_damaged_record_fails_the_build(tmp_path: Path) -> None:
    """A published record that can't be read fails the build, by name."""
    site = Site(tmp_path, RECORDS)
    path = site.records / "3.13.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"held"', '"fine"', 1), encoding="utf-8")
    ended = run([sys.executable, "-m", "sphinx", "-E", "-q", "-W", ".", "out"], tmp_path)

    assert ended.returncode != 0
    assert "3.13.json: a damaged record: 'fine' is no verdict" in ended.stderr


# Beside a reader's machine.


def test_script_finds_all_it_needs_on_the_page(site: Site) -> None:
    """The page brings the build's claims with their places, its times and the rules."""
    found = island(site)
    times = timings.read(record.suite([entry("nap", 0.1)]))["nap"]

    name, place, claims = found["claims"][0]
    assert (name, place, claims[0]) == ("naps", "made/first/naps.html", ["Held anew"])
    assert found["held"] == record.HELD
    assert found["timings"]["naps"]["nap"] == pytest.approx([times.low, times.median, times.high])
    assert found["timings"]["naps"]["few"][::2] == [0.0, None]
    assert (found["schema"], found["verdicts"]) == (record.SCHEMA, list(record.VERDICTS))
    assert (found["misses"], found["guard"]) == (timings.MISSES, timings.GUARD)
    assert {"python", "cpu", "numpy", "compiler"} <= set(found["circumstances"])


def test_no_text_ends_the_data(site: Site) -> None:
    """Markup in a claim or a name of a benchmark stays within the data."""
    assert NASTY in island(site)["timings"]["naps"]
    assert "<script>alert" not in site.page("your_machine.html")


def test_pictures_leave_a_lane(site: Site) -> None:
    """A page's pictures stand in an element that names it, with the places for a script."""
    page = site.page("your_machine.html")
    [place] = re.findall(
        r'<div class="beside-page" data-page="naps">(.*?)</figure>', page, re.DOTALL
    )

    assert 'data-rows="[&quot;nap&quot;, &quot;few&quot;' in place
    assert {"data-low", "data-scale", "data-left", "data-key-x"} <= set(
        re.findall(r"data-[\w-]+", place)
    )


def test_one_page_has_the_scripts(site: Site) -> None:
    """Only the page that needs them loads the scripts."""
    assert site.page("your_machine.html").count('defer="defer" src="_static/your_') == 2
    assert "_static/your_" not in site.page("index.html")


def test_form_waits_for_the_script(site: Site) -> None:
    """The form is hidden until the script shows it."""
    assert '<div class="beside" hidden>' in site.page("your_machine.html")


def test_tables_are_reached_by_keyboard(site: Site) -> None:
    """A table that may scroll can be focused."""
    page = site.page("index.html")

    assert page.count('<div tabindex="0" class="table-wrapper') == page.count("table-wrapper") == 3
