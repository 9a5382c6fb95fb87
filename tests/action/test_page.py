"""What a visitor does in the Action tab, in a real browser with the shipped networks."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.layout import beyond_the_edge
from ui.action.gallery import SHIPPED

VIEWER = "#action-viewer"
PHONE = (390, 844)


def open_tab(page, url):
    page.goto(url)
    page.get_by_role("tab", name="Action").click()
    page.locator(f"{VIEWER} .gs-card").first.wait_for()


def ready(page, frames=16):
    page.locator(f"{VIEWER} .gs[data-state=ready] .gs-column").nth(frames - 1).wait_for()
    page.locator(f"{VIEWER} .gs[aria-busy=false]").wait_for()
    page.keyboard.press("Home")


def choose(page, title="Stand up"):
    page.locator(f"{VIEWER} .gs-card", has_text=title).click()
    ready(page)


def give(page, path):
    page.locator(f"{VIEWER} .gs-input").set_input_files(path)


def here(page):
    """What every part of the tab says of the current frame."""
    return page.evaluate(
        """(viewer) => {
            const $ = (selector) => document.querySelector(`${viewer} ${selector}`);
            return {
                step: Number($('.gs-column.gs-here').dataset.step),
                scrub: $('.gs-scrub').value,
                frame: $('.gs-photo:not(.gs-off)').src,
                heat: $('.gs-heat').toDataURL(),
                running: $('.gs-running').textContent,
                line: $('.gs-race-chart .gs-chart-here').getAttribute('x1'),
                memory: $('.gs-memory-chart .gs-chart-here').getAttribute('x1'),
                bar: $('.gs-influence-chart .gs-chart-name').textContent,
                names: $('.gs-race-chart').textContent,
            };
        }""",
        VIEWER,
    )


def write(path, code, frames=24):
    """A small film of a wandering block; as .avi with MPEG-4 no browser plays it."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), 12, (160, 120))
    assert writer.isOpened()
    for number in range(frames):
        frame = np.full((120, 160, 3), 30, np.uint8)
        frame[30:90, 5 * number : 5 * number + 40] = (40, 160, 220)
        writer.write(frame)
    writer.release()
    return path


def test_an_example_plays_scrubs_is_tried_in_other_orders_and_opens_its_gates(page, app_url, traffic):
    open_tab(page, app_url)
    choose(page)
    with traffic.silence():
        seen = [here(page)]
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            seen.append(here(page))
        page.keyboard.press("Home")
        page.keyboard.press("Space")
        page.wait_for_function("Number(document.querySelector('#action-viewer .gs-scrub').value) > 1")
        page.keyboard.press("Space")
        page.locator(f"{VIEWER} .gs-column").nth(9).click()
        assert here(page)["step"] == 9
    assert [one["step"] for one in seen] == [0, 1, 2, 3]
    assert [one["scrub"] for one in seen] == ["0", "1", "2", "3"]
    for part in ("frame", "heat", "line", "memory", "names"):
        assert len({one[part] for one in seen}) == 4, part

    page.get_by_role("button", name="Play it in other orders").click()
    rows = page.locator(f"{VIEWER} .gs-order-table tr:has(td)")
    rows.nth(9).wait_for()
    assert rows.count() == 10  # forward, reversed, five shuffles, frozen, every 2nd and 4th
    answer = page.locator(f"{VIEWER} .gs-answer-label").inner_text()
    assert rows.first.locator("td").first.inner_text().startswith(answer)
    assert len(page.locator(f"{VIEWER} .gs-order-said").inner_text()) > 40
    assert here(page)["step"] == 9  # the table does not move the cursor

    page.get_by_role("button", name="Inspect the gates").click()
    page.locator("#gates-inspector .gs-stage").wait_for()
    gates = page.locator("#gates-inspector")
    assert "Stand up" in gates.inner_text()
    assert re.match(r"Where it looked at \d\.\d\d s$", gates.locator(".gs-picture-line").inner_text())
    assert gates.locator('.gs-models [aria-pressed="true"]').count() == 0  # it is no captioner's run


