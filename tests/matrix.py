"""Run the tests of the pages on every interpreter under every start method.

Resumes where it was: a cell that passed on this state of the checkout is not run
again.  ``python tests/matrix.py --fresh`` forgets what passed.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from mpguide import machine

ROOT = Path(__file__).parent.parent
STATE = ROOT / ".tox" / "matrix.json"


def state_of_the_checkout() -> str:
    """Return a digest of all that a page's run rests on."""
    digest = hashlib.sha256()
    for folder in ("gallery", "mpguide", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Run the cells that have not passed yet; fail if one of them fails."""
    now = state_of_the_checkout()
    known = json.loads(STATE.read_text("utf-8")) if STATE.exists() else {}
    passed = set(known.get(now, ())) if "--fresh" not in sys.argv[1:] else set()
    failed = []
    for name in machine.find_interpreters():
        for method in machine.start_methods():
            cell = f"{name} {method}"
            if cell in passed:
                print(f"{cell}: passed before")
                continue
            command = [sys.executable, "-m", "tox", "run", "-e", f"py{name.replace('.', '')}", "--"]
            command += ["--methods", method, "tests/test_pages.py"]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                failed.append(cell)
                continue
            passed.add(cell)
            STATE.parent.mkdir(exist_ok=True)
            STATE.write_text(json.dumps({now: sorted(passed)}), "utf-8")
    print(f"{len(passed)} cells passed, {len(failed)} failed{': ' * bool(failed)}", *failed)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
