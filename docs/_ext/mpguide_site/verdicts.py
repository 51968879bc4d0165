"""The end of a build: every page's verdicts in one record, and the reasons to fail."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from mpguide import machine, record
from mpguide.record import NOT_TESTABLE, REFUTED, UNDECIDED, VERDICTS, Claim, Record
from mpguide_site import fingerprint, inventory, order, said, typed, visit

SHARE = 50
"""A strict build allows one claim in so many to stay undecided."""

logger = logging.getLogger(__name__)


def circumstances() -> dict[str, Any]:
    """Return what this build's verdicts rest on."""
    return {**machine.circumstances(fingerprint.TOOLS), "start_method": visit.START_METHOD}


def gather(pages: list[order.Page]) -> Record:
    """Fold the lines of all pages, of this build and kept, into one record."""
    kept = [page.verdicts for page in pages if page.verdicts.is_file()]
    return record.fold(kept, circumstances())


def summary(whole: Record) -> str:
    """Return the number of claims by verdict, in words.

    >>> from mpguide.record import Claim
    >>> summary(Record({}, (Claim("p", "t", "exact", "held", "e"),)))
    '1 held, 0 refuted, 0 undecided, 0 not testable here'
    """
    return ", ".join(f"{whole.count(verdict)} {verdict}" for verdict in VERDICTS)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write ``record.json`` into the site; fail with a line for each thing that does not hold.

    The failure is an exit status: an exception would end in a traceback and drop
    what an incremental build needs.
    """
    conf = app.config.sphinx_gallery_conf
    if exception is not None or not conf["plot_gallery"]:
        return
    pages = order.pages(conf)
    whole = gather(pages)
    record.save(whole, Path(app.outdir) / "record.json")
    logger.info("claims: %s", summary(whole))
    failed = {Path(script).stem: text for script, text in conf["failing_examples"].items()}
    reasons = [*_failures(failed), *visit.problems, *_claimless(pages, whole, failed)]
    reasons += said.unproven([page for page in pages if page.name not in failed], whole)
    reasons += inventory.check(Path(app.srcdir), pages)
    reasons += typed.check(Path(app.srcdir), (Path(app.srcdir) / conf["examples_dirs"]).resolve())
    reasons += map(_line, _of(whole, REFUTED))
    undecided = list(map(_line, _of(whole, UNDECIDED)))
    if app.config.mpguide_strict and _too_many(undecided, whole):
        reasons += undecided
    else:
        logger.info("%s", "\n".join(undecided))
    for reason in reasons:
        logger.error("%s", reason)
    if reasons:
        app.statuscode = 1


def _failures(failed: dict[str, str]) -> Iterator[str]:
    for page, text in failed.items():
        yield f"{page}: fails with {text.strip().splitlines()[-1]}"


def _claimless(pages: list[order.Page], whole: Record, failed: dict[str, str]) -> Iterator[str]:
    claims = Counter(claim.page for claim in whole.claims)
    for page in pages:
        if not claims[page.name] and page.name not in failed:
            yield f"{page.name}: makes no claim; a page must claim what it shows"


def _of(whole: Record, verdict: str) -> list[Claim]:
    return [claim for claim in whole.claims if claim.verdict == verdict]


def _too_many(undecided: list[str], whole: Record) -> bool:
    """Return whether more claims are undecided than a build for publication allows."""
    tested = len(whole.claims) - whole.count(NOT_TESTABLE)
    return len(undecided) * SHARE > tested


def _line(claim: Claim) -> str:
    told = f"{claim.page}: {claim.verdict}: {claim.text} [{claim.evidence}]"
    return " ".join(told.split())
