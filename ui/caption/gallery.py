"""The pictures that are there to be clicked: the examples that ship, and a folder of the lecturer's own."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from models.errors import MediaError
from models.io.images import Picture, read_picture
from ui.shared.encoding import jpeg_url

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "examples"
THUMBNAIL = (288, 216)  # pixels at most
MOST = 36  # pictures of a lecturer's folder; more would make the page slow to open
SUFFIXES = frozenset([".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"])

log = logging.getLogger("gatescope")


@dataclass(frozen=True)
class Example:
    """A picture of the gallery with what is said about it."""

    path: Path
    title: str
    alt: str
    thumbnail: str  # data URL, 5 to 15 kB
    credit: str = ""
    why: str = ""  # why the networks go wrong about it, where they do
    people: tuple[str, ...] = ()  # what people said of it

    def open(self) -> Picture:
        """Raises MediaError as `read_picture` does."""
        return read_picture(self.path)


def shipped(folder: Path = SHIPPED) -> list[Example]:
    """The examples that ship, in their order; none if the folder is gone."""
    listing = folder / "examples.json"
    if not listing.is_file():
        return []
    return [
        Example(
            path,
            item["title"],
            item["alt"],
            _thumbnail(path),
            item.get("credit", ""),
            item.get("why", ""),
            tuple(item.get("people", ())),
        )
        for item in json.loads(listing.read_text(encoding="utf-8"))
        for path in [folder / item["file"]]
    ]


def from_folder(folder: Path) -> list[Example]:
    """A lecturer's own pictures, by name; what is not a readable picture is left out, and the log says so.

    Raises:
        MediaError: there is no such folder.
    """
    if not folder.is_dir():
        raise MediaError(f"There is no folder “{folder}” for EXAMPLES: check its name.")
    pictures = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if len(pictures) > MOST:
        log.warning("EXAMPLES holds %d pictures; the first %d by name are shown", len(pictures), MOST)
    found = []
    for path in pictures[:MOST]:
        title = _title(path)
        try:
            found.append(Example(path, title, f"{title}, from the lecturer's folder.", _thumbnail(path)))
        except MediaError as error:
            log.warning("EXAMPLES: %s is left out. %s", path.name, error)
    return found


def _title(path: Path) -> str:
    words = path.stem.replace("_", " ").replace("-", " ").strip() or path.name
    return words[0].upper() + words[1:]


def _thumbnail(path: Path) -> str:
    return jpeg_url(read_picture(path).pixels, THUMBNAIL, quality=68)
