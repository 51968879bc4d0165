"""What explains and what is explained, linked both ways; names in code, linked to the reference."""

import re
from pathlib import Path

import pytest

from mpguide import errors, lab

pytestmark = pytest.mark.browser

EXPLAINED = {
    **{
        f"failures/{one.chapter}.html#failure-{one.name}": one.page
        for one in lab.catalogue().values()
    },
    **{f"errors/{one.name}.html": one.page for one in errors.catalogue().values()},
}
"""Where each failure and each error message stands, and the page that explains it."""


def article(html: Path, name: str) -> str:
    """Return the text of a page, without what stands beside it."""
    text = (html / name).read_text(encoding="utf-8")
    return text.partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize(("name", "page"), EXPLAINED.items(), ids=EXPLAINED)
def test_explained_and_explaining_are_linked(html: Path, name: str, page: str) -> None:
    """A failure or a message links to the page that explains it, and that page links back."""
    there = article(html, name.partition("#")[0])
    here = article(html, f"gallery/{page}.html")

    assert f'href="../gallery/{page}.html' in there
    assert f'href="../../{name.replace("_", "-") if "#" in name else name}' in here


def test_names_in_code_lead_to_the_reference(html: Path) -> None:
    """In the code of a page, names of the package and of the library are links."""
    code = re.findall(
        r"<pre.*?</pre>", article(html, "gallery/start/many_processes.html"), re.DOTALL
    )
    found = [link for block in code for link in re.findall(r'href="([^"]+)"', block)]

    assert any(link.startswith("../../reference/") for link in found), found
    assert any(link.startswith("https://docs.python.org/") for link in found), found
