"""What others can reach, read or have run: nothing of what the guide does on a machine."""

import ast
import ipaddress
import os
import shutil
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, needs
from mpguide import record
from surroundings import BOUND, ended, everywhere, verdicts
from test_run import Gallery

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs permissions as POSIX has them")

CODE = sorted(
    path
    for folder in ("docs", "gallery", "mpguide")
    for path in (ROOT / folder).rglob("*.py")
    if not {"_build", "__pycache__"} & {*path.parts} and ROOT / "docs/gallery" not in path.parents
)

RUNS_CODE = {"eval", "exec", "compile", "__import__", "import_module", "loads", "load"}
"""What can run what it is given, and `json`'s, which share a name with others that can."""

TOLD = {
    "HOME": "/home/zaphod",
    "USERPROFILE": "/home/zaphod",
    "USER": "zaphod",
    "LOGNAME": "zaphod",
    "USERNAME": "zaphod",
    "HOSTNAME": "heartofgold",
}
"""Who builds a site, and where, if its pages should tell."""


# Nobody else can connect.


def test_no_address_is_everybodys() -> None:
    """No code names the address that stands for all networks, nor leaves a host empty."""
    assert [] == [found for path in CODE for found in open_to_all(path)]


def open_to_all(path: Path) -> Iterator[str]:
    """Yield where a file has an address that others may reach."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        everybody = isinstance(node, ast.Constant) and node.value in {"0.0.0.0", "::"}  # noqa: S104
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            host, port = (one.value if isinstance(one, ast.Constant) else None for one in node.elts)
            everybody = host == "" and type(port) is int
        if everybody:
            yield f"{path.relative_to(ROOT)}, line {node.lineno}"


def test_open_addresses_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search finds each form of such an address, and no other."""
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "page.py"
    source = "('', 0)\n'0.0.0.0'\n('::', 8)\n('127.0.0.1', 0)\n('', '')\n"
    path.write_text(source, encoding="utf-8")

    assert [f"page.py, line {number}" for number in (1, 2, 3)] == sorted(open_to_all(path))


@pytest.mark.parametrize(
    "page", ["ipc/manager_server", "start/open_in_the_child", "beyond/dask_distributed"]
)
def test_pages_listen_on_the_loopback_alone(page: str, tmp_path: Path) -> None:
    """Every address that a page, or a process of it, binds is one of this machine alone."""
    if page.startswith("beyond"):
        needs("distributed")
    env = everywhere(tmp_path / "every", BOUND) | {
        "BOUND": str(tmp_path / "bound"),
        "MPGUIDE_RECORD": str(tmp_path / "lines"),
    }
    script = str(ROOT / "gallery" / f"{page}.py")
    done = ended([sys.executable, script], tmp_path, env)
    assert 0 == done.returncode, done.stderr

    hosts = {*map(ast.literal_eval, (tmp_path / "bound").read_text("utf-8").splitlines())}
    assert hosts
    assert [] == [host for host in hosts if not ipaddress.ip_address(host).is_loopback]


# Nobody else can read, or foresee a name.


@POSIX
def test_what_a_run_keeps_is_private(tmp_path: Path) -> None:
    """With no umask at all, whatever a run keeps before it is done is its user's alone."""
    made = Gallery(tmp_path / "gallery")
    made.add(
        "a/page",
        """
import os, stat, tempfile
from mpguide.timeline import Timeline
def others(path):
    return stat.S_IMODE(os.stat(path).st_mode) & 0o077
with Timeline() as timeline:
    timeline.mark("bell")
    [file] = os.scandir(timeline.folder)
    claims.equal("Timeline", [others(timeline.folder), others(file)], [0, 0])
lines = os.environ["MPGUIDE_RECORD"]
claims.equal("Lines", others(lines), 0)
claims.equal("Run", others(os.path.dirname(lines)), 0)
claims.equal("Temporary", others(tempfile.gettempdir()), 0)
""",
    )
    code = "import os, sys; os.umask(0); os.execv(sys.argv[1], sys.argv[1:])"
    command = made.command("--json", "made.json")
    done = ended([sys.executable, "-c", code, *command], tmp_path)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert [record.HELD] * 4 == verdicts(tmp_path / "made.json")


