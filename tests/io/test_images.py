"""Laws of reading pictures: whatever people have gives the picture they see, and the network sees it whole."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from models.io.images import MAX_SIDE, read_picture, to_network
from tests import pictures
from tests.pictures import BLUE, GREEN, KINDS, LAID_OUT, RED, WHITE, corners, png, saved, scene

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
