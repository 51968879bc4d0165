"""A reader's record beside this build's, in a browser."""

import copy
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mpguide import record, timings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NAME = "your_machine.html"
TOLD = "#beside-told"
NASTY = "</script><img src=x onerror='window.hacked = 1'><svg onload='window.hacked = 1'>"

Content = dict[str, Any]


@pytest.fixture(scope="session")
def ours(html: Path) -> Content:
    """Return the record of the site's build."""
    file = html / "record.json"
    if not file.is_file():
        pytest.skip(f"{file}: this site was built without running its pages")
    loaded: Content = json.loads(file.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def mine(ours: Content) -> Content:
    """Return a record of a machine that takes three times as long for all of a page."""
    other = copy.deepcopy(ours)
    other["circumstances"]["cpu"] = "Another & <b>faster</b> one"
    other["claims"][0]["verdict"] = "undecided"
    del other["claims"][-1]
    for benchmark in other["timings"][slow(ours)]["benchmarks"]:
        for run in benchmark["runs"]:
            run["values"] = [3 * value for value in run["values"]]
    return other


def slow(content: Content) -> str:
    """Return the first page that was timed often enough for intervals."""
    return next(
        page
        for page, suite in content["timings"].items()
        if any(times.bounded for times in timings.read(suite).values())
    )


def choose(page: "Page", content: Any, name: str = "mpguide-record.json") -> None:
    """Choose a file with this content."""
    text = content if isinstance(content, str) else json.dumps(content)
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    page.set_input_files("#beside-file", file)
    page.wait_for_function(f"document.querySelector('{TOLD}').textContent.includes('{name}')")


@pytest.fixture
def shown(page: "Page", site: str, mine: Content) -> "Page":
    """Return the page with my record."""
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    return page


def drawn(page: "Page") -> int:
    """Return how many marks are drawn over the pictures."""
    return page.locator(".beside-page g.beside-added").count()


# What is shown of a record.


def test_differences_are_told(shown: "Page", ours: Content) -> None:
    """The page says which circumstances and verdicts differ, with a link to the claim."""
    first, verdicts = ours["claims"][0], len(ours["claims"])
    result = shown.locator("#beside-result")

    assert shown.locator(TOLD).inner_text() == (
        "mpguide-record.json is drawn over the pictures below."
    )
    assert result.locator("tbody tr").all_inner_texts() == [
        f"cpu\tAnother & <b>faster</b> one\t{ours['circumstances']['cpu']}"
    ]
    assert f"Of {verdicts - 1} claims that both have made, 1 has another" in result.inner_text()
    assert "It lacks 1 claim of this build, and has no others." in result.inner_text()
    [item] = result.locator("li").all_inner_texts()
    assert item == f"{first['text']}: undecided; in this build {first['verdict']}"
    result.locator("li a").click()
    assert shown.url.partition("#")[0].endswith(f"/{first['page']}.html")
    assert shown.locator(f"[id='{shown.url.partition('#')[2]}']").count() == 1


def test_every_claim_is_linked_to_its_place(
    page: "Page", site: str, html: Path, ours: Content
) -> None:
    """The links to claims, which the script makes of their texts, all lead to their boxes."""
    mine = copy.deepcopy(ours)
    for claim in mine["claims"]:
        claim["verdict"] = "undecided" if claim["verdict"] != "undecided" else "held"
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    found = page.locator("#beside-result li a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    texts = {
        name: (html / name).read_text(encoding="utf-8")
        for name in {link.partition("#")[0] for link in found}
    }

    assert len(found) == len(ours["claims"])
    assert [] == [
        link
        for link in found
        if f'id="{link.partition("#")[2]}"' not in texts[link.partition("#")[0]]
    ]


def test_ratios_are_those_of_the_package(
    shown: "Page", ours: Content, mine: Content, html: Path, tmp_path: Path
) -> None:
    """Each ratio and its interval is what `mpguide.timings` says, and so is what differs."""
    (tmp_path / "mine.json").write_text(json.dumps(mine), encoding="utf-8")
    other = record.load(html / "record.json").timings
    for page, suite in record.load(tmp_path / "mine.json").timings.items():
        read, theirs = timings.read(suite), timings.read(other[page])
        expected = [timings.ratio(times, theirs[name]) for name, times in read.items()]
        place = shown.locator(f".beside-page[data-page='{page}']")
        rows = place.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )

        assert [row[0] for row in rows] == list(read)
        assert [row[3] for row in rows] == list(map(told, expected))
        longer = sum(one.differs and one.median > 1 for one in expected)
        assert f"takes longer for {longer or 'none'} and" in place.locator("p").first.inner_text()
        assert (page == slow(ours)) == (longer > 0)


