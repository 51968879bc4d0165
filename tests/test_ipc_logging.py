"""What the pages on logs and servers count and hear."""

import multiprocessing
import os
import socket
from functools import partial
from logging import FileHandler
from pathlib import Path

import pytest

from mpguide.experiments.manager_server import relay
from mpguide.experiments.one_log import LENGTH, LINE, Plan, halves, lost, whole_lines

CONTEXT = multiprocessing.get_context()


def test_whole_lines_are_counted(tmp_path: Path) -> None:
    """Counted is each line once that is whole, in whichever log of the folder."""
    whole = "run 03 writer 1 line 007\n"
    (tmp_path / "log").write_text(f"{whole}run 03 writer 1 line 00", encoding="utf-8")
    (tmp_path / "log.1").write_text(f"x{whole}{whole}", encoding="utf-8")
    (tmp_path / "log.2").write_text(whole.replace("3", "4"), encoding="utf-8")

    assert {3: 1, 4: 1} == whole_lines(str(tmp_path))
    assert len(whole) == LENGTH
    assert LINE.fullmatch(whole)


@pytest.mark.skipif(os.name != "posix", reason="Windows promises nothing of appending")
def test_lost_lines_are_counted() -> None:
    """Lines that are appended are all there; of two that overwrite, one's are left."""
    plan, old = Plan(3, 2, 4), Plan(2, 2, 1, old=5)
    overwrite = partial(FileHandler, mode="w")

    assert [0, 0, 0] == lost(CONTEXT, FileHandler, plan)
    assert [0, 0] == lost(CONTEXT, FileHandler, old, in_turns=True)
    assert [4, 4, 4] == lost(CONTEXT, overwrite, plan, in_turns=True)
    assert [6, 6] == lost(CONTEXT, overwrite, old, in_turns=True)


@pytest.mark.skipif(os.name != "posix", reason="Windows promises nothing of appending")
def test_halves_of_two_lines_mix() -> None:
    """Two that write in turns have their halves side by side."""
    assert "writer 1 writer 2 is here\nis here\n" == halves(CONTEXT)


def test_relay_passes_on_and_keeps() -> None:
    """A relay passes on both ways, keeps what it hears, and is gone when closed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with relay(server.getsockname()) as line:
            with socket.create_connection(line.address, 10) as client:
                client.sendall(b"question ")
                served = server.accept()[0]
                with served:
                    served.settimeout(10)
                    asked = served.recv(100)
                    served.sendall(b"answer")
                answered = client.recv(100)
            heard = line.heard
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(line.address, 10)

    assert (b"question ", b"answer") == (asked, answered)
    assert b"question answer" == heard
