"""Curves of a quantity by another: where they are drawn, what they say, what they refuse."""

import re
from itertools import pairwise
from math import inf, log10, nan
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from drawings import all_is_on_the_sheet, shapes, texts_keep_clear
from hypothesis import given, settings
from hypothesis import strategies as st

from mpguide import figures
from mpguide.figures import LIMIT, Picture, markup, pictures
from mpguide.figures.charts import Axis
from mpguide.figures.drawing import COLOURS, Boxes, Drawing, Label, Lines
from mpguide.figures.text import width_of
from mpguide.figures.units import amount

WAYS = {
    "apply": {20: (30e-6, 38e-6, 90e-6), 200: 65e-6},
    "apply_async": {20: 16e-6, 200: 18e-6, 2000: 23e-6, 20_000: 19e-6},
    "map(chunksize=1)": {20: 16e-6, 200: 14e-6, 2000: 14e-6},
    "map": {20_000: 0.12e-6, 20: 16e-6, 200: 2.3e-6, 2000: 0.3e-6},
}
FLOOR = {"bare call": 40e-9, "bare pipe": {20: 3e-6, 20_000: 1e-6}}
CHUNKS = {"even tasks": {1: 0.036, 16: 0.024, 128: 0.02, 1024: 0.184}}


def draw(values: Any = None, **options: Any) -> Picture:
    """Return a picture of curves."""
    return figures.draw_curves(values or WAYS, "Ways", "number of items", **options)


@pytest.fixture(autouse=True)
def _collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "collect", [])


@pytest.fixture(params=["ways", "chunks", "speed", "memory", "many", "point", "nasty", "alike"])
def picture(request: pytest.FixtureRequest) -> Picture:
    """Return a picture of each sort."""
    speed = {"processes": {1: 1, 2: 1.9, 8: 2.0}, "threads": {1: 1, 8: 0.9}}
    memory = {"RSS": {10: 1e7, 1e9: 1.1e9}, "PSS": {10: 1e7, 1e9: 4e8}}
    many = {f"a rather long name {at}": {x: x * (at + 1) for x in range(1, 90)} for at in range(6)}
    limits = {f"limit {at}": {1: 1, 90: 9 * (at + 1)} for at in range(4)}
    drawings = {
        "ways": lambda: draw(limits=FLOOR, y_label="seconds per item"),
        "chunks": lambda: draw(CHUNKS, at={"Pool's own: 32": 32, "share": 40}, limits=FLOOR),
        "speed": lambda: draw(speed, unit="x", log=False, limits={"perfect": {1: 1, 2: 2}}),
        "memory": lambda: draw(memory, unit="B", x_unit="B", at={"here": 1e9}),
        "many": lambda: draw(many, limits=limits, unit=""),
        "point": lambda: draw({"one": {3: 0.5}}, x_unit="s"),
        "nasty": lambda: draw(
            {'<b>"&\x00': {1: 1}}, y_label="<i>", at={"<u>": 1}, limits={"<p>": 2}
        ),
        "alike": lambda: draw({name: {1: 1.0, 9: 1.0} for name in "abcdef"}, limits={"g": 1.0}),
    }
    return drawings[request.param]()


def texts(drawing: Drawing) -> dict[str, Label]:
    """Return the labels of a drawing by their text."""
    return {label.text: label for label in shapes(drawing, Label)}


def path(drawing: Drawing, colour: str) -> tuple[tuple[float, float], ...]:
    """Return the line of a curve."""
    [line] = [s for s in shapes(drawing, Lines) if s.colour == colour and s.width == 2.2]
    return line.paths[0]


# ---------------------------------------------------------------- the markup


def test_markup_is_well_formed(picture: Picture) -> None:
    """A picture is one figure element whose SVG has title and description, and is light."""
    figure = Tree.fromstring(picture.svg)  # noqa: S314 - it is our own

    assert ["figcaption", "div", "details"] == [part.tag for part in figure]
    svg = figure.find("div")[0]
    assert (picture.title, picture.alt) == (svg[0].text, svg[1].text)
    assert len(picture.svg.encode()) <= LIMIT
    assert not re.search(r"\bid=|<style|<script|url\(|href|<b>|<i>|<u>", picture.svg)


def test_colours_come_from_the_page(picture: Picture) -> None:
    """Each colour is one of the page's variables, with its light value to fall back on."""
    for name, fallback in re.findall(r"var\(--mp-(\w+),(#[0-9a-f]{6})\)", picture.svg):
        assert COLOURS[name] == fallback
    without = re.sub(r"var\(--mp-\w+,#[0-9a-f]{6}\)", "", picture.svg)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", without)


