"""Files that try: made by program, with fixed seeds. Small ones of every kind, then cut, bent, misnamed, or bombs."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from tests.pictures import KINDS, bombs, saved, scan_bomb, scene

CLIPS = Path(__file__).parent / "clips"
FILMS = {  # name -> codec, container, format of its pixels
    "mp4": ("libx264", "mp4", "yuv420p"),
    "webm": ("libvpx", "webm", "yuv420p"),
    "mkv": ("ffv1", "matroska", "yuv420p"),
    "avi": ("mjpeg", "avi", "yuvj420p"),
    "ts": ("mpeg2video", "mpegts", "yuv420p"),
    "mpg": ("mpeg1video", "mpeg", "yuv420p"),
    "gif": ("gif", "gif", "rgb8"),
}
FLIPS = 4  # files of each kind with some bits flipped


def film(
    frames: np.ndarray, codec: str, container: str, pixels: str, options: dict[str, str] | None = None, **traits: Any
) -> bytes:
    """Frames (T, h, w, 3) uint8 RGB, or (T, h, w, 4) with alpha, as a clip of ten frames a second."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        track: Any = out.add_stream(codec, rate=25 if codec == "mpeg1video" else 10, options={**(options or {})})
        track.height, track.width, track.pix_fmt = *frames.shape[1:3], pixels
        for name, value in traits.items():
            setattr(track.codec_context, name, value)
        for number, frame in enumerate(frames):
            shown: Any = av.VideoFrame.from_ndarray(frame, "rgba" if frame.shape[2] == 4 else "rgb24")
            shown = shown.reformat(format=pixels)
            shown.pts = number
            out.mux(track.encode(shown))
        out.mux(track.encode())
    return file.getvalue()


def moving(count: int = 12, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    """Frames that grow brighter, on which a block wanders."""
    width, height = size
    frames = np.zeros((count, height, width, 3), np.uint8)
    for number, frame in enumerate(frames):
        frame[:] = 10 * number
        frame[height // 3 : -height // 3, 3 * number : 3 * number + 16] = 250
    return frames


def whole() -> dict[str, bytes]:
    """A good file of every kind."""
    pictures = {f"picture.{kind.lower()}": saved(scene(), kind) for kind in KINDS}
    clips = {f"clip.{name}": film(moving(), *how) for name, how in FILMS.items()}
    frames = [Image.fromarray(frame) for frame in moving(6)]
    clips["clip.webp"] = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return pictures | clips


def damaged(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Each file cut at every tenth, and with bits flipped."""
    for name, data in files.items():
        for tenth in range(1, 10):
            yield f"{name} cut at {tenth}/10", data[: len(data) * tenth // 10]
        draw = np.random.default_rng(sum(name.encode()))
        for number in range(FLIPS):
            bent = np.frombuffer(data, np.uint8).copy()
            places = draw.integers(0, min(len(bent), 400) if number % 2 else len(bent), 1 + 4 * number)
            bent[places] ^= (1 << draw.integers(0, 8, len(places))).astype(np.uint8)
            yield f"{name} bent, {number}", bent.tobytes()


def hostile_pictures() -> dict[str, bytes]:
    """Small files that ask for hours or gigabytes, and odd ones."""
    one, none = saved(Image.new("RGB", (1, 1)), "PNG"), saved(Image.new("RGB", (1, 1)), "BMP")
    return {
        **bombs(),
        "JPEG of 600 scans": sequential_scans(600),
        "progressive JPEG of 2000 scans": scan_bomb(2000),
        "GIF of 200,000 comments": gif_of_comments(200_000),
        "GIF of endless comments": gif_of_comments(2_000_000),
        "TIFF whose tags share a megabyte": tiff_of_shared_tags(1000, 2**20),
        "TIFF of pages in a circle": tiff_in_a_circle(),
        "one pixel": one,
        "no line": none[:22] + bytes(4) + none[26:],
        "text": b"Dear diary, ...",
        "zeros": bytes(70_000),
    }


def hostile_clips(folder: Path) -> dict[str, bytes]:
    """Lists that name other files, and clips that cannot be."""
    other = folder / "not_uploaded.mp4"
    other.write_bytes((CLIPS / "h264.mp4").read_bytes())
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{}\n"
    gif = bytearray(film(moving(), *FILMS["gif"]))
    gif[6:10] = struct.pack("<2H", 16000, 16000)
    return {
        "clip.m3u8": playlist.format("clip.m3u8").encode(),
        "path.m3u8": (playlist.format(other) + "#EXT-X-ENDLIST\n").encode(),
        "file.m3u8": (playlist.format(f"file://{other}") + "#EXT-X-ENDLIST\n").encode(),
        "bom.m3u8": b"\xef\xbb\xbf" + playlist.format(other).encode(),
        "list.ffconcat": f"ffconcat version 1.0\nfile '{other}'\n".encode(),
        "call.sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
        "list.mpd": f"<?xml version='1.0'?><MPD><BaseURL>file://{other}</BaseURL></MPD>".encode(),
        "art.asc": b"\x1b[1",
        "art.nfo": b"\xdb\xdb\xdb  " * 30,
        "lines.srt": b"1\n00:00:00,000 --> 00:00:04,000\nHello\n",
        "huge.gif": bytes(gif),
        "tiny.mkv": film(np.zeros((8, 2, 2, 3), np.uint8), "ffv1", "matroska", "yuv444p"),
        "still.heic": (CLIPS / "still.heic").read_bytes(),
        "still.avif": saved(scene(), "AVIF"),
        "still.tif": saved(scene(), "TIFF"),
        "still.jp2": saved(scene(), "JPEG2000"),
    }


def sequential_scans(scans: int) -> bytes:
    """A baseline JPEG of 64 megapixels that tells its one scan again and again."""
    data = bytearray(saved(Image.new("L", (512, 512)), "JPEG"))
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = struct.pack(">2H", 8000, 8000)
    begins = data.index(b"\xff\xda")
    return bytes(data[:begins] + data[begins : begins + 12] * scans + data[-2:])


def gif_of_comments(count: int) -> bytes:
    gif = saved(Image.new("P", (8, 8)), "GIF")
    begins = gif.index(b",", 13)
    return gif[:begins] + b"\x21\xfe\x01x\0" * count + gif[begins:]


def tiff_of_shared_tags(count: int, size: int) -> bytes:
    """Private tags that all lie in the same bytes."""
    own = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    own += [(277, 3, 1, 1), (278, 3, 1, 8), (279, 4, 1, 64)]
    begins = 8 + 64
    behind = begins + 2 + 12 * (len(own) + count) + 4
    tags = own + [(40_000 + number, 7, size, behind) for number in range(count)]
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return struct.pack("<2sHI", b"II", 42, begins) + bytes(64) + table + bytes(size)


def tiff_in_a_circle() -> bytes:
    tiff = bytearray(saved(scene(), "TIFF"))
    begins = struct.unpack_from("<I", tiff, 4)[0]
    after = begins + 2 + 12 * struct.unpack_from("<H", tiff, begins)[0]
    tiff[after : after + 4] = struct.pack("<I", begins)
    return bytes(tiff)
