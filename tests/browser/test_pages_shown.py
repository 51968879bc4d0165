"""Every page in a browser: nothing goes wrong on it, and it can be read by anybody."""

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.conftest import built
from mpguide_site.budget import MOST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KINDS = {
    "landing": "index.html",
    "gallery": "gallery/index.html",
    "chapter": "gallery/pool/index.html",
    "page": "gallery/pool/five_tasks_four_workers.html",
    "measuring": "gallery/ipc/pipe_or_queue.html",
    "prose": "how_it_works.html",
    "guide": "which_tool.html",
    "error": "errors/lambda_in_pool.html",
    "errors": "errors/index.html",
    "lab": "failures.html",
    "failures": "failures/pool.html",
    "ledger": "ledger.html",
    "claims": "ledger/pool.html",
    "said": "said.html",
    "across": "across_versions.html",
    "moves": "across_versions/gil.html",
    "machine": "your_machine.html",
    "reference": "reference/bench.html",
    "index": "genindex.html",
    "lost": "404.html",
    "search": "search.html",
}
"""A page of each kind."""

WIDTHS = (320, 360, 1280, 2560)
"""The widths of screens, in pixels: the first is that of a page at four times its size."""

EACH = {"test_page_for_anybody", "test_page_fits"}
"""The tests of every page."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Test every page of the built site; those that are like another one are marked so."""
    if metafunc.function.__name__ in EACH:
        folder = built()
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        alike = {name: () if name in KINDS.values() else pytest.mark.alike for name in names}
        metafunc.parametrize("name", [pytest.param(name, marks=alike[name]) for name in names])


@pytest.fixture(scope="session")
def axe() -> Any:
    """Return what finds faults of accessibility."""
    module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    return module.Axe()


def faults(axe: Any, page: "Page", *rules: str) -> list[str]:
    """Return the faults of a page, each with the first element that has it."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = axe.run(page, options=options).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


def mute(page: "Page") -> list[str]:
    """Return the pictures in the text of a page that have no words for a screen reader."""
    found: list[str] = (
        page.locator("article")
        .locator("img, svg")
        .evaluate_all(
            """all => all.filter(one => !one.closest("[aria-hidden=true], button, a.back-to-top"))
            .filter(one => one.matches("img") ? !one.hasAttribute("alt")
                : !(one.matches("[role=img]")
                    && (one.getAttribute("aria-label") || one.querySelector("title")?.textContent)))
            .map(one => one.outerHTML.slice(0, 120))"""
        )
    )
    return found


def test_page_for_anybody(page: "Page", site: str, axe: Any, name: str) -> None:
    """On no page axe finds a fault, be it light, dark or narrow; each picture has words."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(f"{site}/{name}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    light = faults(axe, page)
    page.emulate_media(color_scheme="dark")
    dark = faults(axe, page, "color-contrast")
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    narrow = faults(axe, page, "scrollable-region-focusable", "region", "label")

    assert (light, dark, narrow) == ([], [], [])
    assert [] == mute(page)


