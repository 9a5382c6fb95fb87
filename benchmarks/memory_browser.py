"""What a visitor of the memory lab waits for: `python -m benchmarks.memory_browser` prints one JSON line.

curves: from letting the slider of T go until the new curves of four networks x five seeds at width 64 are on the
screen, measured in the page, network and drawing included; each T is asked for once, so that nothing is remembered.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.browser import browsing
from tests.conftest import running_app

TIMES = (100, 95, 105, 90, 110, 85, 115, 80)  # T
CURVES = """([T]) => new Promise((done) => {
  const slider = document.querySelector('#memory-lab .gs-reach-T');
  slider.value = T;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const begun = performance.now();
  const look = () => {
    const svg = document.querySelector('#memory-lab .gs-reach-chart svg');
    const there = svg?.getAttribute('aria-label').includes(`of ${T} steps`);
    requestAnimationFrame(there ? () => done(performance.now() - begun) : look);
  };
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  look();
})"""


def main() -> None:
    """Measure with the app as it starts."""
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as url, browsing() as page:
        page.set_default_timeout(120_000)
        page.goto(url)
        page.get_by_role("tab", name="Memory").click()
        page.locator("#memory-lab .gs-chapter[data-chapter=reach]").click()
        page.locator("#memory-lab .gs-reach-chart svg").wait_for()
        waits = [page.evaluate(CURVES, [T]) / 1000 for T in TIMES[1:]]
    line = {
        "curves_p50_s": round(float(np.percentile(waits, 50)), 2),
        "curves_max_s": round(max(waits), 2),
        "questions": len(waits),
        "networks": 4,
        "seeds": 5,
        "width": 64,
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
