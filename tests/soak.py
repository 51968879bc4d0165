"""Run pages, or whole builds, again and again under chosen loads, and report what varies.

``python tests/soak.py --times 10 --load idle,busy`` runs each page that measures ten
times under each of the two loads; ``--builds`` builds the site instead.  It resumes where
it was: what ran on this state of the checkout is kept and not run again, unless
``--fresh`` forgets it.  ``--report`` shows what is kept, and runs nothing.
"""

import argparse
import signal
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

if not sys.platform.startswith("linux"):
    sys.exit("soak: needs Linux, where all that a program leaves behind can be seen")

from mpguide.cli import FAULTY, seconds
from mpguide.cli.progress import Progress
from mpguide.cli.run import INTERRUPTED, usual
from mpguide.observe import ObserveError
from mpguide.pages import PagesError
from mpguide.record import REFUTED, UNDECIDED, VERDICTS, RecordError, check_writable, write_json
from soaking import plan, report, runs, state
from soaking.loads import LOADS, LoadError
from soaking.plan import METHODS, PlanError
from soaking.runs import Task
from soaking.state import Run, State, StateError

STATE = ROOT / ".tox" / "soak.jsonl"
"""Where runs are kept: beside the environment of this command, which tox may make anew."""

BUILD_TAKES = 600.0
"""Seconds that a build is taken to last, to say how long the rest may."""

Options = argparse.Namespace


def main() -> int:
    """Run what is lacking, and report on all of it; return the exit status."""
    options = parse()
    heed_once(signal.SIGINT, signal.SIGTERM)
    try:
        if options.json:
            check_writable(options.json)
        kept = look(options) if options.report else soak(options)
        print(f"\n{report.report(kept)}", flush=True)
        if options.json:
            write_json(options.json, report.as_json(kept))
        return int(report.faulty(kept))
    except KeyboardInterrupt:
        print("Interrupted: what has run is kept; the same command goes on.", file=sys.stderr)
        return INTERRUPTED
    except (LoadError, ObserveError, PagesError, PlanError, RecordError, StateError) as error:
        print(f"soak: {error}", file=sys.stderr)
        return FAULTY


def heed_once(*numbers: signal.Signals) -> None:
    """Take the first of these signals as Ctrl-C, and none while that ends what runs."""
    heard: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        heard.append(number)
        if len(heard) == 1:
            raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, hear)


def parse() -> Options:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser("soak", description="Run pages again and again under load.")
    parser.add_argument(
        "pages",
        nargs="*",
        metavar="PAGE",
        help="a page, a chapter, the path of a script, or all (default: the pages that measure)",
    )
    parser.add_argument("--builds", action="store_true", help="whole builds instead of pages")
    parser.add_argument("--times", type=plan.count, default=1, metavar="N", help="runs of each")
    parser.add_argument(
        "--load", type=plan.several(LOADS), help=f"{','.join(LOADS)}, or all (default: idle)"
    )
    parser.add_argument(
        "--methods", type=plan.several(METHODS), help=f"start methods: {','.join(METHODS)}, or all"
    )
    parser.add_argument(
        "--python",
        action="append",
        metavar="3.13",
        help="a Python on the PATH, for which an environment is made, or the path of one that "
        "has what is needed (default: the newest)",
    )
    parser.add_argument("--deadline", type=seconds, metavar="S", help="seconds that a run may take")
    parser.add_argument("--fresh", action="store_true", help="forget these runs, and run them anew")
    parser.add_argument("--report", action="store_true", help="report what is kept, run nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there, too")
    parser.add_argument("--state", type=Path, default=STATE, metavar="FILE", help="keep runs there")
    options = parser.parse_args()
    if options.builds and (options.pages or options.methods):
        parser.error("--builds runs all pages, under the site's start method: name neither")
    return options


def look(options: Options) -> list[Run]:
    """Return the runs that are kept, of this state of the checkout, as far as they are named."""
    kept = [run for run in state.read(options.state) if plan.chosen(run, options)]
    if not kept:
        raise StateError(f"{options.state}: has no such run of this state of the checkout")
    return kept


def soak(options: Options) -> list[Run]:
    """Run what is lacking of what is named, round by round; return all runs of it."""
    given = plan.interpreters(options.python)
    tasks = plan.tasks(options, given)
    cells = {task.cell for task in tasks}
    with State(options.state) as kept:
        if options.fresh:
            kept.forget(cells)
        counts = kept.counts()
        todo = [task for one in range(options.times) for task in tasks if counts[task.cell] <= one]
        done = len(tasks) * options.times - len(todo)
        print(f"{len(todo)} to run, {done} run before", flush=True)
        lacking = dict.fromkeys(task.cell.python for task in todo)
        pythons = {name: plan.prepared(name, given[name], options.builds) for name in lacking}
        run(todo, pythons, kept)
        return [one for one in kept.runs if one.cell in cells]


def run(todo: Sequence[Task], pythons: dict[str, str], kept: State) -> None:
    """Run tasks in turn, each under its load, and keep each run as soon as it has ended."""
    _, known = usual()
    usually = [
        BUILD_TAKES if task.builds else known.get(Path(task.script).stem, 0.0) for task in todo
    ]
    numbered = enumerate(todo)
    with Progress(usually) as progress:
        for name, some in groupby(numbered, lambda item: item[1].cell.load):
            with LOADS[name]() as load:
                for number, task in some:
                    progress.step(number, f"{task.cell.what} ({name})")
                    one = runs.run(task, pythons[task.cell.python], load.home)
                    load.check()
                    kept.add(one)
                    progress.tell("\n".join(told(one, f"{number + 1}/{len(todo)}")))


def told(one: Run, number: str) -> Iterator[str]:
    """Yield the lines that say what became of a run."""
    cell = one.cell
    found = [claim.verdict for claim in one.claims]
    counts = [f"{found.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in found]
    ended = [f"{one.ended.upper()} ({one.evidence})"] * one.failed
    how = f"{cell.load} {cell.python} {cell.method}"
    yield f"{number:>9}  {how}  {cell.what}  {one.seconds:.1f} s  {', '.join(ended + counts)}"
    told = [
        *(f"left {text}" for text in one.left),
        *(
            f"{claim.verdict}: {claim.text} [{claim.evidence}]"
            for claim in one.claims
            if claim.verdict in (REFUTED, UNDECIDED)
        ),
    ]
    for text in told:
        yield from textwrap.wrap(text, 92, initial_indent=" " * 11, subsequent_indent=" " * 13)


if __name__ == "__main__":
    sys.exit(main())
