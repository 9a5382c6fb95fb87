"""Manners of reading pictures: nothing is left open or mixed up, and a picture is a value."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from models.io.images import read_picture
from tests import pictures
from tests.io.reading import refusal
from tests.pictures import saved, scene


def test_reading_leaves_no_file_open_no_warning_and_pillow_as_it_was(tmp_path):
    path = tmp_path / "odd.png"
    path.write_bytes(pictures.bombs()["PNG, where Pillow only warns"])
    Image.init()
    state = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(Image.ID), sorted(Image.OPEN))
    descriptors = Path("/proc/self/fd")
    opened = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        refusal(path)
        read_picture(saved(scene(), "HEIC"))
    assert not leaked
    assert opened == (len(list(descriptors.iterdir())) if descriptors.exists() else 0)
    assert state == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(Image.ID), sorted(Image.OPEN))


def test_many_visitors_at_once_each_get_their_own_picture():
    shades = list(range(0, 256, 8))
    files = [saved(Image.new("L", (700, 500), shade), "PNG") for shade in shades]
    with ThreadPoolExecutor(8) as pool:
        assert [int(p.pixels.mean()) for p in pool.map(read_picture, files)] == shades


def test_the_same_picture_has_the_same_hash_whatever_file_it_came_in():
    hashes = {read_picture(saved(scene(), kind)).content_hash for kind in ("PNG", "BMP", "TIFF")}
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64
    other = scene()
    other.putpixel((3, 3), (254, 0, 0))
    assert read_picture(other).content_hash != read_picture(scene()).content_hash
    assert read_picture(np.zeros((2, 3))).content_hash != read_picture(np.zeros((3, 2))).content_hash


def test_a_picture_is_a_value_that_nobody_can_paint_over():
    picture = read_picture(scene())
    assert read_picture(picture) is picture
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0] = 0
