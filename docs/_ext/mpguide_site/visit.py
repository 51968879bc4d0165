"""The run of one page: what is set up before it, and what is checked after it.

sphinx-gallery calls `around_page` before and after each page that it runs.
"""

import json
import multiprocessing.util
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sphinx.application import Sphinx
from sphinx.util import logging

from mpguide import claims, record, running
from mpguide.figures import pictures
from mpguide.observe import FAILED, FINISHED
from mpguide_site import fingerprint, leftovers, order

START_METHOD = running.START_METHOD
"""What the newest CPython uses by default on this platform."""

logger = logging.getLogger(__name__)

problems: list[str] = []
"""What this build's pages have left behind, a line each."""

_open = ExitStack()

multiprocessing.util.get_temp_dir()  # else it would be made in, and vanish with, the next line's
_folder = tempfile.TemporaryDirectory(prefix="mpguide-site-", ignore_cleanup_errors=True)


def prepare(app: Sphinx) -> None:
    """Let sphinx-gallery run every page whose kept verdicts no longer hold."""
    conf = app.config.sphinx_gallery_conf
    problems.clear()
    if not conf["plot_gallery"]:
        return
    pages = order.pages(conf)
    _forget_removed(pages, Path(conf["src_dir"]) / conf["gallery_dirs"])
    for page in pages:
        now = fingerprint.take(page.script, START_METHOD)
        changed = fingerprint.changes(page.fingerprint, now)
        if not _readable(page):
            changed.append("no verdicts are kept")
        if changed and page.stamp.is_file():
            logger.info("%s runs again: %s", page.name, ", ".join(changed))
        if changed:
            page.stamp.unlink(missing_ok=True)


def _readable(page: order.Page) -> bool:
    try:
        record.fold([page.verdicts], {})
    except record.RecordError:
        return False
    return True


def _forget_removed(pages: list[order.Page], generated: Path) -> None:
    """Remove what sphinx-gallery has made of pages that are gone."""
    known = {(page.chapter, page.name) for page in pages}
    known |= {(page.chapter, "index") for page in pages}
    for path in generated.glob("*/*.*"):
        if (path.parent.name, path.name.partition(".")[0]) not in known:
            path.unlink()


def around_page(gallery_conf: dict[str, Any], fname: str | None, when: str) -> None:
    """Open the visit of a page before it runs, and close it afterwards."""
    _open.close()
    if fname is None or when != "before":
        return
    [page] = [page for page in order.pages(gallery_conf) if page.script.name == str(fname)]
    _open.enter_context(_visit(page))


@contextmanager
def _visit(page: order.Page) -> Iterator[None]:
    rests_on = fingerprint.take(page.script, START_METHOD)
    page.fingerprint.unlink(missing_ok=True)
    page.verdicts.write_text("", encoding="utf-8")
    page.stamp.unlink(missing_ok=True)
    claims.forget(page.name)
    left: list[str] = []
    begun = time.monotonic()
    with _settings(page), leftovers.watched(page.script.parent, left):
        yield
        ended = FINISHED if page.stamp.is_file() else FAILED
        record.append("run", {"seconds": round(time.monotonic() - begun, 3), "ended": ended})
    problems.extend(f"{page.name}: leaves behind {thing}" for thing in left)
    if page.stamp.is_file() and not left:
        page.fingerprint.write_text(json.dumps(rests_on, indent=1), encoding="utf-8")


@contextmanager
def _settings(page: order.Page) -> Iterator[None]:
    method = multiprocessing.get_start_method(allow_none=True)
    named = {"MPGUIDE_PAGE": page.name, "MPGUIDE_RECORD": str(page.verdicts.resolve())}
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), _folder.name)
    with (
        patch.dict(os.environ, {**named, **places}),
        patch.object(tempfile, "tempdir", _folder.name),
        patch.object(pictures, "collect", []),
    ):
        multiprocessing.set_start_method(START_METHOD, force=True)
        try:
            yield
        finally:
            multiprocessing.set_start_method(method, force=True)
