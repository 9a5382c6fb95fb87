"""Files that were read wrongly once, each for its whole kind, and what is right: mostly what a browser shows."""

import io
import struct

import av
import numpy as np
import pytest
from PIL import Image, ImageCms

from models.errors import MediaError
from models.io.clip_texts import HDR, ON_WHITE, PICTURE, SOUND, TOO_LARGE, TOO_SMALL, UNKNOWN
from models.io.clips import read_clip
from models.io.images import read_picture
from models.io.picture_texts import BROKEN, NO_END
from tests import pictures
from tests.io import hostile
from tests.io.hostile import CLIPS, film, moving
from tests.pictures import LAID_OUT, corners, saved, scene


def refused(read, source):
    with pytest.raises(MediaError) as caught:
        read(source)
    return str(caught.value)


def clip_of(tmp_path, data, moments=4):
    (tmp_path / "clip").write_bytes(data)
    return read_clip(tmp_path / "clip", moments)


# ---- pictures


def photo():
    ramp = np.add.outer(np.arange(96), np.arange(128)).astype(np.uint8)
    return Image.fromarray(np.stack([ramp, ramp[::-1], ramp[:, ::-1]], axis=2))


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_whose_last_two_bytes_are_missing_is_read_with_a_note(progressive):
    data = saved(photo(), "JPEG", progressive=progressive)
    picture = read_picture(data[:-2])
    assert (picture.pixels == read_picture(data).pixels).all()
    assert picture.notes == (NO_END,)
    assert refused(read_picture, data[: len(data) * 2 // 3]) == BROKEN


def test_a_jpeg_tells_each_of_its_colours_once():
    assert refused(read_picture, hostile.sequential_scans(600)) == BROKEN


def test_a_film_behind_a_photo_is_none_of_its_scans():
    """A motion photo: what lies behind the end may look like anything."""
    data = saved(photo(), "JPEG", progressive=True)
    moving_photo = data + b"\0\0\0\x18ftypmp42" + b"\xff\xda\0\x08" * 500
    assert (read_picture(moving_photo).pixels == read_picture(data).pixels).all()
    assert read_picture(moving_photo).notes == ()


def test_a_turn_that_only_xmp_tells_of_is_none():
    told = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>'
    )
    for kind in ("JPEG", "WEBP"):
        data = saved(scene(), kind, xmp=told)
        assert corners(read_picture(data).pixels) == LAID_OUT
        assert corners(read_picture(Image.open(io.BytesIO(data))).pixels) == LAID_OUT


def test_comments_in_a_gif_are_passed_over():
    plain = hostile.gif_of_comments(0)
    assert (read_picture(hostile.gif_of_comments(50_000)).pixels == read_picture(plain).pixels).all()


def test_bits_that_were_stored_in_sixteen_are_stretched_with_a_note():
    ramp = np.repeat(np.arange(0, 4096, 16, dtype=np.uint16)[None], 8, axis=0)
    picture = read_picture(saved(Image.fromarray(ramp), "TIFF"))
    assert (picture.pixels[0, :, 0] == np.arange(256)).all()
    assert picture.notes == ("Its values use 12 of 16 bits: they are stretched from black to white.",)


def test_a_profile_is_known_by_what_it_does_not_by_its_name():
    linear = ImageCms.ImageCmsProfile(io.BytesIO(pictures.swapped_profile().replace(b"swapped\0", b"sRGBish\0")))
    data = saved(scene(), "PNG", icc_profile=linear.tobytes())
    swapped = saved(scene(), "PNG", icc_profile=pictures.swapped_profile())
    assert (read_picture(data).pixels == read_picture(swapped).pixels).all()
    assert corners(read_picture(data).pixels) != LAID_OUT


def bitmap(alpha):
    """A BMP of version 4 with a mask for alpha: two pixels."""
    head = struct.pack("<IiiHHIIiiII", 108, 2, 1, 1, 32, 3, 8, 0, 0, 0, 0)
    head += struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(48)
    pixels = bytes([10, 20, 200, alpha[0], 30, 40, 50, alpha[1]])
    return struct.pack("<2sIHHI", b"BM", 14 + len(head) + 8, 0, 0, 14 + len(head)) + head + pixels


def test_a_bitmap_whose_alpha_is_all_zero_is_opaque():
    picture = read_picture(bitmap([0, 0]))
    assert picture.pixels[0].tolist() == [[200, 20, 10], [50, 40, 30]]
    assert picture.notes == ()
    assert read_picture(bitmap([0, 255])).pixels[0].tolist() == [[255, 255, 255], [50, 40, 30]]


# ---- clips


def test_the_two_moments_of_an_interlaced_frame_are_not_woven(tmp_path):
    frames = np.zeros((8, 96, 128, 3), np.uint8)
    for number, frame in enumerate(frames):
        frame[::2, 12 * number : 12 * number + 10] = 255
        frame[1::2, 12 * number + 6 : 12 * number + 16] = 255
    how = {"x264-params": "tff=1", "crf": "5"}
    clip = clip_of(tmp_path, film(frames, "libx264", "mp4", "yuv444p", how))
    assert clip.frames.shape[1:] == (96, 128, 3)
    inner = clip.frames[:, 8:-8].astype(int)
    assert inner.max() > 200
    assert np.abs(np.diff(inner, axis=1)).mean() < 1, "no teeth"


def test_a_clips_mirror_is_applied(tmp_path):
    """Beside the same clip without it."""
    data = bytearray((CLIPS / "t2hflip.mp4").read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    assert struct.unpack(">9i", data[at : at + 36])[0] == -65536
    data[at : at + 36] = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
    there = clip_of(tmp_path, bytes(data)).frames
    assert (read_clip(CLIPS / "t2hflip.mp4", 4).frames == there[:, :, ::-1]).all()
    assert not (there == there[:, :, ::-1]).all()


def test_the_default_track_is_read_and_no_cover():
    clip = read_clip(CLIPS / "cover_then_video.mkv", 4)
    assert clip.size == (320, 240)
    assert clip.seconds == pytest.approx(8.0, abs=0.1)


def test_a_song_with_a_cover_is_sound(tmp_path):
    path = tmp_path / "song.mka"
    with av.open(str(path), "w", format="matroska") as out:
        cover, sound = out.add_stream("mjpeg", rate=1), out.add_stream("aac", rate=48000)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        out.mux(cover.encode(av.VideoFrame.from_ndarray(moving()[0], "rgb24").reformat(format="yuvj420p")))
        out.mux(cover.encode())
        for number in range(20):
            tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            tone.sample_rate, tone.pts = 48000, 1024 * number
            out.mux(sound.encode(tone))
        out.mux(sound.encode())
    assert refused(read_clip, path) == SOUND


def test_what_shows_through_is_white(tmp_path):
    frames = np.zeros((6, 48, 64, 4), np.uint8)
    frames[:, :, :32] = (200, 20, 20, 255)
    clip = clip_of(tmp_path, film(frames, "ffv1", "matroska", "bgra"))
    np.testing.assert_allclose(clip.frames[0, 24, [10, 50]], [[200, 20, 20], [255, 255, 255]], atol=3)
    assert clip.notes[0] == ON_WHITE
    assert read_clip(CLIPS / "alpha.webm", 4).frames.min() == 255, "nothing in it is opaque"


@pytest.mark.parametrize(("curve", "white"), [(16, 0.5807), (18, 0.75)])
def test_hdr_is_mapped_to_an_ordinary_screen_and_said(tmp_path, curve, white):
    """The white of ordinary content (ITU-R BT.2408) is bright there, and nothing beyond it is lost."""
    grey = np.full((4, 48, 64, 3), round(white * 255), np.uint8)
    grey[:, :, 32:] = 255
    data = film(grey, "ffv1", "matroska", "yuv420p10le", color_trc=curve, color_primaries=9, colorspace=9)
    clip = clip_of(tmp_path, data)
    assert HDR in clip.notes
    low, high = clip.frames[0, 24, [10, 50]].mean(axis=1)
    assert 165 < low < 215
    assert high > 240
    assert np.ptp(clip.frames[0, 24, 10].astype(int)) <= 2, "grey stays grey"


def test_colours_are_those_that_the_clip_names(tmp_path):
    """BT.709 is what phones film in; a browser shows the same."""
    red = np.zeros((4, 96, 128, 3), np.uint8)
    red[...] = (200, 40, 60)
    for space in (1, 6):  # BT.709, BT.601
        file = io.BytesIO()
        with av.open(file, "w", format="matroska") as out:
            track = out.add_stream("ffv1", rate=10)
            track.width, track.height, track.pix_fmt = 128, 96, "yuv444p"
            track.codec_context.colorspace = space
            for frame in red:
                shown = av.VideoFrame.from_ndarray(frame, "rgb24")
                out.mux(track.encode(shown.reformat(format="yuv444p", dst_colorspace=1 if space == 1 else 5)))
            out.mux(track.encode())
        clip = clip_of(tmp_path, file.getvalue())
        np.testing.assert_allclose(clip.frames[0, 40, 40], (200, 40, 60), atol=4)


def test_bytes_behind_the_last_box_are_none_of_the_clip(tmp_path):
    data = (CLIPS / "h264.mp4").read_bytes()
    clip = clip_of(tmp_path, data + b"\x7f\xff\xff\xff junk " * 9)
    assert clip.notes == ()
    assert clip.content_hash == read_clip(CLIPS / "h264.mp4", 4).content_hash


def test_names_make_no_clip_and_neither_do_lists(tmp_path):
    said = {
        name: refused(lambda data: clip_of(tmp_path, data), data)
        for name, data in hostile.hostile_clips(tmp_path).items()
    }
    known = {"huge.gif": TOO_LARGE, "tiny.mkv": TOO_SMALL}
    known |= {name: PICTURE for name in said if name.startswith("still")}
    assert said == {name: known.get(name, UNKNOWN) for name in said}


def test_whatever_the_name_a_list_opens_no_other_file(tmp_path):
    data = hostile.hostile_clips(tmp_path)["path.m3u8"]
    for name in ("a.m3u8", "a.mp4", "a.m3u", "%03d.jpg"):
        (tmp_path / name).write_bytes(data)
        assert refused(read_clip, tmp_path / name) == UNKNOWN