def told(ratio: timings.Ratio) -> str:
    """Return a ratio as the page writes it."""

    def figure(value: float) -> str:
        rounded = float(f"{value:.3g}")
        return f"{value:.{min(max(2 - math.floor(math.log10(rounded)), 0), 9)}f}"

    between = f" ({figure(ratio.low)} to {figure(ratio.high)})" if ratio.high < math.inf else ""
    return figure(ratio.median) + between


def test_marks_stand_where_their_times_are(shown: "Page", ours: Content, mine: Content) -> None:
    """On both layouts a mark is right of ours by the same way as the axis has for a factor."""
    page = slow(ours)
    medians = {name: one.median for name, one in timings.read(mine["timings"][page]).items()}
    for layout in ("mp-wide", "mp-narrow"):
        svg = shown.locator(f".beside-page[data-page='{page}'] svg.{layout}").first
        data = svg.evaluate("svg => ({...svg.dataset})")
        low, left, scale = (float(data[name]) for name in ("low", "left", "scale"))
        places = svg.locator("g.beside-added g circle").evaluate_all(
            "all => all.map(one => one.getAttribute('cx'))"
        )
        expected = [
            left + scale * math.log(medians[name] / low) for name in json.loads(data["rows"])
        ]
        assert [float(place) for place in places] == pytest.approx(expected, abs=0.01)


def test_times_off_the_axis_stay_at_its_end(page: "Page", site: str, mine: Content) -> None:
    """A machine a million times as slow is drawn within the pictures."""
    name = slow(mine)
    for benchmark in mine["timings"][name]["benchmarks"]:
        for run in benchmark["runs"]:
            run["values"] = [1e6 * value for value in run["values"]]
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    svg = page.locator(f".beside-page[data-page='{name}'] svg.mp-wide").first
    right = float(svg.get_attribute("data-right") or 0)

    places = svg.locator("g.beside-added g circle").evaluate_all(
        "all => all.map(one => Number(one.getAttribute('cx')))"
    )
    assert places
    assert max(places) <= right


def test_page_that_was_not_run_has_no_marks(page: "Page", site: str, mine: Content) -> None:
    """Where a record has no timings of a page, nothing is added to its pictures."""
    name = slow(mine)
    del mine["timings"][name]
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    place = page.locator(f".beside-page[data-page='{name}']")

    assert place.locator("p").first.inner_text() == "Your record has no timings of this."
    assert place.locator("g.beside-added").count() == 0
    assert drawn(page) > 0


def test_own_record_differs_in_nothing(page: "Page", site: str, ours: Content) -> None:
    """This build's own record is the same in circumstances, verdicts and timings."""
    page.goto(f"{site}/{NAME}")
    choose(page, ours)
    result = page.locator("#beside-result").inner_text()

    assert "They are the same as this build's." in result
    assert f"Of {len(ours['claims'])} claims that both have made, none have another" in result
    assert "takes longer for none and less long for none" in result
    assert "ours is 1.00." in result


# Files that are no records.


def without(name: str) -> Callable[[Content], None]:
    """Return what takes a part of a record away."""
    return lambda content: content.pop(name) and None


def put(value: Any, *keys: Any) -> Callable[[Content], None]:
    """Return what puts a value into a record."""

    def change(content: Content) -> None:
        *way, last = keys
        inner: Any = content
        for key in way:
            inner = inner[key] if key != "page" else next(iter(inner.values()))
        inner[last] = value

    return change


