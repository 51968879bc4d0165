"""``python -m mpguide compare``: what differs in two records, as text and as a page."""

import doctest
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpguide import figures, record, timings
from mpguide.cli import main, progress
from mpguide.compare import compare, counterpart, interpreter, page, text
from mpguide.figures import pictures
from mpguide.record import HELD, NOT_TESTABLE, REFUTED, UNDECIDED, VERDICTS, Claim, Record

NAMES = ("mine.json", "other.json")
HERE = {"python": "3.13.8", "build": "default", "cores": 2, "packages": {"numpy": "2.4"}}
THERE = {"python": "3.15.2", "build": "default", "cores": 2, "packages": {"numpy": "2.5"}}


def claim(page: str, text: str, verdict: str = HELD, evidence: str = "as found") -> Claim:
    """Return a claim."""
    return Claim(page, text, "exact", verdict, evidence)


def suite(**values: list[float]) -> dict[str, object]:
    """Return timings of one interpreter, as pyperf writes them."""
    return {
        "benchmarks": [
            {"metadata": {"name": name}, "runs": [{"values": found}]}
            for name, found in values.items()
        ]
    }


def around(seconds: float) -> list[float]:
    """Return nine times close to so many seconds."""
    return [seconds * (1 + step / 1000) for step in range(-4, 5)]


MINE = Record(
    HERE,
    (
        claim("pool", "Only here"),
        claim("pool", "Slow is slower", UNDECIDED, "12 votes"),
        claim("pool", "It holds"),
        claim("pool", "It is so", REFUTED, "4, expected 5"),
        claim("gil", "No page there"),
    ),
    {"pool": suite(fast=around(0.001), alike=around(1.0), few=[1.0, 2.0], own=around(1.0))},
)
OTHER = Record(
    THERE,
    (
        claim("pool", "It holds"),
        claim("pool", "Slow is slower", HELD, "30 votes"),
        claim("pool", "It is so", HELD, "5"),
        claim("pool", "Only there", NOT_TESTABLE),
        claim("ipc", "No page here"),
    ),
    {"pool": suite(fast=around(0.002), alike=around(1.01), few=[2.0, 4.0])},
)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Save both records in an empty folder, and work there."""
    monkeypatch.chdir(tmp_path)
    record.save(MINE, "mine.json")
    record.save(OTHER, "other.json")
    return tmp_path


def test_verdicts_that_differ_come_first() -> None:
    """Refuted claims lead, then others that differ, then those that only one has."""
    found = compare(MINE, OTHER)

    assert [
        ("It is so", (REFUTED, HELD)),
        ("Slow is slower", (UNDECIDED, HELD)),
        ("Only here", (HELD, "not made")),
        ("Only there", ("not made", NOT_TESTABLE)),
    ] == [(pair.claim.text, pair.verdicts) for pair in found.pairs]
    assert 1 == found.alike


def test_pages_that_only_one_has() -> None:
    """A page that one record lacks is named, and its claims are none that differ."""
    found = compare(MINE, OTHER)

    assert (("gil",), ("ipc",)) == (found.only_mine, found.only_other)


def test_circumstances_that_differ() -> None:
    """Every circumstance that differs is named, the packages' versions as well, but no date."""
    found = compare(MINE._replace(circumstances={**HERE, "date": "yesterday"}), OTHER)

    assert (("python", "3.13.8", "3.15.2"), ("numpy", "2.4", "2.5")) == found.circumstances


def test_timings_are_ratios_with_intervals() -> None:
    """Mine by the other's, with an interval unless values are too few."""
    found = {timed.name: timed.ratio for timed in compare(MINE, OTHER).timed}

    assert ["fast", "alike", "few"] == list(found)
    assert found["fast"].median == pytest.approx(0.5)
    assert (found["fast"].differs, found["alike"].differs) == (True, False)
    assert 0.49 < found["fast"].low < 0.5 < found["fast"].high < 0.51
    assert (0.5, False, False) == (
        found["few"].median,
        found["few"].bounded,
        found["few"].differs,
    )


