"""The options of a measuring page, and the samples it writes with ``--json``."""

import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mpguide import machine, record
from mpguide.bench.samples import BenchError

if TYPE_CHECKING:
    import argparse

chosen: dict[str, Any] = {}
"""What was chosen last."""


def options(**defaults: Any) -> Any:
    """Return what the command line chooses, each with its default: a namespace.

    ``options(processes=50, methods=("fork", "spawn"))`` takes ``--processes 100``
    and ``--methods spawn``; ``--json PATH`` and ``--stress`` are always there,
    as ``json`` and ``stress``.  A type in place of a default (``processes=int``)
    stands for None by default.  Whole numbers are at least 1, and ``method`` and
    ``methods`` are start methods of this platform.  A bad option ends the
    program with one message and the exit status 2.

    Only a page that is run as a script has a command line: in the built guide,
    in a notebook, and in a child that imports the page, the defaults hold.
    """
    chosen.clear()
    unchosen = {
        name: None if isinstance(default, type) else default for name, default in defaults.items()
    }
    chosen.update(json=None, stress=False, **unchosen)
    if _is_script(sys._getframe(1).f_globals):
        sys.excepthook = _in_brief
        chosen.update(vars(_parser(defaults).parse_args()))
    return SimpleNamespace(**chosen)


def _is_script(page: dict[str, Any]) -> bool:
    # The built guide runs a page as a __main__ without a file.
    main = getattr(sys.modules["__main__"], "__file__", None)
    return page.get("__name__") == "__main__" and bool(main) and "ipykernel" not in sys.modules


def _in_brief(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """Say what ended a page's measuring, without a traceback of the bench."""
    page = os.path.basename(sys.argv[0])
    if issubclass(kind, KeyboardInterrupt):
        kept = f"; what was measured is in {chosen['json']}" if chosen["json"] else ""
        print(f"{page}: interrupted{kept}", file=sys.stderr)
    elif issubclass(kind, (BenchError, record.RecordError)):
        print(f"{page}: error: {error}", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


def _parser(defaults: dict[str, Any]) -> "argparse.ArgumentParser":
    import argparse

    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name, default in defaults.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(default, bool):
            parser.add_argument(option, action="store_true", default=default)
            continue
        unchosen = None if isinstance(default, type) else default
        shown = ",".join(map(str, default)) if isinstance(default, (tuple, list)) else unchosen
        told = "default: as the question needs" if shown is None else f"default: {shown}"
        parser.add_argument(option, type=_reads(name, default), default=unchosen, help=told)
    parser.add_argument("--json", type=_writable, metavar="PATH", help="write the timings there")
    parser.add_argument("--stress", action="store_true", help="measure again with all cores busy")
    return parser


def _reads(name: str, default: Any) -> Callable[[str], Any]:
    several = isinstance(default, (tuple, list))
    kind = default if isinstance(default, type) else type(default[0] if several else default)

    def read(text: str) -> Any:
        found = [_value(name, kind, part.strip()) for part in text.split(",")]
        if not several and len(found) > 1:
            raise _error(f"one value wanted, not {text!r}")
        return tuple(found) if several else found[0]

    return read


def _value(name: str, kind: type, text: str) -> Any:
    try:
        value = kind(text)
    except ValueError:
        wanted = {int: "a whole number", float: "a number"}.get(kind, kind.__name__)
        raise _error(f"{wanted} wanted, not {text!r}") from None
    if kind is int and value < 1:
        raise _error(f"at least 1 wanted, not {value}")
    if kind is float and not value > 0:
        raise _error(f"more than 0 wanted, not {value:g}")
    if name in {"method", "methods"} and value not in machine.start_methods():
        known = ", ".join(machine.start_methods())
        raise _error(f"{value!r} is no start method of this platform, which has {known}")
    return value


def _writable(path: str) -> str:
    try:
        record.check_writable(path)
    except record.RecordError as error:
        raise _error(str(error)) from None
    return path


def _error(text: str) -> Exception:
    import argparse

    return argparse.ArgumentTypeError(text)
