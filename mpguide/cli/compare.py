"""``python -m mpguide compare``: two records side by side."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from mpguide import record
from mpguide.cli import FAULTY
from mpguide.cli.streams import lenient, say
from mpguide.compare import compare, counterpart, text
from mpguide.record import RecordError


def main(arguments: Sequence[str]) -> int:
    """Compare the records that the arguments name, and return the exit status."""
    given = _parser().parse_args(arguments)
    lenient()
    try:
        mine = record.load(given.mine)
        if given.other:
            name, other = given.other, record.load(given.other)
        else:
            published, other = counterpart(mine)
            name = f"published for {published}"
        found, names = compare(mine, other), (given.mine, name)
        if given.html:
            from mpguide.compare import page

            record.write_text(given.html, page.html(found, names))
        say(text.text(found, names, given.all))
        if given.html:
            say(f"\nThe page: {given.html}")
    except RecordError as error:
        print(f"mpguide compare: {error}", file=sys.stderr)
        return FAULTY
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "mpguide compare",
        description="Set two records of the guide's pages side by side: their circumstances, "
        "the verdicts that differ, and their timings as ratios, mine by the other's.",
    )
    parser.add_argument("mine", metavar="MINE", help="a record, as mpguide run writes it")
    parser.add_argument(
        "other",
        nargs="?",
        metavar="OTHER",
        help="the record to compare with; else the one published for the same Python, "
        "or for the newest",
    )
    parser.add_argument("--all", action="store_true", help="show every timing")
    parser.add_argument("--html", metavar="FILE", help="write a page with figures, too")
    return parser