def test_text_names_circumstances_at_the_top() -> None:
    """The text begins with both records and the circumstances that differ."""
    told = text.text(compare(MINE, OTHER), NAMES)
    heads, circumstances, verdicts, only, ratios, *_ = told.split("\n\n")

    assert heads.startswith("mine:  mine.json: Python 3.13.8, default, 2 cores, 2 pages, 5 claims")
    assert "  python: 3.13.8 against 3.15.2\n  numpy: 2.4 against 2.5" in circumstances
    assert "2 differ, 1 are the same, 2 claims only one has" in verdicts
    assert "pool: It is so\n    mine   refuted [4, expected 5]\n    other  held [5]" in verdicts
    assert "Only mine has 1 page: gil." in only
    assert "1 of 3 differ" in ratios
    assert re.search(r"pool +3 +1 +0\.500 +0\.500 +0\.990", ratios)


def test_text_shows_what_differs_or_all() -> None:
    """The table has the timings that differ, or with ``every`` all; a dash is no interval."""
    found = compare(MINE, OTHER)

    assert re.search(r"pool, fast +1 ms +2 ms +0\.500 +0\.49\d +0\.50\d$", text.text(found, NAMES))
    assert "pool, few" not in text.text(found, NAMES)
    assert re.search(r"pool, few +1\.5 s +3 s +0\.500 +- +-$", text.text(found, NAMES, True), re.M)


def test_same_records() -> None:
    """A record does not differ from itself."""
    found = compare(MINE, MINE)

    assert ((), (), 5, (), ()) == (
        found.circumstances,
        found.pairs,
        found.alike,
        found.only_mine,
        found.only_other,
    )
    assert "The circumstances are the same." in text.text(found, NAMES)


def test_interpreter_of_a_record() -> None:
    """A record is known by version and build."""
    assert "3.13" == interpreter(MINE)
    assert "3.13t" == interpreter(MINE._replace(circumstances=HERE | {"build": "free-threaded"}))
    assert "" == interpreter(Record({}))


def test_counterpart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mine is compared with the record of the same interpreter, else with the newest."""
    published = {"3.12": Record({"a": 1}), "3.13": Record({"a": 2}), "3.15": Record({"a": 3})}
    monkeypatch.setattr(record, "published", lambda: published)

    assert ("3.13", published["3.13"]) == counterpart(MINE)
    assert ("3.15", published["3.15"]) == counterpart(Record({"python": "3.14.0"}))

    monkeypatch.setattr(record, "published", dict)
    with pytest.raises(record.RecordError, match="name the one to compare with"):
        counterpart(MINE)


def test_command_compares_two_files(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files are compared, as text and as a page."""
    assert 0 == main(["compare", "mine.json", "other.json", "--html", "both.html", "--all"])
    told = capsys.readouterr().out

    assert told.startswith("mine:  mine.json: Python 3.13.8")
    assert "pool, few" in told
    assert told.endswith("The page: both.html\n")
    assert "mine.json beside other.json" in Path("both.html").read_text(encoding="utf-8")


