"""The site's own Sphinx pieces, tried on a miniature site with the real configuration."""

import doctest
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sphinx_gallery", reason="needs what builds the site")

from mpguide import record
from mpguide_site import (
    beside,
    budget,
    bundles,
    downloads,
    links,
    order,
    plain,
    shown,
    verdicts,
    weight,
)
from sites import ROOT, Site, run

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the good site, built once."""
    site = Site(tmp_path_factory.mktemp("good"), "good")
    ended = site.build()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return site


def text_of(html: str) -> str:
    """Return what a reader sees of some HTML, in one line."""
    import html as entities

    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def boxes(page: str) -> list[tuple[str, str]]:
    """Return the anchor and the text of each claim on a page."""
    found = re.findall(r'<div class="claim [^>]*id="([^"]+)">(.*?)</div>', page, re.DOTALL)
    return [(anchor, text_of(box)) for anchor, box in found]


def test_closing_line(good: Site) -> None:
    """The build closes with one line that counts all it has run, and says where to look."""
    expected = (
        "3 pages, 7 claims (6 held, 0 refuted, 0 undecided, 1 not testable here), "
        f"2 doctests, 0 warnings: {good.html / 'index.html'}"
    )

    assert good.ended.stdout.splitlines()[-1] == expected


def test_nothing_survives(good: Site) -> None:
    """No process of a build is left when it has ended."""
    assert good.survivors() == []


def test_order(good: Site) -> None:
    """The gallery shows chapters and pages in the order of its list."""
    expected = ["second/surroundings", "first/zebra", "first/apple"]
    index = good.page("gallery/index.html")
    shown_pages = re.findall(r'class="reference internal" href="(\w+/\w+)\.html"><span', index)
    links_in_order = [page for page in dict.fromkeys(shown_pages) if not page.endswith("index")]

    assert links_in_order == expected


def test_record(good: Site) -> None:
    """The site's root holds the record, made under the newest CPython's default method."""
    kept = record.load(good.html / "record.json")
    method = "spawn" if sys.platform in {"darwin", "win32"} else "forkserver"

    assert kept.circumstances["start_method"] == method
    assert "sphinx" in kept.circumstances["packages"]
    assert [claim.page for claim in kept.claims] == ["surroundings"] * 2 + ["zebra"] * 4 + ["apple"]


def test_record_has_the_run_of_each_page(good: Site) -> None:
    """The record says how many seconds each page ran, and how it ended."""
    kept = record.load(good.html / "record.json")

    assert dict.fromkeys(["surroundings", "zebra", "apple"], "finished") == {
        page: run.ended for page, run in kept.pages.items()
    }
    assert all(0 < run.seconds < 240 for run in kept.pages.values())


def test_claims_are_shown_as_they_are(good: Site) -> None:
    """A claim's box has verdict, sentence and evidence, whatever characters they have."""
    first, second, third, fourth = boxes(good.page("gallery/first/zebra.html"))

    assert 'Held : A *child* <b>ends</b> with_ `code` 0 & "more"' in first[1]
    assert first[1].endswith("Exact claim. 0")
    assert second[1].endswith("Structural claim. one\\*two* .. raw:: html")
    assert (second[0], third[0]) == ("claim-three-of-three", "claim-three-of-three-2")
    assert "Not testable here : A GIL is gone" in fourth[1]


def test_pictures_are_inline(good: Site) -> None:
    """Pictures are inline SVG above what the cell prints; the page has no image file."""
    page = good.page("gallery/first/zebra.html")

    assert page.count("<figure") == 2
    assert page.count("Costs &lt;in&gt; s") >= 1
    assert page.rindex("<figure") < page.rindex("after the pictures")
    assert "<img" not in page


