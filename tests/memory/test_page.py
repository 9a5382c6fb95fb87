"""What a visitor does in the memory lab, in a real browser with the shipped networks."""

import json
import re
import urllib.request

import pytest

from tests.caption.test_page import PHONE, contrast, readme_block

LAB = "#memory-lab"
PATIENT = 90_000  # ms: training and measuring on a machine that has other things to do


def open_lab(page, url, chapter="loop"):
    page.set_default_timeout(PATIENT)
    page.goto(url)
    page.get_by_role("tab", name="Memory").click()
    page.locator(f"{LAB} .gs-chapter").first.wait_for()
    page.locator(f"{LAB} .gs-unroll-step").first.wait_for()
    page.locator(f"{LAB} .gs-chapter[data-chapter={chapter}]").click()


def slide(page, name, value):
    """Drag a slider there and let it go."""
    page.locator(f"{LAB} .{name}").evaluate(
        """(slider, value) => {
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            slider.dispatchEvent(new Event('change', { bubbles: true }));
        }""",
        value,
    )


def measured(page, T):
    """The curves over T steps are on the page."""
    page.wait_for_function(
        f"""document.querySelector('{LAB} .gs-reach-chart svg')?.getAttribute('aria-label').includes('of {T} steps')
            && document.querySelector('{LAB} .gs-progress').hidden"""
    )


def held(page):
    """What the lab says of the run that is read."""
    return page.evaluate(
        f"""() => ({{
            last: document.querySelector('{LAB} .gs-stop-chip:last-child .gs-stop-said').textContent,
            right: document.querySelector('{LAB} .gs-answers .gs-chosen .gs-bar-word').textContent,
            words: document.querySelector('{LAB} .gs-sequence-text').value,
            flip: document.querySelector('{LAB} .gs-flip').textContent,
            before: document.querySelectorAll('{LAB} .gs-carrier-chart .gs-before').length,
        }})"""
    )


# -- the loop -----------------------------------------------------------------------------------------------------


def test_the_arrows_step_through_both_networks_and_ask_for_nothing(page, app_url, traffic):
    open_lab(page, app_url)
    seen = []
    with traffic.silence():
        page.keyboard.press("Home")
        for _ in range(3):
            seen.append(
                page.eval_on_selector_all(f"{LAB} .gs-formulas .gs-number", "all => all.map((e) => e.innerText)")
            )
            page.keyboard.press("ArrowRight")
    assert len({tuple(numbers) for numbers in seen}) == 3
    here = page.eval_on_selector_all(
        f"{LAB} .gs-unroll-step.gs-here .gs-unroll-word", "all => all.map((e) => e.textContent)"
    )
    assert len(here) == 2
    assert here[0] == here[1]


def test_the_numbers_of_a_step_are_those_of_its_formula(page, app_url):
    open_lab(page, app_url)
    page.keyboard.press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        said = page.locator(f"{LAB} [data-network=lstm] .gs-formulas .gs-number").first.inner_text()
        c, f, before, i, g = (float(found) for found in re.findall(r"-?\d+\.\d+", said.replace("\N{MINUS SIGN}", "-")))
        rounding = 0.005 * (1 + abs(before) + f + abs(g) + i) + 1e-4  # of five numbers with two digits
        assert c == pytest.approx(f * before + i * g, abs=rounding)


# -- the gradient -------------------------------------------------------------------------------------------------


def test_a_slider_that_is_let_go_gives_new_curves_and_the_last_wish_wins(page, app_url):
    open_lab(page, app_url, "reach")
    measured(page, 100)
    assert page.locator(f"{LAB} .gs-reach-chart .gs-curve").count() == 4
    assert page.locator(f"{LAB} .gs-reach-chart .gs-band").count() == 4
    for T in (40, 60, 20):
        slide(page, "gs-reach-T", T)
    measured(page, 20)
    verdicts = page.locator(f"{LAB} .gs-reach-verdicts").inner_text()
    assert "halves every" in verdicts
    assert "tanh-RNN" in verdicts


