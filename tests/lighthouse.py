"""Measure a page of each kind of the built site with Lighthouse, and check it with the W3C's.

``python tests/lighthouse.py`` after ``tox run -e docs`` prints the median of three runs, on
Lighthouse's settings for a phone; ``--plain`` serves without compression.  Nothing else should
run meanwhile.  It needs what no Python package brings: Chromium and Java, and of npm
``npm install --global --allow-scripts=vnu-jar lighthouse vnu-jar``.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.test_pages_shown import KINDS

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
PLACE = "/en/latest"
"""Where the host has the site."""

DEADLINE = 180.0
SLOWEST = 1.5
"""Seconds after which the largest part of a page must be there."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


class Measured(NamedTuple):
    """The scores, the seconds to the largest paint, the blocked milliseconds, and what it took."""

    scores: tuple[int, ...]
    paint: float
    blocked: float
    kilobytes: float
    requests: int
    failed: tuple[str, ...]


class Compressing(SimpleHTTPRequestHandler):
    """Serves files as a host does: compressed."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so there
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """Find what the page for lost readers asks for: it names the place at the host."""
        return super().translate_path(path.removeprefix(PLACE))

    def do_GET(self) -> None:
        """Send a text compressed."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        content = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Plain(Compressing):
    """Serves files as they are."""

    do_GET = SimpleHTTPRequestHandler.do_GET  # noqa: N815 - named so there


@contextmanager
def served(site: Path, handler: type[SimpleHTTPRequestHandler]) -> Iterator[str]:
    """Serve a site, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site))) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            serving.join(10)


def measure(address: str, browser: str) -> Measured:
    """Measure one page once."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = ["lighthouse", address, "--quiet", "--output=json", f"--output-path={report}"]
        subprocess.run(
            [*command, f"--chrome-flags={FLAGS}"],
            env={**os.environ, "CHROME_PATH": browser},
            timeout=DEADLINE,
            check=True,
        )
        told = json.loads(report.read_text(encoding="utf-8"))
    audits, categories = told["audits"], told["categories"]
    failed = [
        one["id"]
        for name in CATEGORIES[1:]
        for one in categories[name]["auditRefs"]
        if one["weight"]
        and (audits[one["id"]]["score"] or 0) < 1
        and audits[one["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]
    requests = audits["network-requests"]["details"]["items"]
    return Measured(
        tuple(round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["total-blocking-time"]["numericValue"],
        sum(one.get("transferSize", 0) for one in requests) / 1000,
        len(requests),
        tuple(failed),
    )


def middle(runs: list[Measured]) -> Measured:
    """Return the median of each figure, and all that failed."""
    scores = zip(*(run.scores for run in runs), strict=True)
    return Measured(
        tuple(round(statistics.median(score)) for score in scores),
        statistics.median(run.paint for run in runs),
        statistics.median(run.blocked for run in runs),
        statistics.median(run.kilobytes for run in runs),
        round(statistics.median(run.requests for run in runs)),
        tuple(sorted({one for run in runs for one in run.failed})),
    )


def faults(kind: str, found: Measured, least: int) -> Iterator[str]:
    """Name what a page misses; that of the search is not for search engines."""
    performance, *others = found.scores
    if performance < least:
        yield f"performance {performance}, less than {least}"
    if least == 100 and found.paint > SLOWEST:
        yield f"largest paint after {found.paint:.2f} s, more than {SLOWEST}"
    for name, score in zip(CATEGORIES[1:], others, strict=True):
        if score < 100 and not (kind == "search" and name == "seo"):
            yield f"{name} {score}: {', '.join(found.failed)}"


def check_markup(site: Path) -> int:
    """Have the W3C's checker read all pages; return its exit status."""
    npm = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True, check=True)
    jar = next(Path(npm.stdout.strip(), "vnu-jar").rglob("vnu.jar"))
    command = ["java", "-Xss4m", "-jar", str(jar), "--errors-only", "--skip-non-html", str(site)]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Measure and check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--site", type=Path, default=ROOT / "docs" / "_build" / "html")
    parser.add_argument("--plain", action="store_true", help="serve without compression")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--fast", action="store_true", help="leave out the W3C checker")
    parser.add_argument("--kinds", nargs="*", choices=[*KINDS], default=[*KINDS])
    options = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    lacking = [name for name in ("lighthouse", "java", "npm") if not shutil.which(name)]
    if lacking or not browser:
        sys.exit(
            f"needs {', '.join([*lacking, *(['chromium'] if not browser else [])])}: {__doc__}"
        )
    wrong = 1 if not options.fast and check_markup(options.site) else 0
    least = 97 if options.plain else 100
    print("kind       P/A/B/S          LCP s  TBT ms     kB  requests")
    with served(options.site, Plain if options.plain else Compressing) as site:
        for kind in options.kinds:
            found = middle([measure(f"{site}/{KINDS[kind]}", browser) for _ in range(options.runs)])
            scores = "/".join(map(str, found.scores))
            figures = f"{found.paint:5.2f} {found.blocked:7.0f} {found.kilobytes:6.0f}"
            print(f"{kind:<10} {scores:<16} {figures} {found.requests:9}", flush=True)
            for fault in faults(kind, found, least):
                wrong = 1
                print(f"  {fault}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