def test_few_marks(picture: Picture) -> None:
    """A picture has at most 300 marks, also of hundreds of points."""
    drawing = picture.draw(680)

    assert len(drawing.shapes) - len(shapes(drawing, Label)) <= 300


@pytest.mark.parametrize("width", [300, 400, 520, 680])
def test_texts_keep_clear(picture: Picture, width: int) -> None:
    """No text leaves the sheet or runs into another, in a font as wide as Verdana."""
    texts_keep_clear(picture.draw(width), width)


@pytest.mark.parametrize("width", [300, 680])
def test_nothing_leaves_the_sheet(picture: Picture, width: int) -> None:
    """All lines and boxes are on the sheet."""
    all_is_on_the_sheet(picture.draw(width), width)


def test_thumbnail(picture: Picture) -> None:
    """A thumbnail is a PNG of 400 by 280 pixels."""
    png = picture.png

    assert png.startswith(b"\x89PNG")
    assert [400, 280] == [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]


# ---------------------------------------------------------------- the axes


def test_points_are_where_the_values_are() -> None:
    """On log axes equal factors are equal distances, both ways."""
    points = path(draw().draw(680), "4")
    values = sorted(WAYS["map"].items())

    for ((x, y), (right, below)), ((n, t), (more, less)) in zip(
        pairwise(points), pairwise(values), strict=True
    ):
        per_ten = (points[-1][0] - points[0][0]) / 3
        assert right - x == pytest.approx(per_ten * log10(more / n))
        ratio = (points[-1][1] - points[0][1]) / log10(values[0][1] / values[-1][1])
        assert below - y == pytest.approx(ratio * log10(t / less))


def test_linear_axes_start_at_nothing() -> None:
    """On linear axes twice the value is twice as far from 0."""
    drawing = draw({"a": {1: 1.0, 2: 2.0, 4: 4.0}}, unit="x", log=False).draw(680)
    (x1, y1), (x2, y2), (x4, y4) = path(drawing, "1")

    assert x4 - x2 == pytest.approx(2 * (x2 - x1))
    assert y2 - y4 == pytest.approx(2 * (y1 - y2))
    assert {"0", "4", "0 x", "4 x"} <= set(texts(drawing))


def test_ticks_are_round_and_in_their_own_units() -> None:
    """The numbers of an axis that spans many powers of ten are round, each in its unit."""
    drawing = draw({"a": {10: 1e-7, 1e9: 2.0}}, x_unit="B").draw(680)

    assert {"1 µs", "1 ms", "1 s", "10 B", "100 kB", "1 GB"} <= set(texts(drawing))


@settings(deadline=None)  # the machine may be busy
@given(st.floats(1e-8, 1e6), st.floats(1.001, 1e9), st.booleans())
def test_axis_holds_its_values(low: float, factor: float, log: bool) -> None:
    """Ticks and the values at the ends have their places between the axis' ends."""
    axis = Axis(low, low * factor, 100.0, 500.0, log) if log else Axis(0, low, 100.0, 500.0, log)

    for value in (axis.low, axis.high, *axis.ticks(60)):
        assert 100 - 1e-6 <= axis.place(value) <= 500 + 1e-6


def test_labels_name_the_axes() -> None:
    """Both labels are in the picture; without one for the values there is none."""
    drawing = draw(y_label="seconds per item").draw(680)

    assert {"number of items", "seconds per item"} <= set(texts(drawing))
    assert draw().draw(680).height < drawing.height


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2e-9, "s", "2.00 ns"),
        (0.0123, "s", "12.3 ms"),
        (90.0, "s", "90.0 s"),
        (2_500_000, "B", "2.50 MB"),
        (3e12, "B", "3 000 GB"),
        (64, "B", "64.0 B"),
        (1.25, "x", "1.25 x"),
        (20_000, "", "20 000"),
        (0.5, "", "0.5"),
        (0, "s", "0 ns"),
    ],
)
def test_amount_suits_the_value(value: float, unit: str, shown: str) -> None:
    """A value is shown to three digits in the largest unit that leaves it at least one."""
    assert shown == amount(value, unit)


# ---------------------------------------------------------------- the curves


