"""Every page keeps the rules, and every rule can fail."""

from pathlib import Path

import pytest

import page_rules
from conftest import ROOT

PAGES = sorted((ROOT / "gallery").glob("*/*.py"))

GOOD = '''"""
Two and two make four
=====================

A question and its answer.
"""

from multiprocessing import Process

from mpguide import claims

# %%
# Run it

if __name__ == "__main__":
    child = Process(target=print)
    child.start()
    child.join(10)

# %%
# What it shows

if __name__ == "__main__":
    claims.equal("Two and two make four", 2 + 2, 4)

# %%
# Next: nothing.
'''

BAD = {
    "title: 9 words": ("Two and two make four", "Two and two and two and two make eight"),
    "title: says demo": ("Two and two make four", "A demo of two and"),
    "title: not underlined": ("=====================\n", "====\n"),
    "line 5: 85 columns": ("A question and its answer.", "A" * 85),
    "line 12: at top level": ("# %%\n# Run it", "NAPS = 5\n# %%\n# Run it"),
    "cells: 1 guarded": ('if __name__ == "__main__":\n    child', "if True:\n    child"),
    "claims: the page makes none": ("claims.equal(", "print("),
    "line 10: numpy can't be imported at the top": ("from mpguide", "import numpy\nfrom mpguide"),
    "line 10: mpguide.figures can't be": ("mpguide import claims", "mpguide import figures"),
    "line 18: child.join() waits without": ("child.join(10)", "child.join()"),
    "line 16: set_start_method": ("child = Process", "set_start_method(1)\n    child = Process"),
    "length: 77 lines": ("    child.start()\n", "    child.start()\n" * 70),
    "ending: the last cell": ("Next: nothing", "The end"),
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_keeps_the_rules(page: Path) -> None:
    """A page of the gallery does nothing against the rules."""
    assert [] == page_rules.faults(page.read_text(encoding="utf-8"))


def test_good_page_has_no_fault() -> None:
    """The page that the bad ones are made from is faultless."""
    assert [] == page_rules.faults(GOOD)


@pytest.mark.parametrize("fault", BAD)
def test_rule_can_fail(fault: str) -> None:
    """A page changed in one place breaks the rule that speaks of it."""
    old, new = BAD[fault]
    assert old in GOOD

    found = page_rules.faults(GOOD.replace(old, new, 1))

    assert any(line.startswith(fault) for line in found), found
