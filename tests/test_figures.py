"""What a picture shows, says and weighs, and that it fits into any page."""

import os
import re
import subprocess
import sys
from itertools import combinations, pairwise
from math import dist, inf, log, nan
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from mpguide import figures
from mpguide.figures import LIMIT, Picture, choose_unit, pictures
from mpguide.figures.drawing import COLOURS, DARK, SERIES, Boxes, Drawing, Label, Lines
from mpguide.figures.text import width_of
from mpguide.figures.units import log_steps, round_steps
from mpguide.timeline import Lane, Mark, Span, Timeline

NASTY = '<script>alert("&")</script> \x00\ud800 "q" \'a\''
MAIN = Lane(0, 0, "MainProcess", "MainThread", 100)


class Events(NamedTuple):
    """What a timeline recorded."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...] = ()


class Times(NamedTuple):
    """What a bench measured."""

    values: dict[str, tuple[float, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The alternatives."""
        return tuple(self.values)

    def median(self, name: str) -> float:
        """Return the middle one of the times."""
        return sorted(self.values[name])[len(self.values[name]) // 2]


def child(number: int, thread: str = "MainThread") -> Lane:
    """Return the lane of a child process."""
    return Lane(number, len(thread), f"Process-{number}", thread, 100 + number)


NAPS = Events(
    (
        Span("start both", 0.0, 0.02, MAIN),
        Span("nap 1", 0.1, 0.4, child(1)),
        Span("nap 2", 0.2, 0.5, child(2)),
        Span("feed", 0.2, 0.3, child(2, "QueueFeederThread")),
        Span("outer", 0.6, 1.6, MAIN),
        Span("inner", 0.7, 0.9, MAIN),
        Span("wait", 0.8, None, child(3)),
    ),
    (Mark("all started", 0.03, MAIN), Mark("bell", 1.6, child(1)), Mark("bell", 1.59, child(1))),
)
MANY = Events(
    tuple(
        Span(f"{'get' if at % 3 else 'put'} {at}", at / 1000, at / 1000 + 0.0004, child(at % 7))
        for at in range(5000)
    ),
    tuple(Mark(f"mark {at}", at / 100, MAIN) for at in range(500)),
)
TIGHT = Events(
    tuple(Span(f"a long text {at}", at / 9, at / 9 + 0.09, child(at % 2)) for at in range(18)),
    tuple(Mark(f"a long text {at}", at / 90, MAIN) for at in range(18)),
)
TIMES = Times(
    {
        "fork": tuple(0.001 + at / 1e6 for at in range(101)),
        "spawn": tuple(0.040 + at / 1e4 for at in range(101)),
    }
)
COSTS = {
    "spawn": {"start": 0.012, "import": 0.077, "pickle": 0.0004},
    "fork": {"start": 0.001, "work": 0.03},
}
CELLS = {
    ("fork", "3.11"): ("works", "exit code 0"),
    ("fork", "3.15"): ("silent", "no line at all"),
    ("spawn", "3.11"): ("fails", "RuntimeError: no guard"),
    ("spawn", "3.15"): ("hangs", "2 processes wait"),
}


def draw_all() -> list[Picture]:
    """Return a picture of each sort."""
    return [
        figures.draw_timeline(NAPS, "Naps"),
        figures.draw_timeline(MANY, "Many"),
        figures.draw_timeline(TIGHT, "Tight"),
        figures.draw_timeline(Events(()), "Nothing"),
        figures.draw_distributions(TIMES, "Times"),
        figures.draw_costs(COSTS, "Costs"),
        figures.draw_outcomes(["fork", "spawn", "x"], ["3.11", "3.15"], CELLS, "Outcomes"),
    ]


SORTS = ("naps", "many", "tight", "nothing", "times", "costs", "outcomes")


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """Gather pictures, as the site does."""
    gathered: list[Picture] = []
    monkeypatch.setattr(pictures, "collect", gathered)
    return gathered


@pytest.fixture
def drawn(collected: list[Picture]) -> dict[str, Picture]:
    """Return a picture of each sort, by its name."""
    return dict(zip(SORTS, draw_all(), strict=True))


def parsed(picture: Picture) -> Tree.Element:
    """Return the picture's figure element."""
    return Tree.fromstring(picture.svg)  # noqa: S314 - it is our own


def texts(drawing: Drawing) -> list[str]:
    """Return the texts of a drawing."""
    return [shape.text for shape in drawing.shapes if isinstance(shape, Label)]


def bars(drawing: Drawing) -> dict[str, Boxes]:
    """Return the bars of a drawing by their text; the first one of each."""
    boxes = [shape for shape in drawing.shapes if isinstance(shape, Boxes) and shape.tip]
    return {re.split(r" [\d.]+ to |:", shape.tip)[0]: shape for shape in reversed(boxes)}


# ---------------------------------------------------------------- the markup


@pytest.mark.parametrize("sort", SORTS)
def test_markup_is_well_formed(drawn: dict[str, Picture], sort: str) -> None:
    """A picture is one figure element with a title, a scrolling box and its words."""
    picture = drawn[sort]
    figure = parsed(picture)

    assert [part.tag for part in figure] == ["figcaption", "div", "details"]
    assert figure.find("figcaption").text == picture.title
    assert figure.find("details/p").text == picture.alt
    box = figure.find("div")
    assert (box.get("role"), box.get("tabindex")) == ("region", "0")
    assert box.get("aria-label") == picture.title


@pytest.mark.parametrize("sort", SORTS[:-1])
def test_svg_names_and_describes_itself(drawn: dict[str, Picture], sort: str) -> None:
    """An SVG is an image with title and description as its first children."""
    picture = drawn[sort]
    svg = parsed(picture).find("div")[0]

    assert svg.get("role") == "img"
    assert [part.tag.partition("}")[2] for part in svg[:2]] == ["title", "desc"]
    assert (svg[0].text, svg[1].text) == (picture.title, picture.alt)


@pytest.mark.parametrize("sort", SORTS)
def test_pictures_cannot_collide(drawn: dict[str, Picture], sort: str) -> None:
    """A picture has no id, no style sheet, no script and refers to nothing."""
    markup = drawn[sort].svg

    assert not re.search(r"\bid=|<style|<script|url\(|href|<\?xml|<!|<metadata", markup)


@pytest.mark.parametrize("sort", SORTS)
def test_colours_come_from_the_page(drawn: dict[str, Picture], sort: str) -> None:
    """Each colour is one of the page's variables, with its light value to fall back on."""
    markup = drawn[sort].svg
    for name, fallback in re.findall(r"var\(--mp-(\w+),(#[0-9a-f]{6})\)", markup):
        assert fallback == COLOURS[name]
    without = re.sub(r"var\(--mp-\w+,#[0-9a-f]{6}\)", "", markup)

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl|(fill|stroke):(?!;|none|\")\w", without)


@pytest.mark.parametrize("sort", SORTS)
def test_text_is_kept_as_text(drawn: dict[str, Picture], sort: str) -> None:
    """Labels are text elements in the page's font."""
    markup = drawn[sort].svg

    assert "font-family" not in markup
    if sort != "outcomes":
        assert markup.count("<text ") == len(texts(drawn[sort].draw(figures.WIDTH)))


def test_nasty_texts_stay_texts() -> None:
    """Markup, quotes and control characters in names and texts are shown as they are."""
    lane = Lane(0, 0, NASTY, NASTY, 1)
    pictures = [
        figures.draw_timeline(Events((Span(NASTY, 0, 1, lane),), (Mark(NASTY, 0, lane),)), NASTY),
        figures.draw_distributions(Times({NASTY: (1.0,)}), NASTY),
        figures.draw_costs({NASTY: {NASTY: 1.0}}, NASTY),
        figures.draw_outcomes([NASTY], [NASTY], {(NASTY, NASTY): ("works", NASTY)}, NASTY),
    ]
    for picture in pictures:
        figure = parsed(picture)
        assert figure.find("figcaption").text == '<script>alert("&")</script> "q" \'a\''
        assert not figure.findall(".//script")


@pytest.mark.parametrize("sort", SORTS)
def test_picture_is_light(drawn: dict[str, Picture], sort: str) -> None:
    """A picture takes at most 60 kB."""
    assert 0 < len(drawn[sort].svg.encode()) <= LIMIT == 60_000


def test_worst_timeline_is_light() -> None:
    """Long texts, 50 lanes, thousands of spans of which many never end stay below 60 kB.

    Their words stay below 2000 characters.
    """
    spans = [
        Span("&" * 300 + str(at), at / 50, None if at % 3 else at / 50 + 1, child(at % 50))
        for at in range(3000)
    ]
    few = Events(tuple(spans[:290]))
    many = Events(tuple(spans), tuple(Mark("m", at / 70, child(at % 50)) for at in range(4000)))

    for picture in (figures.draw_timeline(few, "Few"), figures.draw_timeline(many, "Many")):
        assert len(picture.svg) <= LIMIT
        assert len(picture.alt) <= 2000


def test_picture_too_large_is_refused(collected: list[Picture]) -> None:
    """A table beyond 60 kB is refused with its size, and not shown."""
    rows = [f"row {at}" for at in range(1000)]

    with pytest.raises(ValueError, match=r"'Huge' takes \d+ bytes, at most 60000"):
        figures.draw_outcomes(rows, ["a"], {}, "Huge")
    assert not collected


def test_title_is_needed() -> None:
    """A picture without a title is refused: it would have no name."""
    with pytest.raises(ValueError, match="needs a title"):
        figures.draw_costs(COSTS, " \n")


DIGEST = """
import hashlib, sys; sys.path[:0] = [{tests!r}]
from mpguide import figures; figures.pictures.collect = []
from test_figures import draw_all
print([hashlib.sha256(part).hexdigest() for p in draw_all() for part in (p.svg.encode(), p.png)])
"""


def test_same_data_same_bytes() -> None:
    """Two interpreters with different hash seeds make the same bytes, thumbnails included."""
    code = DIGEST.format(tests=str(Path(__file__).parent))
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=100,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


# ---------------------------------------------------------------- the colours


def schemes() -> list[dict[str, str]]:
    """Return the colours of the style sheet: light, dark by choice, dark by the system."""
    css = (ROOT / "docs" / "_static" / "figures.css").read_text(encoding="utf-8")
    blocks = re.findall(r"body[^{}]*\{([^{}]*--mp-ink[^{}]*)\}", css)
    return [dict(re.findall(r"--mp-(\w+): (#[0-9a-f]{6});", block)) for block in blocks]


def linear(colour: str) -> list[float]:
    """Return a colour's red, green and blue as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as the web's accessibility guidelines define it."""
    lights = [sum(map(float.__mul__, (0.2126, 0.7152, 0.0722), linear(c))) for c in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_style_sheet_has_the_colours_that_pictures_use() -> None:
    """The light colours are the fallbacks, and both ways into the dark ones agree."""
    light, dark, dark_too = schemes()

    assert light == COLOURS
    assert dark == dark_too == DARK
    assert dark.keys() == light.keys()


BACKGROUNDS = ("#ffffff", "#131416")


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_series_stand_out(scheme: int) -> None:
    """Text, and text on any series, has a contrast of 4.5 or more against furo's background."""
    colours = schemes()[scheme]

    assert colours["page"] == BACKGROUNDS[scheme]
    for name in ("ink", "muted", *SERIES):
        assert contrast(colours[name], BACKGROUNDS[scheme]) >= 4.5, name


def mixed(matrix: list[list[float]], values: list[float]) -> list[float]:
    """Return a matrix times a vector."""
    return [sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix]


# How three kinds of colour-blind eyes see (Machado, Oliveira and Fernandes, 2009), and Oklab.
SIGHT = {
    "all": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
CONES = [[0.412, 0.536, 0.051], [0.212, 0.681, 0.107], [0.088, 0.282, 0.630]]
LAB = [[0.210, 0.794, -0.004], [1.978, -2.429, 0.451], [0.026, 0.783, -0.809]]


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_series_are_told_apart(scheme: int, sight: str) -> None:
    """Any two series differ clearly, also for each kind of colour-blind reader."""
    colours = schemes()[scheme]
    seen = [
        mixed(LAB, [max(c, 0) ** (1 / 3) for c in mixed(CONES, mixed(SIGHT[sight], light))])
        for light in (linear(colours[name]) for name in SERIES)
    ]

    nearest = min(dist(one, other) for one, other in combinations(seen, 2))

    assert nearest > 0.07


# ---------------------------------------------------------------- timelines


def test_bars_are_where_the_times_are(drawn: dict[str, Picture]) -> None:
    """A span's bar begins and ends where its times are, on one scale."""
    found = bars(drawn["naps"].draw(680))
    first, second, outer = (found[name].rects[0] for name in ("nap 1", "nap 2", "outer"))
    second_of_time = (outer.x - first.x) / (0.6 - 0.1)

    assert second.x - first.x == pytest.approx(0.1 * second_of_time)
    assert outer.width == pytest.approx(1.0 * second_of_time, abs=1)


def test_span_inside_a_span_has_a_row_of_its_own(drawn: dict[str, Picture]) -> None:
    """A span that runs inside another one is drawn below it."""
    found = bars(drawn["naps"].draw(680))

    assert found["inner"].rects[0].y >= found["outer"].rects[0].y + found["outer"].rects[0].height


def test_lanes_are_named(drawn: dict[str, Picture]) -> None:
    """Each process is named once and its threads below it, the main thread first."""
    names = [text for text in texts(drawn["naps"].draw(680)) if re.match("Main|Process|·", text)]

    assert sorted(names) == [
        "MainProcess",
        "Process-1",
        "Process-2",
        "Process-3",
        "· QueueFeederThread",
    ]


def test_span_that_never_ended_is_open(drawn: dict[str, Picture]) -> None:
    """A span that never ended is a rim that is open at its end, and says so."""
    drawing = drawn["naps"].draw(680)
    rim = next(s for s in drawing.shapes if isinstance(s, Lines) and "never ended" in s.tip)

    assert "wait (never ended)" in texts(drawing)
    assert rim.paths[0][0][0] == rim.paths[0][-1][0] > bars(drawing)["outer"].rects[0].x + 300
    assert "wait" not in bars(drawing)
    assert "Never ended: wait in Process-3 from 0.80 s." in drawn["naps"].alt


def test_timeline_in_words(drawn: dict[str, Picture]) -> None:
    """The words give lanes, length, counts, how many are busy at once, and times by lane."""
    assert drawn["naps"].alt.startswith(
        "Timeline of 5 lanes over 1.60 s: 7 spans and 3 marks, at most 3 lanes busy at once. "
        "MainProcess: start both 0.00 to 0.02 s, all started at 0.03 s, outer 0.60 to 1.60 s, "
        "1 more; Process-1: nap 1 0.10 to 0.40 s, bell at 1.59 s, bell at 1.60 s; "
    )


def test_crowded_timeline_has_few_marks(drawn: dict[str, Picture]) -> None:
    """A crowd is one path for each colour, with a legend; the words say so."""
    drawing = drawn["many"].draw(680)
    marks = [shape for shape in drawing.shapes if not isinstance(shape, Label)]

    assert len(marks) < 30
    assert {"get", "put"} <= set(texts(drawing))
    assert "5000 spans and 500 marks" in drawn["many"].alt
    assert "drawn as one" in drawn["many"].alt


@pytest.mark.parametrize(("number", "labelled"), [(300, True), (301, False)])
def test_crowd_begins_beyond_300(number: int, labelled: bool) -> None:
    """As many as 300 spans and marks are drawn each with its text, one more is a crowd."""
    spans = tuple(Span("a", at, at + 0.5, child(at % 30)) for at in range(number))
    found = texts(figures.draw_timeline(Events(spans), "Crowd").draw(680))

    assert found.count("a") == (number if labelled else 0)


def test_empty_timeline_says_so(drawn: dict[str, Picture]) -> None:
    """A timeline without events is a picture that says that nothing was recorded."""
    assert texts(drawn["nothing"].draw(680)) == ["Nothing was recorded."]
    assert drawn["nothing"].alt == "An empty timeline: no span and no mark was recorded."


def test_lanes_beyond_forty_are_counted() -> None:
    """Of more than 40 lanes the first 40 are drawn, and the rest is counted."""
    spans = tuple(Span("nap", 0, 1, child(at)) for at in range(45))
    picture = figures.draw_timeline(Events(spans), "Lanes")

    found = texts(picture.draw(680))
    assert sum(text.startswith("Process-") for text in found) == 40
    assert "5 lanes more not drawn." in found
    assert "5 lanes more not drawn." in picture.alt
    assert "Process-4: nap 0.00 to 1.00 s; 40 more." in picture.alt


def test_recorded_timeline_is_drawn() -> None:
    """A timeline as recorded is drawn, also after it was closed."""
    with Timeline() as timeline, timeline.span("work"):
        timeline.mark("bell")
    picture = figures.draw_timeline(timeline, "Recorded")

    assert {"work", "bell", str(timeline.spans[0].lane)} <= set(texts(picture.draw(680)))


def test_marks_alone_are_a_timeline() -> None:
    """A timeline without spans has a lane for its marks, up to the last of them."""
    picture = figures.draw_timeline(Events((), (Mark("a", 0.5, MAIN), Mark("b", 2.0, MAIN))), "M")

    assert {"a", "b", "2 s"} <= set(texts(picture.draw(680)))
    assert picture.alt == (
        "Timeline of 1 lane over 2.00 s: 0 spans and 2 marks. "
        "MainProcess: a at 0.50 s, b at 2.00 s."
    )


@pytest.mark.parametrize("width", [300, 400, 520, 680])
@pytest.mark.parametrize("sort", SORTS)
def test_texts_keep_clear(drawn: dict[str, Picture], sort: str, width: int) -> None:
    """No text leaves the sheet or runs into another, in a font as wide as Verdana."""
    drawing = drawn[sort].draw(width)
    places = []
    for shape in drawing.shapes:
        if isinstance(shape, Label):
            room = width_of(shape.text, shape.size)
            left = shape.x - room * {"start": 0, "middle": 0.5, "end": 1}[shape.anchor]
            assert -1 <= left < left + room <= width + 1, shape
            assert shape.size < shape.y <= drawing.height, shape
            places.append((left, left + room, shape.y - 0.7 * shape.size, shape.y, shape.text))

    for (left, right, top, bottom, text), other in combinations(places, 2):
        apart = right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
        assert apart, (text, other[4])


# ---------------------------------------------------------------- distributions, costs, outcomes


def test_distribution_is_drawn_in_quantiles(drawn: dict[str, Picture]) -> None:
    """A row has a line from 5 % to 95 %, a box from 25 % to 75 %, a tick at the median."""
    drawing = drawn["times"].draw(680)
    boxes = [shape.rects[0] for shape in drawing.shapes if isinstance(shape, Boxes)]
    lines = [s.paths for s in drawing.shapes if isinstance(s, Lines) and s.colour == "1"]
    ticks = [s.paths[0][0][0] for s in drawing.shapes if isinstance(s, Lines) and s.width == 2.5]
    per_log = (ticks[1] - ticks[0]) / log(0.045 / 0.00105)

    assert len(boxes) == len(lines) == len(ticks) == 2
    (left, _), (right, _) = lines[1][0]
    assert right - left == pytest.approx(per_log * log(0.0495 / 0.0405))
    assert boxes[1].width == pytest.approx(per_log * log(0.0475 / 0.0425))


def test_distribution_has_one_unit(drawn: dict[str, Picture]) -> None:
    """Medians and axis are in one unit, also where the times are far apart."""
    found = texts(drawn["times"].draw(680))

    assert {"1.05 ms", "45.0 ms"} <= set(found)
    assert not any(re.search(r"\d (s|µs|ns)$", text) for text in found)


def test_distribution_in_words(drawn: dict[str, Picture]) -> None:
    """The words give each alternative's median, range and number of times."""
    assert drawn["times"].alt == (
        "Times of 2 alternatives, with the range that holds nine in ten. "
        "fork: median 1.05 ms, 1.01 to 1.09 ms, 101 times; "
        "spawn: median 45.0 ms, 40.5 to 49.5 ms, 101 times."
    )


def test_alternatives_are_chosen_and_ordered() -> None:
    """Names choose the alternatives and their order; an unknown one is refused."""
    picture = figures.draw_distributions(TIMES, "Times", ["spawn"])

    assert "fork" not in picture.alt
    with pytest.raises(
        ValueError, match="'thread' is no alternative of these samples: fork, spawn"
    ):
        figures.draw_distributions(TIMES, "Times", ["thread"])


@pytest.mark.parametrize("values", [(), (nan,), (inf,)])
def test_alternative_without_times_is_refused(values: tuple[float, ...]) -> None:
    """An alternative that has no times, or one that is no number, is refused by name."""
    with pytest.raises(ValueError, match="'fork' has no times to draw"):
        figures.draw_distributions(Times({"fork": values}), "Times")


def test_time_too_short_for_the_clock_is_drawn() -> None:
    """A time of zero has a place on the log axis."""
    assert figures.draw_distributions(Times({"a": (0.0,)}), "Zero").alt.count("1.00 ns") == 2


def test_costs_are_stacked(drawn: dict[str, Picture]) -> None:
    """Parts follow each other on one scale, with their numbers and the total."""
    drawing = drawn["costs"].draw(680)
    start, imports, pickle = (bars(drawing)[name].rects[0] for name in COSTS["spawn"])

    assert start.width / imports.width == pytest.approx(12 / 77, rel=0.02)
    assert imports.x == pytest.approx(start.x + start.width, abs=1)
    assert pickle.x == pytest.approx(imports.x + imports.width, abs=1)
    assert {"12.0", "77.0", "89.4 ms", "31.0 ms", "pickle 0.400", "= 1.00 + 30.0"} <= set(
        texts(drawing)
    )
    assert {"start", "import", "pickle", "work"} <= set(texts(drawing))


def test_costs_in_words(drawn: dict[str, Picture]) -> None:
    """The words give each total and its parts in one unit."""
    assert drawn["costs"].alt == (
        "Costs by part, in ms. spawn 89.4 ms: start 12.0, import 77.0, pickle 0.400; "
        "fork 31.0 ms: start 1.00, work 30.0."
    )


def test_costs_parts_follow_the_fullest_bar() -> None:
    """The key names the parts in the order of the bar that has most of them."""
    picture = figures.draw_costs({"floor": {"end": 1}, "all": {"start": 1, "end": 2}}, "Costs")
    keys = [text for text in texts(picture.draw(680)) if text in {"start", "end"}]

    assert ["start", "end"] == keys


@pytest.mark.parametrize(
    ("bars", "message"),
    [
        ({}, "no costs to draw"),
        ({"a": {}}, "no costs to draw"),
        ({"a": {"b": -1.0}}, "'a': 'b' is -1.0, not a time in seconds"),
        ({"a": {"b": nan}}, "'a': 'b' is nan, not a time in seconds"),
        ({"a": dict.fromkeys("bcdefgh", 1.0)}, "7 parts, but at most 6 can be told apart"),
    ],
)
def test_costs_that_cannot_be_drawn(bars: dict[str, dict[str, float]], message: str) -> None:
    """Costs without parts, with too many, or that are no times are refused."""
    with pytest.raises(ValueError, match=message):
        figures.draw_costs(bars, "Costs")


def test_outcomes_are_a_table(drawn: dict[str, Picture]) -> None:
    """A cell has headings, a sign, its state as a word, and its text."""
    table = parsed(drawn["outcomes"]).find("div/table")
    heads = [head.text for head in table.findall("thead/tr/th[@scope='col']")]
    rows = {
        row.find("th[@scope='row']").text: ["".join(cell.itertext()) for cell in row.findall("td")]
        for row in table.findall("tbody/tr")
    }

    assert heads == ["3.11", "3.15"]
    assert rows == {
        "fork": ["✓ works exit code 0", "∅ silent no line at all"],
        "spawn": ["✗ fails RuntimeError: no guard", "∞ hangs 2 processes wait"],
        "x": ["· not run", "· not run"],
    }


def test_outcomes_in_words(drawn: dict[str, Picture]) -> None:
    """The words count the states, and name each row's."""
    assert drawn["outcomes"].alt == (
        "Table of 3 rows by 2 columns: 1 works, 1 fails, 1 hangs, 1 silent, 2 not run. "
        "fork: works (3.11), silent (3.15); spawn: fails (3.11), hangs (3.15); "
        "x: not run (3.11, 3.15)."
    )


def test_table_of_findings_has_no_verdicts() -> None:
    """Its cells are the texts themselves, equal ones in one colour; what is missing was not run."""
    cells = {("cwd", "fork"): "kept", ("cwd", "spawn"): "kept", ("lock", "fork"): "a <copy>"}
    picture = figures.draw_table(["cwd", "lock"], ["fork", "spawn"], cells, "Found")
    found = parsed(picture).findall("div/table/tbody/tr/td")

    assert ["kept", "kept", "a <copy>", "· not run"] == ["".join(cell.itertext()) for cell in found]
    assert found[0].get("class") == found[1].get("class") != found[2].get("class")
    assert picture.alt == (
        "Table of 2 rows by 2 columns: 2 kept, 1 a <copy>, 1 not run. "
        "cwd: kept (fork, spawn); lock: a <copy> (fork), not run (spawn)."
    )


def test_table_of_too_many_findings_is_refused() -> None:
    """More different texts than there are colours are refused, with their names."""
    cells = {("a", str(n)): f"text {n}" for n in range(7)}
    with pytest.raises(ValueError, match="7 different cells, but at most 6"):
        figures.draw_table(["a"], [str(n) for n in range(7)], cells, "Found")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({("a", "b"): ("broken", "")}, "'broken' is no state: works, fails, hangs, silent"),
        ({("a", "c"): ("works", "")}, r"\('a', 'c'\) is no cell"),
    ],
)
def test_outcomes_that_cannot_be_drawn(
    cells: dict[tuple[str, str], tuple[str, str]], message: str
) -> None:
    """A state or a place that the table does not have is refused."""
    with pytest.raises(ValueError, match=message):
        figures.draw_outcomes(["a"], ["b"], cells, "Outcomes")


@pytest.mark.parametrize("sort", SORTS)
def test_words_are_few(drawn: dict[str, Picture], sort: str) -> None:
    """The words are at most five sentences and 1000 characters."""
    words = drawn[sort].alt

    assert 0 < len(words) <= 1000
    assert 1 <= len(re.findall(r"\.(?: |$)", words)) <= 5


# ---------------------------------------------------------------- units and axes


@pytest.mark.parametrize(
    ("times", "shown"),
    [([2e-9], "2.00 ns"), ([4e-5], "40.0 µs"), ([0.25], "250 ms"), ([1.5], "1.50 s"), ([0], "0 s")],
)
def test_unit_suits_the_time(times: list[float], shown: str) -> None:
    """A time is shown in the largest unit that leaves it at least one."""
    assert choose_unit(times).text(times[0]) == shown


@settings(deadline=None)  # the machine may be busy
@given(st.floats(1e-9, 1e6), st.integers(3, 12))
def test_round_steps_fit(end: float, most: int) -> None:
    """A linear axis starts at 0 and has no more numbers than asked for, none beyond the end."""
    steps = round_steps(end, most)

    assert steps[0] == 0
    assert 2 <= len(steps) <= most + 1
    assert steps[-1] <= end * (1 + 1e-6)


@settings(deadline=None)  # the machine may be busy
@given(st.floats(1e-8, 1e3), st.floats(2, 1e9), st.integers(3, 12))
def test_log_steps_fit(low: float, factor: float, most: int) -> None:
    """A log axis has a number at least, no more than asked for, rising within its ends."""
    steps = log_steps(low, low * factor, most)

    assert 1 <= len(steps) <= most + 1
    assert all(before < after for before, after in pairwise(steps))
    assert low * (1 - 1e-6) <= steps[0] <= steps[-1] <= low * factor * (1 + 1e-6)


# ---------------------------------------------------------------- shown where


def test_site_collects(collected: list[Picture], capsys: pytest.CaptureFixture[str]) -> None:
    """While pictures are collected, nothing is shown or printed."""
    picture = figures.draw_costs(COSTS, "Costs")

    assert collected == [picture]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("sort", SORTS)
def test_thumbnail(drawn: dict[str, Picture], sort: str) -> None:
    """A thumbnail is a PNG of 400 by 280 pixels, and matplotlib is left as it was."""
    import matplotlib as mpl
    from matplotlib import pyplot

    before = dict(mpl.rcParams)
    png = drawn[sort].png

    assert png.startswith(b"\x89PNG")
    assert [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)] == [400, 280]
    assert dict(mpl.rcParams) == before
    assert pyplot.get_fignums() == []


