"""The ledger of claims and what the sources say: made from the records, and complete."""

import doctest
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sphinx_gallery", reason="needs what builds the site")

from mpguide.record import VERDICTS, Claim, Record
from mpguide_site import inventory, ledger, links, order, said
from mpguide_site.inventory import Listed, Source
from mpguide_site.said import Answer
from sites import DOCS, ROOT, Site

pytestmark = pytest.mark.timeout(240)

CONF = {"src_dir": DOCS, "examples_dirs": "../gallery", "gallery_dirs": "gallery"}

ANSWERING = """
# %%
# .. said:: B1
#    :today: true
#    :proof: Three of three
#
#    Three is three.
#
#    It is, as ``3 == 3`` says.
"""

SOURCES = """
questions = 17
numbers = {}
[[source]]
letter = "A"
title = "one"
about = "The first."
rows = "A12b B3 B1 A1"
[unproven.A1]
says = "It was *long* ago."
reason = "History."
"""


def claim(text: str, verdict: str = "held", page: str = "p") -> Claim:
    """Return an exact claim."""
    return Claim(page, text, "exact", verdict, "e")


def test_entries() -> None:
    """This build's claims come first, with their anchors, then what only others claim."""
    whole = Record({}, (claim("One"), claim("One!"), claim("Two", "undecided")))
    older = Record({}, (claim("One", "undecided"), claim("Old")))
    newer = Record({}, (claim("One"), claim("Two")))
    found = [*ledger.entries(whole, {"3.11": older, "3.15": newer})]

    assert [(one.claim.text, one.anchor) for one in found] == [
        ("One", "claim-one"),
        ("One!", "claim-one-2"),
        ("Two", "claim-two"),
        ("Old", ""),
    ]
    assert found[0].checked == {"3.11": "undecided", "3.15": "held"}
    assert found[3].claim.verdict == ledger.ELSEWHERE


@pytest.mark.parametrize("module", [ledger, said])
def test_docstrings(module: ModuleType) -> None:
    """The examples in the docstrings hold."""
    failed, attempted = doctest.testmod(module)

    assert (failed, attempted > 0) == (0, True)


def test_every_chapter_has_its_page() -> None:
    """The ledger has a page for each chapter, titled as the chapter is, and no other."""
    chapters = order.chapters(ROOT / "gallery")
    titles = {name: order.chapter_title(ROOT / "gallery", name) for name in chapters}
    found = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("ledger/*.rst")}

    assert found.keys() == titles.keys()
    for name, text in found.items():
        assert f"\nClaims: {titles[name]}\n" in text
        assert f".. ledger:: {name}\n" in text
        assert f"   ledger/{name}\n" in (DOCS / "ledger.rst").read_text(encoding="utf-8")


def test_every_row_is_proven_or_explained() -> None:
    """Each statement of the sources is proven by a page, or has a reason why it can't be."""
    listed = inventory.load(DOCS)

    assert listed is not None
    assert len(listed.rows) == len({*listed.rows}) == 80 + 30
    assert [] == [*inventory.check(DOCS, order.pages(CONF))]
    assert all(one["says"] and one["reason"] for one in listed.unproven.values())
    assert {*listed.numbers} <= {*listed.rows}


def test_every_source_is_shown() -> None:
    """The page on the sources has a table for each of them."""
    listed = inventory.load(DOCS)
    pages = sorted((DOCS / "said").glob("?.rst"))
    page = "".join(one.read_text(encoding="utf-8") for one in pages)

    assert listed is not None
    shown = re.findall(r"^\.\. statements:: (\w)$", page, re.MULTILINE)
    assert shown == [source.letter for source in listed.sources]


PAGE = order.Page("c", "p", Path("p.py"), Path("g/c/p.py"))
OTHER = order.Page("c", "q", Path("q.py"), Path("g/c/q.py"))


def answer(today: str) -> Answer:
    """Return an answer with this verdict."""
    return Answer("said", ("A1",), today, ("One",), "It is so.", "It is.")


