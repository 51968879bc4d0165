"""The list of what readers may look for."""

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx", reason="needs what builds the site")

from conftest import ROOT
from mpguide import pages
from mpguide_site import terms


def test_each_page_has_terms() -> None:
    """No page of the gallery is without a term by which it is found."""
    listed = terms.read(ROOT / "docs")

    assert [] == [page for page in pages.pages() if not listed.get(f"gallery/{page}")]


def test_unknown_document_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms of a document that is not there are warned of, by its name; others are not."""
    warned: list[str] = []
    monkeypatch.setattr(terms.logger, "warning", lambda text, *told: warned.append(text % told))
    (tmp_path / terms.FILE).write_text('"a/b" = ["x"]\n"c" = ["y"]\n', encoding="utf-8")
    terms.check(SimpleNamespace(srcdir=tmp_path), SimpleNamespace(all_docs={"c": 0.0}))

    assert ["search.toml: there is no document a/b"] == warned
