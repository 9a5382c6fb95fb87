"""What the eye would see at once, and a test must ask for."""

from __future__ import annotations

from typing import Any

BEYOND = """() => {
    const scrolls = (box) => getComputedStyle(box).overflowX !== 'visible';
    const found = [];
    for (const box of document.querySelectorAll('.gs, .gs *')) {
        const { width, left, right } = box.getBoundingClientRect();
        if (!width || (left >= -1 && right <= innerWidth + 1)) continue;
        let around = box.parentElement;
        while (around && !around.matches('.gs') && !scrolls(around)) around = around.parentElement;
        if (!around || around.matches('.gs')) found.push(`${box.tagName}.${box.className.baseVal ?? box.className}`);
    }
    return found;
}"""


def beyond_the_edge(page: Any) -> list[str]:
    """What reaches over the left or right edge of the window and can be scrolled into it nowhere: cut off for good.

    The page itself never grows wider than the window, as Gradio clips it: `scrollWidth` tells nothing.
    """
    return page.evaluate(BEYOND)
