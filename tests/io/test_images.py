"""Laws of reading pictures: whatever people have gives the picture they see, or one sentence that names the cure."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageFile

from models.errors import MediaError
from models.io.images import MAX_BYTES, MAX_SIDE, Picture, read_picture, to_network
from models.io.picture_decoder import decoded
from tests import pictures
from tests.pictures import BLUE, GREEN, RED, WHITE, corners, png, saved, scene

LAID_OUT = [RED, GREEN, BLUE, WHITE]
KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIC")


def refusal(source: object) -> str:
    """The one sentence with which `source` is refused, checked for kindness."""
    with pytest.raises(MediaError) as caught:
        read_picture(source)
    sentence = str(caught.value)
    assert sentence[0].isprintable()
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0, "one sentence"
    assert ": " in sentence, "what is wrong: what to do"
    assert not any(word in sentence for word in ("Error", "Exception", "Pillow", "/tmp", "None"))
    return sentence


# ---- what people have


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_shows_its_picture_whatever_its_name_says(kind, tmp_path):
    path = tmp_path / "holiday.txt"
    path.write_bytes(saved(scene(), kind))
    for source in (path, str(path), path.read_bytes()):
        picture = read_picture(source)
        assert picture.pixels.shape == (64, 96, 3)
        assert picture.pixels.dtype == np.uint8
        assert corners(picture.pixels) == LAID_OUT
        assert picture.notes == ()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_held_any_way_gives_an_upright_picture(orientation):
    picture = read_picture(pictures.turned(orientation, "JPEG"))
    assert picture.pixels.shape == (64, 96, 3)
    assert corners(picture.pixels) == LAID_OUT


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF", "HEIC"])
def test_every_kind_of_file_that_notes_a_turn_is_turned_once(kind):
    for orientation in (6, 7):
        assert corners(read_picture(pictures.turned(orientation, kind)).pixels) == LAID_OUT


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0nonsense", b"Exif\0\0II*\0\x08\0\0\0\xff\xff\xff\xff\xff\xff"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_note_of_the_camera_does_not_cost_the_picture(kind, exif):
    assert corners(read_picture(saved(scene(), kind, exif=exif)).pixels) == LAID_OUT


@pytest.mark.parametrize(("width", "height"), [(300, 700), (4000, 500), (1600, 1600), (1, 1), (20000, 1), (1, 20000)])
def test_portraits_panoramas_and_threads_keep_their_shape_and_are_never_enlarged(width, height):
    pixels = read_picture(saved(scene(width, height), "PNG")).pixels
    shrink = max(1, max(width, height) / MAX_SIDE)
    assert pixels.shape == (max(1, round(height / shrink)), max(1, round(width / shrink)), 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_shown_on_white_and_said(mode):
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (20, 0, 40, 20))
    picture = read_picture(image.convert(mode) if mode != "PA" else image.convert("P").convert("PA"))
    if mode != "PA":  # a PA made of a P is opaque
        assert picture.pixels[5, 5].tolist() == [255, 255, 255]
        assert picture.notes == ("Transparent parts are shown on white.",)
    assert picture.pixels[5, 30].tolist() == [0, 0, 0]


def test_colours_declared_transparent_are_shown_on_white():
    grey = Image.new("L", (30, 30), 7)
    palette = scene().quantize(4)
    for data in (
        saved(grey, "PNG", transparency=7),
        saved(Image.new("RGB", (30, 30), RED), "PNG", transparency=RED),
        saved(palette, "PNG", transparency=palette.getpixel((5, 5))),
        saved(palette, "GIF", transparency=palette.getpixel((5, 5))),
    ):
        picture = read_picture(data)
        assert picture.pixels[5, 5].tolist() == [255, 255, 255]
        assert picture.notes == ("Transparent parts are shown on white.",)


def test_an_alpha_channel_that_hides_nothing_is_not_mentioned():
    picture = read_picture(saved(scene().convert("RGBA"), "PNG"))
    assert corners(picture.pixels) == LAID_OUT
    assert picture.notes == ()


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "big-endian TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(kind):
    ramp = np.arange(0, 65536, 256, dtype=np.uint16).reshape(1, 256) + 255
    ramp = np.repeat(ramp, 8, axis=0)
    image = Image.fromarray(ramp)
    if kind.startswith("big"):
        image = Image.frombytes("I;16B", (256, 8), ramp.astype(">u2").tobytes())
    pixels = read_picture(saved(image, kind.split()[-1])).pixels
    assert (pixels == np.arange(256)[None, :, None]).all()


def test_sixteen_bit_colour_is_scaled_also_with_a_transparent_colour():
    row = b"\0" + np.array([[65535, 32768, 0], [0, 0, 65535]], ">u2").tobytes()
    assert read_picture(png((2, 1), 16, 2, row)).pixels.tolist() == [[[255, 128, 0], [0, 0, 255]]]
    keyed = png((2, 1), 16, 2, row, pictures.chunk(b"tRNS", b"\0\0\0\0\xff\xff"))
    assert read_picture(keyed).pixels[0, 0].tolist() == [255, 128, 0]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_printers_colours_are_neither_negative_nor_garish(kind):
    assert corners(read_picture(saved(scene().convert("CMYK"), kind)).pixels) == LAID_OUT


def test_grey_palette_and_one_bit_pictures_show_their_tones():
    for image in (scene().convert("L"), scene().quantize(4), scene().convert("1", dither=Image.Dither.NONE)):
        assert (read_picture(saved(image, "PNG")).pixels == np.asarray(image.convert("RGB"))).all()


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "RGBA"])
def test_shrinking_mixes_neighbours_in_every_mode_instead_of_dropping_them(mode):
    stripes = Image.fromarray(np.tile(np.array([0, 255], np.uint8), (100, 2 * MAX_SIDE)))
    pixels = read_picture(stripes.convert("RGB").convert(mode)).pixels[:, 10:-10]
    assert pixels.min() > 100
    assert pixels.max() < 160


def test_a_float_tiff_is_stretched_and_the_note_says_from_where():
    ramp = np.linspace(-2, 6, 100, dtype=np.float32)[None].repeat(10, axis=0)
    picture = read_picture(saved(Image.fromarray(ramp), "TIFF"))
    assert picture.pixels[0, [0, -1], 0].tolist() == [0, 255]
    assert picture.notes == ("Its values, -2 to 6, are stretched from black to white.",)


@pytest.mark.parametrize(("kind", "name"), [("GIF", "GIF"), ("WEBP", "WebP"), ("PNG", "PNG"), ("AVIF", "AVIF")])
def test_an_animation_shows_its_first_frame_and_says_so(kind, name):
    frames = [scene(), Image.new("RGB", (96, 64), "black")]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    picture = read_picture(data)
    assert corners(picture.pixels) == LAID_OUT
    assert picture.notes == (f"First frame of an animated {name}.",)


def test_a_scan_of_several_pages_shows_the_first_and_says_so():
    data = saved(scene(), "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert read_picture(data).notes == ("First page of several.",)
    assert corners(read_picture(data).pixels) == LAID_OUT


def test_a_phones_photo_with_a_second_picture_inside_is_one_picture():
    data = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert corners(read_picture(data).pixels) == LAID_OUT
    assert read_picture(data).notes == ()


def test_colours_come_out_as_the_embedded_profile_means_them():
    for kind in ("PNG", "WEBP", "TIFF"):
        options = {"lossless": True} if kind == "WEBP" else {}
        pixels = read_picture(saved(scene(), kind, icc_profile=pictures.swapped_profile(), **options)).pixels
        assert corners(pixels) == [GREEN, RED, BLUE, WHITE]


def test_a_profile_that_makes_no_sense_or_is_srgb_changes_nothing():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (b"nonsense", pictures.swapped_profile()[:200], srgb):
        assert (read_picture(saved(scene(), "PNG", icc_profile=profile)).pixels == np.asarray(scene())).all()
    grey = scene().convert("L")  # a colour profile on a grey picture
    pixels = read_picture(saved(grey, "PNG", icc_profile=pictures.swapped_profile())).pixels
    assert (pixels[:, :, 0] == np.asarray(grey)).all()


# ---- what is no picture, or not a bearable one


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"Dear diary, ...", "not a picture"),
        (b"", "empty"),
        (bytes(5000), "not a picture"),
        (b"<?xml version='1.0'?>\n<SVG xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!doctype html><html>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "clip"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),  # must never reach Ghostscript
    ],
)
def test_what_only_has_the_name_of_a_picture_gets_a_sentence(content, word, tmp_path):
    path = tmp_path / "cat.jpg"
    path.write_bytes(content)
    assert word in refusal(path)
    assert word in refusal(content)


def test_what_is_no_file_gets_a_sentence(tmp_path):
    assert "no picture yet" in refusal(None)
    assert "no picture yet" in refusal("")
    assert "link" in refusal("https://example.org/cat.jpg")
    assert "link" in refusal("data:image/png;base64,AAAA")
    assert "“cat.jpg”" in refusal(tmp_path / "cat.jpg")
    assert "folder" in refusal(tmp_path)
    assert "number" not in refusal(42)
    for odd in ("a\0b", "x" * 5000, os.devnull):
        refusal(odd)
    assert "no file" in refusal("/dev/zero"), "which would never end"


def test_a_file_too_heavy_to_hold_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "huge.bmp"
    with path.open("wb") as file:
        file.truncate(5 * MAX_BYTES)
    tracemalloc.start()
    assert "too big" in refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * MAX_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_breaks_off_or_is_damaged_anywhere_gives_a_picture_or_a_sentence(kind):
    data = saved(scene(), kind)
    assert "breaks off" in refusal(data[: len(data) * 2 // 3])
    random = np.random.default_rng(0)
    for cut in random.integers(1, len(data), 12):
        broken = bytearray(data[: int(cut)] if cut % 2 else data)
        broken[int(random.integers(len(broken)))] ^= 0xFF
        try:
            assert isinstance(read_picture(bytes(broken)), Picture)
        except MediaError:
            refusal(bytes(broken))


def test_a_jpeg_with_scans_without_end_is_refused_at_once():
    bomb = pictures.scan_bomb(5000)
    begun = time.process_time()
    refusal(bomb)
    assert time.process_time() - begun < 0.5
    assert read_picture(pictures.scan_bomb(3)).pixels.shape == (1600, 1600, 3)


def test_a_heic_where_no_reader_is_installed_gets_a_sentence(monkeypatch):
    data = saved(scene(), "HEIC")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MediaError, match="HEIC"):
        decoded(data)


MEASURE = """
import re, sys, time
from pathlib import Path
from PIL import Image; Image.init()
from models.errors import MediaError
from models.io.picture_decoder import decoded
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before, begun = peak(), time.process_time()
try:
    outcome = decoded(Path(sys.argv[1]).read_bytes())[0].shape