def test_page_fits(page: "Page", site: str, name: str) -> None:
    """A page never scrolls sideways, and fetches little, from its own host alone."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site}/{name}")
    wide = [fault for width in WIDTHS for fault in wider(page, width)]

    assert [] == wide
    assert [] == [url for url in fetched if not url.startswith((site, "data:", "blob:"))]
    assert len(fetched) <= MOST


def wider(page: "Page", width: int) -> list[str]:
    """Return what is wider than the screen: the page or its text, with what stands out of it."""
    page.set_viewport_size({"width": width, "height": 800})
    found: list[str] = page.evaluate(
        """width => {
            const scrolls = (one) => getComputedStyle(one).overflowX !== "visible";
            const within = (one) => one.matches("article *")
                && (scrolls(one) || within(one.parentElement));
            const boxes = [document.documentElement, ...document.querySelectorAll(".content")];
            if (boxes.every((one) => one.scrollWidth <= one.clientWidth)) return [];
            const right = (one) => one.getBoundingClientRect().right;
            const edge = 1 + Math.min(...boxes.map(right));
            const out = [...document.querySelectorAll("article *")].filter(
                (one) => right(one) > edge && !within(one.parentElement));
            return [`at ${width} pixels:`, ...out.map((one) => one.outerHTML.slice(0, 99))];
        }""",
        width,
    )
    return found[:4]


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_each_kind(browser: "Browser", site: str, html: Path, kind: str) -> None:
    """Pictures of each kind of page are kept beside the site, each as wide as its screen."""
    folder = html.parent / "screenshots"
    folder.mkdir(exist_ok=True)
    for width, scheme in itertools.product((1280, 320), ("light", "dark")):
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{site}/{KINDS[kind]}")
        picture = page.screenshot(path=folder / f"{kind}-{width}-{scheme}.png", full_page=True)
        context.close()

        assert width == int.from_bytes(picture[16:20])  # as a PNG's header has it


@pytest.mark.parametrize("kind", ["page", "guide"])
def test_page_on_paper(page: "Page", site: str, kind: str) -> None:
    """On paper what is folded is open, and what only leads elsewhere is not there."""
    page.goto(f"{site}/{KINDS[kind]}")
    folded = page.locator("article details p")
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert all(one.bounding_box() for one in folded.all())
    assert not page.locator(".sidebar-drawer").is_visible()
    assert not page.locator(".copybtn").first.is_visible()
    assert paper == "rgb(255, 255, 255)"


def test_nothing_moves_where_that_is_not_wanted(page: "Page", site: str) -> None:
    """Where the reader wants reduced motion, nothing is animated, and nothing scrolls slowly."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/{KINDS['page']}")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap(
            one => [null, "::before", "::after"].map(part => getComputedStyle(one, part))).filter(
            style => parseFloat(style.transitionDuration) || style.animationName != "none"
                || style.scrollBehavior == "smooth").length"""
    )

    assert moving == 0


def test_scheme_switch_recolours_a_figure(page: "Page", site: str) -> None:
    """The theme's own switch changes the colour of a figure's texts and lines."""
    page.emulate_media(color_scheme="light")
    page.goto(f"{site}/{KINDS['page']}")
    before = colours(page)
    switch = page.locator("button.theme-toggle:visible").first
    for _ in range(3):  # auto, light, dark
        if page.evaluate("document.body.dataset.theme") != "dark":
            switch.click()
    after = colours(page)

    assert page.evaluate("document.body.dataset.theme") == "dark"
    assert before["text"]
    assert before["path"]
    assert before["text"] != after["text"]
    assert before["path"] != after["path"]


def colours(page: "Page") -> dict[str, list[str]]:
    """Return the colours of the first figure's texts and lines, as they are computed."""
    found: dict[str, list[str]] = page.evaluate(
        """() => Object.fromEntries(["text", "path"].map(tag => [tag,
            [...document.querySelectorAll("figure svg")][0].querySelectorAll(tag)]).map(
            ([tag, all]) => [tag, [...all].map(one => getComputedStyle(one)).map(
                style => `${style.fill} ${style.stroke}`)]))"""
    )
    return found


COPIED = ["how_it_works.html", "reference/machine.html", KINDS["page"], KINDS["error"]]
"""Pages whose code has prompts and output, or is a program."""


@pytest.mark.parametrize("name", COPIED)
def test_copied_code_is_clean(browser: "Browser", site: str, name: str) -> None:
    """A copy button copies what is typed: no prompt, no output, no number of a line."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = context.new_page()
    page.goto(f"{site}/{name}")
    blocks = page.locator("div.highlight:has(button.copybtn)")
    copied = []
    for block in blocks.all():
        block.hover()
        block.locator("button.copybtn").click()
        text = page.evaluate("navigator.clipboard.readText()")
        outputs = block.locator(".go").all_inner_texts()
        copied.append(text)
        assert not [line for line in text.splitlines() if line.startswith((">>> ", "$ "))]
        assert not set(text.splitlines()) & {line for out in outputs for line in out.splitlines()}
        typed = block.evaluate(
            """block => [...block.querySelector("pre").childNodes].filter(one => one.nodeType == 3
                || !one.matches(".gp, .go, .linenos")).map(one => one.textContent).join("")"""
        )
        assert text.split() == typed.split()
    context.close()

    assert copied


def test_focus_is_seen_on_what_is_hidden(page: "Page", site: str) -> None:
    """A button that copies is seen when the keyboard has reached it, and copies."""
    page.goto(f"{site}/{KINDS['page']}")
    button = page.locator("button.copybtn").first
    page.locator("article pre").first.focus()
    for _ in range(60):  # the links in the code come first
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    button.evaluate("one => Promise.all(one.getAnimations().map(move => move.finished))")
    assert button.evaluate("one => getComputedStyle(one).opacity") == "1"
    assert button.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


@pytest.mark.parametrize("drawer", ["navigation", "toc"])
def test_drawers_open_by_keyboard(page: "Page", site: str, drawer: str) -> None:
    """On a small screen a drawer opens by keyboard, and closed it holds no focus."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site}/{KINDS['page']}")
    links = page.locator(".sidebar-drawer a" if drawer == "navigation" else ".toc-drawer a")

    assert not links.last.is_visible()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"__{drawer}":
            break
    shows = page.locator(f".{'nav' if drawer == 'navigation' else 'toc'}-overlay-icon:visible")
    assert shows.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Space")
    assert links.last.is_visible()


def test_guide_works_by_keyboard(page: "Page", site: str) -> None:
    """The tabulator and the return key lead from the first question to a tool, on the screen."""
    page.goto(f"{site}/which_tool.html#tool-busy")
    for label in ("tool-await", "tool-threads"):
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.hash") == f"#{label}":
                break
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle") != "none", "the focus can't be seen"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == f"#{label}"
        page.wait_for_function(
            """() => {
                const {top} = document.querySelector(location.hash).getBoundingClientRect();
                return 0 <= top && top < innerHeight;
            }"""
        )
