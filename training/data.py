"""Pictures, their captions and where the named things are: read from what data sets are made of."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from models.errors import GatescopeError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
Words = tuple[str, ...]


class DataError(GatescopeError):
    """A data set that is missing or cannot be read."""


def tokenize(text: str) -> Words:
    """The words of a text, lower case, without punctuation: "The dog's ball." -> ("the", "dog's", "ball")."""
    return tuple(re.findall(r"[a-z0-9']+", text.lower()))


def bare_name(name: str) -> str:
    """A picture's name without folder and suffix, which is how pictures and captions find each other."""
    path = Path(name)
    return path.stem if path.suffix.lower() in SUFFIXES else path.name


@dataclass(frozen=True, eq=False)
class Phrase:
    """A few words of a caption that name a thing, and where that thing is in the picture."""

    caption: str
    words: Words  # of the whole caption
    first: int  # position in `words` of the phrase's first word
    last: int  # and of its last, inclusive
    type: str  # people, animals, vehicles, ...
    boxes: np.ndarray  # (n, 4) float32 x1, y1, x2, y2 as fractions 0..1 of the picture, n >= 1
    caption_index: int | None  # which of Example.captions has the same words; None where the wording differs


@dataclass(frozen=True, eq=False)
class Example:
    """What people said of one picture."""

    name: str  # of the picture, without suffix
    captions: tuple[Words, ...]
    phrases: tuple[Phrase, ...] = ()


# ---- captions and boxes ----


def read_examples(captions: Path | str, boxes: Path | str | None = None) -> list[Example]:
    """Examples in the order of a caption file of lines `name.jpg <tab> number <tab> caption`.

    `boxes` is a file of one JSON object a line (plain or .gz): `name`, `width`, `height`, and `phrases` with `caption`,
    `phrase`, `first_word_index` (in the caption split at white space), `type`, `boxes` in pixels and, where the
    caption is one of the caption file's, `f8k_caption_index`. Raises DataError.
    """
    texts: dict[str, dict[int, str]] = defaultdict(dict)
    for number, line in enumerate(_lines(captions), start=1):
        try:
            name, index, text = line.split("\t", 2)
            texts[bare_name(name)][int(index)] = text
        except ValueError:
            raise DataError(
                f"Line {number} of {captions} is not of the form: picture name, tab, number, tab, caption."
            ) from None
    if not texts:
        raise DataError(f"There is no caption in {captions}.")
    return make_examples(texts, {} if boxes is None else _read_boxes(boxes))


def make_examples(texts: Mapping[str, Mapping[int, str]], boxes: Mapping[str, dict] | None = None) -> list[Example]:
    """Examples from each picture's numbered captions, and its entry in a box file. Wordless captions are left out."""
    examples = []
    for name, numbered in texts.items():
        captions = tuple(words for index in sorted(numbered) if (words := tokenize(numbered[index])))
        if captions:
            examples.append(Example(name, captions, tuple(_phrases((boxes or {}).get(name), captions))))
    return examples


def _phrases(entry: dict | None, captions: Sequence[Words]) -> Iterator[Phrase]:
    """The phrases of one picture that have a word and a box."""
    if entry is None:
        return
    scale = np.array([entry["width"], entry["height"]] * 2, np.float32)
    for told in entry["phrases"]:
        phrase = tokenize(told["phrase"])
        boxes = np.clip(np.array(told["boxes"], np.float32).reshape(-1, 4) / scale, 0.0, 1.0)
        boxes = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
        if not phrase or not len(boxes):
            continue
        words = tokenize(told["caption"])
        # a piece between white space may hold no word ("."), one, or several ("t-shirt")
        first = len(tokenize(" ".join(told["caption"].split()[: told["first_word_index"]])))
        last = first + len(phrase) - 1
        if words[first : last + 1] != phrase:
            raise DataError(
                f'The box file has "{told["phrase"]}" at word {told["first_word_index"]} of "{told["caption"]}", '
                "but it is not there."
            )
        same = captions.index(words) if words in captions else None
        yield Phrase(told["caption"], words, first, last, told["type"], boxes, same)