def test_thumbnails_are_the_only_images(good: Site) -> None:
    """The gallery's thumbnails are a page's first picture, or the site's own stand-in."""
    images = sorted(path.name for path in (good.html / "_images").iterdir())

    assert images == [
        "sphx_glr_apple_thumb.svg",
        "sphx_glr_surroundings_thumb.svg",
        "sphx_glr_zebra_thumb.png",
    ]


def test_sources_are_the_files(good: Site) -> None:
    """A page shows the very source of its worker and its program."""
    page = text_of(good.page("gallery/first/zebra.html"))
    squeezed = page.replace(" ", "")

    for kind, name in (("worker", "start.nap"), ("program", "many_processes")):
        assert shown.source(kind, name).strip()
        assert re.sub(r"\s", "", shown.source(kind, name)) in squeezed


def test_what_a_program_prints_is_shown(good: Site) -> None:
    """A page shows, below a program's source, what it prints under the site's start method."""
    page = good.page("gallery/first/zebra.html")
    [out] = re.findall(r'<div class="sphx-glr-script-out [^>]*>(.*?)</div>', page, re.DOTALL)[:1]

    assert re.fullmatch(r"5 naps of 0\.5 s took \d\.\d s", text_of(out))


def test_answers_lead_to_their_proofs(good: Site) -> None:
    """A statement from elsewhere stands with what is true of it, and links to the claims."""
    page = good.page("gallery/first/zebra.html")
    text = text_of(page)

    said = "Said: A threading.Thread is dear. Outdated. It is not, today."
    assert f"{said} Proof: Three of three ; A GIL is gone" in text
    assert "Asked: How many? Three. Proof: Three of three!" in text
    assert 'href="#claim-three-of-three">Three of three<' in page
    for anchor in ("said-a12b", "said-b3", "asked-17"):
        assert f'id="{anchor}"' in page


FAULTS = {
    ".. said:: Z1\n   :today: true\n   :proof: p\n\n   Yes.\n\n   No.": "said Z1: no such name",
    ".. said:: A2\n   :today: true\n   :proof: p\n\n   Yes.": "said A2: needs a paragraph",
    ".. said:: A3\n   :proof: p\n\n   Yes.\n\n   No.": "said A3: a statement needs :today:",
    ".. said:: A4\n   :today: maybe\n   :proof: p\n\n   Yes.\n\n   No.": '"maybe" unknown',
    ".. asked:: 5\n   :today: true\n   :proof: p\n\n   Yes.\n\n   No.": "asked 5: a statement",
    ".. asked:: 6\n\n   Yes.\n\n   No.": "asked 6: needs the claims that prove it",
    ".. program:: no_such\n   :prints:": "program no_such: there is no",
    ".. program:: start_child\n   :prints:": "program start_child: does not end well",
}


def test_faults_of_directives(tmp_path: Path) -> None:
    """A directive that is used in a wrong way is warned of, with the reason."""
    conf = f"import sys; sys.path.insert(0, {str(ROOT / 'docs/_ext')!r})\n"
    conf += "from mpguide_site.extension import add_directives as setup\n"
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    text = "\n\n".join(["Title\n=====", *FAULTS])
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "dummy", "-q", ".", "out"]
    ended = run(command, tmp_path)

    assert [] == [fault for fault in FAULTS.values() if fault not in ended.stderr], ended.stderr


def test_sources_that_are_not_there() -> None:
    """A directive that names no file or no object of it is refused, by name."""
    with pytest.raises(shown.SourceError, match=r"no mpguide/workers/starts\.py"):
        shown.source("worker", "starts.nap")
    with pytest.raises(shown.SourceError, match=r"start\.py has no siesta"):
        shown.source("worker", "start.siesta")


def test_circumstances_are_told(good: Site) -> None:
    """A prose page tells the interpreter and the counts of this build."""
    page = text_of(good.page("about.html"))

    assert sys.version.split()[0] in page
    assert "Pages: 3. Claims: 7, 6 held, 0 refuted, 0 undecided, 1 not testable here." in page


