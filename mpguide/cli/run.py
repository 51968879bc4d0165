"""``python -m mpguide run``: the guide's pages on the reader's machine, and their record."""

import os
import signal
import sys
import textwrap
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mpguide import machine, pages, record, running, timings
from mpguide.bench import readable
from mpguide.cli import FAULTY, seconds
from mpguide.cli.progress import Progress, lasted
from mpguide.cli.streams import Unheard, lenient, say
from mpguide.observe import FAILED, HUNG, ObserveError
from mpguide.pages import Page, PagesError
from mpguide.record import REFUTED, UNDECIDED, VERDICTS, RecordError
from mpguide.running import DEADLINE, START_METHOD, Ran

NAME = "mpguide-record"
"""The file of a record for which no other is named; a number follows if there is one already."""

FAULTS = (ObserveError, RecordError, OSError)
"""What can keep a page from being run, or its record from being written."""

INTERRUPTED = 130
"""The exit status after Ctrl-C."""

MOST = 16
"""The medians that are shown of a page; all are in the record."""

TAIL = 12
"""The last lines that are shown of what a page wrote that failed."""


def main(arguments: Sequence[str]) -> int:
    """Run the pages that the arguments name, and return the exit status.

    It is 1 if a claim is refuted or a page fails, 130 after Ctrl-C.
    """
    given = _parser().parse_args(arguments)
    lenient()
    try:
        chosen = pages.chosen(given.pages, given.chapter)
        if given.list:
            _list(chosen)
            return 0
        if lacking := running.missing():
            raise PagesError(f"the pages need {', '.join(lacking)}; install mpguide with pip")
        if given.quick:
            chosen = tuple(page for page in chosen if not page.measures)
        if not chosen:
            raise PagesError("all of these pages measure, and --quick leaves such pages out")
        place = given.json or _unused()
        record.check_writable(place)
        return _run(chosen, given, place)
    except (PagesError, *FAULTS) as error:
        print(f"mpguide run: {error}", file=sys.stderr)
        return FAULTY


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "mpguide run",
        description="Run the guide's pages here, each as a plain script in a new interpreter, "
        "check their claims, time what they time, and write one record.",
    )
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="a page, as --list names it")
    parser.add_argument("--chapter", metavar="C", help="the pages of this chapter")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the pages that measure: claims only"
    )
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="write the record there, over what is there; else to a new file in this folder, "
        f"{NAME}.json or {NAME}-2.json and so on",
    )
    parser.add_argument(
        "--list", action="store_true", help="show the pages and how long each usually takes"
    )
    parser.add_argument(
        "--deadline",
        type=seconds,
        default=DEADLINE,
        metavar="S",
        help=f"seconds that a page may take (default: {DEADLINE:g})",
    )
    parser.add_argument(
        "--start-method",
        choices=machine.start_methods(),
        default=START_METHOD,
        help=f"the start method of the pages (default: {START_METHOD}, as the guide is built)",
    )
    return parser


def _unused() -> str:
    """Return the first name of a record in this folder that is not taken."""
    number = 1
    while os.path.lexists(name := f"{NAME}{f'-{number}' * (number > 1)}.json"):
        number += 1
    return name


def usual() -> tuple[str, dict[str, float]]:
    """Return what each page takes in a published record, and the Python of that record.

    It is this interpreter's record, else the newest that has such times.
    """
    published = [*record.published().items()]
    published.sort(key=lambda item: item[0] == machine.python_name())
    for name, one in reversed(published):
        if one.pages:
            return name, {page: run.seconds for page, run in one.pages.items()}
    return "", {}


def _list(chosen: Sequence[Page]) -> None:
    name, usually = usual()
    width = max(len(str(page)) for page in chosen)
    for page in chosen:
        took = f"{usually[page.name]:.1f} s" if page.name in usually else "?"
        say(f"{page!s:{width}}  {took:>7}  {'*' if page.measures else ' '} {page.title}")
    known = [usually[page.name] for page in chosen if page.name in usually]
    total = f", {lasted(sum(known))} in all" if known else ""
    measures = sum(page.measures for page in chosen)
    say(f"{len(chosen)} pages{total}; {measures} measure (*), which --quick leaves out.")
    if name:
        say(f"The seconds are those of the published record of Python {name}.")


