"""What all tests share: the choice of start methods, the root."""

import importlib.util
import signal
import sys
from pathlib import Path

import pytest

from mpguide import machine

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--methods``: the start methods that pages run under."""
    parser.addoption(
        "--methods",
        default="default",
        help="start methods to run pages and programs under: default, all, or fork,spawn,...; "
        "others runs them under all but the default, and nothing else",
    )


def chosen_methods(option: str) -> tuple[str, ...]:
    """Return the start methods that the option names."""
    if option == "default":
        return (machine.start_method(),)
    if option == "all":
        return machine.start_methods()
    if option == "others":
        return tuple(name for name in machine.start_methods() if name != machine.start_method())
    methods = tuple(option.split(","))
    unknown = set(methods) - set(machine.start_methods())
    if unknown:
        raise pytest.UsageError(f"--methods: {', '.join(sorted(unknown))} can't be had here")
    return methods


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``start_method`` under each chosen one."""
    if "start_method" in metafunc.fixturenames:
        methods = chosen_methods(metafunc.config.getoption("--methods"))
        metafunc.parametrize("start_method", methods)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what ``-m`` must ask for, and with ``--methods others`` the default method."""
    unasked = [mark for mark in ("browser", "probe") if mark not in config.option.markexpr]
    left_out = {item for item in items if any(map(item.get_closest_marker, unasked))}
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]
    if config.getoption("--methods") == "others":
        fixtures = {item: getattr(item, "fixturenames", ()) for item in items}
        config.hook.pytest_deselected(
            items=[item for item in items if "start_method" not in fixtures[item]]
        )
        items[:] = [item for item in items if "start_method" in fixtures[item]]


def needs(*libraries: str) -> None:
    """Skip a test where a library is missing, without importing it.

    joblib adds start methods to `multiprocessing` when it is imported, and other tests would
    see them.
    """
    for library in libraries:
        if not importlib.util.find_spec(library):
            pytest.skip(f"needs {library}")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT


sys.path.insert(0, str(ROOT / "docs" / "_ext"))

# A shell has its background jobs ignore Ctrl-C, and what is ignored stays so in every child.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
