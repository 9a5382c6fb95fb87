"""Laws of arrays and images from Python: shown as they are meant, never changed, or refused in a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.io.images import read_picture
from tests.io.reading import refusal
from tests.pictures import saved


@pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "i4", "i8", "f2", "f4", "f8", "?"])
def test_an_array_of_any_kind_of_number_shows_black_and_white_as_such(kind):
    top = {"u1": 255, "<u2": 65535, ">u2": 65535, "i4": 255, "i8": 65535}.get(kind, 1)
    array = np.zeros((4, 6), kind)
    array[:, 3:] = top
    for shaped in (array, array[:, :, None], np.stack([array] * 3, axis=2), np.asfortranarray(array)):
        picture = read_picture(shaped)
        assert (picture.pixels == np.repeat([0, 255], 3)[None, :, None]).all()
        assert picture.notes == ()


def test_an_array_with_alpha_is_shown_on_white():
    array = np.zeros((2, 2, 4), np.uint8)
    assert (read_picture(array).pixels == 255).all()
    assert (read_picture(array[:, :, :2]).pixels == 255).all()


def test_what_is_not_a_number_is_shown_black_and_said():
    array = np.full((3, 3), 0.5)
    array[1, 1], array[2, 2] = np.nan, np.inf
    picture = read_picture(array)
    assert picture.pixels[:, :, 0].tolist() == [[128, 128, 128], [128, 0, 128], [128, 128, 255]]
    assert picture.notes == ("Values that are not finite numbers are shown black or white.",)
    assert len(set(read_picture(np.full((3, 3), -7.0)).pixels.ravel().tolist())) == 1, "flat stays flat"


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3, 224, 224)),
        np.zeros(5),
        np.zeros((0, 5, 3)),
        np.zeros((2, 2, 2, 2)),
        np.zeros((2, 2), complex),
        np.array([["a", "b"]]),
        np.full((2, 2), None),
        np.full((2, 2), np.nan),
        np.broadcast_to(np.uint8(0), (10**5, 10**5)),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_an_array_that_is_no_picture_gets_a_sentence(array):
    refusal(array)


def test_what_is_handed_over_is_never_changed():
    array = np.random.default_rng(0).random((50, 2000, 3))
    image = Image.fromarray((array * 255).astype(np.uint8))
    before, exact = array.copy(), image.tobytes()
    read_picture(array), read_picture(image)
    assert (array == before).all()
    assert image.size == (2000, 50)
    assert image.tobytes() == exact


def test_an_image_that_was_opened_but_never_loaded_may_still_break(tmp_path):
    path = tmp_path / "half.png"
    path.write_bytes(saved(Image.effect_noise((200, 200), 50), "PNG")[:9000])
    with Image.open(path) as image:
        assert "breaks off" in refusal(image)
    refusal(Image.new("RGB", (0, 7)))