RUN = ("timings", "page", "benchmarks", 0, "runs", 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty."),
        (" \n", "The file is empty."),
        ("a record", "This is no record: the file is not JSON."),
        ('{"schema": 1', "This is no record: the file is not JSON."),
        ("[" * 100_000, "This is no record: the file is not JSON."),
        ("[]", "This is no record: the file names no schema."),
        ("null", "This is no record: the file names no schema."),
        ("{}", "This is no record: the file names no schema."),
        ('{"schema": 2}', "This is a record of schema 2; this page reads 1."),
        ('{"schema": "1.5"}', "This is a record of schema 1.5; this page reads 1."),
        ('{"schema": {"a": 1}}', "This is a record of schema another; this page reads 1."),
        ('{"schema": 1}', "This record is damaged: circumstances: no object."),
    ],
    ids=range(12),
)
def test_no_record(page: "Page", site: str, text: str, message: str) -> None:
    """The page says what is wrong with a file that is no record, draws and keeps nothing."""
    page.goto(f"{site}/{NAME}")
    choose(page, text, "mine.json")

    assert page.locator(TOLD).inner_text() == f"mine.json: {message}"
    assert drawn(page) == 0
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("#beside-forget").is_hidden()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("claims"), "claims: no list"),
        (without("timings"), "timings: no object"),
        (put([], "circumstances"), "circumstances: no object"),
        (put(["a"], "circumstances", "cpu"), "circumstances: cpu is no text"),
        (put(3, "claims", 0), "claim 1 is no object"),
        (put(3, "claims", 1, "text"), "claim 2 has no text for its text"),
        (put("fine", "claims", 0, "verdict"), 'claim 1 has "fine", which is no verdict'),
        (put(None, "timings", "page", "benchmarks"), ": no list"),
        (put({}, "timings", "page", "benchmarks", 0), "one has no name"),
        (put(None, *RUN), ": no list"),
        (put("1.0", *RUN, "values"), ": no list"),
        (put(["1.0"], *RUN, "values"), "not numbers of seconds"),
        (put([-1.0], *RUN, "values"), "not numbers of seconds"),
        (put([1e300], *RUN, "values"), "not numbers of seconds"),
    ],
    ids=range(14),
)
def test_damaged_record(
    page: "Page", site: str, mine: Content, change: Callable[[Content], None], message: str
) -> None:
    """The page names the place where a record is damaged, as the package would refuse it."""
    change(mine)
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    said = page.locator(TOLD).inner_text()

    assert said.startswith("mpguide-record.json: This record is damaged: ")
    assert message in said
    assert drawn(page) == 0


def test_file_too_large(page: "Page", site: str, tmp_path: Path) -> None:
    """A file that is larger than any record is not even read."""
    with open(tmp_path / "large.json", "wb") as file:
        file.truncate(record.LARGEST + 1)
    page.goto(f"{site}/{NAME}")
    page.set_input_files("#beside-file", tmp_path / "large.json")

    page.wait_for_function(f"document.querySelector('{TOLD}').textContent != ''")
    assert "larger than any" in page.locator(TOLD).inner_text()


def test_bad_file_leaves_the_last_one(shown: "Page") -> None:
    """A file that is no record leaves what is shown, and kept, as it is."""
    before = drawn(shown)
    choose(shown, "", "empty.json")

    assert drawn(shown) == before > 0
    assert shown.evaluate("localStorage.length") == 1


def test_hostile_record_runs_nothing(page: "Page", site: str, mine: Content) -> None:
    """Markup and names of JavaScript's own in a record are texts, if they are shown at all."""
    suite = mine["timings"][slow(mine)]
    suite["benchmarks"].append(copy.deepcopy(suite["benchmarks"][0]))
    suite["benchmarks"][-1]["metadata"]["name"] = NASTY
    mine["timings"] |= {NASTY: suite, "__proto__": suite, "constructor": suite}
    mine["circumstances"] |= {"cpu": NASTY, "python": {"toString": NASTY}, "__proto__": NASTY}
    mine["claims"][0] |= {"text": NASTY, "page": "__proto__"}
    for claim in mine["claims"]:
        claim |= {"kind": NASTY, "evidence": NASTY}
    for one in suite["benchmarks"]:
        one["metadata"] |= {"unit": NASTY, NASTY: NASTY}
    mine["pages"] |= {NASTY: {"seconds": 1.0, "ended": NASTY}}
    mine[NASTY] = NASTY
    page.goto(f"{site}/{NAME}")
    images = page.locator("img").count()
    choose(page, mine, "<img src=x onerror=alert(1)>")
    page.reload()
    page.wait_for_timeout(300)

    assert drawn(page) > 0
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == images
    assert NASTY in page.locator("#beside-result td").all_inner_texts()


@pytest.mark.parametrize(
    "change",
    [
        put(NASTY * 50, "schema"),
        put([1], "circumstances", NASTY * 50),
        put(NASTY * 50, "claims", 0, "verdict"),
        put([], "timings", NASTY * 50),
        put({"metadata": {"name": NASTY * 50}, "runs": 3}, "timings", "page", "benchmarks", 0),
    ],
    ids=range(5),
)
def test_hostile_message(
    page: "Page", site: str, mine: Content, change: Callable[[Content], None]
) -> None:
    """Markup in what is refused is text in the message, and cut short."""
    change(mine)
    page.goto(f"{site}/{NAME}")
    choose(page, mine)
    said = page.locator(TOLD).inner_text()

    assert said.startswith("mpguide-record.json: This ")
    assert len(said) < 260
    assert page.evaluate("window.hacked") is None


# Kept in the browser, and forgotten.


