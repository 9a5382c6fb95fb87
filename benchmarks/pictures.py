"""The pictures of README, made anew from the running app: `python -m benchmarks.pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.browser import browsing
from tests.conftest import running_app

OUT = Path(__file__).resolve().parent.parent / "assets" / "readme"


def caption(page: Any) -> None:
    """The Caption tab with a beam's caption, at the word that names the thing."""
    page.get_by_role("button", name="Riders").first.click()
    page.locator(".gs[data-state=ready] .gs-chip").first.wait_for()
    page.get_by_role("button", name="Beam", exact=True).click()
    page.locator(".gs-tree .gs-node.gs-won").first.wait_for()
    page.keyboard.press("Home")
    for _ in range(6):  # "a group of people are riding horses"
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.gs-scrub').value === '6'")


def gates(page: Any) -> None:
    """The Gates tab on the run of `caption`."""
    page.get_by_role("button", name="Inspect the gates").first.click()
    page.locator(".gs-room-gates .gs[data-state=ready]").wait_for()


def action(page: Any) -> None:
    """The Action tab in the middle of a drawn clip."""
    page.get_by_role("tab", name="Action", exact=True).click()
    page.locator(".gs-room-action .gs-card").first.click()
    page.locator(".gs-room-action .gs[data-state=ready]").wait_for()
    for _ in range(7):
        page.keyboard.press("ArrowRight")


def memory(page: Any) -> None:
    """The Memory tab with the gradient's way back."""
    page.get_by_role("tab", name="Memory", exact=True).click()
    page.get_by_role("button", name="The vanishing gradient").click()
    page.get_by_text("measured by backpropagation in").first.wait_for()


def main() -> None:
    """Write assets/readme/*.png: each tab as a visitor sees it."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as url, browsing() as page:
        page.set_viewport_size({"width": 1440, "height": 1030})
        page.goto(url)
        for name, show in (("page", caption), ("gates", gates), ("action", action), ("memory", memory)):
            show(page)
            page.screenshot(path=OUT / f"{name}.png")
            sys.stdout.write(f"{OUT.name}/{name}.png\n")


if __name__ == "__main__":
    main()
