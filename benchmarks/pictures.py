"""The pictures of README, made anew from the running app: `python -m benchmarks.pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.browser import browsing
from tests.conftest import running_app

OUT = Path(__file__).resolve().parent.parent / "assets" / "readme"


def main() -> None:
    """Write assets/readme/page.png: the Caption tab with a beam's caption, at the word that names the thing."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as url, browsing() as page:
        page.set_viewport_size({"width": 1440, "height": 1030})
        page.goto(url)
        page.get_by_role("button", name="Dog").first.click()
        page.locator(".gs[data-state=ready] .gs-chip").first.wait_for()
        page.get_by_role("button", name="Beam", exact=True).click()
        page.locator(".gs-tree .gs-node.gs-won").first.wait_for()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.gs-scrub').value === '2'")
        page.screenshot(path=OUT / "page.png")
    sys.stdout.write(f"{OUT.name}/page.png\n")


if __name__ == "__main__":
    main()
