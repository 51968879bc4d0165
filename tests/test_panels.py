"""Panels of curves, and the spreads of costs: where they are drawn, what they say and refuse."""

import re
from itertools import pairwise
from math import inf
from typing import Any

import pytest
from drawings import all_is_on_the_sheet, shapes, texts_keep_clear

from mpguide import figures
from mpguide.figures import LIMIT, Picture, pictures
from mpguide.figures.drawing import COLOURS, Boxes, Drawing, Label, Lines

SIZES = [10**power for power in range(1, 8)]


def cost(least: float, rate: float) -> dict[float, tuple[float, float, float]]:
    """Return a curve that is flat, then rises."""
    return {
        size: (0.8 * middle, middle, 1.5 * middle)
        for size in SIZES
        for middle in [least + size / rate]
    }


CHANNELS = {
    "Pipe": {"one way": cost(6e-6, 8e8), "round trip": cost(2e-5, 4e8)},
    "send_bytes": {"one way": cost(2e-6, 3e9), "round trip": cost(9e-6, 1e9)},
    "SimpleQueue": {"one way": cost(6e-6, 7e8), "round trip": cost(2e-5, 3e8)},
    "Queue": {"one way": cost(5e-6, 9e8), "round trip": cost(4e-5, 4e8)},
    "Manager().Queue": {"one way": cost(4e-5, 6e8), "round trip": cost(1e-4, 3e8)},
}
FLOOR = {"memcpy": {size: 5e-8 + size / 2e10 for size in SIZES}}
COSTS = {"fork": {"start": 0.002, "work": 0.030}, "spawn": {"start": 0.040, "import": 0.1}}


def draw(values: Any = None, **options: Any) -> Picture:
    """Return a picture of panels."""
    chosen = {"x_unit": "B", "y_label": "seconds for a message", **options}
    return figures.draw_panels(values or CHANNELS, "Channels", "size of the message", **chosen)


@pytest.fixture(autouse=True)
def _collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "collect", [])


@pytest.fixture(params=["channels", "many", "one", "wide", "nasty", "spreads"])
def picture(request: pytest.FixtureRequest) -> Picture:
    """Return a picture of each sort."""
    many = {f"a rather long name {at}": {"a": cost(1e-6 * 2**at, 1e9)} for at in range(12)}
    nasty = {'<b>"&\x00': {"<i>": {1: 1.0}}, "<u>": {"<i>": {1: 2.0, 3: 4.0}}}
    spreads = {name: (sum(parts.values()) * 0.7, 0.3) for name, parts in COSTS.items()}
    drawings = {
        "channels": lambda: draw(limits=FLOOR),
        "many": lambda: draw(many),
        "one": lambda: draw({"one": {"a": {3: 0.5}}}, x_unit="s", y_label=""),
        "wide": lambda: draw({name: {"a": {1e2: 1.0, 1e5: 2.0, 1e8: 3.0}} for name in "bcde"}),
        "nasty": lambda: draw(nasty, limits={"<p>": {1: 1.0}}, unit="", x_unit=""),
        "spreads": lambda: figures.draw_costs(COSTS, "Costs", spreads),
    }
    return drawings[request.param]()


def titles(drawing: Drawing) -> dict[str, Label]:
    """Return the names above the panels."""
    return {label.text: label for label in shapes(drawing, Label) if label.size == 13}


def lines(drawing: Drawing, colour: str) -> list[tuple[tuple[float, float], ...]]:
    """Return the lines of a colour that have a point for each size."""
    found = [way for s in shapes(drawing, Lines) if s.colour == colour for way in s.paths]
    return [way for way in found if len(way) == len(SIZES)]


# ---------------------------------------------------------------- what every picture keeps


def test_colours_come_from_the_page(picture: Picture) -> None:
    """Each colour is one of the page's variables, with its light value to fall back on."""
    without = re.sub(r"var\(--mp-(\w+),(#[0-9a-f]{6})\)", "", picture.svg)

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", without)
    for name, fallback in re.findall(r"var\(--mp-(\w+),(#[0-9a-f]{6})\)", picture.svg):
        assert COLOURS[name] == fallback


