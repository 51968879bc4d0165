"""``python -m mpguide.survey``: renew what is archived, or compare it with what runs here."""

import argparse
import os
import sys
from collections.abc import Sequence

from mpguide import errors, lab, observe, record, survey
from mpguide.errors import renewal


def main(arguments: Sequence[str] | None = None) -> None:
    """Renew or check what is archived of the programs and messages named, or of all.

    Exits with a message when what is archived differs from what runs here.
    """
    options = parse(arguments)
    if options.records:
        _renew_records(options.names)
        return
    messages = [name for name in errors.catalogue() if name in options.names or not options.names]
    programs = sorted({*options.names} - {*messages} if options.names else archived())
    if options.write:
        for program in programs:
            survey.renew(program)
        for name in messages:
            renewal.renew(name)
        if not options.names:
            _renew_records()
        return
    wrong = [line for name in programs for line in survey.differing(name, survey.whole(name))]
    wrong += [line for name in messages for line in renewal.differing(name)]
    if wrong:
        sys.exit("\n".join(["the archive differs from what runs here:", *wrong]))


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options of the command line; exit with a message for a name that there is not."""
    parser = argparse.ArgumentParser(
        "python -m mpguide.survey",
        description="Compare what is archived with what runs on the interpreters found here.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a program or a message, or with --records a page"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="fail if one differs (the default)")
    what.add_argument(
        "--write", action="store_true", help="renew it, and then the records if none is named"
    )
    what.add_argument("--records", action="store_true", help="renew the published records")
    options = parser.parse_args(arguments)
    try:
        for name in () if options.records else {*options.names} - {*errors.catalogue()}:
            observe.program(name)
    except observe.ObserveError as error:
        parser.error(str(error))
    options.names.sort()
    return options


def archived() -> set[str]:
    """Return the names of the programs that have, or shall have, an archive."""
    kept = {name[:-5] for name in os.listdir(survey.ARCHIVE) if name.endswith(".json")}
    return kept | {*lab.catalogue()}


def _renew_records(pages: Sequence[str] = ()) -> None:
    from mpguide.record.renew import renew

    try:
        for line in renew(pages=pages):
            print(line, flush=True)
    except record.RecordError as error:
        sys.exit(f"the records are not renewed: {error}")


if __name__ == "__main__":
    main()