except MediaError as error:
    outcome = error
print(round(peak() - before), round(time.process_time() - begun, 2), outcome, sep="|")
"""


def cost(data: bytes, path: Path) -> tuple[int, float, str]:
    """Peak memory in MB, seconds of CPU (a busy machine fails no law) and outcome of reading this file, by itself."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == "", "Pillow's remarks stay quiet"
    memory, seconds, outcome = done.stdout.strip().split("|")
    return int(memory), float(seconds), outcome


@pytest.mark.parametrize("name", pictures.bombs())
def test_a_bomb_is_refused_by_its_header_before_it_costs_memory(name, tmp_path):
    memory, seconds, outcome = cost(pictures.bombs()[name], tmp_path / "bomb.png")
    assert "too many pixels" in outcome
    assert memory < 20
    assert seconds < 0.5


def test_a_phones_largest_photo_is_read_in_little_memory(tmp_path):
    memory, seconds, outcome = cost(saved(scene(8064, 6048), "JPEG"), tmp_path / "photo.jpg")
    assert outcome == "(1200, 1600, 3)"
    assert memory < 80
    assert seconds < 2


def test_the_dearest_bearable_file_stays_within_its_memory(tmp_path):
    see_through = scene(6000, 4300).convert("RGBA")
    see_through.putalpha(128)
    memory, seconds, outcome = cost(saved(see_through, "PNG", compress_level=1), tmp_path / "big.png")
    assert outcome == "(1147, 1600, 3)"
    assert memory < 400
    assert seconds < 2


# ---- arrays and images from Python


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


# ---- manners


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


# ---- what the network sees


def test_the_network_sees_the_whole_picture_stretched_to_a_square():
    for size in ((96, 64), (64, 300), (1600, 3)):
        seen = to_network(read_picture(scene(*size)))
        assert seen.shape == (224, 224, 3)
        assert seen.dtype == np.uint8
        assert corners(seen) == LAID_OUT
    assert to_network(read_picture(scene()), 32).shape == (32, 32, 3)


def test_a_training_picture_reaches_the_network_as_it_is():
    pixels = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    assert (to_network(read_picture(pixels)) == pixels).all()


def test_fine_stripes_turn_grey_instead_of_turning_into_other_stripes():
    stripes = np.zeros((500, 1500), np.uint8)
    stripes[:, ::2] = 255
    seen = to_network(read_picture(stripes))[10:-10, 10:-10]
    assert abs(int(seen.min()) - 127) < 12
    assert abs(int(seen.max()) - 127) < 12