def test_no_broken_link_is_missed(tmp_path: Path) -> None:
    """The link checker names a missing file, a missing anchor and a foreign fetch, no more."""
    (tmp_path / "b.html").write_text("<p id='here'>", encoding="utf-8")
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here"></a><a href="b.html?q#not"></a><a href="#me" id="me"></a>'
        '<a href="c.html"></a><img src="d%20d.png"><a href="https://example.org">'
        '<script src="//example.org/x.js"></script><link rel="canonical" href="https://e.org">',
        encoding="utf-8",
    )

    assert list(links.faults(tmp_path)) == [
        "a.html: b.html?q#not: no such anchor",
        "a.html: c.html: no such file in the site",
        "a.html: d%20d.png: no such file in the site",
        "a.html: //example.org/x.js: fetched from another host",
    ]


def test_an_empty_site_is_no_good_site(tmp_path: Path) -> None:
    """The link checker does not pass a site without pages."""
    assert links.main([str(tmp_path)]) == 1


@pytest.mark.parametrize("module", [beside, plain, verdicts, weight])
def test_docstrings(module: ModuleType) -> None:
    """The examples in the docstrings of the site's own pieces hold."""
    failed, attempted = doctest.testmod(module)

    assert (failed, attempted > 0) == (0, True)


# What furo and sphinx-gallery leave to be wished for: an upgrade may break a fix.


@pytest.mark.parametrize("name", ["index.html", "gallery/index.html", "gallery/first/zebra.html"])
def test_head(good: Site, name: str) -> None:
    """A page has a favicon, a canonical address and one description."""
    head = good.page(name).partition("</head>")[0]

    assert re.search(r'<link rel="shortcut icon" href="[./]*_static/favicon\.svg', head)
    assert f'<link rel="canonical" href="https://mpguide.readthedocs.io/en/latest/{name}"' in head
    assert len(re.findall(r'<meta name="description" content="[^"]{10,155}"', head)) == 1


SCRIPTS = {
    "index.html": ["guide.js"],
    "gallery/index.html": ["guide.js"],
    "gallery/first/zebra.html": ["guide.js", "code.js"],
}
"""The scripts of a page: those that copy code only where there is code."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_one_style_sheet(good: Site, name: str) -> None:
    """A page loads one style sheet and at most two scripts, which do not hold it up."""
    page = good.page(name)
    scripts = re.findall(r"<script [^>]*src=[^>]*>", page)

    assert re.findall(r"_static/(?:styles/)?([\w-]+\.css)", page) == ["guide.css"]
    assert SCRIPTS[name] == re.findall(r"_static/(?:scripts/)?([\w.]+\.js)", page)
    assert all("defer" in script for script in scripts)
    assert "sg-tags" not in page


def test_scripts_are_whole(good: Site) -> None:
    """The scripts hold all that the theme, Sphinx and the copy buttons bring, and no map."""
    for name, parts in weight.SCRIPTS.items():
        whole = good.page(f"_static/{name}")
        for part in parts:
            own = (good.html / "_static" / part).read_text(encoding="utf-8")
            assert weight.MAPPED.sub("", own) in whole
        assert "sourceMappingURL" not in whole


def test_style_sheet_is_complete(good: Site) -> None:
    """The style sheet holds what theme, extensions and guide bring, and no comments."""
    sheet = good.page("_static/guide.css")

    for rule in (
        "body[data-theme=dark]",
        ".highlight :is(",
        "button.copybtn",
        ".claim",
        ".mp-figure",
    ):
        assert rule in sheet, rule
    assert "/*" not in sheet
    assert len(sheet) < 100_000


HEAVY = """<!doctype html><link rel="stylesheet" href="a.css?v=1"><script src="b.js"></script>
<img src="c.png"><img src="c.png"><img src="data:,"><svg>theme</svg>
<article><figure><svg>\u00e4</svg></figure><svg></svg>
"""


def test_weight_of_a_page(tmp_path: Path) -> None:
    """A page weighs what it and its sheets and scripts have; its figures are told apart."""
    (tmp_path / "a.css").write_text("12345", encoding="utf-8")
    (tmp_path / "b.js").write_text("123", encoding="utf-8")
    (tmp_path / "p.html").write_text(HEAVY, encoding="utf-8")
    figures = len("<figure><svg>__</svg>") + len("<svg>")
    whole = len(HEAVY.encode())

    assert budget.Weight(whole + 8 - figures, figures, 5) == budget.weigh(tmp_path / "p.html")


def test_heavy_pages_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page with too many bytes or requests is one line, and the exit status is 1."""
    (tmp_path / "bytes.html").write_text("x" * 200_001, encoding="utf-8")
    images = "".join(f'<img src="{number}.png">' for number in range(16))
    (tmp_path / "requests.html").write_text(images, encoding="utf-8")
    (tmp_path / "search.html").write_text("x" * 300_000, encoding="utf-8")

    assert budget.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "bytes.html: 200001 bytes beside its figures, more than 200000",
        "requests.html: 18 requests, more than 17",
        "The heaviest page, bytes.html: 200001 bytes beside 0 of figures, 2 requests.",
    ]