def test_picture_is_light(picture: Picture) -> None:
    """A picture takes at most 60 kB and 300 marks, and at most five sentences of words."""
    drawing = picture.draw(680)

    assert len(picture.svg.encode()) <= LIMIT
    assert len(drawing.shapes) - len(shapes(drawing, Label)) <= 300
    assert 0 < len(picture.alt) <= 1000
    assert 1 <= len(re.findall(r"\.(?: |$)", picture.alt)) <= 5
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.parametrize("width", [300, 400, 520, 680])
def test_texts_keep_clear(picture: Picture, width: int) -> None:
    """No text leaves the sheet or runs into another, in a font as wide as Verdana."""
    texts_keep_clear(picture.draw(width), width)


@pytest.mark.parametrize("width", [300, 680])
def test_nothing_leaves_the_sheet(picture: Picture, width: int) -> None:
    """All lines and boxes are on the sheet."""
    all_is_on_the_sheet(picture.draw(width), width)


# ---------------------------------------------------------------- panels


def test_each_panel_has_its_curves_and_all_others_behind() -> None:
    """A panel has its own curves in colour, and every other panel's in the colour of rules."""
    drawing = draw(limits=FLOOR).draw(680)

    assert [5, 5] == [len(lines(drawing, colour)) for colour in "12"]
    assert 5 * 8 == len(lines(drawing, "rule"))
    assert list(CHANNELS) == list(titles(drawing))


def test_all_panels_have_the_same_axes() -> None:
    """Equal values are at equal places of every panel."""
    same = {name: {"a": cost(1e-6, 1e9)} for name in "wxyz"}
    drawing = draw(same).draw(680)
    own = lines(drawing, "1")
    corners = [(label.x, label.y) for label in titles(drawing).values()]
    moved = [
        {(round(px - x, 6), round(py - y, 6)) for px, py in way}
        for way, (x, y) in zip(own, corners, strict=True)
    ]

    assert 4 == len(moved)
    assert all(one == two for one, two in pairwise(moved))


def test_every_point_has_its_range_and_its_tip() -> None:
    """A point has an upright stroke from low to high, and a square that says its value."""
    drawing = draw({"Pipe": {"one way": {10: (1e-6, 2e-6, 4e-6), 1000: (3e-6, 4e-6, 8e-6)}}})
    strokes = [
        way
        for s in shapes(drawing.draw(680), Lines)
        if s.colour == "1" and s.width == 1.2
        for way in s.paths
    ]

    assert 2 == len(strokes)
    assert all(start[0] == end[0] and start[1] > end[1] for start, end in strokes)
    tips = [box.tip for box in shapes(drawing.draw(680), Boxes)]
    assert ["one way, 10 B: 2.00 µs", "one way, 1 kB: 4.00 µs"] == tips


def test_limits_are_dashed_in_every_panel() -> None:
    """A limit is drawn in each panel and in the legend, dashed; no other line is."""
    drawing = draw(limits=FLOOR).draw(680)
    dashed = [shape for shape in shapes(drawing, Lines) if shape.dashed]

    assert 5 == sum(len(shape.paths[0]) == len(SIZES) for shape in dashed)
    assert {"muted"} == {shape.colour for shape in dashed}
    assert not [s for s in shapes(draw().draw(680), Lines) if s.dashed]


def test_legend_has_the_colours_of_the_curves() -> None:
    """The legend names each curve once, in its colour, and the limits."""
    named = [label for label in shapes(draw(limits=FLOOR).draw(680), Label) if label.size == 12]
    found = {label.text: label.colour for label in named if label.y < 20}

    assert {
        "seconds for a message": "muted",
        "round trip": "2",
        "one way": "1",
        "memcpy": "muted",
    } == found


