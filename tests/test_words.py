"""The prose pages: what a sentence rests on, the decision guide, pictures and endings shown."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

pytest.importorskip("sphinx", reason="needs what builds the site")

from mpguide import survey
from mpguide_site import decide, defaults, links
from mpguide_site.decide import Step
from sites import ROOT, run

CONF = f"""
import json
import sys
sys.path.insert(0, {str(ROOT / "docs/_ext")!r})
from mpguide_site import decide, extension, supports
extensions = ["sphinx.ext.intersphinx"]
default_role = "py:obj"

def setup(app):
    folders = {{"src_dir": str(app.srcdir), "examples_dirs": GALLERY, "gallery_dirs": "gallery"}}
    app.add_config_value("sphinx_gallery_conf", folders | {{"plot_gallery": True}}, "")
    extension.add_directives(app)
    app.connect("missing-reference", supports.resolve)
    app.connect("doctree-read", lambda _, tree: print(json.dumps(decide.steps(tree))), priority=1)
    app.connect("doctree-read", decide.plant)
"""

CLAIMS = [
    {"text": "It holds", "verdict": "held"},
    {"text": "One of 10", "verdict": "undecided"},
    {"text": "One of 100", "verdict": "held"},
    {"text": "+ works", "verdict": "held"},
    {"text": "- works", "verdict": "held"},
]

WORDS = """
Words
=====

:claim:`So it is <one#It holds>`.
:claim:`one#One of 10`.

.. picture:: one

.. by-default:: no_guard

.. by-default:: held_lock alone

.. toctree::

   gallery/start/one
   wrong
"""

FAULTS = {
    ":claim:`words <one#It held>`": "one does not claim 'It held'",
    ":claim:`words <none#It holds>`": "there is no page none",
    ":claim:`one#+ works`": "one has '- works' and '+ works' under one anchor",
    ".. picture:: one 2": "one has drawn no picture 2",
    ".. picture:: none": "none has drawn no picture 1",
    ".. by-default:: no_such": "the archive lacks no_such on 3.13, 3.14, 3.15",
    ".. by-default:: held_lock tight": "the archive lacks held_lock tight",
    ".. decisions::": "there is no question",
}


class Built(NamedTuple):
    """A built site: its folder, its warnings, and what its documents ask, a line each."""

    html: Path
    said: str
    told: str

    def page(self, name: str) -> str:
        """Return the text of a page."""
        return (self.html / name).read_text(encoding="utf-8")


def build(folder: Path, gallery: Path, **documents: str) -> Built:
    """Build documents beside a gallery."""
    folder.mkdir(parents=True, exist_ok=True)
    conf = CONF.replace("GALLERY", repr(str(gallery)))
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    for name, text in documents.items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    ended = run([sys.executable, "-m", "sphinx", "-b", "html", "-q", ".", "out"], folder)
    assert ended.returncode == 0, ended.stderr
    return Built(folder / "out", ended.stderr, ended.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a site with one page of claims, and prose that rests on them rightly and wrongly."""
    folder = tmp_path_factory.mktemp("words")
    script = folder / "scripts/start/one.py"
    generated = folder / "docs/gallery/start"
    for place in (script.parent, generated / "images"):
        place.mkdir(parents=True)
    script.write_text("", encoding="utf-8")
    (folder / "scripts/order.txt").write_text("start/one\n", encoding="utf-8")
    claims = [{"kind": "exact", "evidence": "", **claim} for claim in CLAIMS]
    lines = [json.dumps({"claim": {"page": "one", **claim}}) + "\n" for claim in claims]
    (generated / "one.verdicts.jsonl").write_text("".join(lines), encoding="utf-8")
    (generated / "images/sphx_glr_one_001.html").write_text("<svg></svg>", encoding="utf-8")
    boxes = [f".. claim::\n\n   {json.dumps(claim)}" for claim in claims]
    one = "\n\n".join(["One\n===", *boxes])
    (generated / "one.rst").write_text(one, encoding="utf-8")
    wrong = "\n\n".join(["Wrong\n=====", *FAULTS])
    return build(folder / "docs", folder / "scripts", index=WORDS, wrong=wrong)


def test_a_sentence_leads_to_its_claim(site: Built) -> None:
    """A link to a claim has the given words or the claim's, its verdict, and its address."""
    page = site.page("index.html")
    found = re.findall(r'href="([^"]+)" title="([^"]+)"><span class="supported">([^<]+)', page)

    assert [(where, told, said.strip()) for where, told, said in found] == [
        ("gallery/start/one.html#claim-it-holds", "Held: It holds", "So it is"),
        ("gallery/start/one.html#claim-one-of-10", "Undecided: One of 10", "One of 10"),
    ]
    assert re.findall(r'claim-symbol">([^<]+)<', page) == ["\N{CHECK MARK}", "?"]


