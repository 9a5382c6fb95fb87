"""What a visitor sees of the memory lab, in a real browser with the shipped networks: steps, gradients, looks."""

import json
import re
import urllib.request

import pytest

from tests.caption.test_page import PHONE, contrast, readme_block
from tests.memory.lab_page import LAB, PATIENT, open_lab, slide


def measured(page, T):
    """The curves over T steps are on the page."""
    page.wait_for_function(
        f"""document.querySelector('{LAB} .gs-reach-chart svg')?.getAttribute('aria-label').includes('of {T} steps')
            && document.querySelector('{LAB} .gs-progress').hidden"""
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


# -- what is taken home -------------------------------------------------------------------------------------------


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