def test_each_curve_has_a_colour_and_its_name_in_it() -> None:
    """Names stand where their curves end: beside the plot, or within it."""
    drawing = draw().draw(680)
    names = texts(drawing)

    assert ["1", "2", "3", "4"] == [names[name].colour for name in WAYS]
    (end, height) = path(drawing, "2")[-1]
    assert names["apply_async"].x > end
    assert abs(names["apply_async"].y - 4 - height) < 2
    assert abs(names["apply"].x - path(drawing, "1")[-1][0]) < 60
    assert names["apply"].x < end


def test_names_at_one_place_are_moved_apart() -> None:
    """Curves that end at the same value have their names a line apart."""
    drawing = draw({name: {1: 1.0, 9: 1.0} for name in "abcdef"}).draw(680)
    heights = sorted(texts(drawing)[name].y for name in "abcdef")

    assert all(below - above >= 15 for above, below in pairwise(heights))


@pytest.mark.parametrize("end", [1.0, 100.0])
def test_names_at_an_edge_stay_beside_the_plot(end: float) -> None:
    """Curves that end together at the top or the bottom have their names within its height."""
    curves = {name: {1: 10.0, 9: end} for name in "abcdef"}
    drawing = draw(curves).draw(680)
    heights = sorted(texts(drawing)[name].y for name in "abcdef")
    plot = [y for s in shapes(drawing, Lines) if s.colour == "rule" for p in s.paths for _, y in p]

    assert all(below - above >= 15 for above, below in pairwise(heights))
    assert min(plot) <= heights[0] <= heights[-1] <= max(plot) + 4


@pytest.mark.parametrize("at", [1.0, 1000.0])
def test_long_name_of_a_place_stays_on_the_sheet(at: float) -> None:
    """The name of a marked place at the edge is moved to where it fits."""
    name = "a name that is far longer than the margin at either side of the plot is wide"
    drawing = draw({"a": {1: 1.0, 1000: 1.0}}, at={name: at}).draw(680)
    half = width_of(name, 12) / 2

    assert half <= texts(drawing)[name].x <= 680 - half


def test_range_is_within_the_plot() -> None:
    """The axis has room for the ends of each range, and not only for the middles."""
    drawing = draw({"a": {1: (0.001, 1.0, 1000.0), 9: 1.0}}).draw(680)
    [stroke] = [s for s in shapes(drawing, Lines) if s.colour == "1" and s.width == 1.2]
    plot = [y for s in shapes(drawing, Lines) if s.colour == "rule" for p in s.paths for _, y in p]

    assert all(min(plot) <= y <= max(plot) for _, y in stroke.paths[0])


def test_range_is_a_stroke() -> None:
    """A low and a high value are spanned by an upright stroke through the middle one."""
    drawing = draw().draw(680)
    [stroke] = [s for s in shapes(drawing, Lines) if s.colour == "1" and s.width == 1.2]
    ((x, low), (same, high)) = stroke.paths[0]
    middle = path(drawing, "1")[0]

    assert 1 == len(stroke.paths)
    assert x == same == middle[0]
    assert high < middle[1] < low


def test_points_tell_their_values() -> None:
    """A measured point is a square that names its curve, place and value."""
    tips = [shape.tip for shape in shapes(draw(limits=FLOOR).draw(680), Boxes)]

    assert "apply, 20: 38.0 µs" in tips
    assert "map, 20 000: 120 ns" in tips
    assert sum(map(len, WAYS.values())) == len(tips)


def test_limits_are_dashed() -> None:
    """A limit is a dashed line with its name; one number goes from end to end."""
    picture = draw(limits=FLOOR)
    drawing = picture.draw(680)
    dashed = [shape for shape in shapes(drawing, Lines) if shape.dashed]
    ends = [point[0] for point in path(drawing, "2")]

    assert {"muted"} == {shape.colour for shape in dashed}
    assert [[min(ends), max(ends)]] * 2 == [[x for x, _ in shape.paths[0]] for shape in dashed]
    assert {"bare call", "bare pipe"} <= set(texts(drawing))
    assert "stroke-dasharray" in picture.svg
    assert "stroke-dasharray" not in draw().svg


