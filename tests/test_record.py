"""The record: appended, folded, saved and read back, and what it says of bad files."""

import contextlib
import json
from pathlib import Path

import pyperf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpguide import machine, record, timings

CLAIM = record.Claim("page", "two and two", "exact", record.HELD, "4")
TIMING = {
    "name": "map",
    "runs": [[0.5, 0.75], [0.5, 1.0]],
    "loops": 8,
    "metadata": {"python_version": "3.15.2"},
}


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Record the page ``page`` into a file and return its path."""
    path = tmp_path / "lines"
    monkeypatch.setenv("MPGUIDE_RECORD", str(path))
    monkeypatch.setenv("MPGUIDE_PAGE", "page")
    return path


def test_fold_returns_what_was_appended(lines: Path) -> None:
    """Claims and timings come back by page, in order."""
    record.append("claim", CLAIM._asdict())
    record.append("timing", TIMING)
    folded = record.fold([lines], {"cores": 2})

    assert (CLAIM,) == folded.claims
    assert ["page"] == list(folded.timings)
    assert 1 == folded.count(record.HELD)


def test_nothing_is_written_without_the_variable(
    lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without MPGUIDE_RECORD an entry goes nowhere."""
    monkeypatch.delenv("MPGUIDE_RECORD")
    record.append("claim", CLAIM._asdict())

    assert not lines.exists()


def test_page_is_named_by_the_script_without_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page of a plain run is its script's stem."""
    monkeypatch.delenv("MPGUIDE_PAGE", raising=False)
    monkeypatch.setattr("sys.modules", {"__main__": type("m", (), {"__file__": "/a/b/race.py"})})

    assert "race" == record.page()


def test_unwritable_file_is_one_message(
    lines: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A record that can't be written says which file and why."""
    monkeypatch.setenv("MPGUIDE_RECORD", str(tmp_path / "missing" / "lines"))

    with pytest.raises(record.RecordError, match=r"lines: can't write the record: No such file"):
        record.append("claim", CLAIM._asdict())


def test_name_that_comes_again_gets_a_number() -> None:
    """Two timings of one name are two benchmarks: pyperf refuses a name that comes twice."""
    suite = record.suite([TIMING, TIMING])

    assert ["map", "map (2)"] == [
        {**suite["metadata"], **benchmark["metadata"]}["name"] for benchmark in suite["benchmarks"]
    ]


def test_last_line_cut_short_is_dropped(lines: Path) -> None:
    """What a killed run wrote before its last line is kept."""
    record.append("claim", CLAIM._asdict())
    with lines.open("a", encoding="utf-8") as file:
        file.write('{"claim": {"page": "pa')

    assert (CLAIM,) == record.fold([lines], {}).claims


def test_damaged_line_is_named(lines: Path) -> None:
    """A line in the middle that is no entry is an error with its number."""
    lines.write_text("nonsense\n", encoding="utf-8")

    with pytest.raises(record.RecordError, match="line 1: not an entry"):
        record.fold([lines], {})


def test_saved_record_is_read_back(tmp_path: Path) -> None:
    """What is saved is what is loaded."""
    whole = record.Record({"cores": 2}, (CLAIM,), {"page": record.suite([TIMING])})
    record.save(whole, tmp_path / "record.json")

    assert whole == record.load(tmp_path / "record.json")


def test_saved_record_has_the_published_form(tmp_path: Path) -> None:
    """The file names schema, circumstances, claims, timings and pages, and nothing else."""
    record.save(record.Record({"cores": 2}, (CLAIM,)), tmp_path / "record.json")
    content = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))

    assert ["schema", "circumstances", "claims", "timings", "pages"] == list(content)
    assert ["page", "text", "kind", "verdict", "evidence"] == list(content["claims"][0])


def test_save_leaves_no_other_file(tmp_path: Path) -> None:
    """Saving leaves the record alone in its folder."""
    record.save(record.Record({}), tmp_path / "record.json")

    assert ["record.json"] == [path.name for path in tmp_path.iterdir()]


def test_pyperf_reads_the_timings(tmp_path: Path) -> None:
    """A page's timings are a suite that pyperf loads, values and name kept."""
    record.write_json(tmp_path / "suite.json", record.suite([TIMING]))
    suite = pyperf.BenchmarkSuite.load(str(tmp_path / "suite.json"))
    benchmark = suite.get_benchmark("map")

    assert (0.5, 0.75, 0.5, 1.0) == benchmark.get_values()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not a record: the file is empty"),
        ("{", "not a record"),
        ("[" * 100_000, "not a record: nested too deeply"),
        ('{"schema": true}', "schema True; this mpguide reads schema 1"),
        ("[]", "no schema is named"),
        ("{}", "no schema is named"),
        ('{"schema": 99}', "schema 99; this mpguide reads schema 1"),
        ('{"schema": 1}', "a damaged record"),
        ('{"schema": 1, "circumstances": {}, "claims": [{}], "timings": {}}', "a damaged record"),
    ],
)
def test_bad_file_is_one_message(tmp_path: Path, content: str, message: str) -> None:
    """A file that is no record of this schema is named with what is wrong."""
    path = tmp_path / "record.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(record.RecordError, match=rf"record\.json: .*{message}"):
        record.load(path)