FAULTS = {
    "A2 is answered by no page": {"A1": [(PAGE, answer("true"))]},
    "A3 stands among the unproven, but is answered by a page, too": {
        name: [(PAGE, answer("true"))] for name in ("A1", "A2", "A3")
    },
    "A1 is true by p, wrong by q": {
        "A1": [(PAGE, answer("true")), (OTHER, answer("wrong"))],
        "A2": [(PAGE, answer("true"))],
    },
    "A9 is not listed": {name: [(PAGE, answer("true"))] for name in ("A1", "A2", "A9")},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_the_list(fault: str) -> None:
    """A row without a proof, with two verdicts, or that nobody lists is one fault, by name."""
    source = Source("A", "", "", ("A1", "A2", "A3"))
    listed = Listed((source,), (), {}, {"A3": {"says": "s", "reason": "r"}})

    assert [*inventory.faults(listed, FAULTS[fault])] == [f"sources.toml: {fault}"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the good site with a ledger and sources, built once."""
    site = Site(tmp_path_factory.mktemp("ledger"), "good")
    docs = site.folder / "docs"
    (docs / "ledger").mkdir()
    about = "\n\n.. _this_build:\n\nThis build\n----------\n\nHere.\n"
    (docs / "how_it_works.rst").write_text(f"How\n===\n{about}", encoding="utf-8")
    (docs / "ledger.rst").write_text((DOCS / "ledger.rst").read_text(encoding="utf-8"))
    for name in ("first", "second"):
        text = f"{name}\n======\n\n.. ledger:: {name}\n"
        (docs / "ledger" / f"{name}.rst").write_text(text, encoding="utf-8")
    contents = (docs / "ledger.rst").read_text(encoding="utf-8").partition(".. toctree::")[0]
    toctree = ".. toctree::\n\n   ledger/first\n   ledger/second\n"
    (docs / "ledger.rst").write_text(contents + toctree, encoding="utf-8")
    (docs / "sources.toml").write_text(SOURCES, encoding="utf-8")
    said_page = "Said\n====\n\n.. statements-counts::\n\n.. statements:: A\n\n.. unproven::\n"
    (docs / "said.rst").write_text(said_page, encoding="utf-8")
    with (docs / "index.rst").open("a", encoding="utf-8") as index:
        index.write("   how_it_works\n   ledger\n   said\n")
    with (site.gallery / "first" / "zebra.py").open("a", encoding="utf-8") as page:
        page.write(ANSWERING)
    ended = site.build()
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return site


def rows(page: str) -> Iterator[tuple[str, str]]:
    """Yield the classes and the text of each row of the ledger's tables."""
    for table in re.findall(r'<table class="[^"]*\bledger[ "].*?</table>', page, re.DOTALL):
        for classes, row in re.findall(r'<tr class="([^"]*)">(.*?)</tr>', table, re.DOTALL):
            if "<td" in row:
                yield classes, " ".join(re.sub("<[^>]+>", " ", row).split())


def test_a_row_without_a_proof_fails_the_build(site: Site) -> None:
    """The build names what its pages answer, and what they don't, against the list."""
    found = re.findall(r"sources\.toml: .*", re.sub(r"\x1b\[[\d;]*m", "", site.ended.stderr))

    unanswered = [f"sources.toml: {number} is answered by no page" for number in range(1, 17)]
    assert found == unanswered


def test_every_claim_is_in_the_ledger(site: Site) -> None:
    """The pages of the chapters have a row for each claim of the record, and each link leads."""
    record = json.loads((site.html / "record.json").read_text(encoding="utf-8"))
    pages = [site.page(f"ledger/{name}.html") for name in ("second", "first")]
    found = [row for page in pages for row in rows(page)]

    assert len(found) == len(record["claims"]) == 7
    for (classes, text), one in zip(found, record["claims"], strict=True):
        assert {one["kind"], one["verdict"].replace(" ", "-")} <= {*classes.split()}
        assert " ".join(re.sub("[<>]", " ", one["text"]).split()[:2]) in text.replace("&lt;", "")
    assert [] == [*links.faults(site.html)]


def test_counts_by_chapter(site: Site) -> None:
    """The ledger's first page counts claims by chapter, kind and verdict, and all of them."""
    page = site.page("ledger.html")
    [counts] = re.findall(r'<table class="[^"]*ledger-counts.*?</table>', page, re.DOTALL)[:1]
    found = [
        re.sub("<[^>]+>", " ", row).split() for row in re.findall(r"<tr.*?</tr>", counts, re.DOTALL)
    ]

    assert found[-1] == ["All", "7", "4", "2", "1", "6", "0", "0", "1"]
    assert [row[-8] for row in found[1:-1]] == ["2", "5"]


def test_what_did_not_hold(site: Site) -> None:
    """The ledger's first page has the claims that did not hold, and only these."""
    [(classes, text)] = rows(site.page("ledger.html"))

    assert "not-testable-here" in classes
    assert "A GIL is gone" in text


def test_only_the_ledger_loads_its_script(site: Site) -> None:
    """Script and style are loaded where they are of use."""
    assert "ledger.js" in site.page("ledger/first.html")
    for name in ("about.html", "gallery/first/zebra.html"):
        assert "ledger." not in site.page(name).partition("</head>")[0]


def test_choices_have_their_style() -> None:
    """Each kind and verdict can be chosen: the style sheet hides the rows of the others."""
    style = (DOCS / "_static" / "ledger.css").read_text(encoding="utf-8")
    verdicts = (*VERDICTS, ledger.ELSEWHERE)
    names = [f"kind-{kind}" for kind in ledger.KINDS]
    names += [f"verdict-{verdict.replace(' ', '-')}" for verdict in verdicts]

    for name in names:
        row = name.partition("-")[2]
        assert f"article:has(#{name}:checked) table.ledger tbody tr:not(.{row})" in style
        assert f"article:has(#{name}:checked) section section:not(:has(tr.{row}))" in style


def test_what_the_sources_say(site: Site) -> None:
    """A statement stands with its verdict, its answer, the page and the claim that prove it."""
    page = site.page("said.html")
    text = " ".join(re.sub("<[^>]+>", " ", page).split())

    assert "B1 Three is three." in text
    assert "Still true. It is, as 3 == 3 says." in text
    assert 'href="gallery/first/zebra.html#claim-three-of-three"' in page
    assert "A1 It was long ago. History." in text
    assert re.search(r"All 4 1 0 2 0 1", text)
