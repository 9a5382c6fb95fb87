"""What a visitor does on the page, in a real browser with the shipped networks."""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import running_app
from tests.layout import beyond_the_edge

VIEWER = "#caption-viewer"
PHONE = (390, 844)
ROOT = Path(__file__).resolve().parents[2]


def open_page(page, url):
    page.goto(url)
    page.locator(f"{VIEWER} .gs-card").first.wait_for()


def ready(page):
    """The caption is there and its reveal is over."""
    page.locator(f"{VIEWER} .gs[data-state=ready] .gs-chip").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.gs-chip.gs-later').length === 0")
    page.keyboard.press("Home")


def choose(page, title="Dog"):
    page.locator(".gs-card", has_text=title).click()
    ready(page)


def here(page):
    """What every part of the page says of the current step."""
    return page.evaluate(
        """() => ({
            chip: document.querySelector('.gs-chip.gs-here .gs-word').textContent,
            step: Number(document.querySelector('.gs-chip.gs-here').dataset.step),
            bars: document.querySelector('.gs-bars').textContent,
            title: document.querySelector('.gs-next-title').textContent,
            heat: document.querySelector('.gs-heat').toDataURL(),
            scrub: document.querySelector('.gs-scrub').value,
            film: document.querySelector('.gs-film-word') && document.querySelector('.gs-film .gs-here').textContent,
        })"""
    )


def test_an_example_is_captioned_and_the_arrows_move_all_parts_together(page, app_url, traffic):
    open_page(page, app_url)
    choose(page)
    with traffic.silence():
        seen = [here(page)]
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            seen.append(here(page))
    assert [one["step"] for one in seen] == [0, 1, 2, 3]
    assert [one["scrub"] for one in seen] == ["0", "1", "2", "3"]
    for part in ("bars", "title", "heat"):
        assert len({one[part] for one in seen}) == 4, part
    for one in seen:
        assert one["chip"] in one["bars"]
        assert one["chip"] in one["film"]


def test_nothing_is_asked_while_stepping_playing_and_hovering(page, app_url, traffic):
    open_page(page, app_url)
    choose(page)
    with traffic.silence():
        page.keyboard.press("End")
        last = here(page)["step"]
        page.keyboard.press("Home")
        assert here(page)["step"] == 0
        page.locator(".gs-chip").nth(2).hover()
        page.locator(".gs-chip").nth(2).click()
        assert here(page)["step"] == 2
        page.get_by_role("button", name="Cells", exact=True).click()
        page.mouse.move(5, 5)
        page.keyboard.press("Home")
        page.keyboard.press("Space")
        page.wait_for_function("document.querySelector('.gs-play').getAttribute('aria-pressed') === 'true'")
        page.wait_for_function("Number(document.querySelector('.gs-scrub').value) > 0")
        page.keyboard.press("Space")
        page.keyboard.press("End")
        assert here(page)["step"] == last


