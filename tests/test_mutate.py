"""The changes of the world by which the pages are tried, and the command that tries them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mutate
from conftest import ROOT
from mpguide import machine, pages

CHANGES = mutate.catalogue()
PROBES = mutate.FOLDER / "probes.py"
PATH = os.pathsep.join([str(mutate.FOLDER), str(ROOT)])


def probe(*names, **env):
    """Return what the processes of a run of the probes find."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", PROBES, *names],
        env={**os.environ, "PYTHONPATH": PATH, **env},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.probe
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_reaches_the_process_and_its_children(change):
    """What a change says is true in a process and in a child of it by each start method."""
    found = probe(change.name, MPGUIDE_MUTATION=f"{change.part}.{change.name}")
    seen = {place: told[change.name] for place, told in found.items()}

    if None in seen.values():
        pytest.skip("can't be told here")
    assert dict.fromkeys(["parent", *machine.start_methods()], True) == seen


@pytest.mark.probe
def test_without_the_variable_nothing_is_broken():
    """With the same folder on the path, but no change named, no probe finds anything broken."""
    found = probe(*CHANGES)

    assert {"parent", *machine.start_methods()} == found.keys()
    for told in found.values():
        assert CHANGES.keys() == told.keys()
        assert [] == [name for name, broken in told.items() if broken]


def test_every_page_is_concerned():
    """Each page of the gallery states the opposite of a change, and no other page is named."""
    named = {page for change in CHANGES.values() for page in change.pages}

    assert {page.name for page in pages.pages()} == named


def test_every_change_is_in_the_list():
    """Each change of the broken world concerns somebody, and says what becomes true."""
    files = sorted((mutate.FOLDER / "broken").glob("*.py"))
    texts = [file.read_text("utf-8") for file in files]
    defined = {name for text in texts for name in re.findall(r"\n@after\(.*\)\ndef (\w+)", text)}

    assert CHANGES.keys() == defined
    assert [] == [change.name for change in CHANGES.values() if not change.told]


def test_another_sitecustomize_has_its_turn(tmp_path):
    """One that stands later on the path is run, and the path is as it was."""
    (tmp_path / "sitecustomize.py").write_text("NOW = 1", encoding="utf-8")
    path = os.pathsep.join([str(mutate.FOLDER), str(tmp_path)])
    ask = "import sitecustomize as s, sys; print(s.NOW, sys.path[1:3])"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "PYTHONPATH": path, "MPGUIDE_MUTATION": "clocks.sleepless"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert f"1 {[str(mutate.FOLDER), str(tmp_path)]}" == done.stdout.strip()