def test_record_is_kept_and_forgotten(shown: "Page") -> None:
    """A record is drawn again on the next visit, until it is forgotten."""
    before = drawn(shown)
    shown.reload()

    assert "kept from your last visit" in shown.locator(TOLD).inner_text()
    assert drawn(shown) == before > 0
    shown.locator("#beside-forget").press("Enter")
    assert shown.locator(TOLD).inner_text() == "Your record is forgotten."
    assert shown.evaluate("document.activeElement.id") == "beside-file"
    assert drawn(shown) == 0
    shown.reload()
    assert shown.locator(TOLD).inner_text() == ""


def test_what_is_kept_and_damaged_is_dropped(page: "Page", site: str) -> None:
    """What another version of the page has kept, and this one can't read, is told and dropped."""
    page.goto(f"{site}/{NAME}")
    page.evaluate("localStorage.setItem('mpguide-record', '{}')")
    page.reload()

    assert "What was kept of your last visit: This is no" in page.locator(TOLD).inner_text()
    assert page.evaluate("localStorage.length") == 0


def test_browser_that_keeps_nothing(page: "Page", site: str, mine: Content) -> None:
    """Where nothing can be kept, the record is drawn all the same, and the page says so."""
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    page.goto(f"{site}/{NAME}")
    choose(page, mine)

    assert "can't keep it" in page.locator(TOLD).inner_text()
    assert drawn(page) > 0


# Everywhere.


def test_page_works_from_a_disk(page: "Page", html: Path, mine: Content) -> None:
    """Opened as a file, without a server, the page does the same."""
    page.goto((html / NAME).as_uri())
    choose(page, mine)

    assert drawn(page) > 0


def test_nothing_is_asked_of_anybody(page: "Page", site: str, mine: Content) -> None:
    """A record leaves no trace on the network."""
    page.goto(f"{site}/{NAME}", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    choose(page, mine)

    assert asked == []


def test_file_can_be_dropped(page: "Page", site: str, mine: Content) -> None:
    """A file that is dropped on the form is taken like one that is chosen."""
    page.goto(f"{site}/{NAME}")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.json"));
            const drop = new DragEvent("drop", {dataTransfer: data, cancelable: true});
            document.querySelector(".beside").dispatchEvent(drop);
        }""",
        json.dumps(mine),
    )
    page.wait_for_function(f"document.querySelector('{TOLD}').textContent != ''")

    assert page.locator(TOLD).inner_text().startswith("dropped.json is drawn")


def test_only_this_page_has_the_script(page: "Page", site: str) -> None:
    """Other pages do not load it."""
    page.goto(f"{site}/index.html")

    assert page.locator("script[src*=your_machine]").count() == 0


def test_without_javascript(browser: "Browser", site: str) -> None:
    """Without JavaScript there is no form, but the command that does the same."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{NAME}")

    assert page.locator(".beside").is_hidden()
    assert "mpguide compare" in page.locator(".beside-without").inner_text()
    context.close()


def test_with_javascript_the_way_round_is_hidden(page: "Page", site: str) -> None:
    """With JavaScript the form shows, and the command that replaces it does not."""
    page.goto(f"{site}/{NAME}")

    assert page.locator(".beside").is_visible()
    assert page.locator(".beside-without").is_hidden()


def test_nothing_moves_when_the_form_comes(page: "Page", site: str) -> None:
    """The form has its place before the script shows it."""
    page.goto(f"{site}/{NAME}")
    moved = page.evaluate(
        """() => new Promise(done => {
            let moved = 0;
            new PerformanceObserver(list => list.getEntries().forEach(one => moved += one.value))
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(moved), 300);
        })"""
    )

    assert moved < 0.01


def test_keyboard_reaches_the_form(shown: "Page") -> None:
    """The tabulator goes from the file to the button that has it forgotten."""
    shown.focus("#beside-file")
    shown.keyboard.press("Tab")

    assert shown.evaluate("document.activeElement.id") == "beside-forget"


WIDER = """
[...document.querySelectorAll("#beside-result > *, .beside-page > *, .beside, #beside-told")]
  .filter(one => one.clientWidth && getComputedStyle(one).overflowX !== "auto")
  .filter(one => Math.max(one.getBoundingClientRect().right - innerWidth,
                          one.scrollWidth - one.clientWidth) > 0)
  .map(one => one.outerHTML.slice(0, 80))
"""
"""What is wider than the screen, or than it has room for, and does not scroll by itself."""


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_page_never_scrolls_sideways(page: "Page", site: str, mine: Content, width: int) -> None:
    """With a record of long names drawn and all tables open, the page is as wide as the screen."""
    mine["circumstances"]["cpu"] = "x" * 70
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/{NAME}")
    choose(page, mine, f"mpguide-record-{'x' * 50}.json")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(WIDER) == []