def test_an_uploaded_portrait_lies_under_its_heatmap(page, app_url, tmp_path):
    pixels = np.random.default_rng(0).integers(0, 255, (600, 300, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "portrait.png")
    open_page(page, app_url)
    page.locator(f"{VIEWER} .gs-input").set_input_files(tmp_path / "portrait.png")
    ready(page)
    photo, heat = (page.locator(f".gs-lane {name}").first.bounding_box() for name in (".gs-photo", ".gs-heat"))
    assert photo == heat
    assert photo["height"] / photo["width"] == pytest.approx(2, rel=0.02)


def test_a_file_that_is_no_picture_gets_one_sentence_and_the_page_stays(page, app_url, tmp_path):
    (tmp_path / "notes.jpg").write_text("this is not a picture")
    open_page(page, app_url)
    choose(page)
    before = here(page)
    page.locator(f"{VIEWER} .gs-input").set_input_files(tmp_path / "notes.jpg")
    alert = page.locator(".gs-alert")
    alert.wait_for()
    said = alert.locator(".gs-alert-text").inner_text()
    assert re.fullmatch(r"[^\n]+\.", said), said
    assert "picture" in said
    assert here(page)["chip"] == before["chip"]
    page.locator(".gs-alert-close").click()
    choose(page, "Bus")
    assert alert.is_hidden()


def test_three_captioners_stand_side_by_side_under_one_cursor(page, app_url, traffic):
    open_page(page, app_url)
    choose(page)
    page.get_by_role("button", name="Compare all").click()
    page.wait_for_function("document.querySelectorAll('.gs-lane').length === 3")
    ready(page)
    words_of = "rows => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))"
    columns = page.eval_on_selector_all(".gs-aligned-words tr", words_of)  # of each network; a gap has a dot
    with traffic.silence():
        for column in range(len(columns[0])):
            assert page.locator(".gs-scrub").input_value() == str(column)
            said = page.locator(".gs-chip.gs-here .gs-word").all_text_contents()
            assert len(said) == 3
            assert all(row[column] in ("·", word) for row, word in zip(columns, said, strict=True))
            page.keyboard.press("ArrowRight")
        page.locator(".gs-aligned-words tr").last.locator("button").first.click()
        assert page.locator(".gs-chip.gs-here").last.get_attribute("data-step") == "0"
    assert page.locator(".gs-once:visible").count() == 1  # the plain one never looks again, and says so
    assert page.locator(".gs-frame .gs-heat:visible").count() == 2


def test_a_caption_of_ones_own_is_scored_and_an_unknown_word_is_named(page, app_url):
    open_page(page, app_url)
    choose(page)
    page.get_by_role("button", name="My caption").click()
    page.get_by_label("Your own caption").fill("a brown gearwheel in the grass")
    page.get_by_role("button", name="Score it").click()
    page.locator(".gs-chip.gs-unknown").wait_for()
    assert page.locator(".gs-chip.gs-unknown .gs-word").all_inner_texts() == ["gearwheel"]
    assert "“gearwheel” is not in its vocabulary" in page.locator(".gs-facts").first.inner_text()
    assert page.locator(".gs-score table").is_visible()


def test_a_beam_shows_what_it_considered(page, app_url):
    open_page(page, app_url)
    choose(page)
    page.get_by_role("button", name="Beam", exact=True).click()
    page.locator(".gs-tree .gs-node.gs-won").first.wait_for()
    ready(page)
    won = page.locator(".gs-tree .gs-node.gs-won").count()
    assert won == page.locator(".gs-lane .gs-chip").count()
    assert page.locator(".gs-tree .gs-node").count() > won


@pytest.mark.parametrize("kind", ["PNG", "SVG", "PDF", "GIF", "JSON", "NPZ"])
def test_a_caption_can_be_taken_home(page, app_url, kind, tmp_path):
    marks = {"PNG": b"\x89PNG", "SVG": b"<?xml", "PDF": b"%PDF", "GIF": b"GIF89a", "JSON": b"{", "NPZ": b"PK"}
    open_page(page, app_url)
    choose(page)
    with page.expect_download() as download:
        page.locator(".gs-save").get_by_role("button", name=kind, exact=True).click()
    download.value.save_as(tmp_path / "file")
    content = (tmp_path / "file").read_bytes()
    assert content.startswith(marks[kind])
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")


@pytest.mark.parametrize("viewport", [PHONE, (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_is_legible(page, app_url, viewport, scheme):
    open_page(page, app_url)
    choose(page)
    assert beyond_the_edge(page) == []
    play = page.locator(".gs-play")
    assert play.bounding_box()["height"] >= 44
    assert contrast(page.locator(".gradio-container").first) > 7
    assert contrast(play) > 4.5
    assert page.locator(".gs-transport").bounding_box()["y"] < viewport[1]  # in reach of the thumb


def contrast(part):
    """WCAG 2 contrast ratio of a part's letters to what they stand on."""
    lights = []
    for colour in part.evaluate("(e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"):
        channels = [float(number) / 255 for number in re.findall(r"[\d.]+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_where_an_example_goes_wrong_the_page_says_why(page, app_url):
    open_page(page, app_url)
    wrong = page.evaluate(
        "() => { const title = document.querySelector('.gs-cards-heading');"
        " return title.parentElement.lastElementChild.querySelector('.gs-card').dataset.title; }"
    )
    choose(page, wrong)
    assert page.locator(".gs-why").inner_text().startswith("Where it goes wrong:")
    page.locator(".gs-card").first.click()
    page.locator(".gs-why").wait_for(state="detached")


def test_a_lecturers_own_folder_joins_the_gallery(page, tmp_path):
    folder = tmp_path / "lecture"
    folder.mkdir()
    Image.new("RGB", (90, 60), "teal").save(folder / "my_teal_wall.jpg")
    (folder / "broken.jpg").write_text("no picture")
    with running_app(tmp_path / "app", EXAMPLES=str(folder)) as url:
        open_page(page, url)
        choose(page, "My teal wall")
        assert page.locator(".gs-card").count() > 6
        assert page.locator(".gs-card", has_text="Broken").count() == 0


@pytest.mark.parametrize("motion", ["reduce"])
def test_who_wants_less_motion_gets_the_whole_caption_at_once(page, app_url, motion):
    open_page(page, app_url)
    page.get_by_role("button", name="Dog").first.click()
    page.locator(f"{VIEWER} .gs[data-state=ready] .gs-chip").first.wait_for()
    assert page.locator(".gs-chip.gs-later").count() == 0
    assert page.locator(".gs-play").get_attribute("aria-pressed") == "false"


def test_the_api_answers_plain_json_as_the_readme_says(app_url, tmp_path):
    from gradio_client import Client, handle_file

    Image.new("RGB", (40, 30), "green").save(tmp_path / "green.png")
    client = Client(app_url, verbose=False)
    answer = client.predict(
        handle_file(tmp_path / "green.png"), "caption-attention", "beam", 3, 1.0, 0, "", api_name="/caption"
    )
    assert set(answer) >= {"caption", "logprob", "steps", "model", "mode", "finished", "unknown"}
    assert answer["model"]["name"] == "caption-attention"
    assert [step["word"] for step in answer["steps"] if step["word"] != "<end>"] == answer["caption"].split()
    first = answer["steps"][0]
    assert sum(map(sum, first["attention"])) == pytest.approx(1, abs=1e-3)
    assert len(first["top"]) == 10
    assert 0 <= first["beta"] <= 1
    forced = client.predict(
        handle_file(tmp_path / "green.png"), "caption-plain", "forced", 5, 1.0, 0, "a dog", api_name="/caption"
    )
    assert forced["caption"] == "a dog"
    assert forced["steps"][0]["attention"] is None


def readme_block(language, mark):
    """The example of README or the page on the API, in this language, that has `mark` in it."""
    text = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/api.md"))
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return next(block for block in blocks if mark in block)


def test_the_curl_example_of_the_readme_works(app_url, tmp_path):
    Image.new("RGB", (40, 30), "green").save(tmp_path / "dog.jpg")
    script = readme_block("sh", "curl").replace("http://127.0.0.1:7860/", app_url)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    event, data = (line for line in done.stdout.splitlines() if line.startswith(("event:", "data:")))
    assert event == "event: complete"
    (answer,) = json.loads(data.removeprefix("data:"))
    assert answer["model"]["name"] == "caption-attention"
    assert answer["steps"]


def test_the_python_examples_of_the_readme_work(app_url, tmp_path, monkeypatch, capsys):
    Image.new("RGB", (40, 30), "green").save(tmp_path / "dog.jpg")
    monkeypatch.chdir(tmp_path)
    for mark in ('"/caption"', '"/gates"', "load_captioner"):
        exec(readme_block("python", mark).replace("http://127.0.0.1:7860/", app_url), {})
        assert capsys.readouterr().out.strip()


def test_the_api_page_names_what_programs_may_ask(app_url):
    with urllib.request.urlopen(f"{app_url}gradio_api/info") as reply:
        assert {"/caption", "/gates"} <= set(json.load(reply)["named_endpoints"])
