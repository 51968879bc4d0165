"""The archives of a built site: what each chapter offers, what all do, and the site itself.

Every one of them is the same whenever it is made from the same files.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from mpguide import __version__
from mpguide_site import downloads, order, shown

ROOT = Path(__file__).parents[3]
FOLDER = "downloads"
ALL = "mpguide.zip"
OFFLINE = "mpguide-offline.zip"
"""The copy of the site, which has all the other archives in it."""

SHOWN = re.compile(r"^# \.\. program:: *(\w+)", re.MULTILINE)
WHEEL = 120.0
"""Seconds after which making the wheel is given up."""

README = """\
mpguide {version}: {title}

The pages' scripts and notebooks are in {places}.
"programs" there has the short programs that these pages show; they need nothing but Python,
unless they import joblib, dask or pytest.
The scripts and the notebooks need the package mpguide, whose wheel is here, too:

    python3 -m venv .venv
    .venv/bin/pip install {wheel}
    .venv/bin/python {script}

On Windows, write py for python3 and .venv\\Scripts\\ for .venv/bin/.
For the notebooks, also install what opens them:

    .venv/bin/pip install jupyterlab
    .venv/bin/jupyter lab
"""

logger = logging.getLogger(__name__)

Members = dict[str, bytes]
"""What an archive holds: the content of each file by its name."""


def link(app: Sphinx, doctree: nodes.document) -> None:
    """Link the archives at the end of the gallery's index and of each chapter's."""
    generated = app.config.sphinx_gallery_conf["gallery_dirs"]
    first, *rest = app.env.docname.split("/")
    if first != generated or rest[-1:] != ["index"] or len(rest) > 2:
        return
    chapter = rest[0] if len(rest) == 2 else ""
    what = "this chapter" if chapter else "all chapters"
    text = f"Download {what}: scripts, notebooks, programs and the package"
    address = "../" * len(rest) + f"{FOLDER}/{name_of(chapter)}"
    reference = nodes.reference("", text, refuri=address, classes=["download"])
    block = nodes.container("", nodes.paragraph("", "", reference), classes=["sphx-glr-download"])
    next(doctree.findall(nodes.section)).append(block)


def name_of(chapter: str) -> str:
    """Return the name of a chapter's archive, or without a chapter, of that of all."""
    return f"mpguide-{chapter}.zip" if chapter else ALL


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write every archive into the site, that of the site itself last."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    pages = order.pages(app.config.sphinx_gallery_conf)
    with tempfile.TemporaryDirectory() as made:
        wheel = make_wheel(Path(made))
        if wheel is None:
            return
        for chapter in ("", *dict.fromkeys(page.chapter for page in pages)):
            chosen = [page for page in pages if chapter in ("", page.chapter)]
            members = {**bundle(chosen), wheel.name: wheel.read_bytes()}
            members["README.txt"] = readme(chosen, wheel.name).encode()
            name = name_of(chapter)
            (folder / name).write_bytes(downloads.packed(_within(Path(name).stem, members)))
    copy = _within(Path(OFFLINE).stem, dict(offline(Path(app.outdir))))
    (folder / OFFLINE).write_bytes(downloads.packed(copy))


def make_wheel(folder: Path) -> Path | None:
    """Make the wheel of the checkout in a folder, without the network; warn if it fails."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=WHEEL, check=False
        )
        *_, told = ["nothing was said", *(done.stdout + done.stderr).splitlines()]
    except subprocess.TimeoutExpired:
        told = f"it took more than {WHEEL:g} s"
    found = next(folder.glob("*.whl"), None)
    if found is None:
        logger.warning("the wheel for the downloads can't be made: %s", told)
    return found


def bundle(pages: list[order.Page]) -> Members:
    """Return the scripts and notebooks of pages, and in a folder beside them their programs."""
    names = {page.name for page in pages}
    members = {}
    for page in pages:
        for path in (page.generated, page.generated.with_suffix(".ipynb")):
            if path.is_file():
                content = downloads.rewritten(path.name, path.read_bytes(), names)
                members[f"{page.chapter}/{path.name}"] = content
        for program in programs(page):
            members[f"{page.chapter}/programs/{program.name}"] = program.read_bytes()
    return members


def programs(page: order.Page) -> list[Path]:
    """Return the programs that a page shows."""
    named = SHOWN.findall(page.script.read_text(encoding="utf-8"))
    found = []
    for name in dict.fromkeys(named):
        try:
            found.append(shown.locate("program", name)[0])
        except shown.SourceError:
            continue  # the page itself has warned of it
    return found


def readme(pages: list[order.Page], wheel: str) -> str:
    """Return what a reader needs to know to run the pages of an archive."""
    chapters = list(dict.fromkeys(page.chapter for page in pages))
    title = order.chapter_title(pages[0].script.parents[1], chapters[0])
    return README.format(
        version=__version__,
        title=title if len(chapters) == 1 else "all chapters",
        places=", ".join(f'"{chapter}"' for chapter in chapters),
        wheel=wheel,
        script=f"{pages[0].chapter}/{pages[0].name}.py",
    )


def offline(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a built site, without its own archive and the links to it."""
    own = f"{FOLDER}/{OFFLINE}"
    links = re.compile(rf'<a [^>]*href="[./]*{own}"[^>]*>(.*?)</a>'.encode(), re.DOTALL)
    for path in sorted(site.rglob("*")):
        if not path.is_file() or path == site / own or path.name == ".buildinfo":
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            content = links.sub(rb"\1", content)
        yield path.relative_to(site).as_posix(), content


def _within(folder: str, members: Mapping[str, bytes]) -> Members:
    return {f"{folder}/{name}": content for name, content in members.items()}
