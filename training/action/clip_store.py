"""Clips by their label, out of folders, tars, and the public layouts of UCF101 and UTD-MHAD.

Whatever the layout, a clip has a label and a group: what must never lie on both sides of a split (all clips that were
cut from one video, all that one person did).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import MediaError
from models.io.clips import Clip, read_clip
from training.shared.pictures import DataError, files_in_tar

SUFFIXES = frozenset({".mp4", ".avi", ".mov", ".webm", ".mkv", ".gif", ".mat", ".m4v", ".mpg"})
UCF_NAME = re.compile(r"v_(?P<label>\w+)_g(?P<group>\d+)_c\d+$")  # v_Archery_g08_c01
UTD_FOLDER_NAME = re.compile(r"a\d+_s(?P<group>\d+)_t\d+$")  # a09_s1_t4
UTD_MAT_NAME = re.compile(r"a(?P<action>\d+)_s(?P<group>\d+)_t\d+_depth$")  # a9_s1_t4_depth
UTD_ACTIONS = (  # a1 .. a27, in the order of the data set's own list
    *("swipe_left", "swipe_right", "wave", "clap", "throw", "arm_cross", "basketball_shoot", "draw_x"),
    *("draw_circle_cw", "draw_circle_ccw", "draw_triangle", "bowling", "boxing", "baseball_swing", "tennis_swing"),
    *("arm_curl", "tennis_serve", "push", "knock", "catch", "pickup_throw", "jog", "walk", "sit_to_stand"),
    *("stand_to_sit", "lunge", "squat"),
)
DEPTH_RATE = 15.0  # frames a second of a depth recording: every other one of the sensor's 30


@dataclass(frozen=True)
class Recording:
    """One clip of a data set."""

    label: str
    group: str  # the video or the person it comes from
    name: str
    path: Path  # of the clip, or of the tar it lies in
    offset: int = -1  # in that tar; -1: a file by itself
    length: int = 0

    def read(self, moments: int) -> Clip:
        """Its moments. Raises MediaError."""
        with self.file() as path:
            return from_depth(path, moments) if path.suffix == ".mat" else read_clip(path, moments)

    @contextmanager
    def file(self) -> Iterator[Path]:
        """The clip as a file by itself, for as long as it is needed."""
        if self.offset < 0:
            yield self.path
            return
        with self.path.open("rb") as tar, tempfile.NamedTemporaryFile(suffix=Path(self.name).suffix) as copy:
            tar.seek(self.offset)
            copy.write(tar.read(self.length))
            copy.flush()
            yield Path(copy.name)


def open_clips(source: Path | str, keep: Path | str | None = None) -> list[Recording]:
    """The clips of a folder or tar, by label and name. Raises DataError.

    A clip's label is the folder that it lies in; UTD-MHAD's own `Depth/a1_s1_t1_depth.mat` tell it in the name. Of
    the labels a leading number ("a09_") is left out. `keep`: one of UCF101's `trainlist01.txt`, to read only those.
    """
    source = Path(source)
    places = list(_in_folder(source) if source.is_dir() else _in_tar(source))
    wanted = {Path(line.split()[0]).stem for line in Path(keep).read_text().splitlines() if line} if keep else None
    found = [_recording(*place) for place in places if Path(place[0]).suffix.lower() in SUFFIXES]
    found = [one for one in found if wanted is None or Path(one.name).stem in wanted]
    if not found:
        raise DataError(
            f"There is no clip in {source}: clips lie in a folder or tar, in folders that are their labels."
        )
    return sorted(found, key=lambda one: (one.label, one.name))


def _in_folder(folder: Path) -> Iterator[tuple[str, Path, int, int]]:
    return ((str(path.relative_to(folder)), path, -1, 0) for path in folder.rglob("*") if path.is_file())


def _in_tar(path: Path) -> Iterator[tuple[str, Path, int, int]]:
    return ((member.name, path, member.offset_data, member.size) for member in files_in_tar(path))


def _recording(name: str, path: Path, offset: int, length: int) -> Recording:
    stem, folder = Path(name).stem, Path(name).parent.name
    if depth := UTD_MAT_NAME.match(stem):
        return Recording(UTD_ACTIONS[int(depth["action"]) - 1], depth["group"], name, path, offset, length)
    known = UCF_NAME.match(stem) or UTD_FOLDER_NAME.match(stem)
    return Recording(bare_label(folder), known["group"] if known else stem, name, path, offset, length)


def bare_label(folder: str) -> str:
    """A folder's name as a label: "a09_draw_circle_cw" is draw_circle_cw."""
    return re.sub(r"^a\d+_", "", folder)


def labels_of(recordings: Sequence[Recording]) -> tuple[str, ...]:
    """Every label once: the gestures in their data set's order, others by name."""
    found = {one.label for one in recordings}
    return UTD_ACTIONS if found == set(UTD_ACTIONS) else tuple(sorted(found))


def as_brightness(depth: np.ndarray) -> np.ndarray:
    """Depth in millimetres (0: nothing there) -> uint8 brightness: 1 m is 255, 4 m and more is 40, nothing is 0."""
    bright = np.clip(255 - (depth.astype(np.float32) - 1000) / 3000 * 215, 40, 255)
    return np.where(depth > 0, bright, 0).astype(np.uint8)


def from_depth(path: Path, moments: int) -> Clip:
    """One of UTD-MHAD's `*_depth.mat` -> its moments as brightness. Raises MediaError."""
    from scipy.io import loadmat

    try:
        depth = loadmat(path)["d_depth"]  # (240, 320, frames) millimetres, 30 a second
    except (OSError, KeyError, ValueError, TypeError, NotImplementedError) as error:
        raise MediaError(f"{path.name} is not a depth recording of UTD-MHAD: it holds no d_depth.") from error
    frames = depth[:, :, ::2]
    chosen = np.unique(np.linspace(0, frames.shape[2] - 1, moments).round().astype(int))
    grey = as_brightness(frames[:, :, chosen]).transpose(2, 0, 1)  # (T, 240, 320)
    pixels = np.repeat(grey[..., None], 3, axis=-1)
    return Clip(pixels, chosen / DEPTH_RATE, frames.shape[2] / DEPTH_RATE, (depth.shape[1], depth.shape[0]))
