"""The picture of ratios: what it shows, and what every picture keeps."""

import math
import re

import pytest
from drawings import all_is_on_the_sheet, shapes, texts_keep_clear
from hypothesis import given, settings
from hypothesis import strategies as st

from mpguide import figures
from mpguide.figures import LIMIT, Picture, pictures
from mpguide.figures.drawing import COLOURS, Boxes, Label, Lines

RATIOS = {
    "fork, joined": (1.3, 1.5, 1.8),
    "spawn.first line": (0.2, 0.25, 0.3),
    "forkserver": (0.95, 1.25, 1.4),
    "once only": 40.0,
}


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gather pictures instead of showing them."""
    monkeypatch.setattr(pictures, "collect", [])


def draw(ratios: dict[str, object]) -> Picture:
    """Draw ratios of a title."""
    return figures.draw_ratios(ratios, "Mine against the other")


def spans(picture: Picture, colour: str) -> list[tuple[tuple[float, float], ...]]:
    """Return the level lines of a colour."""
    found = [
        way
        for line in shapes(picture.draw(680), Lines)
        for way in line.paths * (line.colour == colour)
    ]
    return [way for way in found if len(way) == 2 and way[0][1] == way[1][1]]


def test_colours_tell_what_lies_beyond_the_band() -> None:
    """Longer, shorter and alike have a colour each, and each interval is drawn."""
    picture = draw(RATIOS)

    assert [1, 1, 1] == [len(spans(picture, colour)) for colour in "236"]


def test_interval_is_where_its_ratios_are() -> None:
    """Equal factors are equally far apart, to either side of one."""
    [longer] = spans(draw({"a": (2, 3, 4), "b": (0.25, 0.3, 0.5)}), "2")
    [shorter] = spans(draw({"a": (2, 3, 4), "b": (0.25, 0.3, 0.5)}), "3")
    one = (longer[0][0] + shorter[1][0]) / 2

    assert longer[1][0] - longer[0][0] == pytest.approx(shorter[1][0] - shorter[0][0])
    assert longer[0][0] - one == pytest.approx(longer[1][0] - longer[0][0])


def test_ratio_without_an_interval_is_hollow() -> None:
    """A ratio of which no interval is known has an outline, and no line."""
    drawing = draw({"once only": 1.3, "bounded": (1.2, 1.3, 1.4)}).draw(680)
    outlines = [way for line in shapes(drawing, Lines) for way in line.paths if len(way) == 5]
    squares = [rect for boxes in shapes(drawing, Boxes) for rect in boxes.rects if rect.width == 8]

    assert (1, 1) == (len(outlines), len(squares))


def test_numbers_are_told() -> None:
    """Each ratio's number stands in its row and, with its interval, in the words."""
    picture = draw(RATIOS)
    texts = [label.text for label in shapes(picture.draw(680), Label)]

    assert {"1.50", "0.250", "1.25", "40.0", *RATIOS} <= {*texts}
    assert "spawn.first line 0.250 (0.200 to 0.300)" in picture.alt


@pytest.mark.parametrize(
    "ratios",
    [{}, {"a": 0.0}, {"a": (2, 1, 3)}, {"a": math.nan}, {"a": math.inf}, {"a": (-1, 1, 2)}],
)
def test_no_ratio_is_refused(ratios: dict[str, object]) -> None:
    """What is no ratio is an error that names it."""
    with pytest.raises(ValueError, match="ratio"):
        draw(ratios)


CASES = {
    "few": RATIOS,
    "one": {"a": 1.0},
    "far": {"a": (1e-21, 1e-9, 1e21), "b": (1e9, 1e10, 1e11), "nasty <b>&\n": 1e-20},
    "many": {f"a benchmark with a long name, {n}": (0.9, 1 + n, 2.0 + n) for n in range(60)},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [300, 400, 520, 680])
def test_texts_and_shapes_keep_their_place(case: str, width: int) -> None:
    """No text runs into another, and nothing leaves the sheet."""
    drawing = draw(CASES[case]).draw(width)

    texts_keep_clear(drawing, width)
    all_is_on_the_sheet(drawing, width)


@pytest.mark.parametrize("case", CASES)
def test_picture_is_light(case: str) -> None:
    """A picture takes few marks and bytes, and has the page's colours only."""
    picture = draw(CASES[case])
    drawing = picture.draw(680)
    without = re.sub(r"var\(--mp-(\w+),(#[0-9a-f]{6})\)", "", picture.svg)

    assert len(picture.svg.encode()) <= LIMIT
    assert len(drawing.shapes) - len(shapes(drawing, Label)) <= 300
    assert 0 < len(picture.alt) <= 1000
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl", without)
    assert all(shape.colour in COLOURS for shape in drawing.shapes)


factors = st.floats(1e-21, 1e21)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.tuples(factors, factors, factors).map(sorted), min_size=1))
def test_any_ratios_are_drawn(ratios: dict[str, list[float]]) -> None:
    """Whatever the ratios are, the picture is drawn and keeps to its sheet."""
    drawing = draw({name: tuple(ratio) for name, ratio in ratios.items()}).draw(680)

    all_is_on_the_sheet(drawing, 680)
