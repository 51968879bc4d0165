"""How files are written: whole or not at all, so that no reader meets half of one."""

import os
from typing import Any


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write JSON, as `write_text` does."""
    import json

    write_text(path, json.dumps(content, indent=1) + "\n")


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text beside the target and move it there, so that no half file is left.

    A link stays one, and what is no regular file, such as a device, is written to.
    Raises `mpguide.record.RecordError` when that can't be done.
    """
    target = os.path.realpath(path)
    beside = _beside(target)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "w", encoding="utf-8") as file:
                file.write(text)
            return
        try:
            with open(beside, "x", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, target)
        finally:
            if os.path.exists(beside):
                os.unlink(beside)
    except OSError as error:
        from mpguide.record import RecordError

        raise RecordError(f"{path}: can't write: {error.strerror}") from error


def check_writable(path: str | os.PathLike[str]) -> None:
    """Raise `mpguide.record.RecordError` if no file can be written there."""
    target = os.path.realpath(path)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "a", encoding="utf-8"):
                return
        beside = _beside(target)
        with open(beside, "x", encoding="utf-8"):
            pass
        os.unlink(beside)
    except OSError as error:
        from mpguide.record import RecordError

        raise RecordError(f"can't write {path}: {error.strerror}") from error


def _beside(path: str) -> str:
    """Return a name in the same folder that nobody can foresee: the folder may be shared."""
    return f"{path}.{os.urandom(4).hex()}.part"