def test_dashes_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dashed line is dashed in a thumbnail, too."""
    solid = draw({"a": {1: 1.0, 9: 9.0}})
    dotted = solid._replace(
        draw=lambda width: Drawing(
            *solid.draw(width)[:2],
            tuple(
                shape._replace(dashed=True) if isinstance(shape, Lines) else shape
                for shape in solid.draw(width).shapes
            ),
        )
    )

    assert solid.png != dotted.png


def test_places_are_marked() -> None:
    """A place of the horizontal axis is marked by a line with its name above."""
    drawing = draw(CHUNKS, at={"Pool's own": 32}).draw(680)
    [line] = [s for s in shapes(drawing, Lines) if s.colour == "ink"]
    ((x, top), (same, bottom)) = line.paths[0]
    (left, _), (middle, _), (right, _), _ = path(drawing, "1")
    per_two = (middle - left) / 4

    assert x == same == pytest.approx(middle + per_two)
    assert top < bottom
    assert texts(drawing)["Pool's own"].y < top
    assert left < x < right


def test_names_within_the_plot_keep_clear_of_marked_places() -> None:
    """The name of a curve that ends early is not put where a place is marked."""
    curves = {"short one": {1: 1.0, 4: 1.0}, "long": {1: 5.0, 1000: 0.2}}
    for at in (4.5, 6, 8, 10):
        drawing = draw(curves, at={"here": at}).draw(680)
        name = texts(drawing)["short one"]
        [line] = [s for s in shapes(drawing, Lines) if s.colour == "ink"]
        x = line.paths[0][0][0]

        assert not name.x < x < name.x + width_of(name.text, name.size)


# ---------------------------------------------------------------- the words


def test_words_tell_ends_and_turns() -> None:
    """The words give each curve's ends and its turn, the limits, and what is marked."""
    picture = draw(CHUNKS, limits=FLOOR, at={"Pool's own": 32}, y_label="seconds for all")

    assert picture.alt == (
        "1 curve: seconds for all by number of items, on log axes. "
        "even tasks 36.0 ms at 1, least 20.0 ms at 128, 184 ms at 1 024. "
        "Limits: bare call 40.0 ns; bare pipe 3.00 µs at 20, 1.00 µs at 20 000. "
        "Marked: Pool's own at 32."
    )


def test_words_are_few(picture: Picture) -> None:
    """The words are at most five sentences and 1000 characters."""
    assert 0 < len(picture.alt) <= 1000
    assert 1 <= len(re.findall(r"\.(?: |$)", picture.alt)) <= 5


# ---------------------------------------------------------------- what can't be drawn


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ({}, {}, "no curves to draw"),
        ({"a": {}}, {}, "'a' has no points to draw"),
        ({"a": {1: 0.0}}, {}, "'a': 0.0 is not more than 0, as a log axis needs"),
        ({"a": {0: 1.0}}, {}, "'a': 0 is not more than 0"),
        ({"a": {1: -1.0}}, {"log": False}, "'a': -1.0 is not 0 or more"),
        ({"a": {1: nan}}, {}, "'a': nan is not more than 0"),
        ({"a": {1: inf}}, {"log": False}, "'a': inf is not 0 or more"),
        ({"a": {1: (2.0, 1.0, 3.0)}}, {}, r"'a': \(2.0, 1.0, 3.0\) at 1 is not low, middle, high"),
        ({"a": {1: 1}}, {"unit": "m"}, "'m' is no unit: 's', 'B', 'x', ''"),
        ({"a": {1: 1}}, {"x_unit": "m"}, "'m' is no unit"),
        ({"a": {1: 1}}, {"limits": {"b": {}}}, "'b' has no points"),
        ({"a": {1: 1}}, {"at": {"b": 0}}, "'b': 0 is not more than 0"),
        ({name: {1: 1} for name in "abcdefg"}, {}, "7 curves and 0 limits, but at most 6 and 4"),
        ({"a": {1: 1}}, {"limits": dict.fromkeys("bcdef", 1)}, "1 curve and 5 limits"),
    ],
)
def test_what_cannot_be_drawn(values: Any, options: dict[str, Any], message: str) -> None:
    """Curves that have no place on the axes, or are too many, are refused by name."""
    with pytest.raises(ValueError, match=message):
        figures.draw_curves(values, "Curves", "x", **options)
    assert [] == pictures.collect


def test_solid_line_has_no_dashes() -> None:
    """Only a line that is said to be dashed has dashes in its style."""
    solid = Drawing(9, 9, (Lines((((1, 1), (2, 2)),), "ink"),))
    dashed = Drawing(9, 9, (Lines((((1, 1), (2, 2)),), "ink", dashed=True),))

    assert "dash" not in markup.svg(solid, "t", "w")
    assert "stroke-dasharray:6 4" in markup.svg(dashed, "t", "w")