def test_plain_code_is_unmarked(good: Site) -> None:
    """What has no colour of its own in code has no element of its own either."""
    page = good.page("gallery/first/zebra.html")

    assert '<pre tabindex="0">' in page
    assert "<span></span>" not in page
    assert '<span class="k' in page
    assert not re.search(r'<span class="[npw]">', page)


def test_contents_are_folded(good: Site) -> None:
    """The contents beside a page list its own chapter's pages, and not those of others."""
    page = good.page("gallery/first/zebra.html").partition('<div class="sidebar-tree">')[2]
    tree = page.partition("</aside>")[0]

    assert "apple.html" in tree
    assert "surroundings.html" not in tree


def test_preview(good: Site) -> None:
    """A link to a page shows elsewhere its title, description, address and drawn thumbnail."""
    base = "https://mpguide.readthedocs.io/en/latest/"
    told = dict(
        re.findall(
            r'<meta property="og:(\w+)" content="([^"]+)">', good.page("gallery/first/zebra.html")
        )
    )

    assert told["url"] == f"{base}gallery/first/zebra.html"
    assert told["image"] == f"{base}_images/sphx_glr_zebra_thumb.png"
    assert told["title"] in text_of(good.page("gallery/first/zebra.html"))
    assert told["description"].startswith("What does os.getpid() return")
    assert '"og:image"' not in good.page("index.html")


def test_sitemap(good: Site) -> None:
    """The sitemap lists each page of the site once, by its canonical address."""
    base = "https://mpguide.readthedocs.io/en/latest/"
    listed = re.findall(r"<loc>([^<]+)</loc>", good.page("sitemap.xml"))
    pages = {path.relative_to(good.html).as_posix() for path in good.html.rglob("*.html")}
    made = {"404.html", "genindex.html", "search.html", "py-modindex.html"}

    assert listed == sorted(base + page for page in pages - made)
    assert f"Sitemap: {base}sitemap.xml" in good.page("robots.txt")


def test_lost_page(good: Site) -> None:
    """The page for addresses that lead nowhere names all by absolute paths, and has a search."""
    page = good.page("404.html")
    found = re.findall(r'\b(?:href|src|action|data-content_root)="([^"]*)"', page)

    assert "/en/latest/search.html" in found
    assert "/en/latest/_static/guide.css" in {one.partition("?")[0] for one in found}
    assert [one for one in found if not one.startswith(("/en/latest/", "#", "https://"))] == []


def test_description(good: Site) -> None:
    """A page's description is its first paragraph, escaped."""
    expected = "What does os.getpid() return, and is &lt;it&gt; &quot;the&quot; same &amp; equal?"

    assert f'content="{expected}"' in good.page("gallery/first/zebra.html")


