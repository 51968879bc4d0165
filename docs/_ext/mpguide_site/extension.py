"""The Sphinx extension: what is registered, and when in a build each piece acts."""

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from mpguide_site import (
    about,
    across,
    across_timings,
    beside,
    boxes,
    bundles,
    codelinks,
    decide,
    defaults,
    downloads,
    error_index,
    errors,
    failures,
    ledger,
    measured,
    meta,
    order,
    pictures,
    related,
    said,
    shown,
    sources,
    supports,
    terms,
    thumbnails,
    verdicts,
    visit,
    web,
    weight,
)


def _set_order(app: Sphinx, config: Config) -> None:
    conf = config.sphinx_gallery_conf
    gallery = app.srcdir / conf["examples_dirs"]
    try:
        listed = order.chapters(gallery.resolve())
    except order.OrderError as error:
        raise SystemExit(str(error)) from None  # a Sphinx error would end in a traceback
    conf["subsection_order"] = [f"{conf['examples_dirs']}/{chapter}" for chapter in listed]


def _skip_alias(app: Sphinx, what: str, name: str, value: object, skip: bool, _: object) -> bool:
    """Skip the fields of a named tuple that say no more than their number."""
    return skip or (getattr(value, "__doc__", None) or "").startswith("Alias for field number")


def add_directives(app: Sphinx) -> None:
    """Register the markup of the guide's own."""
    app.add_directive("by-default", defaults.ByDefault)
    app.add_directive("claim", boxes.ClaimBox)
    app.add_directive("circumstances", about.Circumstances)
    app.add_directive("claim-counts", about.ClaimCounts)
    app.add_directive("decisions", decide.Decisions)
    app.add_directive("failures", failures.Failures)
    app.add_directive("observed", failures.Observed)
    app.add_directive("picture", pictures.Picture)
    app.add_role("claim", supports.ClaimRole())
    app.add_directive("message", errors.Message)
    app.add_directive("reproduction", errors.Reproduction)
    app.add_directive("fix", errors.Fix)
    app.add_directive("error-index", error_index.ErrorIndex)
    for name in said.ROWS:
        app.add_directive(name, said.Said)
    for name in shown.FOLDERS:  # in this domain, since it has a "program" that no page needs
        app.add_directive_to_domain("std", name, shown.Shown, override=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the pieces."""
    app.add_config_value("mpguide_strict", False, "", bool)
    add_directives(app)
    across.setup(app)
    across_timings.setup(app)
    beside.setup(app)
    codelinks.setup(app)
    ledger.setup(app)
    measured.setup(app)
    meta.setup(app)
    related.setup(app)
    sources.setup(app)
    terms.setup(app)
    thumbnails.setup(app)
    weight.setup(app)
    app.add_html_math_renderer("mathml", (web.visit_math, None), (web.visit_math_block, None))
    app.connect("config-inited", _set_order, priority=5)  # sphinx-gallery reads it at 10
    app.connect("builder-inited", visit.prepare, priority=400)  # sphinx-gallery runs pages at 500
    app.connect("env-before-read-docs", errors.begin)
    app.connect("autodoc-skip-member", _skip_alias)
    app.connect("doctree-read", web.mend_doctree)
    app.connect("doctree-read", decide.plant)
    app.connect("doctree-read", bundles.link)
    app.connect("missing-reference", supports.resolve)
    app.connect("html-page-context", web.mend_page, priority=900)  # after the theme
    app.connect("build-finished", downloads.rewrite, priority=300)
    app.connect("build-finished", verdicts.finish, priority=400)  # before it sums up failures
    app.connect("build-finished", bundles.write, priority=900)  # after all that writes files
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