def test_one_file_played_both_ways_flips_the_label_before_the_visitors_eyes(page, app_url):
    open_tab(page, app_url)
    choose(page)
    answer = page.locator(f"{VIEWER} .gs-answer-label")
    first, filmed = here(page), answer.inner_text()
    page.get_by_role("button", name="Backwards", exact=True).click()
    page.get_by_text("Played backwards").wait_for()
    ready(page)
    assert (filmed, answer.inner_text()) == ("sit to stand", "stand to sit")
    assert f"As filmed, the same frames give “{filmed}”: it is their order" in page.locator(VIEWER).inner_text()
    assert page.locator(f"{VIEWER} .gs-film-video").is_hidden()
    page.keyboard.press("End")
    assert here(page)["frame"] == first["frame"]  # what was first is last

    page.get_by_role("button", name="Play it in other orders").click()
    rows = page.locator(f"{VIEWER} .gs-order-table tr:has(td)")
    rows.nth(9).wait_for()
    marked = page.locator(f"{VIEWER} .gs-order-table .gs-yours")
    assert "Backwards" in marked.inner_text()
    told = [marked.locator("td").first, page.locator(f"{VIEWER} .gs-answer-chance")]
    table, verdict = (float(re.search(r"[\d.]+(?=\s%)", one.inner_text())[0]) for one in told)
    assert table == pytest.approx(verdict, abs=0.6)  # the run on the page is the row of the table
    page.get_by_role("button", name="As filmed", exact=True).click()
    page.get_by_text("Played backwards").wait_for(state="detached")
    assert answer.inner_text() == filmed
    page.locator(f"{VIEWER} .gs-film-video").wait_for()
    page.get_by_role("button", name="Backwards", exact=True).click()
    page.get_by_text("Played backwards").wait_for()
    choose(page, "Wave")  # another clip begins as filmed
    page.get_by_text("Played backwards").wait_for(state="detached")


def test_the_average_of_the_frames_gives_any_order_the_same_answer(page, app_url):
    open_tab(page, app_url)
    choose(page)
    page.get_by_role("button", name="Play it in other orders").click()
    rows = page.locator(f"{VIEWER} .gs-order-table tr:has(td)")
    rows.nth(9).wait_for()
    averages = [row.locator("td").nth(1).inner_text() for row in rows.all()[:7]]
    assert len(set(averages)) == 1, averages


def test_a_film_that_no_browser_plays_is_shown_by_its_frames(page, app_url, tmp_path, traffic):
    open_tab(page, app_url)
    give(page, write(tmp_path / "film.avi", "XVID"))
    ready(page, frames=8)  # of the network for films
    note = page.locator(f"{VIEWER} .gs-playback-note")
    note.get_by_text("cannot play this kind of file").wait_for()
    assert page.locator(f"{VIEWER} .gs-film-video").is_hidden()
    with traffic.silence():
        page.keyboard.press("ArrowRight")
    photo = page.locator(f"{VIEWER} .gs-photo:not(.gs-off)")
    assert photo.evaluate("(image) => image.naturalWidth") == 160


def test_a_clip_that_the_browser_plays_goes_along_with_the_cursor(page, app_url):
    open_tab(page, app_url)
    choose(page)
    video = page.locator(f"{VIEWER} .gs-film-video")
    video.wait_for()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('#action-viewer .gs-film-video').currentTime > 1")
    page.keyboard.press("Home")
    video.evaluate("(film) => film.play()")  # and the other way round
    page.wait_for_function("Number(document.querySelector('#action-viewer .gs-scrub').value) > 2")


def test_a_file_that_is_no_clip_gets_one_sentence_and_the_page_stays(page, app_url, tmp_path):
    (tmp_path / "notes.mp4").write_text("this is not a clip")
    open_tab(page, app_url)
    choose(page)
    page.get_by_role("button", name="Backwards", exact=True).click()
    page.get_by_text("Played backwards").wait_for()
    ready(page)
    before = here(page)
    give(page, tmp_path / "notes.mp4")
    alert = page.locator(f"{VIEWER} .gs-alert")
    alert.wait_for()
    said = alert.locator(".gs-alert-text").inner_text()
    assert re.fullmatch(r"[^\n]+\.", said), said
    assert "clip" in said
    assert here(page) == before
    pressed = page.locator(f"{VIEWER} .gs-controls [aria-pressed=true]")
    assert pressed.all_inner_texts() == ["27 gestures", "Backwards"]  # the controls tell of what is on the page
    page.locator(f"{VIEWER} .gs-alert-close").click()
    choose(page, "Wave")
    assert alert.is_hidden()