def run(code: str, folder: Path, **env: str) -> str:
    """Return what a script prints in a fresh interpreter without a display."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    kept.pop("MPLBACKEND", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**kept, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTHONUTF8": "1", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=True,
    )
    return done.stdout


def test_terminal_gets_the_words(tmp_path: Path) -> None:
    """A script that has nowhere to show a picture prints the words."""
    code = "from mpguide.figures import draw_costs; draw_costs({'a': {'b': 1.0}}, 'Costs')"

    assert run(code, tmp_path, MPLBACKEND="agg") == (
        "Costs: Costs by part, in s. a 1.00 s: b 1.00.\n"
    )


def test_importing_is_cheap(tmp_path: Path) -> None:
    """Importing the figures loads no matplotlib and no numpy."""
    code = "import sys, mpguide.figures; print({'matplotlib', 'numpy'} & sys.modules.keys())"

    assert run(code, tmp_path) == "set()\n"


WINDOW = """
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
def show(*args, **kwargs):
    from matplotlib import pyplot
    print("shown", [pyplot.figure(n).get_suptitle() for n in pyplot.get_fignums()])
class FigureManager(FigureManagerBase):
    pyplot_show = show
"""

SHOW = """
import matplotlib
before = dict(matplotlib.rcParams)
from mpguide.figures import draw_costs
draw_costs({'a': {'b': 1.0}}, 'What it $costs$')
from matplotlib import pyplot
print(pyplot.get_fignums(), dict(matplotlib.rcParams) == before)
"""


def test_window_shows_the_picture(tmp_path: Path) -> None:
    """Where a backend can show pictures, pyplot shows it once and keeps nothing of it."""
    (tmp_path / "window.py").write_text(WINDOW, encoding="utf-8")

    assert run(SHOW, tmp_path, MPLBACKEND="module://window") == (
        "shown ['What it $costs$']\n[] True\n"
    )