def _read_boxes(path: Path | str) -> dict[str, dict]:
    """Each picture's entry in a box file."""
    try:
        entries = [json.loads(line) for line in _lines(path)]
        return {bare_name(entry["name"]): entry for entry in entries}
    except (json.JSONDecodeError, KeyError, TypeError) as problem:
        raise DataError(f"{path} cannot be read as a box file, one JSON object a line ({problem}).") from None


def _lines(path: Path | str) -> list[str]:
    """The lines of a text file that are not empty, unpacked if it ends in .gz."""
    try:
        raw = Path(path).read_bytes()
        text = (gzip.decompress(raw) if str(path).endswith(".gz") else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise DataError(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from None
    return [line for line in text.splitlines() if line.strip()]


# ---- pictures ----


@dataclass(frozen=True)
class _Place:
    """Where a picture's bytes are: a whole file, or a stretch of a tar."""

    path: Path
    offset: int = 0
    length: int = -1  # -1: to the end

    def read(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.length)


class PictureStore:
    """The pictures of folders and tars by their names without suffix. Nothing is decoded before it is asked for."""

    def __init__(self, places: Mapping[str, _Place]) -> None:
        self._places = dict(places)

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which they lie."""
        return tuple(self._places)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __len__(self) -> int:
        return len(self._places)

    def load(self, name: str, size: int = 224) -> np.ndarray:
        """One picture, stretched to a square: (size, size, 3) uint8 RGB. Raises DataError."""
        if name not in self._places:
            raise DataError(f"There is no picture named {name}.")
        try:
            with Image.open(io.BytesIO(self._places[name].read())) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
            raise DataError(f"The picture {name} cannot be read: {problem}.") from None
        if upright.size != (size, size):
            upright = upright.resize((size, size), Image.Resampling.BILINEAR)  # Pillow averages when it shrinks
        return np.asarray(upright)

    def load_all(self, names: Iterable[str], size: int = 224, done: Callable[[], object] = lambda: None) -> np.ndarray:
        """Pictures in the order of `names`: (N, size, size, 3) uint8 RGB, decoded side by side; `done` after each."""
        names = list(names)
        pictures = np.empty((len(names), size, size, 3), np.uint8)

        def fill(index: int) -> None:
            pictures[index] = self.load(names[index], size)
            done()

        # as they lie on the disk, so that a tar is read from front to back
        order = sorted(range(len(names)), key=lambda index: self._lies(names[index]))
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(fill, order))
        return pictures

    def _lies(self, name: str) -> tuple[str, int]:
        place = self._places.get(name)
        return (str(place.path), place.offset) if place else ("", 0)


def open_pictures(sources: Path | str | Sequence[Path | str]) -> PictureStore:
    """The pictures of a folder (and what lies in it), a tar, or several of them. Raises DataError."""
    sources = [sources] if isinstance(sources, (str, Path)) else sources
    places: dict[str, _Place] = {}
    for source in map(Path, sources):
        for name, place in _in_folder(source) if source.is_dir() else _in_tar(source):
            if Path(name).suffix.lower() in SUFFIXES and not Path(name).name.startswith("."):
                places.setdefault(bare_name(name), place)
    if not places:
        raise DataError(f"There is no picture in {', '.join(map(str, sources))}.")
    return PictureStore(places)


def _in_folder(folder: Path) -> Iterator[tuple[str, _Place]]:
    return ((path.name, _Place(path)) for path in sorted(folder.rglob("*")))


def _in_tar(path: Path) -> Iterator[tuple[str, _Place]]:
    try:
        with tarfile.open(path, "r:") as tar:
            members = [member for member in tar if member.isfile()]
    except FileNotFoundError:
        raise DataError(f"There is no file or folder {path}.") from None
    except (tarfile.TarError, OSError) as problem:
        raise DataError(f"{path} is neither a folder nor a tar that is not compressed: {problem}.") from None
    return ((member.name, _Place(path, member.offset_data, member.size)) for member in members)
