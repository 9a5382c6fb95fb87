"""How fast the gates are read: `python -m benchmarks.gates_browser` prints one JSON line, measured in the page.

A caption of 20 steps of 512 units is put into the network's mouth and handed to the Gates tab.
open: from the press on "Inspect the gates" until the answer and the map are painted; first: the tab was never open.
move, switch: from a press of an arrow key, or of another of the six arrays, at the start of a frame, until that frame
is laid out and painted. requests: that the page made meanwhile.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.browser import browsing
from tests.conftest import running_app

TEXT = "a brown dog is running through a green field with a red ball in its mouth near a tree"  # 19 words and END
TAB, TURNS, OPENINGS = "#gates-inspector", 200, 7
OPEN = """() => new Promise((done) => {
  const before = document.querySelector('#gates-inspector .gs-answer b');
  const begun = performance.now();
  document.querySelector('#caption-viewer .gs-inspect').click();
  const look = () => {
    const answer = document.querySelector('#gates-inspector .gs-answer b');
    const map = document.querySelector('#gates-inspector .gs-map-canvas');
    if (answer && answer !== before && map?.width > 1 && answer.offsetParent) {
      const channel = new MessageChannel(); // after the frame in which it is painted
      channel.port1.onmessage = () => done(performance.now() - begun);
      requestAnimationFrame(() => channel.port2.postMessage(null));
    } else setTimeout(look, 1);
  };
  look();
})"""
PAINTED = """(act) => new Promise((done) => {
  requestAnimationFrame(() => {
    const begun = performance.now();
    act();
    document.body.getBoundingClientRect();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - begun);
    channel.port2.postMessage(null);
  });
})"""
STAGE = f"document.querySelector('{TAB} .gs-stage')"
MOVE = f"(key) => ({PAINTED})(() => {STAGE}.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }})))"
SWITCH = f"""(array) => ({PAINTED})(() => document.querySelector(`{TAB} .gs-arrays [data-value=${{array}}]`).click())"""
ARRAYS = ("forget", "input", "output", "candidate", "cell", "hidden")


def hand_over(page: Any, url: str) -> None:
    """Twenty steps in the Caption tab, ready to be inspected."""
    page.goto(url)
    page.locator("#caption-viewer .gs-card", has_text="Dog").click()
    page.locator("#caption-viewer .gs[data-state=ready] .gs-chip").first.wait_for()
    page.get_by_role("button", name="My caption").click()
    page.get_by_label("Your own caption").fill(TEXT)
    page.get_by_role("button", name="Score it").click()
    page.wait_for_function("document.querySelectorAll('#caption-viewer .gs-chip').length === 20")


def opening(page: Any) -> float:
    """Milliseconds of one opening; afterwards the Caption tab is open again."""
    took = page.evaluate(OPEN)
    page.wait_for_timeout(1500)
    return took


def percentile(values: list[float], share: float) -> float:
    return round(float(np.percentile(values, share)), 2)


def main() -> None:
    """Measure with the shipped networks."""
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as url, browsing() as page:
        hand_over(page, url)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
        opened = []
        for turn in range(OPENINGS):
            if turn:
                page.get_by_role("tab", name="Caption").first.click()
            opened.append(opening(page))
        moves = [page.evaluate(MOVE, "ArrowRight" if turn % 20 < 10 else "ArrowLeft") for turn in range(TURNS)]
        switches = [page.evaluate(SWITCH, ARRAYS[turn % 6]) for turn in range(TURNS)]
        steps = page.locator(f"{TAB} .gs-step").count()
    line = {
        "steps": steps,
        "open_first_ms": round(opened[0], 1),
        "open_p50_ms": percentile(opened[1:], 50),
        "open_max_ms": round(max(opened[1:]), 1),
        "move_p50_ms": percentile(moves, 50),
        "move_p95_ms": percentile(moves, 95),
        "switch_p50_ms": percentile(switches, 50),
        "switch_p95_ms": percentile(switches, 95),
        "requests": len(asked),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