def test_every_page_is_described(good: Site) -> None:
    """Pages without a paragraph are described by their title."""
    for path in good.html.rglob("*.html"):
        head = path.read_text(encoding="utf-8")
        assert re.search(r'<meta name="description" content="[^"]{5,}"', head), path


def test_landmarks(good: Site) -> None:
    """The theme's two asides are named apart, and nothing stands beside the landmarks."""
    page = good.page("gallery/first/zebra.html")
    asides = re.findall(r"<aside[^>]*>", page)

    assert len(asides) == 2
    assert len(set(re.findall(r'aria-label="([^"]+)"', "".join(asides)))) == 2
    assert re.search(r"<nav [^>]*>(?:<input [^>]*sidebar-toggle[^>]*>\s*){2}</nav>", page)
    assert "View this page" not in page


def test_scrolling_code_is_reached_by_keyboard(good: Site) -> None:
    """Each block that may scroll can be focused."""
    page = good.page("gallery/first/zebra.html")

    assert page.count("<pre") == page.count('<pre tabindex="0"') > 5


def test_thumbnails(good: Site) -> None:
    """A thumbnail is a picture in the page itself, or the site's stand-in with its size."""
    index = good.page("gallery/index.html")
    images = re.findall(r"<img [^>]*_thumb[^>]*>", index)
    drawn = re.findall(r'thumbcontainer">\s*<svg [^>]*role="img" aria-label="([^"]+)"', index)

    assert drawn == ["Costs &lt;in&gt; s"]
    assert len(images) == 2
    for image in images:
        assert 'width="400"' in image
        assert 'height="280"' in image
        assert 'loading="lazy"' in image
    assert index.count('class="sphx-glr-thumbcontainer">') == 3
    assert "tooltip=" not in index


def test_thumbnails_have_texts_where_there_is_room(good: Site) -> None:
    """A chapter's thumbnails have the picture's texts, the index of all only its shapes."""
    for name, texts in {"gallery/first/index.html": True, "gallery/index.html": False}.items():
        [svg] = re.findall(r'<svg [^>]*role="img".*?</svg>', good.page(name), re.DOTALL)
        assert texts == ("<text" in svg)
        assert "<path" in svg
        assert "<title" not in svg


def test_chapters_show_answers(good: Site) -> None:
    """A chapter shows beside each thumbnail what the page's first paragraph says."""
    chapter = good.page("gallery/first/index.html")

    assert len(re.findall(r'class="answer">What does os.getpid', chapter)) == 1
    assert chapter.count('class="answer"') == 2
    assert 'class="answer"' not in good.page("gallery/index.html")


def test_ids_are_unique(good: Site) -> None:
    """No page has an id twice."""
    for path in good.html.rglob("*.html"):
        ids = re.findall(r"""<[^>]* id=["']([^"']+)""", path.read_text(encoding="utf-8"))
        assert len(ids) == len(set(ids)), path


def test_search_has_a_heading(good: Site) -> None:
    """The search page has one heading of the first level."""
    assert good.page("search.html").count("<h1>") == 1


def test_formulas_need_no_script(good: Site) -> None:
    """A formula is MathML."""
    page = good.page("about.html")

    assert "<math" in page
    assert "MathJax" not in page


def test_no_times_page(good: Site) -> None:
    """The page of computation times, which fetches scripts from elsewhere, is not written."""
    assert not list(good.html.rglob("sg_execution_times*"))


def test_copy_buttons(good: Site) -> None:
    """Code has a copy button, what a cell prints has none."""
    script = (good.html / "_static/copybutton.js").read_text(encoding="utf-8")

    assert "div:not(.sphx-glr-script-out) > div.highlight > pre" in script


# Downloads.


def download(site: Site, name: str) -> Path:
    """Return the one file that the site offers under a name, as the page itself links it."""
    [found] = (site.html / "_downloads").rglob(name)
    return found


