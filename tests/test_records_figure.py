"""What the picture of several records' timings shows, and where a script finds its places."""

import json
import math
import re
from xml.etree import ElementTree as Tree

import pytest
from drawings import all_is_on_the_sheet, shapes, texts_keep_clear

from mpguide import figures
from mpguide.figures import LIMIT, Picture, pictures
from mpguide.figures.drawing import SERIES, Label, Lines

NASTY = '</svg><script>alert("&")</script> \x00 "q" \'a\''
TIMES = {
    "3.11": {"fork": (0.001, 0.002, 0.004), "spawn": 0.05, "only here": 1.5},
    "3.15": {"fork": (0.0012, 0.0015, 0.0031), "spawn": (0.02, 0.03, 0.08)},
}
MANY = {
    name: {f"a benchmark of some length, {at}": (at * 1e-9, at * 1e-7, at * 1e-2) for at in rows}
    for rows in [range(1, 41)]
    for name in ("3.11", "3.12", "3.13", "3.13t", "3.14", "3.15")
}


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """Gather pictures, as the site does."""
    gathered: list[Picture] = []
    monkeypatch.setattr(pictures, "collect", gathered)
    return gathered


def drawings(picture: Picture) -> dict[str, Tree.Element]:
    """Return the picture's layouts by their class."""
    found = Tree.fromstring(picture.svg).findall("div/*")  # noqa: S314 - it is our own
    return {svg.attrib["class"]: svg for svg in found}


def strokes(picture: Picture, width: float, colour: str) -> list[Lines]:
    """Return a series' lines: its intervals, its markers, and its key."""
    return [line for line in shapes(picture.draw(width), Lines) if line.colour == colour]


def place(svg: Tree.Element, seconds: float) -> float:
    """Return where a time is, by what the drawing says to scripts."""
    low, left, scale = (float(svg.attrib[f"data-{name}"]) for name in ("low", "left", "scale"))
    return left + scale * math.log(seconds / low)


@pytest.mark.parametrize("spare", [False, True])
@pytest.mark.parametrize("width", [300, 340, 400, 480, 520, 680])
@pytest.mark.parametrize("times", [TIMES, MANY, {"one": MANY["3.11"]}], ids=["few", "many", "one"])
def test_drawing_fits(times: dict[str, dict[str, float]], width: int, spare: bool) -> None:
    """No text runs into another, and nothing leaves the sheet, at any width."""
    drawing = figures.draw_records(times, "Times", spare=spare).draw(width)

    texts_keep_clear(drawing, width)
    all_is_on_the_sheet(drawing, width)


@pytest.mark.parametrize("layout", ["mp-wide", "mp-narrow"])
def test_script_finds_the_places(layout: str) -> None:
    """By the attributes of a layout a time is where its marker is drawn."""
    picture = figures.draw_records(TIMES, "Times", spare=True)
    svg = drawings(picture)[layout]
    width = float(svg.attrib["viewBox"].split()[2])
    spans, markers, _ = strokes(picture, width, SERIES[0])
    (low, y), (high, _) = spans.paths[0]

    assert json.loads(svg.attrib["data-rows"]) == ["fork", "spawn", "only here"]
    assert low == pytest.approx(place(svg, 0.001), abs=0.01)
    assert high == pytest.approx(place(svg, 0.004), abs=0.01)
    xs = [x for x, _ in markers.paths[0]]
    assert (min(xs) + max(xs)) / 2 == pytest.approx(place(svg, 0.002), abs=0.01)
    below = {
        at: float(svg.attrib["data-top"]) + float(svg.attrib["data-step"]) * at for at in (0, 1)
    }
    assert y < strokes(picture, width, SERIES[1])[0].paths[0][0][1] < below[0] < below[1]
    assert below[0] < float(svg.attrib["data-top"]) + float(svg.attrib["data-step"]) - 2


def test_room_is_left_for_another_machine() -> None:
    """With a spare lane the axis holds times that are four times as long or short."""
    svg = drawings(figures.draw_records(TIMES, "Times", spare=True))["mp-wide"]

    assert place(svg, 0.001 / 4) > float(svg.attrib["data-left"])
    assert place(svg, 1.5 * 4) < float(svg.attrib["data-right"])


