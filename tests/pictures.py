"""Awkward picture files, made on the spot: nothing here is a fixture that somebody has to trust."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pillow_heif
from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
LAID_OUT = [RED, GREEN, BLUE, WHITE]  # the corners of `scene`
KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIC")
ROTATE_TO_STORE = {  # EXIF orientation -> how a camera that notes it has laid down the upright picture
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Four quarters: red and green above, blue and white below. No turn or flip of it looks like another."""
    image = Image.new("RGB", (2, 2))
    image.putdata([RED, GREEN, BLUE, WHITE])
    return image.resize((width, height), Image.Resampling.NEAREST)


def corners(pixels: np.ndarray) -> list[tuple[int, ...]]:
    """The colour in the middle of each quarter, each channel as 0, 128 or 255, so that lossy files compare."""
    height, width = pixels.shape[:2]
    spots = pixels[[height // 4, height // 4, -height // 4, -height // 4], [width // 4, -width // 4] * 2]
    return [tuple((np.round(spot / 127.5) * 127.5).astype(int).tolist()) for spot in spots]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a file of that kind."""
    buffer = io.BytesIO()
    if kind == "HEIC":
        pillow_heif.from_pillow(image).save(buffer, **options)
    else:
        image.save(buffer, kind, **options)
    return buffer.getvalue()


def turned(orientation: int, kind: str) -> bytes:
    """The scene as a camera held that way writes it."""
    image = scene()
    if (turn := ROTATE_TO_STORE[orientation]) is not None:
        image = image.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "TIFF":
        return saved(image, kind, tiffinfo={0x0112: orientation})
    return saved(image, kind, exif=exif.tobytes())


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(size: tuple[int, int], depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """Any PNG, also kinds that Pillow does not write. `colour`: 0 grey, 2 RGB, 6 RGBA; `rows` with filter bytes."""
    header = chunk(b"IHDR", struct.pack(">2I5B", *size, depth, colour, 0, 0, 0))
    body = b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def bombs() -> dict[str, bytes]:
    """Small files that ask for enormous pictures."""
    jpeg = bytearray(saved(Image.new("L", (8, 8)), "JPEG"))
    start = jpeg.index(b"\xff\xc0") + 5
    jpeg[start : start + 4] = struct.pack(">2H", 65000, 65000)
    bmp = bytearray(saved(Image.new("RGB", (1, 1)), "BMP"))
    bmp[18:26] = struct.pack("<2i", 30000, 30000)
    gif = bytearray(saved(Image.new("P", (1, 1)), "GIF"))
    gif[6:10] = struct.pack("<2H", 65000, 65000)
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    webp = bytearray(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    webp[24:30] = (16382).to_bytes(3, "little") * 2
    tiff = bytearray(saved(Image.new("L", (300, 301)), "TIFF"))
    for side in (300, 301):
        tiff = tiff.replace(struct.pack("<H", side) + b"\0\0", struct.pack("<H", 60000) + b"\0\0")
    return {
        "PNG, whole, 17 KB": png((12000, 12000), 1, 0, bytes(12000 * 1501)),
        "PNG, header only": png((12000, 12000), 8, 6, b""),
        "PNG, beyond all reason": png((2**31 - 1, 2**31 - 1), 16, 6, b""),
        "PNG, where Pillow only warns": png((9600, 9600), 8, 2, b""),
        "JPEG": bytes(jpeg),
        "BMP": bytes(bmp),
        "GIF": bytes(gif),
        "WebP": bytes(webp),
        "TIFF": bytes(tiff),
    }


def scan_bomb(scans: int) -> bytes:
    """A progressive JPEG that asks for the last of its scans again and again."""
    data = saved(Image.new("L", (4000, 4000), 128), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


def swapped_profile() -> bytes:
    """An ICC profile whose red is sRGB's green and the other way round: who passes it over sees wrong colours."""
    xyz = {b"rXYZ": (0.3851, 0.7169, 0.0971), b"gXYZ": (0.4361, 0.2225, 0.0139), b"bXYZ": (0.1431, 0.0606, 0.7141)}
    xyz[b"wtpt"] = (0.9642, 1.0, 0.8249)
    name = b"desc\0\0\0\0" + struct.pack(">I", 8) + b"swapped\0" + bytes(79)
    bodies = {key: b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in xyz[key])) for key in xyz}
    bodies |= {key: b"curv\0\0\0\0" + struct.pack(">IHH", 1, 0x0233, 0) for key in (b"rTRC", b"gTRC", b"bTRC")}
    bodies |= {b"desc": name + bytes(-len(name) % 4), b"cprt": b"text\0\0\0\0free\0\0\0\0"}
    table, content, offset = b"", b"", 128 + 4 + 12 * len(bodies)
    for key, body in bodies.items():
        table += key + struct.pack(">2I", offset + len(content), len(body))
        content += body
    white = struct.pack(">3i", *(round(v * 65536) for v in xyz[b"wtpt"]))
    head = bytes(8) + struct.pack(">I12s6H4s", 0x02100000, b"mntrRGB XYZ ", 2024, 1, 1, 0, 0, 0, b"acsp")
    head = head.ljust(68, b"\0") + white
    head = struct.pack(">I", offset + len(content)) + head[4:].ljust(124, b"\0")
    return head + struct.pack(">I", len(bodies)) + table + content
