"""Whatever a file holds, whoever reads it gets what it says, or one message that names it."""

import copy
import json
import os
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpguide import errors, pages, record, survey, timings
from mpguide.compare import compare, page, text
from mpguide.timeline import TimelineError
from mpguide.timeline.reader import Reader

EXAMPLES = int(os.environ.get("MPGUIDE_FUZZ", "0"))
"""So many random examples are tried of each kind; without it a few, always the same."""

# Some fixtures are made once for all examples: a folder, of which each example writes all files.
often = settings(
    max_examples=EXAMPLES or 100,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror="alert(1)">',
    "' onload='alert(1)",
    "</style></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "]]><!--",
    "&lt;b&gt; &#60;",
    "\x00\x1b[31m\ud800\u202e\u2028",
)

texts = st.text(max_size=20) | st.sampled_from(NASTY)
numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 1e-320, 2**63])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

CLAIM = {"page": "p", "text": "It is so", "kind": "exact", "verdict": "held", "evidence": "2"}
TIMING = {
    "page": "p",
    "name": "map",
    "runs": [[0.5, 0.75, 1.0], [0.5]],
    "loops": 1,
    "metadata": {"python_version": "3.15.2", "cpu_count": 2},
}
RUN = {"page": "p", "seconds": 1.5, "ended": "hung"}
LINES = [{"claim": CLAIM}, {"timing": TIMING}, {"run": RUN}]
ARCHIVED = [{"interpreter": "3.15", "arguments": ["x"], "ended": "finished"}]
SAID = {"messages": ["one"], "runs": [{"interpreter": "3.15", "message": 0}]}


def asked(error: type[Exception], read: Callable[[], Any]) -> tuple[Any, str]:
    """Return what is read, or with which message it is refused."""
    try:
        return read(), ""
    except error as refused:
        return None, str(refused)