def test_series_differ_without_colours() -> None:
    """No two series have markers of one outline."""
    times = {name: {"nap": 1.0} for name in MANY}
    picture = figures.draw_records(times, "Times")
    outlines = set()
    for colour in SERIES:
        [path, *more] = strokes(picture, 680, colour)[0].paths
        turned = [(round(x - path[0][0], 3), round(y - path[0][1], 3)) for x, y in path]
        outlines.add((len(more), *turned))

    assert len(outlines) == len(SERIES) == 6


def test_series_may_lack_a_benchmark() -> None:
    """What a series has not measured is not drawn for it, nor told."""
    picture = figures.draw_records(TIMES, "Times")

    assert len(strokes(picture, 680, SERIES[0])[1].paths) == 3
    assert len(strokes(picture, 680, SERIES[1])[1].paths) == 2
    assert "only here 1.50 s (3.11)." in picture.alt


def test_time_without_an_interval_has_no_stroke() -> None:
    """A number alone is a marker alone."""
    picture = figures.draw_records({"one": {"nap": 1.0}}, "Times")

    assert len(strokes(picture, 680, SERIES[0])) == 2  # the marker and the key
    assert "1.00 s" in [label.text for label in shapes(picture.draw(680), Label)]


def test_words() -> None:
    """The words give each benchmark's median in each series."""
    assert figures.draw_records(TIMES, "Times").alt == (
        "Medians of 3 benchmarks, 3.11 and 3.15, on a log axis. "
        "fork 2.00 ms (3.11), 1.50 ms (3.15); spawn 50.0 ms (3.11), 30.0 ms (3.15); "
        "only here 1.50 s (3.11)."
    )


def test_words_are_few() -> None:
    """The words of many benchmarks on six interpreters are at most 1000 characters."""
    assert 0 < len(figures.draw_records(MANY, "Times").alt) <= 1000


def test_many_times_are_few_marks() -> None:
    """40 benchmarks on six interpreters are at most 300 marks in a layout, and at most 60 kB."""
    picture = figures.draw_records(MANY, "Times")

    assert len(picture.svg.encode()) <= LIMIT
    for svg in drawings(picture).values():
        assert len([mark for mark in svg.iter() if mark.tag.endswith(("path", "text"))]) <= 300


def test_colours_and_texts_come_from_the_page() -> None:
    """Colours are the page's variables, texts are texts, and nothing is referred to."""
    markup = figures.draw_records(TIMES, "Times").svg

    assert not re.search(r"(fill|stroke):(?!var|none)", markup)
    assert "font-family" not in markup
    assert not re.search(r"\bid=|<style|<script|url\(|href", markup)


def test_nasty_names_stay_texts() -> None:
    """Markup in names is text, also in the attributes for scripts."""
    svg = drawings(figures.draw_records({NASTY: {NASTY: 1.0}}, NASTY))["mp-wide"]

    assert json.loads(svg.attrib["data-rows"]) == [NASTY]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ({}, "no times to draw"),
        ({"a": {}}, "no times to draw"),
        ({"a": {"b": -1.0}}, "'b': -1.0 is no time"),
        ({"a": {"b": math.nan}}, "'b': nan is no time"),
        ({"a": {"b": (1.0, 2.0, math.inf)}}, "is no time, and not low, median, high"),
        ({"a": {"b": (3.0, 2.0, 4.0)}}, "is no time, and not low, median, high"),
        ({name: {"b": 1.0} for name in "abcdefg"}, "7 series, but at most 6"),
    ],
)
def test_times_that_cannot_be_drawn(times: dict[str, dict[str, float]], message: str) -> None:
    """No times, too many series, and what is no time are refused."""
    with pytest.raises(ValueError, match=message):
        figures.draw_records(times, "Times")


def test_time_too_short_for_the_clock_is_drawn() -> None:
    """A time of zero has a place on the log axis."""
    assert "1.00 ns" in figures.draw_records({"a": {"b": 0.0}}, "Zero").alt