def test_missing_file_is_one_message(tmp_path: Path) -> None:
    """A record that does not exist is named."""
    with pytest.raises(record.RecordError, match=r"none\.json: can't read the record: No such"):
        record.load(tmp_path / "none.json")


def no_record(**changes: object) -> str:
    """Return a small record's text with some of its parts changed."""
    whole = {"schema": 1, "circumstances": {"cores": 2}, "claims": [CLAIM._asdict()]}
    run = {"values": [0.5, 0.75]}
    timings = {"page": {"benchmarks": [{"metadata": {"name": "map"}, "runs": [run]}]}}
    pages = {"page": {"seconds": 1.5, "ended": "finished"}}
    return json.dumps({**whole, "timings": timings, "pages": pages, **changes})


def suite_of(value: object) -> dict[str, object]:
    """Return timings with one value."""
    return {"page": {"benchmarks": [{"metadata": {"name": "map"}, "runs": [{"values": [value]}]}]}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"circumstances": [2]}, "circumstances: not an object"),
        ({"circumstances": {"cores": [2]}}, "'cores' is neither a text nor a number"),
        ({"claims": {"page": "p"}}, "claims: not a list"),
        ({"claims": [{**CLAIM._asdict(), "text": 4}]}, "not made of texts"),
        ({"claims": [{**CLAIM._asdict(), "verdict": "maybe"}]}, "'maybe' is no verdict"),
        ({"timings": {"page": {}}}, "no 'benchmarks'"),
        ({"timings": suite_of(True)}, "a timing of map is no number of seconds"),
        ({"timings": suite_of(-1.0)}, "a timing of map is no number of seconds"),
        ({"timings": suite_of(10**400)}, "a timing of map is no number of seconds"),
        ({"timings": suite_of(float("nan"))}, "a timing of map is no number of seconds"),
        ({"pages": {"page": {"seconds": "1", "ended": "finished"}}}, "page: not the seconds"),
    ],
)
def test_damaged_record_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    """A part of the wrong type is named; the same record without it is read."""
    path = tmp_path / "record.json"
    path.write_text(no_record(), encoding="utf-8")
    assert {"page": record.PageRun(1.5, "finished")} == record.load(path).pages

    path.write_text(no_record(**changes), encoding="utf-8")
    with pytest.raises(record.RecordError, match=f"a damaged record: .*{message}"):
        record.load(path)


def test_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of a file that is larger than any record no more than that is read."""
    path = tmp_path / "record.json"
    path.write_text(no_record(), encoding="utf-8")
    monkeypatch.setattr(record, "LARGEST", 10)

    with pytest.raises(record.RecordError, match=r"record\.json: not a record: larger than"):
        record.load(path)


def test_record_without_pages_is_read(tmp_path: Path) -> None:
    """A record made before pages were timed has none."""
    content = json.loads(no_record())
    del content["pages"]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    assert {} == record.load(path).pages


def test_runs_of_pages_are_folded(lines: Path) -> None:
    """How long a page ran and how it ended is one more entry of its file."""
    record.append("run", {"seconds": 1.5, "ended": "hung"})

    assert {"page": record.PageRun(1.5, "hung")} == record.fold([lines], {}).pages


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def places(value: object, way: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the ways to all values in a JSON value."""
    inner = {dict: dict.items, list: enumerate}.get(type(value), lambda _: ())(value)
    return [way, *(place for key, one in inner for place in places(one, (*way, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a record's text in which one value is another one."""
    content = {"": json.loads(no_record())}
    *way, last = draw(st.sampled_from(places(content)[1:]))
    target = content
    for key in way:
        target = target[key]
    target[last] = draw(json_values)
    return json.dumps(content[""])


@given(st.text() | json_values.map(json.dumps) | damaged())
def test_any_text_is_read_or_refused(content: str) -> None:
    """Whatever a file holds, reading it ends with a record that serves or with a RecordError."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        with contextlib.suppress(record.RecordError):
            read = record.load(path)
            record.save(read, path)
            for suite in read.timings.values():
                assert all(times.median > 0 for times in timings.read(suite).values())


def test_published_records_are_ordered_as_the_interpreters() -> None:
    """The package brings records by interpreter, oldest first, each made on the one it names."""
    published = record.published()

    assert [name for name in machine.INTERPRETERS if name in published] == list(published)
    for name, one in published.items():
        free = one.circumstances["build"] == "free-threaded"
        assert name == ".".join(one.circumstances["python"].split(".")[:2]) + "t" * free


def test_published_record_that_is_damaged_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is published is read as any record; where there is none, none is returned."""
    monkeypatch.setattr(record, "RECORDS", str(tmp_path))
    assert {} == record.published()

    (tmp_path / "3.12.json").write_text("{}", encoding="utf-8")
    with pytest.raises(record.RecordError, match=r"3\.12\.json: not a record"):
        record.published()