def test_command_compares_with_the_published(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without another record the published one is taken, and named."""
    monkeypatch.setattr(record, "published", lambda: {"3.15": OTHER})

    assert 0 == main(["compare", "mine.json"])
    assert "\nother: published for 3.15: Python 3.15.2" in capsys.readouterr().out


BAD = {
    "missing": None,
    "empty": "",
    "damaged": '{"schema": 1, "circum',
    "future": '{"schema": 2}',
    "binary": "\udcff\udcfe\x00",
    "typed": '{"schema": 1, "circumstances": {}, "claims": 3, "timings": {}}',
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("first", [True, False])
def test_bad_file_is_one_message(
    files: Path, capsys: pytest.CaptureFixture[str], bad: str, first: bool
) -> None:
    """Whatever is wrong with a file, it is named in one line, and nothing else is said."""
    if BAD[bad] is not None:
        (files / "bad.json").write_bytes(BAD[bad].encode("utf-8", "surrogateescape"))
    names = ["bad.json", "other.json"] if first else ["mine.json", "bad.json"]

    assert 2 == main(["compare", *names])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert captured.err.startswith("mpguide compare: bad.json: ")
    assert 1 == captured.err.count("\n")


def test_page_that_cannot_be_written(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that can't be written is one message."""
    assert 2 == main(["compare", "mine.json", "other.json", "--html", "none/both.html"])
    assert "none/both.html: can't write" in capsys.readouterr().err


class Reader(HTMLParser):
    """What a page is made of: its elements, their attributes, its texts; all are closed."""

    VOID = ("meta", "link", "br")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element: it must be the last that was opened."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


NASTY = "<script>alert('x')</script> & \"<b>\x1b[31m\ud800\u202e]]>"


def test_page_holds_any_text() -> None:
    """Texts of a record are shown as they are: no markup, and no control character."""
    nasty = Record(
        {NASTY: NASTY},
        (claim(NASTY, NASTY, REFUTED, NASTY),),
        {NASTY: suite(**{NASTY: around(1.0)})},
    )
    other = Record({}, (claim(NASTY, NASTY),), {NASTY: suite(**{NASTY: around(2.0)})})
    found = compare(nasty, other)
    made = page.html(found, (NASTY, NASTY))
    told = text.text(found, (NASTY, NASTY), True)

    assert "script" not in Reader(made).tags
    assert "<script>alert('x')</script>" in "".join(Reader(made).texts)
    for shown in (made, told):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", shown)


def test_page_needs_nothing_else() -> None:
    """The page has no script, no address and no id, and its own style for light and dark."""
    made = page.html(compare(MINE, OTHER), NAMES)
    reader = Reader(made)

    assert [] == reader.open
    assert 1 == reader.tags.count("h1")
    assert not {"script", "img", "iframe", "a"} & {*reader.tags}
    assert [("href", "data:,")] == [
        pair for pair in reader.attributes if pair[0] in {"href", "src"}
    ]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import", made)
    assert "prefers-color-scheme: dark" in made
    assert all(figures.drawing.DARK[name] in made for name in figures.drawing.DARK)


def test_page_shows_what_differs() -> None:
    """Circumstances, verdicts and ratios that differ stand in tables; each page has its figure."""
    made = page.html(compare(MINE, OTHER), NAMES)
    reader = Reader(made)
    told = " ".join(" ".join(reader.texts).split())

    assert "numpy 2.4 2.5" in told
    assert "It is so refuted 4, expected 5 held 5" in told
    assert '<span class="refuted">refuted</span>' in made
    assert "fast 1 ms 2 ms 0.500" in told
    assert 2 == reader.tags.count("svg")
    assert "pool: 3 timings, 1 differ" in told


def test_many_timings_are_drawn_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with more timings than a figure holds has several."""
    many = {f"n{number}": around(1.0) for number in range(2 * page.ROWS + 1)}
    one = Record({}, (), {"page": suite(**many)})
    made = page.html(compare(one, one), NAMES)

    assert 4 == Reader(made).tags.count("svg")
    assert "(3 of 3)" in made


def test_pictures_are_not_shown_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a page leaves the pictures that a site collects as they were."""
    collected: list[figures.Picture] = []
    monkeypatch.setattr(pictures, "collect", collected)
    page.html(compare(MINE, OTHER), NAMES)

    assert pictures.collect is collected
    assert [] == collected


words = st.text(max_size=20)
records = st.builds(
    Record,
    st.dictionaries(words, words | st.integers() | st.booleans() | st.none(), max_size=3),
    st.lists(
        st.builds(Claim, words, words, words, st.sampled_from(VERDICTS), words), max_size=3
    ).map(tuple),
    st.dictionaries(
        words,
        st.dictionaries(words, st.lists(st.floats(1e-12, 1e9), max_size=12), max_size=3).map(
            lambda found: suite(**found)
        ),
        max_size=2,
    ),
)


@settings(deadline=None, max_examples=60)
@given(records, records)
def test_any_records_are_compared(mine: Record, other: Record) -> None:
    """Whatever two records hold, their comparison is told and drawn."""
    for found in (compare(mine, other), compare(mine, mine)):
        text.text(found, NAMES, True).encode()
        made = page.html(found, NAMES)
        assert [] == Reader(made).open
        made.encode()


def test_numbers_of_ratios() -> None:
    """Ratios have three digits."""
    assert ["0.0123", "0.500", "1.00", "12.3", "1234", "1.00e+06"] == [
        text.number(ratio) for ratio in (0.012345, 0.5, 1.0, 12.345, 1234.4, 1e6)
    ]


def test_examples_hold() -> None:
    """The examples in the docstrings do what they say."""
    for module in (text, progress):
        assert doctest.testmod(module).attempted
        assert not doctest.testmod(module).failed


def test_published_records_compare() -> None:
    """Each published record can be compared with each other, and none of its timings is lost."""
    published = [*record.published().values()]
    for one in published:
        found = compare(one, published[-1])
        assert found.timed or one is not published[-1]
    if published:
        timed = sum(len(timings.read(told)) for told in published[-1].timings.values())
        assert timed == len(compare(published[-1], published[-1]).timed)
        assert json.dumps(published[-1].circumstances)