def test_panels_stand_in_fewer_columns_where_it_is_narrow() -> None:
    """There are four panels in a row at most, and two at least."""
    rows = {
        width: max(
            sum(label.y == other.y for other in titles(draw().draw(width)).values())
            for label in titles(draw().draw(width)).values()
        )
        for width in (300, 520, 680, 1000)
    }

    assert {300: 2, 520: 3, 680: 4, 1000: 4} == rows


def test_words_tell_each_panel() -> None:
    """The words give each curve at its ends, and the limits."""
    few = {name: CHANNELS[name] for name in ("Pipe", "Queue")}

    assert draw(few, limits=FLOOR).alt == (
        "2 panels: seconds for a message by size of the message, 10 B to 10 MB, on log axes, each "
        "with the others behind. "
        "Pipe: one way 6.01 µs to 12.5 ms, round trip 20.0 µs to 25.0 ms; "
        "Queue: one way 5.01 µs to 11.1 ms, round trip 40.0 µs to 25.0 ms. "
        "Limits: memcpy 50.5 ns to 500 µs."
    )


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ({}, {}, "no panels to draw"),
        ({"a": {}}, {}, "no panels to draw"),
        ({"a": {"b": {}}}, {}, "'b' has no points to draw"),
        ({"a": {"b": {1: 0.0}}}, {}, "'b': 0.0 is not more than 0, as a log axis needs"),
        ({"a": {"b": {1: (2, 1, 3)}}}, {}, r"'b': \(2, 1, 3\) at 1 is not low, middle, high"),
        ({str(at): {"b": {1: 1}} for at in range(13)}, {}, "13 panels, 1 curve and 0 limits"),
        ({"a": {name: {1: 1} for name in "bcdefgh"}}, {}, "1 panel, 7 curves and 0 limits"),
        ({"a": {"b": {1: 1}}}, {"limits": {n: {1: 1} for n in "vwxyz"}}, "1 curve and 5 limits"),
        ({"a": {"b": {1: 1}}}, {"unit": "m"}, "'m' is no unit"),
    ],
)
def test_what_cannot_be_drawn(values: Any, options: dict[str, Any], message: str) -> None:
    """Panels without a place on the axes, or too many to be told apart, are refused by name."""
    with pytest.raises(ValueError, match=message):
        figures.draw_panels(values, "Panels", "x", **options)
    assert [] == pictures.collect


# ---------------------------------------------------------------- the spreads of costs


def test_spread_is_a_stroke_above_its_bar() -> None:
    """A spread spans from its low to its high end, on the bars' scale and above the bar."""
    drawing = figures.draw_costs(COSTS, "Costs", {"fork": (0.016, 0.064)}).draw(680)
    [stroke] = [shape for shape in shapes(drawing, Lines) if shape.colour == "ink"]
    (left, y), (right, same) = stroke.paths[0]
    start, work = (
        box.rects[0]
        for box in shapes(drawing, Boxes)
        if "start: 2.00" in box.tip or "work" in box.tip
    )
    per_second = (work.x - start.x) / 0.002

    assert y == same < start.y
    assert left - start.x == pytest.approx(0.016 * per_second)
    assert right - start.x == pytest.approx(0.064 * per_second)


def test_words_tell_spreads() -> None:
    """The words give a total's spread behind it."""
    alt = figures.draw_costs(COSTS, "Costs", {"fork": (0.016, 0.064)}).alt

    assert "fork 32.0 ms (16.0 to 64.0): start 2.00" in alt
    assert "spawn 140 ms: start" in alt


@pytest.mark.parametrize(
    ("spreads", "message"),
    [
        ({"vfork": (1.0, 2.0)}, "'vfork' has no bar"),
        ({"fork": (2.0, 1.0)}, r"'fork': \(2.0, 1.0\) is not low, high"),
        ({"fork": (-1.0, 1.0)}, "is not low, high"),
        ({"fork": (1.0, inf)}, "is not low, high"),
    ],
)
def test_spread_that_cannot_be_drawn(spreads: Any, message: str) -> None:
    """A spread of no bar, or that is none, is refused."""
    with pytest.raises(ValueError, match=message):
        figures.draw_costs(COSTS, "Costs", spreads)
