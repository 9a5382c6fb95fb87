"""A Chromium to drive the page with: `find()` one, or `python -m tests.chromium` to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CURE = "No Chromium for the browser tests: install chromium or Google Chrome, or name one with CHROMIUM=/path/to/it."


@lru_cache(maxsize=1)
def find() -> str | None:
    """Path of an installed browser that runs; the one named by CHROMIUM, one on PATH, or the one Playwright got."""
    named = os.environ.get("CHROMIUM")
    known = [named] if named else [*map(shutil.which, NAMES), MAC, _of_playwright()]
    return next((path for path in known if path and _runs(path)), None)


def _runs(path: str) -> bool:
    """Whether it is there and works: some systems ship a stand-in that only names another package."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Make sure that there is one: installed, else by the system's packages, else by Playwright; else say the cure."""
    for get in (None, _by_apt, _by_playwright):
        if get:
            get()
            find.cache_clear()
        if find():
            return
    sys.exit(CURE)


def _by_apt() -> None:
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdin=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=quiet, stdin=subprocess.DEVNULL)


def _by_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