def test_the_pointer_reads_values_off_the_curves(page, app_url, traffic):
    open_lab(page, app_url, "reach")
    measured(page, 100)
    with traffic.silence():
        page.locator(f"{LAB} .gs-reach-chart svg").hover()
    said = page.locator(f"{LAB} .gs-reach-chart .gs-chart-read").inner_text()
    assert "steps back" in said
    assert len(re.findall(r"RNN|GRU|LSTM", said)) == 4


def test_a_gradient_can_explode_be_clipped_and_be_bounded(page, app_url):
    open_lab(page, app_url, "reach")
    slide(page, "gs-reach-T", 20)
    slide(page, "gs-reach-width", 16)
    slide(page, "gs-reach-gain", 3)
    measured(page, 20)
    page.locator(f"{LAB} .gs-reach-verdicts", has_text="Exploding, not vanishing").wait_for()
    slide(page, "gs-reach-clip", 0)
    page.locator(f"{LAB} .gs-reach-verdicts:not(:has-text('Exploding'))").wait_for()
    page.get_by_label("textbook bound").check()
    page.locator(f"{LAB} .gs-reach-chart .gs-bound").nth(3).wait_for(state="attached")


def test_trained_networks_are_measured_too(page, app_url):
    open_lab(page, app_url, "reach")
    measured(page, 100)
    page.locator(f"{LAB} .gs-reach-trained").get_by_text("A sentence").click()
    page.locator(f"{LAB} .gs-reach-status", has_text="trained networks").wait_for()
    assert page.locator(f"{LAB} .gs-reach-forget").is_disabled()


# -- the tasks ----------------------------------------------------------------------------------------------------


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


# -- what it holds ------------------------------------------------------------------------------------------------


def test_editing_the_subject_flips_the_answer(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-subject").select_option("cats")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value.startsWith('the cats')")
    many = held(page)
    page.locator(f"{LAB} .gs-subject").select_option("cat")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value.startsWith('the cat ')")
    one = held(page)
    assert (many["last"], many["right"]) == ("they", "they")
    assert (one["last"], one["right"]) == ("it", "it")
    assert many["words"].split()[2:] == one["words"].split()[2:]
    assert "“cats” → “cat”" in one["flip"]
    assert "from “they”" in one["flip"]
    assert one["before"] == 1
    assert "Found by measurement" in page.locator(f"{LAB} .gs-carrier-line").inner_text()


def test_a_sequence_can_be_typed_and_an_unknown_word_is_named(page, app_url):
    open_lab(page, app_url, "hold")
    text = page.locator(f"{LAB} .gs-sequence-text")
    text.fill("the king near the river slept because")
    text.press("Enter")
    page.locator(f"{LAB} .gs-stop-chip", has_text="king").wait_for()
    assert page.locator(f"{LAB} .gs-stop-chip").count() == 7
    text.fill("the xylophone slept because")
    text.press("Enter")
    assert "xylophone" in page.locator(f"{LAB} .gs-alert-text", has_text="xylophone").inner_text()
    assert page.locator(f"{LAB} .gs-stop-chip").count() == 7


