"""What a visitor trains in the memory lab, in a real browser: measured, stopped, continued, and ended with the page."""

import re

from tests.memory.lab_page import LAB, open_lab, slide


def test_accuracy_is_shown_with_its_interval_and_count(page, app_url):
    open_lab(page, app_url, "recall")
    assert page.locator(f"{LAB} .gs-recall-chart .gs-curve").count() == 4
    assert page.locator(f"{LAB} .gs-recall-chart .gs-band").count() == 4
    assert re.search(r"measured on [\d,]+ fresh sequences", page.locator(f"{LAB} .gs-recall-how").inner_text())
    assert page.locator(f"{LAB} .gs-recall-verdicts li").count() >= 4


def test_a_training_can_be_stopped_and_continued(page, app_url):
    open_lab(page, app_url, "recall")
    slide(page, "gs-train-T", 5)
    slide(page, "gs-train-width", 8)
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(f"{LAB} .gs-train-loss .gs-curve").nth(1).wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Continue").wait_for()
    assert "Stopped: step" in page.locator(f"{LAB} .gs-train-status").inner_text()
    stopped = step_of(page)
    page.evaluate(HEAR_STEPS)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_function(f"(Number(({STEP})) || 0) > {stopped}")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Continue").wait_for()
    assert step_of(page) > stopped
    assert min(page.evaluate("heard")) >= stopped  # it did not begin anew
    assert page.locator(f"{LAB} .gs-train-verdict").inner_text().endswith(".")


def test_networks_can_be_trained_at_equal_size_and_their_widths_are_told(page, app_url):
    open_lab(page, app_url, "recall")
    slide(page, "gs-train-T", 5)
    slide(page, "gs-train-width", 24)
    sizes = page.locator(f"{LAB} .gs-train-sizes")
    told = {}
    for shared in ("Width", "Parameters"):
        page.locator(f"{LAB} .gs-train-equal").get_by_text(shared).click()
        page.get_by_role("button", name=re.compile("^Train( anew)?$")).click()
        sizes.filter(has_text="Equal in width" if shared == "Width" else "learnt values, within").wait_for()
        told[shared] = [int(width) for width in re.findall(r"(\d+) units", sizes.inner_text())]
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Continue").wait_for()
    assert told["Width"] == [24, 24]
    assert told["Parameters"][0] > 1.5 * told["Parameters"][1]  # the tanh-RNN has no gates to pay for


STEP = f"document.querySelector('{LAB} .gs-train-status').textContent.match(/step ([\\d,]+)/)?.[1].replaceAll(',', '')"


HEAR_STEPS = f"""() => {{
    window.heard = [];
    const status = document.querySelector('{LAB} .gs-train-status');
    const hear = () => status.textContent.includes('step') && heard.push(Number({STEP}));
    new MutationObserver(hear).observe(status, {{ childList: true, characterData: true, subtree: true }});
}}"""


def step_of(page):
    return int(page.evaluate(STEP))


def test_a_page_that_is_closed_ends_its_training(browser, page, app_url):
    """Two leave while they train: were their places not free again, the third would be told to wait."""
    for _ in range(2):
        other = browser.new_page()
        open_lab(other, app_url, "recall")
        other.get_by_role("button", name="Train", exact=True).click()
        other.locator(f"{LAB} .gs-train-status", has_text="Training").wait_for()
        other.close()
    open_lab(page, app_url, "recall")
    page.get_by_role("button", name="Train", exact=True).click()
    page.locator(f"{LAB} .gs-train-status", has_text="Training: step").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Continue").wait_for()
