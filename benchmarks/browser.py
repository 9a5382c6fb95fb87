"""What a visitor waits for: `python -m benchmarks.browser` prints one JSON line, milliseconds measured in the page.

first_word: from the click on an example to its first word on the screen, picture and network included.
move: from a press of an arrow key, at the start of a frame, until that frame is laid out and painted; waiting for the
screen's next refresh is not in it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tests import chromium
from tests.conftest import FLAGS, running_app

MOVES = 200
FIRST_WORD = """(title) => new Promise((done) => {
  const button = [...document.querySelectorAll('.gs-card')].find((card) => card.textContent.includes(title));
  const old = document.querySelector('.gs-chip');
  const begun = performance.now();
  const look = () => {
    const chip = document.querySelector('.gs-chip:not(.gs-later)');
    if (chip && chip !== old && chip.offsetParent) requestAnimationFrame(() => done(performance.now() - begun));
    else requestAnimationFrame(look);
  };
  button.click();
  look();
})"""
MOVE = """(key) => new Promise((done) => {
  requestAnimationFrame(() => {
    const begun = performance.now();
    document.querySelector('.gs-stage').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    document.body.getBoundingClientRect();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now() - begun);
    channel.port2.postMessage(null);
  });
})"""


@contextmanager
def browsing() -> Iterator[Any]:
    """A page of a headless Chromium, for a visitor who wants no motion."""
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        yield page
        browser.close()


def main() -> None:
    """Measure with the shipped networks and examples."""
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as url, browsing() as page:
        page.goto(url)
        page.locator(".gs-card").first.wait_for()
        titles = page.eval_on_selector_all(".gs-card-title", "titles => titles.map((title) => title.textContent)")
        waits = [page.evaluate(FIRST_WORD, title) for title in titles]
        page.locator(".gs-chip").first.wait_for()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        moves = [page.evaluate(MOVE, "ArrowRight" if turn % 12 < 6 else "ArrowLeft") for turn in range(MOVES)]
    line = {
        "first_word_p50_ms": round(float(np.percentile(waits, 50)), 1),
        "first_word_p95_ms": round(float(np.percentile(waits, 95)), 1),
        "examples": len(waits),
        "move_p50_ms": round(float(np.percentile(moves, 50)), 2),
        "move_p95_ms": round(float(np.percentile(moves, 95)), 2),
        "moves": len(moves),
        "requests_while_moving": len(asked),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