def test_script_reads_without_sphinx(good: Site) -> None:
    """The downloaded script has the sources in place of directives, and plain text for roles."""
    text = download(good, "zebra.py").read_text(encoding="utf-8")

    assert not re.search(r"^# \.\. \w+::|:\w+:`", text, re.MULTILINE)
    assert "# mpguide/workers/start.py:\n#\n#     def nap(" in text
    assert "# mpguide/programs/many_processes.py:\n#\n#     from multiprocessing" in text
    assert "``os.getpid``" in text
    assert "# the docs and the PEPs (https://peps.python.org)." in text
    assert "# Tip: Numbers are used again." in text
    assert "# Note: Two lines\n# of a note." in text
    assert "# Next: ``apple.py`` follows." in text
    assert "# Said: A ``threading.Thread`` is dear.\n#\n# Outdated. It is not,\n# today." in text
    assert "# Asked: How many?\n#\n# Three." in text


def test_code_cells_are_untouched(good: Site) -> None:
    """The downloaded script's code is the page's, byte for byte."""

    def code(path: Path) -> str:
        _, _, rest = path.read_text(encoding="utf-8").split('"""', 2)
        return re.sub(r"^#.*\n", "", rest, flags=re.MULTILINE)

    assert code(download(good, "zebra.py")) == code(good.gallery / "first/zebra.py")


