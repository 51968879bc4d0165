"""What all tests share: the option that chooses start methods, and the repository's root."""

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
        help="start methods to run pages and programs under: default, all, or fork,spawn,...",
    )


def chosen_methods(option: str) -> tuple[str, ...]:
    """Return the start methods that the option names."""
    if option == "default":
        return (machine.start_method(),)
    if option == "all":
        return machine.start_methods()
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


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT


sys.path.insert(0, str(ROOT / "docs" / "_ext"))
