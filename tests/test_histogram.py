"""What a picture of counts shows and says."""

from collections import Counter
from math import inf, nan
from xml.etree import ElementTree as Tree

import pytest

from mpguide import figures
from mpguide.figures import Picture, pictures
from mpguide.figures.drawing import Boxes, Drawing, Label, Lines
from mpguide.figures.text import width_of

LOST = Counter([0] * 11 + [1, 1539, 2000, 2001, 9559, 20_000])


@pytest.fixture(autouse=True)
def collected(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """Gather pictures, as the site does."""
    gathered: list[Picture] = []
    monkeypatch.setattr(pictures, "collect", gathered)
    return gathered


def drawn(counts: dict[float, int]) -> Picture:
    """Return the picture of the counts."""
    return figures.draw_counts(counts, "Lost", "updates lost", "runs")


def labels(drawing: Drawing) -> list[Label]:
    """Return the texts of a drawing."""
    return [shape for shape in drawing.shapes if isinstance(shape, Label)]


def below(drawing: Drawing) -> list[Label]:
    """Return the texts right below the bars."""
    base = next(shape for shape in drawing.shapes if isinstance(shape, Lines)).paths[0][0][1]
    return [label for label in labels(drawing) if base < label.y < base + 20]


def test_few_values_have_a_bar_each() -> None:
    """Whole numbers close together are counted singly, those that never came too."""
    drawing = drawn({0: 2, 1: 1, 3: 4}).draw(680)
    bars = [shape for shape in drawing.shapes if isinstance(shape, Boxes)]

    assert ["0", "1", "2", "3"] == [label.text for label in below(drawing)]
    assert ["0: 2 of 7 runs", "1: 1 of 7 runs", "3: 4 of 7 runs"] == [bar.tip for bar in bars]
    heights = [bar.rects[0].height for bar in bars]
    assert heights == pytest.approx([75, 37.5, 150])


def test_many_values_share_round_ranges() -> None:
    """A range holds its upper end and not its lower one, so that 0 has a bar of its own."""
    picture = drawn(LOST)

    assert picture.alt == (
        "How many of 17 runs had so many updates lost. 0: 11; above 0 to 2 000: 3; "
        "above 2 000 to 4 000: 1; above 8 000 to 10 000: 1; above 18 000 to 20 000: 1. "
        "Middle one 0, greatest 20 000."
    )
    assert ["0", "≤ 4 000"] == [label.text for label in below(picture.draw(680))[:2]]


def test_fractions_share_ranges() -> None:
    """Values that are no whole numbers are in ranges, however few they are."""
    assert "above 0.2 to 0.3: 2; above 0.8 to 0.9: 1" in drawn({0.3: 2, 0.85: 1}).alt


def test_every_count_has_its_place() -> None:
    """No value is lost between the bars, whatever the values are."""
    for most in (1, 11, 12, 13, 99, 12_345, 10**9):
        counts = Counter(most * at // 37 for at in range(38))
        drawing = drawn(counts).draw(680)
        numbers = [label for label in labels(drawing) if label.colour == "ink"]

        assert sum(int(number.text) for number in numbers) == 38
        assert len(numbers) <= 13


@pytest.mark.parametrize("width", [300, 400, 680])
@pytest.mark.parametrize("most", [3, 20_000, 10**9])
def test_texts_stay_on_the_sheet_and_apart(width: int, most: int) -> None:
    """What stands below the bars neither leaves the picture nor meets its neighbour."""
    drawing = drawn({most * at // 12: 1 for at in range(13)}).draw(width)
    halves = [(label.x, width_of(label.text, label.size) / 2) for label in below(drawing)]
    edges = [edge for x, half in halves for edge in (x - half, x + half)]

    assert edges == sorted(edges)
    assert edges[0] >= -0.1
    assert edges[-1] <= width + 0.1
    bars = [shape.rects[0] for shape in drawing.shapes if isinstance(shape, Boxes)]
    assert bars[0].x == pytest.approx(width - bars[-1].x - bars[-1].width)


def test_picture_is_shown_and_well_formed(collected: list[Picture]) -> None:
    """It is handed over like any other, with its title and words, whatever these hold."""
    picture = figures.draw_counts({0: 1}, "<Lost>", "x & y", '"runs"')

    assert [picture] == collected
    assert "<Lost>" == Tree.fromstring(picture.svg).findtext("figcaption")  # noqa: S314 - our own
    assert picture.png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({}, "no counts to draw"),
        ({1: 0}, "no counts to draw"),
        ({-1: 2}, "-1 has no place on the axis: expected 0 or more"),
        ({nan: 2}, "nan has no place"),
        ({inf: 2}, "inf has no place"),
        ({1: 0.5}, "1 came 0.5 times: expected a whole number"),
        ({1: -2}, "1 came -2 times: expected a whole number"),
    ],
)
def test_counts_that_cannot_be_drawn(counts: dict[float, int], message: str) -> None:
    """Counts of nothing, of what is below 0 or no number, are refused."""
    with pytest.raises(ValueError, match=message):
        drawn(counts)
