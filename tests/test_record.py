"""The record: appended, folded, saved and read back, and what it says of bad files."""

import contextlib
import json
from pathlib import Path

import pyperf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpguide import machine, record

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
    """The file names schema, circumstances, claims and timings, and nothing else."""
    record.save(record.Record({"cores": 2}, (CLAIM,)), tmp_path / "record.json")
    content = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))

    assert ["schema", "circumstances", "claims", "timings"] == list(content)
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
        ("", "not a record"),
        ("{", "not a record"),
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


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text() | json_values.map(json.dumps) | st.just('{"schema": 1, "claims": 3}'))
def test_any_text_is_read_or_refused(content: str) -> None:
    """Whatever a file holds, reading it ends with a record or with a RecordError."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        with contextlib.suppress(record.RecordError):
            record.load(path)


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
