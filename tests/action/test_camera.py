"""A clip by the camera of the computer, in a real browser whose camera shows a clock."""

import pytest

from tests.action.test_page import VIEWER, open_tab, ready


@pytest.fixture
def camera(page, app_url):
    """The Action tab of a visitor who lets the page use the camera, with the camera's dialog open."""
    page.context.grant_permissions(["camera"])
    open_tab(page, app_url)
    page.locator(f"{VIEWER} .gs-shoot").click()
    dialog = page.locator(f"{VIEWER} .gs-camera")
    dialog.wait_for()
    return dialog


def watched(page):
    """Whether the page still looks through the camera."""
    return page.evaluate(f"Boolean(document.querySelector('{VIEWER} .gs-video').srcObject)")


def rolls(page, camera):
    """Start recording, and go on after a second."""
    camera.get_by_role("button", name="Record").click()
    page.wait_for_function(f"parseFloat(document.querySelector('{VIEWER} .gs-rolled').textContent) > 1")


def test_what_the_camera_recorded_is_read_and_shown(page, camera):
    rolls(page, camera)
    camera.get_by_role("button", name="Stop and read it").click()
    ready(page, frames=2)
    assert camera.is_hidden()
    assert not watched(page)
    assert page.locator(f"{VIEWER} .gs-answer-label").inner_text()
    assert page.locator(f"{VIEWER} .gs-models [aria-pressed=true]").inner_text() == "12 sports and instruments"
    times = [float(time.split()[0]) for time in page.locator(f"{VIEWER} .gs-film-time").all_inner_texts()]
    assert times[0] == 0
    assert 0 < times[-1] < 10
    page.locator(f"{VIEWER} .gs-film-video").wait_for()  # the browser plays what it recorded
    page.get_by_text("here, the clip itself").wait_for()


@pytest.mark.parametrize("leave", ["Cancel", "Escape"])
def test_a_recording_that_is_given_up_is_not_read(page, camera, traffic, leave):
    rolls(page, camera)
    with traffic.silence():
        if leave == "Cancel":
            camera.get_by_role("button", name="Cancel").click()
        else:
            page.keyboard.press("Escape")
        camera.wait_for(state="hidden")
    assert not watched(page)
    assert page.locator(f"{VIEWER} .gs[data-state=empty]").count() == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NotAllowedError", "The browser may not use the camera: allow it beside the address, or choose a file."),
        ("NotFoundError", "No camera was found: connect one, or choose a file."),
        ("NotReadableError", "Another program is using the camera: close it there, or choose a file."),
    ],
)
def test_a_camera_that_cannot_be_had_is_one_sentence(page, app_url, name, said):
    if name != "NotAllowedError":  # that is what this browser says of itself, where nobody granted it
        refusing = f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{name}'); }}"
        page.add_init_script(refusing)
    open_tab(page, app_url)
    page.locator(f"{VIEWER} .gs-shoot").click()
    page.locator(f"{VIEWER} .gs-alert").get_by_text(said, exact=True).wait_for()
    assert page.locator(f"{VIEWER} .gs-camera").is_hidden()