def test_script_runs(good: Site, tmp_path: Path) -> None:
    """The downloaded script runs in an empty folder, and leaves it empty."""
    script = (download(good, "zebra.py")).read_text(encoding="utf-8")
    (tmp_path / "zebra.py").write_text(script, encoding="utf-8")
    ended = run([sys.executable, "zebra.py"], tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert "held: Three of three" in ended.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == ["zebra.py"]


@pytest.mark.filterwarnings("ignore")  # of the kernel's own client
def test_notebook_runs(good: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The downloaded notebook reads without Sphinx and runs in an empty folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(download(good, "zebra.ipynb"), as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")

    assert not re.search(r"^\.\. |:\w+:`", text, re.MULTILINE)
    assert "```python\ndef nap(" in text
    assert "[the PEPs](https://peps.python.org)" in text

    nbformat.validator.normalize(notebook)
    place = {"metadata": {"path": str(tmp_path)}}
    with tempfile.TemporaryDirectory() as folder:
        # A kernel ends without cleaning up: what its fork server made would stay.
        monkeypatch.setenv("TMPDIR", folder)
        client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources=place)
        client.execute()
    printed = "".join(
        out.get("text", "") for cell in notebook.cells for out in cell.get("outputs", ())
    )
    assert "held: Three of three" in printed


def test_zips_hold_the_same(good: Site) -> None:
    """A page's zip file holds the script and notebook as they are downloaded one by one."""
    with zipfile.ZipFile(download(good, "zebra.zip")) as archive:
        assert ["zebra.ipynb", "zebra.py"] == archive.namelist()
        for member in archive.namelist():
            assert archive.read(member) == download(good, member).read_bytes(), member


def test_a_second_rewriting_changes_nothing(good: Site) -> None:
    """A downloaded script that is rewritten again stays as it is."""
    text = download(good, "zebra.py").read_text(encoding="utf-8")

    assert downloads.script(text) == text


def test_programs_are_offered_untouched(good: Site) -> None:
    """The file behind a source's caption is mpguide's own."""
    own = (shown.PACKAGE / "workers/start.py").read_bytes()

    assert download(good, "start.py").read_bytes() == own


# Archives.

BUNDLES = {
    "gallery/index.html": ("mpguide", ["second/surroundings", "first/zebra", "first/apple"]),
    "gallery/first/index.html": ("mpguide-first", ["first/zebra", "first/apple"]),
    "gallery/second/index.html": ("mpguide-second", ["second/surroundings"]),
}
"""The indexes, the archive that each links, and the pages that are in it."""


@pytest.mark.parametrize(("index", "told"), BUNDLES.items(), ids=BUNDLES)
def test_archive_of_pages(good: Site, index: str, told: tuple[str, list[str]]) -> None:
    """An index links one archive of its pages, their programs, the wheel and a README."""
    name, pages = told
    up = "../" * index.count("/")
    expected = {f"{page}{suffix}" for page in pages for suffix in (".py", ".ipynb")}
    expected |= {"README.txt"} | {"first/programs/many_processes.py"} & {
        f"{Path(page).parent.as_posix()}/programs/many_processes.py" for page in pages
    }
    with zipfile.ZipFile(good.html / "downloads" / f"{name}.zip") as archive:
        members = [member.removeprefix(f"{name}/") for member in archive.namelist()]
        text = archive.read(f"{name}/README.txt").decode()
        first = archive.read(f"{name}/{pages[0]}.py")
    [wheel] = [member for member in members if member.endswith(".whl")]

    assert good.page(index).count(f'href="{up}downloads/{name}.zip"') == 1
    assert sorted(expected | {wheel}) == members
    assert f"pip install {wheel}\n" in text
    assert f"python {pages[0]}.py\n" in text
    assert first == download(good, Path(pages[0]).name + ".py").read_bytes()


def test_a_program_may_be_named_as_its_page(tmp_path: Path) -> None:
    """A page and the program that it shows stand in different folders of an archive."""
    script = tmp_path / "one_log.py"
    script.write_text('"""T\n=\n"""\n# %%\n# .. program:: one_log\n', encoding="utf-8")
    members = bundles.bundle([order.Page("ipc", "one_log", script, script)])

    assert list(members) == ["ipc/one_log.py", "ipc/programs/one_log.py"]
    assert (
        members["ipc/programs/one_log.py"] == (shown.PACKAGE / "programs/one_log.py").read_bytes()
    )


def test_archives_are_the_same_again() -> None:
    """An archive depends on nothing but the files in it."""
    one = downloads.packed({"a": b"1", "b/c": b"2"})

    assert one == downloads.packed({"b/c": b"2", "a": b"1"})
    assert b"1" == zipfile.ZipFile(io.BytesIO(one)).read("a")
    assert {(1980, 1, 1, 0, 0, 0)} == {
        member.date_time for member in zipfile.ZipFile(io.BytesIO(one)).infolist()
    }


def test_offline_copy_is_whole(good: Site, tmp_path: Path) -> None:
    """The copy of the site has every file but itself, and no link that leads nowhere."""
    with zipfile.ZipFile(good.html / "downloads" / bundles.OFFLINE) as archive:
        archive.extractall(tmp_path)
    [copy] = tmp_path.iterdir()
    files = {path.relative_to(good.html) for path in good.html.rglob("*") if path.is_file()}
    ours = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()}

    assert {f"downloads/{bundles.OFFLINE}", ".buildinfo"} == set(map(Path.as_posix, files - ours))
    assert ours <= files
    assert f'href="downloads/{bundles.OFFLINE}"' in good.page("about.html")
    assert list(links.faults(copy)) == []


def test_wheel_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing to make a wheel of, the build is warned, with the reason."""
    monkeypatch.setattr(bundles, "ROOT", tmp_path)
    warned: list[str] = []
    monkeypatch.setattr(bundles.logger, "warning", lambda text, *told: warned.append(text % told))

    assert bundles.make_wheel(tmp_path) is None
    assert warned == [
        "the wheel for the downloads can't be made: "
        "ValueError: Missing `project` metadata table in configuration"
    ]


def test_search_has_its_scripts_in_turn(good: Site) -> None:
    """No script of the search waits: those in its text use what the others define."""
    scripts = re.findall(r"<script[^>]*src=[^>]*>", good.page("search.html"))

    assert len(scripts) > 3
    assert not any("defer" in script for script in scripts)