def test_a_long_clip_by_a_slow_line_is_waited_for(page, app_url, tmp_path):
    page.clock.install()
    open_tab(page, app_url)
    held = []
    page.route("**/gradio_api/upload*", lambda route: held.append(route))  # it does not arrive before the test lets it
    give(page, write(tmp_path / "film.avi", "MJPG"))
    said = page.locator(f"{VIEWER} .gs-busy-text")
    said.get_by_text("Sending the clip").wait_for()
    page.clock.fast_forward(300_000)
    said.get_by_text(re.compile(r"Sending the clip\u2026 30\d s")).wait_for()
    assert page.locator(f"{VIEWER} .gs-alert").is_hidden()
    held[0].continue_()
    ready(page, frames=8)
    assert page.locator(f"{VIEWER} .gs-alert").is_hidden()


def test_a_part_of_the_clip_is_read_on_its_own(page, app_url):
    open_tab(page, app_url)
    choose(page)
    page.locator(f"{VIEWER} .gs-to").fill("0.9")
    page.get_by_role("button", name="Read this part").click()
    page.get_by_role("button", name="Read all of it").wait_for()
    times = page.locator(f"{VIEWER} .gs-film-time").all_inner_texts()
    assert float(times[-1].split()[0]) <= 0.9
    page.get_by_role("button", name="Read all of it").click()
    page.locator(f"{VIEWER} .gs-column").nth(15).wait_for()
    page.get_by_role("button", name="Read all of it").wait_for(state="hidden")


def test_an_own_file_goes_to_the_network_that_is_made_for_films(page, app_url, tmp_path):
    open_tab(page, app_url)
    pressed = page.locator(f"{VIEWER} .gs-models [aria-pressed=true]")
    choose(page)
    assert pressed.inner_text() == "27 gestures"
    give(page, write(tmp_path / "film.avi", "MJPG"))
    page.locator(f"{VIEWER} .gs-models [aria-pressed=true]", has_text="12 sports").wait_for()
    ready(page, frames=8)
    page.get_by_role("button", name="27 gestures").click()
    page.locator(f"{VIEWER} .gs-outside").wait_for()  # a film is outside what that one knows, and the page says so


@pytest.mark.parametrize("kind", ["WebM", "PNG", "SVG", "PDF", "CSV", "JSON", "NPZ"])
def test_a_reading_can_be_taken_home(page, app_url, kind, tmp_path):
    marks = {"WebM": b"\x1a\x45\xdf\xa3", "PNG": b"\x89PNG", "SVG": b"<?xml", "PDF": b"%PDF"}
    marks |= {"CSV": b"frame,", "JSON": b"{", "NPZ": b"PK"}
    open_tab(page, app_url)
    choose(page)
    with page.expect_download() as download:
        page.locator(f"{VIEWER} .gs-save").get_by_role("button", name=kind, exact=True).click()
    download.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes().startswith(marks[kind])
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")


@pytest.mark.parametrize("viewport", [PHONE, (1440, 900)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tab_fits_and_is_legible(page, app_url, viewport, scheme):
    from tests.caption.test_page import contrast

    open_tab(page, app_url)
    assert beyond_the_edge(page) == []
    choose(page)
    page.get_by_role("button", name="Play it in other orders").click()
    page.locator(f"{VIEWER} .gs-order-table tr:has(td)").nth(9).wait_for()
    assert beyond_the_edge(page) == []
    play = page.locator(f"{VIEWER} .gs-play")
    assert play.bounding_box()["height"] >= 44
    assert contrast(play) > 4.5
    page.keyboard.press("Home")
    frame = page.locator(f"{VIEWER} .gs-frame")
    frame.scroll_into_view_if_needed()
    assert page.locator(f"{VIEWER} .gs-transport").bounding_box()["y"] < viewport[1]  # in reach of the thumb


def test_the_api_tells_the_label_and_how_it_formed(app_url):
    from gradio_client import Client, handle_file

    client = Client(app_url, verbose=False)
    file = Path(SHIPPED) / "wave.webm"
    found = client.predict(handle_file(file), "action-gestures", 8, True, api_name="/action")
    assert found["frames_seen"] == len(found["timeline"]) == 8
    assert found["timeline"][-1]["top"] == found["top"]
    assert found["top"][0]["label"] == found["label"]
    assert [row["way"] for row in found["order"]][:2] == ["forward", "reversed"]
    assert found["order"][0]["lstm"]["label"] == found["label"]
    plain = client.predict(handle_file(file), "action-gestures", 0, False, api_name="/action")
    assert plain["order"] is None
