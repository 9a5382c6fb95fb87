"""What visitors are told of pictures that cannot be read: one sentence each, that names the cure."""

from __future__ import annotations

from models.limits import JPEG_PIXELS, PICTURE_BYTES

NOTHING = "There is no picture yet: drop one here, or choose an example."
LINK = "This is a link, not a picture: save the picture as a file and give that."
EMPTY = "This picture is empty: save or download it again."
TOO_HEAVY = f"This file is too big: save the picture as a JPEG of at most {PICTURE_BYTES // 10**6} MB and give that."
TOO_LARGE = (
    "This picture has too many pixels: scale it down, "
    f"or save it as JPEG if it has no more than {JPEG_PIXELS // 10**6} megapixels."
)
TOO_SLOW = "This picture takes too long to read: save it anew as JPEG or PNG and give that."
BROKEN = "This picture breaks off or is damaged: copy or download it again, or save it anew as JPEG or PNG."
NO_HEIC = "HEIC pictures cannot be read on this computer: save it as JPEG and give that."
UNKNOWN = "This is not a picture that can be read, whatever its name ends in: save it as JPEG or PNG and give that."
CLOSED = "This file cannot be opened: check its name and that you may read it."
MISTAKEN = {  # what is often taken for a picture, by a mark in its first bytes (lower case)
    b"<svg": "This is a drawing made of lines (SVG), not of pixels: export it as PNG and give that.",
    b"<html": "This is a web page, not the picture on it: save the picture itself and give that.",
    b"%pdf-": "This is a PDF document: export its page as PNG or JPEG and give that.",
    b"ftyp": "This is a clip, or a picture of a rare kind: save one still as JPEG or PNG and give that.",
}
NO_END = "The last bytes of this file are missing."
MANY_PAGES = "First page of several."
ON_WHITE = "Transparent parts are shown on white."
NOT_FINITE = "Values that are not finite numbers are shown black or white."
