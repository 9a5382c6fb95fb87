"""Pictures by name, out of folders and tars."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from models.errors import GatescopeError
from models.io.images import Picture, to_network

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"})


class DataError(GatescopeError):
    """A data set that is missing or cannot be read."""


def bare_name(name: str) -> str:
    """A picture's name without folder and suffix, which is how pictures and captions find each other."""
    path = Path(name)
    return path.stem if path.suffix.lower() in SUFFIXES else path.name


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
        pixels = np.asarray(upright)
        return pixels if upright.size == (size, size) else to_network(Picture(pixels), size)

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
    return ((member.name, _Place(path, member.offset_data, member.size)) for member in files_in_tar(path))


def files_in_tar(path: Path) -> list[tarfile.TarInfo]:
    """The files of a tar that is not compressed, in the order in which they lie. Raises DataError."""
    try:
        with tarfile.open(path, "r:") as tar:
            return [member for member in tar if member.isfile()]
    except FileNotFoundError:
        raise DataError(f"There is no file or folder {path}.") from None
    except (tarfile.TarError, OSError) as problem:
        raise DataError(f"{path} is neither a folder nor a tar that is not compressed: {problem}.") from None
