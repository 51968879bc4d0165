"""What a cell has claimed and drawn, as the page shows it.

sphinx-gallery calls `scrape` after each cell.  A claim travels as JSON in the
body of a directive, so that no text of it can be taken for markup.
"""

import json
from pathlib import Path
from typing import Any

from mpguide import claims
from mpguide.figures import Picture, pictures

THUMBNAILS = {".chapter.html": True, ".gallery.html": False}
"""What the names of a picture's thumbnails end in, and whether these have its texts."""


def scrape(block: object, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Return the markup for the pictures and claims that a cell has made."""
    drawn = pictures.collect or []
    shown = [_picture(picture, block_vars) for picture in drawn]
    drawn.clear()
    shown += [f".. claim::\n\n   {json.dumps(claim._asdict())}" for claim in claims.take()]
    return "".join(f"\n{directive}\n\n" for directive in shown)


def _picture(picture: Picture, block_vars: dict[str, Any]) -> str:
    thumbnail = Path(next(block_vars["image_path_iterator"]))
    thumbnail.write_bytes(picture.png)
    inline = thumbnail.with_suffix(".html")
    inline.write_text(picture.svg, encoding="utf-8")
    for suffix, labels in THUMBNAILS.items():
        small = picture.thumbnail(labels=labels)
        thumbnail.with_suffix(suffix).write_text(small, encoding="utf-8")
    return f".. raw:: html\n   :file: {inline.parent.name}/{inline.name}"
