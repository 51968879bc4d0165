"""Every page in a browser: nothing goes wrong on it, and it can be read by anybody."""

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.conftest import built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

KINDS = {
    "landing": "index.html",
    "gallery": "gallery/index.html",
    "chapter": "gallery/pool/index.html",
    "page": "gallery/pool/five_tasks_four_workers.html",
    "prose": "how_it_works.html",
    "guide": "which_tool.html",
    "error": "errors/lambda_in_pool.html",
    "failures": "failures.html",
    "ledger": "ledger.html",
    "reference": "reference/bench.html",
    "search": "search.html",
}
"""A page of each kind."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Test every page of the built site."""
    if "name" in metafunc.fixturenames and metafunc.function.__name__ == "test_page_for_anybody":
        folder = built()
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        metafunc.parametrize("name", names)


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


def test_page_for_anybody(page: "Page", site: str, axe: Any, name: str) -> None:
    """Nothing goes wrong on a page, and axe finds no fault, in light and in dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(f"{site}/{name}", wait_until="networkidle")
    light = faults(axe, page)
    page.emulate_media(color_scheme="dark")
    dark = faults(axe, page, "color-contrast")

    assert (light, dark) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_each_kind(browser: "Browser", site: str, html: Path, kind: str) -> None:
    """Pictures of each kind of page are kept beside the site, each as wide as its screen."""
    folder = html.parent / "screenshots"
    folder.mkdir(exist_ok=True)
    for width, scheme in itertools.product((1280, 360), ("light", "dark")):
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{site}/{KINDS[kind]}", wait_until="networkidle")
        picture = page.screenshot(path=folder / f"{kind}-{width}-{scheme}.png", full_page=True)
        context.close()

        assert width == int.from_bytes(picture[16:20])  # as a PNG's header has it


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
    page.goto(f"{site}/{name}", wait_until="networkidle")
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