def places(value: object, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the ways to all values in a JSON value."""
    inner = {dict: dict.items, list: enumerate}.get(type(value), lambda _: ())(value)
    return [way, *(place for key, one in inner for place in places(one, (*way, key)))]


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """Return a JSON value of which a part is another value, lacks, or has a part more."""
    content = {"": copy.deepcopy(whole)}
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(places(content)[1:]))
        target: Any = content
        for key in way:
            target = target[key]
        change = draw(st.sampled_from(["put", "put", "drop", "add"]))
        if change == "drop" and way:
            del target[last]
        elif change == "add" and isinstance(target[last], dict):
            target[last][draw(texts)] = draw(json_values)
        else:
            target[last] = draw(json_values)
    return content[""]


@st.composite
def cut(draw: st.DrawFn, contents: st.SearchStrategy[bytes]) -> bytes:
    """Return a content that is cut short, or has other bytes somewhere, or is as it was."""
    content = draw(contents)
    at = draw(st.integers(0, len(content)))
    into = draw(st.sampled_from([b"", b"\n", b"\xff", b"\x00", b'"', b"[" * 3000, b"{}"]))
    changed = [content[:at], content[:at] + into + content[at:]]
    return draw(st.sampled_from([content, content, content, *changed]))


def encoded(values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return JSON values as the bytes of a file."""
    return values.map(lambda value: json.dumps(value).encode())


def files(whole: Any) -> st.SearchStrategy[bytes]:
    """Return contents of a file that should hold such a value."""
    near = encoded(damaged(whole))
    return near | near | cut(near) | cut(encoded(json_values) | st.binary(max_size=40))


lines = st.lists(cut(encoded(st.sampled_from(LINES).flatmap(damaged) | st.sampled_from(LINES))))


@often
@given(lines.map(b"\n".join), st.booleans())
def test_lines_of_a_run(tmp_path: Path, content: bytes, ended: bool) -> None:
    """Any lines are folded into a record that can be kept, or refused with their number."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes(content + b"\n" * ended)
    found, said = asked(record.RecordError, lambda: record.fold([path], {"python": "3.15"}))
    if found is None:
        assert said.startswith((f"{path}, line ", "the timings of "))
        assert "\n" not in said
        return
    record.save(found, tmp_path / "record.json")
    again = record.load(tmp_path / "record.json")
    assert again == found
    for suite in again.timings.values():
        assert timings.read(suite)


WHOLE = {
    "schema": 1,
    "circumstances": {"python": "3.15.2", "build": "default", "packages": {"numpy": "2.5"}},
    "claims": [CLAIM, CLAIM | {"text": "So is it", "verdict": "refuted"}],
    "timings": {"p": record.suite([TIMING])},
    "pages": {"p": {"seconds": 1.5, "ended": "finished"}},
}


def told(mine: record.Record, other: record.Record) -> str:
    """Return the page of two records, after their text."""
    found = compare(mine, other)
    text.text(found, ("mine.json", "other.json"), True).encode("utf-8")
    return page.html(found, ("mine.json", "other.json"))


@often
@given(files(WHOLE))
def test_record_of_a_reader(tmp_path: Path, content: bytes) -> None:
    """Any file is a record that is compared, as text and as a page, or refused by its name."""
    path = tmp_path / "record.json"
    path.write_bytes(content)
    found, said = asked(record.RecordError, lambda: record.load(path))
    if found is None:
        assert said.startswith(f"{path}: ")
        assert "\n" not in said
        return
    path.write_text(json.dumps(WHOLE), encoding="utf-8")
    whole = record.load(path)
    assert told(found, whole).encode("utf-8")
    assert told(whole, found).encode("utf-8")


class Tags(HTMLParser):
    """The tags of a page, the names of their attributes, and what of these can do anything."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.values: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found |= {tag, *(f"{name}=" for name, _ in attrs)}
        self.values += [value or "" for name, value in attrs if name in {"href", "src", "style"}]


def filled(value: Any, fill: Callable[[str], str]) -> Any:
    """Return a record's content in which all texts are others, but for its own words."""
    if isinstance(value, dict):
        own = {"name", "metadata", "benchmarks", "runs", "values", *CLAIM, *RUN, *WHOLE}
        return {
            name if name in own else fill(name): one if name == "verdict" else filled(one, fill)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [filled(one, fill) for one in value]
    return fill(value) if isinstance(value, str) else value


def both(folder: Path, fill: Callable[[str], str]) -> list[record.Record]:
    """Return two records that differ in each part, with such texts."""
    found = []
    for which, verdict in (("mine", "held"), ("other", "refuted")):
        content = filled(WHOLE, fill)
        content["claims"][0]["verdict"] = verdict
        content["circumstances"][fill("cpu")] = fill(which)
        path = folder / f"{which}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        found.append(record.load(path))
    return found


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_markup_in_each_field_is_text(tmp_path: Path, nasty: str) -> None:
    """A page of two records has no other tags and attributes, whatever texts stand in them."""
    nice = Tags(told(*both(tmp_path, lambda text: f"{text} nice")))
    shown = told(*both(tmp_path, lambda text: f"{text} {nasty}"))
    made = Tags(shown)

    assert {"table", "svg", "details"} <= nice.found
    assert made.found <= nice.found
    assert not [value for value in made.values if "alert" in value]
    assert ("alert" in shown) == ("alert" in nasty)


lossless = partial(str.encode, errors="surrogatepass")
event = st.builds(
    b"%b %b %b%b".__mod__,
    st.tuples(
        st.sampled_from([b"0", b"1", b"-1", b"x", b"", "\u0663".encode()]),
        st.sampled_from([b"0", b"5", b"9" * 19, b"9" * 5000, b"-3", b"", b"1e3", b"\xff"]),
        st.sampled_from([*(bytes([kind]) for kind in b"OPTmMbBeEz\xe9"), b""]),
        st.binary(max_size=6) | st.sampled_from(NASTY).map(lossless),
    ),
)
heads = (b"", b"0 7 OMainProcess\n0 0 TMainThread\n", b"0 7 Pp\n0 0 Tt\n1 0 Tt\n")
recorded = st.tuples(st.sampled_from(heads), st.lists(event, max_size=8).map(b"\n".join))
names = st.sampled_from(["7-0", "7-1", "8-0", "9-9"]) | st.text("0123456789-x\u0663", min_size=1)


@often
@given(st.dictionaries(names, cut(recorded.map(b"".join)), max_size=3))
def test_files_of_a_timeline(tmp_path: Path, contents: dict[str, bytes]) -> None:
    """Any files are a history that is told and saved as a trace, or refused with the file."""
    reader = Reader("folder", 0)
    reader._kept = dict(contents)
    found, said = asked(TimelineError, reader.history)
    if found is None:
        assert said.startswith("folder")
        return
    assert str(found)
    found.save_trace(tmp_path / "trace.json")
    saved = (tmp_path / "trace.json").read_text(encoding="utf-8")
    assert {"displayTimeUnit", "traceEvents"} == {*json.loads(saved)}


NAMED = ("# a\n", "\n", "start/a\n", "a\n", "../b/c\n", "a/b/c\n", "a/\n", "\x00/x\n")
listed = st.lists(st.sampled_from(NAMED) | st.text(max_size=9)).map("".join)


@often
@given(st.binary(max_size=40) | cut(listed.map(lossless)))
def test_list_of_pages(tmp_path: Path, content: bytes) -> None:
    """Any list of pages is names with one chapter each, or refused by its name."""
    (tmp_path / "order.txt").write_bytes(content)
    with patch.object(pages, "folder", lambda: str(tmp_path)):
        found, said = asked(pages.PagesError, pages.pages)
    assert (found is None) == said.startswith(f"{tmp_path / 'order.txt'}: ")
    for one in found or ():
        assert os.path.dirname(os.path.dirname(one.path)) == str(tmp_path)
        with pytest.raises(pages.PagesError, match=f"{one.name}.py: can't be read: "):
            assert one.title


@often
@given(files(ARCHIVED), files(SAID))
def test_archives(tmp_path: Path, outcomes: bytes, messages: bytes) -> None:
    """Any archive is read, or refused by its name."""
    (tmp_path / "one.json").write_bytes(outcomes)
    (tmp_path / "two.json").write_bytes(messages)
    with patch.object(survey, "ARCHIVE", tmp_path):
        found, said = asked(record.RecordError, lambda: survey.archived("one"))
    assert (found is None) == said.startswith(f"{tmp_path / 'one.json'}: a damaged archive: ")
    with patch.object(errors, "ARCHIVE", tmp_path):
        found, said = asked(errors.CatalogueError, lambda: errors.archived("two"))
    assert (found is None) == said.startswith(f"{tmp_path / 'two.json'}: a damaged archive: ")
