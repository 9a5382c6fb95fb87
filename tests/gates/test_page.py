"""What a student does in the Gates tab, in a real browser with the shipped networks."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from models.io.trace_file import read_trace
from models.lstm.cell_attribution import ledger
from models.lstm.probing import probe_signal
from tests.layout import beyond_the_edge
from tests.traces import make_gate_trace
from ui.shared.gate_payload import pack_gates

TAB = "#gates-inspector"
PHONE = (390, 844)


def open_gates(page, url):
    """The tab alone, by the button at the head of the page."""
    page.goto(url)
    page.locator("#caption-viewer .gs-card").first.wait_for()
    page.evaluate(
        "[...document.querySelectorAll('#gs-tabs [role=tab]')].find((t) => t.textContent.trim() === 'Gates').click()"
    )
    ready(page)


def ready(page):
    page.locator(f"{TAB} .gs[data-state=ready] .gs-step").first.wait_for()
    page.wait_for_function(f"document.querySelector('{TAB} .gs').getAttribute('aria-busy') !== 'true'")
    page.locator(f"{TAB} .gs-plot svg").first.wait_for()  # the last of the panels


def caption(page, url, title="Dog"):
    """An example captioned in the Caption tab, all words shown."""
    page.goto(url)
    page.locator("#caption-viewer .gs-card", has_text=title).click()
    page.locator("#caption-viewer .gs[data-state=ready] .gs-chip").first.wait_for()
    page.wait_for_function("document.querySelectorAll('#caption-viewer .gs-chip.gs-later').length === 0")


def words(page):
    return page.locator(f"{TAB} .gs-step").all_inner_texts()


def shares(page):
    """The row of the cursor: {who wrote it: percent}."""
    rows = page.eval_on_selector_all(
        f"{TAB} .gs-shares .gs-share",
        "rows => rows.filter((row) => getComputedStyle(row).visibility === 'visible' && !row.hidden)"
        ".map((row) => [row.querySelector('.gs-share-word').textContent, row.querySelector('.gs-number').textContent])",
    )
    return [(word, float(number.replace("\N{NO-BREAK SPACE}%", ""))) for word, number in rows]


def saved_run(page, tmp_path, name="run.npz"):
    """The run of the Caption tab as the file that it offers."""
    with page.expect_download() as download:
        page.locator("#caption-viewer .gs-save").get_by_role("button", name="NPZ", exact=True).click()
    path = tmp_path / name
    download.value.save_as(path)
    return path


def press(page, group, value):
    page.locator(f'{TAB} .{group} [data-value="{value}"]').click()


@pytest.mark.parametrize("motion", ["reduce"])
def test_a_caption_is_opened_stepped_and_read_without_asking_anything(page, app_url, traffic, motion):
    caption(page, app_url)
    said = page.locator("#caption-viewer .gs-chip .gs-word").all_inner_texts()
    with traffic.silence():
        page.locator("#caption-viewer .gs-inspect").click()
        ready(page)
        assert words(page) == said
        page.keyboard.press("Home")
        first = shares(page)
        page.keyboard.press("ArrowRight")
        assert shares(page) != first
        for array in ("input", "output", "candidate", "cell", "hidden"):
            press(page, "gs-arrays", array)
        page.locator(f"{TAB} .gs-order").select_option("similarity")
        page.locator(f"{TAB} .gs-map-canvas").click(position={"x": 50, "y": 90})
        assert "c =" not in page.locator(f"{TAB} .gs-map-readout").inner_text()
        assert page.locator(f"{TAB} .gs-sum-title").inner_text().startswith("The arithmetic of unit")
        page.locator(f"{TAB} .gs-signal").select_option("a curve you draw")


@pytest.mark.parametrize("motion", ["reduce"])
def test_a_student_finds_who_is_still_remembered_as_the_numbers_have_it(page, app_url, tmp_path, motion):
    caption(page, app_url)
    book = ledger(read_trace(saved_run(page, tmp_path)))
    page.locator("#caption-viewer .gs-inspect").click()
    ready(page)
    best = book.labels[int(book.shares[-1, 1:-1].argmax())]
    answer = page.locator(f"{TAB} .gs-answer").inner_text()
    assert answer.startswith("At the end it remembers")
    assert f"“{best}” best" in answer
    page.keyboard.press("End")
    on_page = [number for _, number in shares(page)]
    assert on_page == pytest.approx(100 * book.shares[-1], abs=0.51)
    assert sum(on_page) == pytest.approx(100, abs=3)


@pytest.mark.parametrize("motion", ["reduce"])
def test_the_sum_of_a_unit_is_its_own_arithmetic(page, app_url, tmp_path, motion):
    caption(page, app_url)
    gates = read_trace(saved_run(page, tmp_path)).gates
    page.locator("#caption-viewer .gs-inspect").click()
    ready(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.locator(f"{TAB} .gs-pin-number").fill("7")
    page.get_by_role("button", name="Pin it").click()
    numbers = page.locator(f"{TAB} .gs-term b").all_inner_texts()
    values = [float(number.replace("\N{MINUS SIGN}", "-")) for number in numbers]
    expected = [getattr(gates, name)[1, 7] for name in ("cell", "forget")] + [gates.cell[0, 7]]
    expected += [getattr(gates, name)[1, 7] for name in ("input", "candidate", "hidden", "output")]
    assert values == pytest.approx([*expected, np.tanh(gates.cell[1, 7])], abs=0.0051)


def test_alone_the_tab_opens_on_an_example_and_one_cursor_moves_all(page, app_url):
    open_gates(page, app_url)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    second = words(page)[1]
    assert page.locator(f"{TAB} .gs-step.gs-here").inner_text() == second
    assert page.locator(f"{TAB} .gs-map-label.gs-here").inner_text() == second
    assert f"“{second}”" in page.locator(f"{TAB} .gs-now-title").inner_text()
    assert page.locator(f"{TAB} .gs-scrub").input_value() == "1"


def test_a_run_of_a_hundred_steps_keeps_its_shape(page, app_url):
    """As of the memory lab: too many steps for chips, and nothing before the first."""
    open_gates(page, app_url)
    gates = pack_gates(make_gate_trace([f"s{step}" for step in range(100)], 64))
    run = {"key": "long", "kind": "memory", "noun": "symbol", "title": "A hundred symbols", "gates": gates, "step": 99}
    page.evaluate(
        "(run) => { window.gatescope.run = run; window.dispatchEvent(new CustomEvent('gatescope:inspect')); }", run
    )
    page.locator(f"{TAB} .gs-run-title", has_text="A hundred symbols").wait_for()
    assert page.locator(f"{TAB} .gs-step").count() == 0
    assert page.locator(f"{TAB} .gs-triangle").bounding_box()["height"] < 500
    page.locator(f"{TAB} .gs-surgery-not", has_text="Only captions can be operated on").wait_for()


def test_an_operation_puts_both_captions_side_by_side_and_leaves_the_network_as_it_was(page, app_url):
    open_gates(page, app_url)
    before = words(page)
    page.locator(f'{TAB} [data-preset="Mute output"]').click()
    outcome = page.locator(f"{TAB} .gs-outcome")
    outcome.wait_for()
    assert "output gate of all units held at 0" in outcome.inner_text()
    assert outcome.locator("tr").count() == 2
    assert outcome.locator(".gs-chance").count() == len(before)
    outcome.get_by_role("button", name="Read the gates of the operated run").click()
    page.wait_for_function(f"document.querySelector('{TAB} .gs-run-title').textContent.includes('operated on')")
    ready(page)
    press(page, "gs-arrays", "output")
    page.locator(f"{TAB} .gs-map-canvas").hover(position={"x": 40, "y": 40})
    assert "o = 0.000" in page.locator(f"{TAB} .gs-map-readout").inner_text()
    page.get_by_role("button", name="Back to the run as it was").click()
    page.locator(f"{TAB} .gs-example").select_option(label="Bus")
    page.wait_for_function(f"document.querySelector('{TAB} .gs-run-title').textContent.includes('Bus')")
    page.locator(f"{TAB} .gs-example").select_option(index=0)
    page.wait_for_function(f"!document.querySelector('{TAB} .gs-run-title').textContent.includes('Bus')")
    assert words(page) == before


def test_an_operation_on_no_unit_gets_one_sentence(page, app_url):
    open_gates(page, app_url)
    page.get_by_role("button", name="Unpin all").click()
    press(page, "gs-cut-units", "pinned")
    page.get_by_role("button", name="Operate", exact=True).click()
    assert re.fullmatch(r"[^\n]+\.", page.locator(f"{TAB} .gs-alert-text").inner_text())


@pytest.mark.parametrize("motion", ["reduce"])
def test_a_saved_run_is_opened_and_a_wrong_file_gets_one_sentence(page, app_url, tmp_path, motion):
    caption(page, app_url)
    said = page.locator("#caption-viewer .gs-chip .gs-word").all_inner_texts()
    path = saved_run(page, tmp_path)
    open_gates(page, app_url)
    page.locator(f"{TAB} .gs-example").select_option(label="Bus")
    page.wait_for_function(f"document.querySelector('{TAB} .gs-run-title').textContent.includes('Bus')")
    page.locator(f"{TAB} .gs-input").set_input_files(path)
    page.wait_for_function(f"document.querySelector('{TAB} .gs-run-title').textContent.includes('from run.npz')")
    assert words(page) == said
    page.locator(f"{TAB} .gs-surgery-not", has_text="does not hold its picture").wait_for()
    (tmp_path / "wrong.npz").write_text("no archive")
    page.locator(f"{TAB} .gs-input").set_input_files(tmp_path / "wrong.npz")
    page.locator(f"{TAB} .gs-alert").wait_for()
    assert re.fullmatch(r"[^\n]+\.", page.locator(f"{TAB} .gs-alert-text").inner_text())
    assert words(page) == said  # nothing on the page is lost


@pytest.mark.parametrize("kind", ["PNG", "SVG", "PDF", "NPZ", "CSV"])
def test_gates_can_be_taken_home(page, app_url, kind, tmp_path):
    marks = {"PNG": b"\x89PNG", "SVG": b"<?xml", "PDF": b"%PDF", "NPZ": b"PK", "CSV": b"step,word,unit"}
    open_gates(page, app_url)
    with page.expect_download() as download:
        page.locator(f"{TAB} .gs-save").get_by_role("button", name=kind, exact=True).click()
    download.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes().startswith(marks[kind])


@pytest.mark.parametrize("motion", ["reduce"])
def test_a_run_that_only_the_browser_has_can_be_taken_home_too(page, app_url, tmp_path, motion):
    caption(page, app_url)
    path = saved_run(page, tmp_path)
    open_gates(page, app_url)
    page.locator(f"{TAB} .gs-input").set_input_files(path)
    page.wait_for_function(f"document.querySelector('{TAB} .gs-run-title').textContent.includes('from run.npz')")
    with page.expect_download() as download:
        page.locator(f"{TAB} .gs-save").get_by_role("button", name="NPZ", exact=True).click()
    download.value.save_as(tmp_path / "gates.npz")
    with np.load(tmp_path / "gates.npz") as gates:
        np.testing.assert_allclose(gates["cell"], read_trace(path).gates.cell, atol=1e-3)


@pytest.mark.parametrize("viewport", [PHONE, (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_is_on_the_first_screen_and_nothing_sticks_out(page, app_url, viewport, scheme):
    open_gates(page, app_url)
    assert beyond_the_edge(page) == []
    box = page.locator(f"{TAB} .gs-answer").bounding_box()
    assert box["y"] + 60 < page.locator(f"{TAB} .gs-transport").bounding_box()["y"]


def test_the_cursors_of_both_tabs_go_together(page, app_url):
    caption(page, app_url)
    page.locator("#caption-viewer .gs-inspect").click()
    ready(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.get_by_role("tab", name="Caption").first.click()
    chip = page.locator("#caption-viewer .gs-chip.gs-here")
    assert chip.get_attribute("data-step") == "1"


def test_the_api_gives_every_gate_and_what_they_come_to(app_url, tmp_path):
    from gradio_client import Client, handle_file
    from gradio_client.exceptions import AppError

    Image.new("RGB", (40, 30), "green").save(tmp_path / "green.png")
    client = Client(app_url, verbose=False, download_files=str(tmp_path))
    cut = json.dumps([{"gate": "forget", "clamp": 1}, {"gate": "input", "clamp": 0}])
    file, summary = client.predict(
        handle_file(tmp_path / "green.png"), "caption-attention", "a dog", cut, api_name="/gates"
    )
    with np.load(file) as gates:
        assert (gates["forget"] == 1).all()
        np.testing.assert_array_equal(gates["cell"], np.broadcast_to(gates["start"][1], gates["cell"].shape))
    assert summary["caption"] == "a dog"
    assert summary["ledger_shares"][-1] == [1.0, 0.0, 0.0, 0.0]
    assert set(summary) >= {"mean", "saturation", "half_life", "surgery", "model", "words"}
    for wrong in (
        "forget",
        '[{"gate": "forget", "clamp": 1, "units": [512]}]',
        '[{"gate": "forget", "clamp": 1, "first": 9}]',
    ):
        with pytest.raises(AppError, match=r"^[^\n]+\.$"):
            client.predict(handle_file(tmp_path / "green.png"), "caption-attention", "a dog", wrong, api_name="/gates")


def test_the_units_found_to_follow_a_signal_are_those_that_numpy_finds(page, app_url, tmp_path):
    caption(page, app_url)
    run = read_trace(saved_run(page, tmp_path))
    page.get_by_role("button", name="Inspect the gates").first.click()
    ready(page)
    shown = page.eval_on_selector_all(
        f"{TAB} .gs-found tr:not(:first-child)",
        "rows => rows.map((row) => [...row.children].map((c) => c.textContent))",
    )
    expected = probe_signal(run.gates, np.arange(len(run.words)))
    assert len(shown) == 8
    for unit, r, p, p_best in shown:
        number = int(re.sub(r"\D", "", unit))
        assert float(r.replace("\N{MINUS SIGN}", "-")) == pytest.approx(expected.r[number], abs=1.5e-3)
        assert float(p) == pytest.approx(expected.p[number], abs=0.01)  # both are estimates, from shuffles of their own
        assert float(p_best) == pytest.approx(expected.p_best[number], abs=0.05)
    strengths = [abs(float(r.replace("\N{MINUS SIGN}", "-"))) for _, r, _, _ in shown]
    assert strengths[0] == pytest.approx(np.abs(expected.r).max(), abs=1.5e-3)
    assert strengths == sorted(strengths, reverse=True)