def test_letters_are_read_too(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-hold-tasks").get_by_text("First letter").click()
    page.locator(f"{LAB} .gs-answers .gs-bar").nth(7).wait_for()
    page.locator(f"{LAB} .gs-sequence-text").fill("g a b c d e")
    page.locator(f"{LAB} .gs-sequence-text").press("Enter")
    page.wait_for_function(f"document.querySelectorAll('{LAB} .gs-stop-chip').length === 6")
    assert held(page)["right"] == "G"


def test_a_copy_is_asked_from_its_mark_on_and_only_there(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-hold-tasks").get_by_text("Copy").click()
    page.locator(f"{LAB} .gs-stop-chip", has_text="→").wait_for()
    page.locator(f"{LAB} .gs-sequence-text").fill("c a h ......>..")
    page.locator(f"{LAB} .gs-sequence-text").press("Enter")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value === 'CAH······→··'")
    said = f"{LAB} .gs-stop-chip:nth-last-child(-n+3) .gs-stop-said"
    assert page.eval_on_selector_all(said, "all => all.map((e) => e.textContent)") == ["C", "A", "H"]
    assert page.locator(f"{LAB} .gs-stop-chip.gs-unasked").count() == 9
    assert page.locator(f"{LAB} .gs-stop-chip.gs-right").count() == 3
    page.locator(f"{LAB} .gs-subject").select_option("E")
    page.locator(f"{LAB} .gs-flip", has_text="At “→”").wait_for()
    assert "flips from “C”" in held(page)["flip"]
    assert page.eval_on_selector_all(said, "all => all.map((e) => e.textContent)") == ["E", "A", "H"]


def test_a_run_goes_to_the_gate_inspector(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-stop-chip").first.wait_for()
    page.get_by_role("button", name="Inspect the gates").last.click()
    page.locator(".gs-room-gates .gs-run-title", has_text="LSTM on").wait_for()
    assert page.get_by_role("tab", name="Gates").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize(
    ("chapter", "kind", "mark"), [("reach", "PNG", b"\x89PNG"), ("recall", "CSV", b"network,T"), ("hold", "JSON", b"{")]
)
def test_what_is_seen_can_be_taken_home(page, app_url, chapter, kind, mark, tmp_path):
    open_lab(page, app_url, chapter)
    if chapter == "reach":
        measured(page, 100)
    with page.expect_download(timeout=PATIENT) as download:
        page.locator(f"{LAB} .gs-save").get_by_role("button", name=kind, exact=True).click()
    download.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes().startswith(mark)


# -- how it looks -------------------------------------------------------------------------------------------------


# What is cut off at the right: outside of what can be scrolled.
BEYOND = f"""[...document.querySelectorAll('{LAB} *')].filter((one) => one.getClientRects().length
    && one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('.gs-scroll, .gs-chapters')).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("viewport", [PHONE, (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lab_fits_and_is_legible(page, app_url, viewport, scheme):
    open_lab(page, app_url)
    for chapter in ("loop", "reach", "recall", "hold"):
        page.locator(f"{LAB} .gs-chapter[data-chapter={chapter}]").click()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), chapter
        assert page.evaluate(BEYOND) == [], chapter
        how = page.locator(f"{LAB} .gs-how:visible", has_text="How to read")
        assert how.count() >= 1, chapter
    assert contrast(page.locator(f"{LAB} .gs-play")) > 4.5
    assert page.locator(f"{LAB} .gs-transport").bounding_box()["y"] < viewport[1]


# -- for programs -------------------------------------------------------------------------------------------------


def test_the_api_tells_gradients_and_accuracies(app_url):
    from gradio_client import Client

    client = Client(app_url, verbose=False)
    answer = client.predict("lstm", "recall", 20, 16, 5, 1.0, api_name="/memory")
    (gradient,) = answer["gradient"]
    assert (gradient["network"], gradient["T"], gradient["width"]) == ("lstm", 20, 16)
    assert len(gradient["gradient_h"]["median"]) == len(gradient["gradient_c"]["p90"]) == 20
    assert gradient["gradient_h"]["median"][-1] == pytest.approx(1)
    accuracy = answer["accuracy"]
    assert accuracy["chance"] == 0.125
    assert set(accuracy["alone"]) == {"lstm"}
    assert len(accuracy["helped"]["lstm"]["T"]) == len(accuracy["helped"]["lstm"]["low"])


def test_the_api_has_an_endpoint_for_the_lab(app_url):
    with urllib.request.urlopen(f"{app_url}gradio_api/info") as reply:
        assert "/memory" in json.load(reply)["named_endpoints"]


def test_the_example_of_the_readme_works(app_url, capsys):
    exec(readme_block("python", "/memory").replace("http://127.0.0.1:7860/", app_url), {})
    assert capsys.readouterr().out.strip()