def _run(chosen: Sequence[Page], given: Namespace, place: str) -> int:
    _, usually = usual()
    begun, runs = time.monotonic(), list[Ran]()
    reason: BaseException | None = None
    try:
        with (
            _ends_orderly(),
            running.runner(given.deadline, given.start_method) as runner,
            Progress([usually.get(page.name, 0.0) for page in chosen]) as progress,
        ):
            for number, page in enumerate(chosen):
                progress.step(number, str(page))
                runs.append(runner.run(page))
                progress.tell("\n".join(told(runs[-1], f"{number + 1}/{len(chosen)}")))
    except (KeyboardInterrupt, Unheard, *FAULTS) as error:
        reason = error
    took = time.monotonic() - begun
    if reason and not runs:
        if not isinstance(reason, KeyboardInterrupt):
            raise reason
        print("Interrupted before a page was finished: no record is written.", file=sys.stderr)
        return INTERRUPTED
    lines = [summary(runs, took), f"The record: {place}"]
    if reason and (left := len(chosen) - len(runs)):
        why = "Interrupted" if isinstance(reason, KeyboardInterrupt) else f"Stopped, {reason}"
        lines.insert(1, f"{why}: {left} of {len(chosen)} pages were not run; the others are kept.")
    _save(runs, given, place)
    if isinstance(reason, Unheard):
        print(*lines, sep="\n", file=sys.stderr)
        return reason.status
    say("\n".join(lines))
    if reason:
        return INTERRUPTED if isinstance(reason, KeyboardInterrupt) else FAULTY
    return int(any(ran.failed for ran in runs))


def _save(runs: Sequence[Ran], given: Namespace, place: str) -> None:
    from mpguide.observe.interrupts import Interrupts

    with Interrupts() as interrupts:
        record.save(running.folded(runs, given.start_method), place)
        interrupts.forget()


@contextmanager
def _ends_orderly() -> Iterator[None]:
    """Take a request to end as Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def told(ran: Ran, number: str) -> Iterator[str]:
    """Yield the lines that say what became of a page."""
    page, outcome, left = ran
    counts = [f"{left.count(verdict)} {verdict}" for verdict in VERDICTS if left.count(verdict)]
    ended = [f"{outcome.ended.upper()} ({outcome.evidence})"] * (outcome.ended in (FAILED, HUNG))
    yield f"{number:>6}  {page}  {outcome.seconds:.1f} s  {', '.join(ended + counts)}"
    for claim in left.claims:
        if claim.verdict in (REFUTED, UNDECIDED):
            yield from _wrapped(f"{claim.verdict}: {claim.text} [{claim.evidence}]")
    if outcome.ended == HUNG:
        from mpguide.observe import report

        yield textwrap.indent(report.report(outcome), " " * 8)
    elif outcome.ended == FAILED:
        yield textwrap.indent("\n".join(outcome.output.splitlines()[-TAIL:]), " " * 8)
    if outcome.survivors:
        yield from _wrapped(f"it left {len(outcome.survivors)} processes running; they were ended")
    if page.name in left.timings:
        times = timings.read(left.timings[page.name])
        medians = [f"{name}: {readable(each.median)}" for name, each in times.items()]
        more = [f"{len(medians) - MOST} more in the record"] * (len(medians) > MOST)
        yield from _wrapped(f"medians: {'; '.join(medians[:MOST] + more)}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 92, initial_indent=" " * 8, subsequent_indent=" " * 10)


def summary(runs: Sequence[Ran], took: float) -> str:
    """Return in one line what has run, and what became of the claims."""
    claims = [claim for ran in runs for claim in ran.left.claims]
    counts = (
        f"{sum(claim.verdict == verdict for claim in claims)} {verdict}" for verdict in VERDICTS
    )
    timed = sum(len(suite["benchmarks"]) for ran in runs for suite in ran.left.timings.values())
    ended = sum(ran.outcome.ended in (FAILED, HUNG) for ran in runs)
    failed = f" ({ended} of them failed)" if ended else ""
    return (
        f"{len(runs)} {'page' if len(runs) == 1 else 'pages'}{failed} in {lasted(took)}: "
        f"{len(claims)} claims ({', '.join(counts)}), {timed} timings."
    )
