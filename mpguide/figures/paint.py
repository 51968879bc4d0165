"""Shapes painted by matplotlib: the thumbnail, and a window or notebook.

Only functions import matplotlib, and none changes its settings or backend.
"""

import io
import os
import sys
import warnings
from typing import TYPE_CHECKING

from mpguide.figures.drawing import COLOURS, Boxes, Drawing, Label, Lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 72
"""So that matplotlib's points are pixels."""

SILENT = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
"""The backends of matplotlib that only write files."""


EDGE = 14
"""The empty edge of a thumbnail, in pixels."""


def thumbnail(drawing: Drawing, width: int, height: int) -> bytes:
    """Return the drawing as a PNG of this size, in the middle of a light sheet."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=COLOURS["page"])
    scale = min((width - 2 * EDGE) / drawing.width, (height - 2 * EDGE) / drawing.height)
    across, down = scale * drawing.width / width, scale * drawing.height / height
    _paint(drawing, figure, ((1 - across) / 2, (1 - down) / 2, across, down), scale)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()


def can_show() -> bool:
    """Return whether matplotlib has somewhere to show a picture: a window or a notebook."""
    linux = sys.platform.startswith("linux")
    if linux and not {"DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND"} & os.environ.keys():
        return False
    import matplotlib

    return matplotlib.get_backend().lower() not in SILENT


def show(drawing: Drawing, title: str) -> None:
    """Show the drawing under its title until the window is closed, or in the notebook."""
    from matplotlib import pyplot

    room = 36
    height = drawing.height + room
    figure = pyplot.figure(
        figsize=(drawing.width / DPI, height / DPI), dpi=DPI, facecolor=COLOURS["page"]
    )
    try:
        figure.suptitle(
            title, fontsize=14, color=COLOURS["ink"], y=1 - 10 / height, parse_math=False
        )
        _paint(drawing, figure, (0, 0, 1, drawing.height / height))
        pyplot.show()
    finally:
        pyplot.close(figure)


def _paint(
    drawing: Drawing, figure: "Figure", place: tuple[float, float, float, float], scale: float = 1.0
) -> None:
    axes = figure.add_axes(place, xlim=(0, drawing.width), ylim=(drawing.height, 0))
    axes.set_axis_off()
    for layer, shape in enumerate(drawing.shapes):
        if isinstance(shape, Boxes):
            _paint_boxes(axes, shape, layer)
        elif isinstance(shape, Lines):
            _paint_lines(axes, shape, layer, scale)
        else:
            _paint_label(axes, shape, layer, scale)


def _paint_boxes(axes: "Axes", shape: Boxes, layer: int) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    patches = [Rectangle((r.x, r.y), r.width, r.height) for r in shape.rects]
    boxes = PatchCollection(
        patches, facecolor=COLOURS[shape.colour], linewidth=0, alpha=shape.opacity, zorder=layer
    )
    axes.add_collection(boxes, autolim=False)


def _paint_lines(axes: "Axes", shape: Lines, layer: int, scale: float) -> None:
    from matplotlib.collections import LineCollection

    lines = LineCollection(
        shape.paths,
        colors=COLOURS[shape.colour],
        linewidths=shape.width * scale,
        linestyles="dashed" if shape.dashed else "solid",
        zorder=layer,
    )
    axes.add_collection(lines, autolim=False)


def _paint_label(axes: "Axes", shape: Label, layer: int, scale: float) -> None:
    axes.text(
        shape.x,
        shape.y,
        shape.text,
        color=COLOURS[shape.colour],
        fontfamily="DejaVu Sans",
        fontsize=shape.size * scale * 0.92,  # the estimate of a text's width is a wide one
        ha={"start": "left", "middle": "center", "end": "right"}[shape.anchor],
        parse_math=False,
        zorder=layer,
    )
