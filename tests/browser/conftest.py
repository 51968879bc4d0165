"""The built site in a browser: ``tox run -e browser`` after ``tox run -e docs``.

``MPGUIDE_SITE`` names the folder of the built pages where that is another than
``docs/_build/html``.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BELOW = "/en/latest"
"""The page for addresses that lead nowhere names all by their place at the host."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

OFFLINE = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
"""What the browser is told: it may be run by root, and asks nobody for anything."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it, also below the path that the site has at its host."""

    def translate_path(self, path: str) -> str:
        """Return the file of an address."""
        return super().translate_path(path.removeprefix(BELOW))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so there
        """Say nothing."""


def built() -> Path:
    """Return where the built site should be."""
    return Path(os.environ.get("MPGUIDE_SITE", ROOT / "docs" / "_build" / "html"))


@pytest.fixture(scope="session")
def html() -> Path:
    """Return the folder of the built site."""
    folder = built()
    if not (folder / "index.html").is_file():
        pytest.skip(f"{folder}: no built site; run tox -e docs first, or set MPGUIDE_SITE")
    return folder


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[str]:
    """Serve the built site, and return its address."""
    handler = partial(Quiet, directory=os.fspath(html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join(10)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return a browser without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"needs a browser: {' or '.join(BROWSERS)}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=[*OFFLINE])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Return a page of a visitor's own; whatever goes wrong on it fails the test."""
    context = browser.new_context()
    context.set_default_timeout(60_000)
    wrong: list[str] = []
    shown = context.new_page()
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    yield shown
    context.close()
    assert wrong == []