@POSIX
def test_no_link_is_followed_beside_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever else may write into a record's folder can't have it written elsewhere."""
    victim = tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    (tmp_path / f"made.json.{os.getpid()}.part").symlink_to(victim)
    record.write_text(tmp_path / "made.json", "told")
    assert "told" == (tmp_path / "made.json").read_text(encoding="utf-8")

    monkeypatch.setattr(os, "urandom", bytes)
    (tmp_path / f"made.json.{bytes(4).hex()}.part").symlink_to(victim)
    with pytest.raises(record.RecordError, match="File exists"):
        record.write_text(tmp_path / "made.json", "told")
    assert "kept" == victim.read_text(encoding="utf-8")


# Nothing tells who built the site.


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small site in a checkout of a telling name, for a telling user, in an odd place."""
    pytest.importorskip("sphinx_gallery", reason="needs what builds the site")
    import matplotlib

    home = tmp_path_factory.mktemp("built") / "ein Ort \N{LATIN SMALL LETTER U WITH DIAERESIS}"
    checkout = home / "zaphods checkout"
    ignored = shutil.ignore_patterns("__pycache__", "_build", "gallery")
    for name in ("docs", "gallery", "mpguide"):
        shutil.copytree(ROOT / name, checkout / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):  # the downloads have a wheel
        shutil.copy(ROOT / name, checkout)
    site = home / "zaphods site"
    shutil.copytree(ROOT / "tests/sites/good", site)
    shutil.copytree(ROOT / "docs/inventories", site / "docs/inventories")
    page = site / "gallery/first/apple.py"
    told = "    import os, pathlib\n    claims.holds('Home', True, pathlib.Path.home() / 'a')\n"
    page.write_text(page.read_text("utf-8") + told, encoding="utf-8")
    build = [sys.executable, str(checkout / "docs/build.py"), "--docs", str(site / "docs")]
    env = TOLD | {"PYTHONPATH": str(checkout), "MPLBACKEND": "agg"}
    env["MPLCONFIGDIR"] = matplotlib.get_cachedir()  # fonts are looked for once, not here again
    done = ended([*build, "--out", str(home / "out"), "--deadline", "200"], site, env, patience=220)
    assert 0 == done.returncode, done.stdout + done.stderr
    return home / "out/html"


def published(html: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each published file, also of those in archives."""
    for path in html.rglob("*"):
        if path.suffix in {".zip", ".whl"}:
            with zipfile.ZipFile(path) as archive:
                yield from (
                    (f"{path.name}: {name}", archive.read(name)) for name in archive.namelist()
                )
        elif path.is_file():
            yield path.name, path.read_bytes()


@pytest.mark.timeout(240)
def test_site_does_not_tell_who_built_it(html: Path) -> None:
    """No published file has the builder's name, home, folder or machine in it."""
    told = {*TOLD.values(), "zaphods", "ein Ort", "ein%20Ort"}
    told |= {host for host in (socket.gethostname(),) if len(host) > 9 and host != "localhost"}
    words = [word.encode() for word in told]
    files = dict(published(html))

    assert {"record.json", "searchindex.js", "apple.ipynb"} <= {*files}
    assert b"~/a" in files["record.json"]
    assert [] == [
        (name, word) for name, content in files.items() for word in words if word in content
    ]


# Nothing runs what it reads.


READERS = {"compare", "record", "timeline", "timings.py"}


@pytest.mark.parametrize("part", sorted(READERS))
def test_readers_run_nothing(part: str) -> None:
    """What reads records and timelines has no means to run what stands in them."""
    files = [path for path in CODE if path.is_relative_to(ROOT / "mpguide" / part)]
    trees = [ast.parse(path.read_text("utf-8")) for path in files if path.name != "renew.py"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    imports = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}

    assert nodes
    assert {one for one in called if one.rpartition(".")[2] in RUNS_CODE} <= {"json.loads", "load"}
    assert not imports & {"pickle", "marshal", "shelve", "runpy", "importlib", "subprocess"}