def test_page_that_sets_its_own_path_is_reached():
    """The programs whose interpreters run a clock first are in the broken world, too."""
    ask = (
        "import os, subprocess, sys\n"
        "from mpguide.experiments.start_methods import CLOCK\n"
        "code = 'import sitecustomize as s, time; print(s.NOW > 0, time.sleep(9))'\n"
        "subprocess.run([sys.executable, '-c', code], env=os.environ | CLOCK, timeout=5)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "PYTHONPATH": PATH, "MPGUIDE_MUTATION": "clocks.sleepless"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "True None" == done.stdout.strip()


HOLD = """
from mpguide import claims
claims.equal("One is one", 1, 1)
"""
NAP = """
import time
from mpguide import claims
begun = time.monotonic()
time.sleep(30)
claims.holds("A nap takes as long", time.monotonic() - begun >= 30, "a nap")
"""
FAIL = (
    """
import time
begun = time.monotonic()
time.sleep(30)
assert time.monotonic() - begun >= 30
"""
    + HOLD
)
HANG = (
    """
import time
begun = time.monotonic()
time.sleep(30)
while time.monotonic() - begun < 30:
    begun = time.monotonic()
"""
    + HOLD
)
BLIND = (
    """
import time
time.sleep(30)
"""
    + HOLD
)


@pytest.mark.parametrize(
    ("script", "end"),
    [
        (NAP, mutate.REFUTED),
        (FAIL, mutate.FAILED),
        (HANG, mutate.HUNG),
        (BLIND, mutate.SURVIVED),
        ("", mutate.FAILED),
    ],
    ids=["refuted", "failed", "hung", "survived", "no claim"],
)
def test_what_becomes_of_a_page(script, end, tmp_path):
    """A page's run in a broken world is refuted, fails, hangs, or survives."""
    path = tmp_path / "page.py"
    path.write_text(script, encoding="utf-8")
    page = pages.Page("chapter", "page", str(path))
    deadline = 3 if end == mutate.HUNG else 60

    assert end == mutate.run(page, CHANGES["sleepless"], deadline).end


@pytest.mark.parametrize(
    ("broken", "sound", "busy", "end"),
    [
        (mutate.HUNG, mutate.SURVIVED, False, mutate.HUNG),
        (mutate.HUNG, mutate.HUNG, False, mutate.LATE),
        (mutate.HUNG, mutate.FAILED, False, mutate.LATE),
        (mutate.FAILED, None, False, mutate.FAILED),
        (mutate.REFUTED, mutate.SURVIVED, True, mutate.REFUTED),
        (mutate.REFUTED, mutate.REFUTED, True, mutate.LATE),
        (mutate.SURVIVED, None, True, mutate.SURVIVED),
    ],
)
def test_what_is_doubtful_is_checked(broken, sound, busy, end, monkeypatch):
    """A hang, or whatever a busy machine shows, counts if the page then holds in a sound world."""
    page, change = pages.Page("chapter", "page", "page.py"), CHANGES["sleepless"]
    ends = {(change, 60): broken, (None, 30): sound}
    monkeypatch.setattr(mutate, "run", lambda page, *how: mutate.Run(ends[how], "", 1.0))
    monkeypatch.setattr(mutate, "is_busy", lambda: busy)

    assert end == mutate.run_checked(page, change, 60).end


def test_what_was_noticed_is_not_run_again(tmp_path, monkeypatch):
    """What was noticed is kept until the page changes; a survivor and other pages are not."""
    monkeypatch.setattr(mutate, "STATE", tmp_path / ".tox" / "state.json")
    path = tmp_path / "page.py"
    path.write_text(HOLD, encoding="utf-8")
    page, change = pages.Page("chapter", "page", str(path)), CHANGES["sleepless"]
    noticed, survived = mutate.Run(mutate.HUNG, "", 1.0), mutate.Run(mutate.SURVIVED, "", 1.0)

    mutate.State(fresh=False).keep(page, change, noticed)
    mutate.State(fresh=False).keep(page, CHANGES["open_lock"], survived)

    assert noticed == mutate.State(fresh=False).known(page, change)
    assert None is mutate.State(fresh=False).known(page, CHANGES["open_lock"])
    assert None is mutate.State(fresh=True).known(page, change)
    path.write_text(NAP, encoding="utf-8")
    assert None is mutate.State(fresh=False).known(page, change)


@pytest.mark.parametrize(
    ("unbroken", "ends", "faults"),
    [
        (mutate.HELD, (mutate.REFUTED, mutate.HUNG), []),
        (mutate.HELD, (mutate.REFUTED, mutate.SURVIVED), ["page: does not notice open_event"]),
        (
            mutate.HELD,
            (mutate.SURVIVED,),
            ["page: does not notice open_lock, nor any other"],
        ),
        (mutate.HELD, (mutate.LATE,), ["page, open_lock: a claim"]),
        (
            mutate.REFUTED,
            (mutate.FAILED,),
            ["page: refuted in the world as it is: a claim"],
        ),
    ],
)
def test_faults_are_told(unbroken, ends, faults):
    """A page that does not hold unbroken, or does not notice a change, is a fault."""
    page = pages.Page("chapter", "page", "page.py")
    found = [(page, None, mutate.Run(unbroken, "a claim", 1.0))]
    changes = [CHANGES["open_lock"], CHANGES["open_event"]]
    found += [
        (page, change, mutate.Run(end, "a claim", 1.0))
        for change, end in zip(changes, ends, strict=False)
    ]

    assert faults == mutate.verdict(found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "no change is called 'nonsense'; --list shows them all"),
        (["--page", "racer"], "no page is called 'racer'; did you mean race"),
        (["open_lock", "--page", "executors"], "none of these changes concerns"),
        (["--jobs", "0"], "--jobs and --deadline must be more than 0"),
        (["--deadline", "soon"], "argument --deadline: invalid float value: 'soon'"),
    ],
)
def test_bad_input_is_told(arguments, message, capsys):
    """What can't be run is told in one line, with status 2."""
    with pytest.raises(SystemExit) as ended:
        mutate.main(arguments)
    *_, last = capsys.readouterr().err.splitlines()

    assert 2 == ended.value.code
    assert message in last


def test_list_runs_nothing(capsys, monkeypatch):
    """--list shows each change and whom it concerns, and runs no page."""
    monkeypatch.setattr(mutate, "run", None)

    assert 0 == mutate.main(["kill_asks", "--list"])
    assert "kill_asks: kill() does what terminate() does.\n    stopping_a_process\n" == (
        capsys.readouterr().out
    )


def test_folder_is_the_one_that_is_broken():
    """What the runner puts on the path is where the change finds itself."""
    assert Path(__file__).parent / "mutations" == mutate.FOLDER