def test_links_to_claims_resolve(site: Built) -> None:
    """The anchor of a claim that prose leads to is on the claim's page."""
    assert not [fault for fault in links.faults(site.html) if "claim-" in fault]


def test_what_is_wrong_is_warned_of(site: Built) -> None:
    """A claim, a picture or an ending that is not there is a warning, with its name."""
    said = " ".join(site.said.split())

    assert [] == [fault for fault in FAULTS.values() if fault not in said], site.said
    assert "index.rst" not in site.said


def test_a_picture_is_shown_as_drawn(site: Built) -> None:
    """A page's picture stands inline on another page."""
    assert site.page("index.html").count("<svg></svg>") == 1


def test_endings_come_from_the_archive(site: Built) -> None:
    """A program of the lab is shown with its last words on each version, by its default."""
    page = re.sub(r"<[^>]+>", "", site.page("index.html").replace("</td>", "|"))
    text = " ".join(page.split())
    seen = {(one.interpreter, one.start_method): one for one in survey.archived("no_guard")}

    for name, method in (("3.13", "fork"), ("3.14", "forkserver"), ("3.15", "forkserver")):
        one = seen[name, method]
        ends = {"finished": "ends", "failed": "fails"}[one.ended]
        row = f"{one.python} {method} | {ends}: {one.last_line} |"
        assert row.replace(" |", "|") in text.replace(" |", "|")
    assert "no_guard.py" in text


def test_the_case_that_is_named_counts() -> None:
    """Arguments choose the case of a program; without any, its first one counts."""
    seen = survey.archived("held_lock")
    ways = {way: list(defaults.by_default(seen, way.split())) for way in ("", "held", "alone")}

    assert ways[""] == ways["held"]
    assert [one.ended for one in ways["held"]] == ["hung", "finished", "finished"]
    assert [one.ended for one in ways["alone"]] == ["finished"] * 3


# The decision guide.


GUIDE = {
    "tool-a": Step("A?", (("yes", "tool-b"), ("no", "tool-c")), 1),
    "tool-b": Step("B", (), 1),
    "tool-c": Step("C", (), 1),
}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, ""),
        ({"tool-b": Step("B", (), 0)}, "tool-b: no claim supports it"),
        ({"tool-c": Step("C?", (), 1)}, "tool-c: has no answer"),
        ({"tool-c": Step("C?", (("so", "tool-x"),), 1)}, "tool-c: the answer 'so' leads nowhere"),
        ({"tool-x": Step("X", (), 1)}, "tool-x: no answer leads there"),
        ({"tool-c": Step("C?", (("back", "tool-a"),), 1)}, "tool-c: more than 5 questions"),
    ],
)
def test_faults_of_a_guide(changed: Mapping[str, Step], fault: str) -> None:
    """Each way in which a decision guide leads nobody on is named."""
    found = list(decide.faults(GUIDE | dict(changed)))

    assert bool(found) == bool(fault)
    assert not fault or found[0].startswith(fault)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """Return the questions and tools of the guide's own page, which is read without warning."""
    folder = tmp_path_factory.mktemp("guide")
    index = (ROOT / "docs/which_tool.rst").read_text(encoding="utf-8")
    built = build(folder, ROOT / "gallery", index=index)
    warned = [line for line in built.said.splitlines() if re.search("decisions|claim", line)]
    assert warned == []
    [told] = built.told.splitlines()
    return {label: Step(*step) for label, step in json.loads(told).items()}


def paths(guide: Mapping[str, Step], *path: str) -> Iterator[tuple[str, ...]]:
    """Yield every way from the first question to where nothing leads on."""
    step = guide[path[-1]]
    if not step.answers:
        yield path
    for _, target in step.answers:
        yield from paths(guide, *path, target)


def test_five_questions_lead_to_any_tool(guide: Mapping[str, Step]) -> None:
    """No way through the guide asks more than five questions, the start method among them."""
    asked = [sum(guide[label].asks for label in way) for way in paths(guide, next(iter(guide)))]

    assert max(asked) == decide.MOST


def test_every_tool_is_there_and_supported(guide: Mapping[str, Step]) -> None:
    """The guide ends at each tool that it is to choose from, with a claim for each."""
    ends = {way[-1] for way in paths(guide, next(iter(guide)))}
    expected = "asyncio threads free loop interpreters joblib dask subprocess forkserver spawn fork"

    assert {f"tool-{name}" for name in expected.split()} == ends
    assert all(step.claims for step in guide.values())


def test_every_answer_has_a_claim() -> None:
    """Each answer of the guide's page stands with the claim that supports it."""
    text = (ROOT / "docs/which_tool.rst").read_text(encoding="utf-8")
    answers = re.findall(r"^\S.*\n((?:    .+\n)+)", text, re.MULTILINE)

    assert len(answers) > 10
    for answer in answers:
        assert ":claim:`" in answer
