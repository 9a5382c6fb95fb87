"""What was found out about a captioner's units beforehand, on the bundled pictures. No torch.

`training.caption.top_activations` makes `units.npz`, which lies beside the weights: of each unit the five words at
which it is most active, and how saturated its gates are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.errors import MediaError, WeightsError
from models.io.npz import read_npz
from models.lstm.saturation import BINS, Saturation, saturation
from models.trace import CaptionTrace

FILE = "units.npz"
TOP = 5  # words kept for each unit
LARGEST = 4_000_000  # bytes, unpacked


class TopActivation(NamedTuple):
    """One word at which a unit is most active: on which picture, at which step, and what the unit showed then."""

    picture: str  # file name in assets/examples
    caption: tuple[str, ...]  # all words of that run, END included
    step: int  # of the caption
    hidden: float  # h of the unit, -1..1

    @property
    def word(self) -> str:
        """The word that is written at this step, or END."""
        return self.caption[self.step]


@dataclass(frozen=True, eq=False)
class TopActivations:
    """The units of one captioner over bundled pictures: their strongest activations, and how saturated their gates are.

    H hidden units. "Strongest" means largest |h|, what others see of the unit. Captions are greedy; each word counts
    once for each place where it was said.
    """

    sha256: str  # of the weights they belong to
    pictures: tuple[str, ...]  # P file names
    captions: tuple[tuple[str, ...], ...]  # P captions, words and END
    picture: np.ndarray  # (H, 5) uint8, numbers of pictures, strongest first
    step: np.ndarray  # (H, 5) uint8
    hidden: np.ndarray  # (H, 5) float16, -1..1
    saturation: Saturation  # over all captions

    def of_unit(self, unit: int) -> tuple[TopActivation, ...]:
        """The strongest activations of this unit, strongest first. Raises IndexError for a unit that is not there."""
        if not 0 <= unit < len(self.hidden):
            raise IndexError(f"There is no unit {unit} among {len(self.hidden)}")
        found = zip(self.picture[unit].tolist(), self.step[unit].tolist(), self.hidden[unit].tolist(), strict=True)
        return tuple(TopActivation(self.pictures[p], self.captions[p], step, hidden) for p, step, hidden in found)


def find_top_activations(sha256: str, runs: dict[str, CaptionTrace]) -> TopActivations:
    """What the runs on these pictures (by file name) say about the units of the captioner that made them.

    Raises:
        ValueError: there are fewer than five words in all, or the captioner's layers differ.
    """
    gates = [run.gates for run in runs.values()]
    hidden = np.concatenate([one.hidden for one in gates])  # (all steps, H)
    if len(hidden) < TOP:
        raise ValueError(f"At least {TOP} words are needed")
    places = np.array([(p, step) for p, one in enumerate(gates) for step in range(len(one.hidden))], np.uint8)
    best = np.argsort(-np.abs(hidden), axis=0, kind="stable")[:TOP].T  # (H, 5)
    return TopActivations(
        sha256,
        tuple(runs),
        tuple(run.words for run in runs.values()),
        places[best, 0],
        places[best, 1],
        np.take_along_axis(hidden.T, best, axis=1).astype(np.float16),
        saturation(gates),
    )


def save_top_activations(units: TopActivations, folder: Path) -> Path:
    """Write `units.npz`, about 70 kB, into a captioner's folder."""
    path = folder / FILE
    np.savez_compressed(
        path,
        sha256=np.array(units.sha256),
        pictures=np.array(units.pictures),
        captions=np.array([" ".join(words) for words in units.captions]),
        picture=units.picture,
        step=units.step,
        hidden=units.hidden,
        counts=units.saturation.counts.astype(np.uint16),
        steps=np.array(units.saturation.steps, np.uint16),
    )
    return path


def read_top_activations(folder: Path, sha256: str) -> TopActivations | None:
    """What was found out about the captioner in `folder` with these weights; None if nothing was.

    Raises:
        WeightsError: the file is broken, or was made with other weights.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    names = ("sha256", "pictures", "captions", "picture", "step", "hidden", "counts", "steps")
    try:
        found = _units(read_npz(path, names, LARGEST))
    except (MediaError, KeyError, ValueError, TypeError, IndexError) as error:
        raise WeightsError(f"{path.name} in {folder.name} is damaged: make it again with `make excite`.") from error
    if found.sha256 != sha256:
        raise WeightsError(f"{path.name} in {folder.name} is of other weights: make it again with `make excite`.")
    return found


def _units(arrays: dict[str, np.ndarray]) -> TopActivations:
    captions = tuple(tuple(str(text).split(" ")) for text in arrays["captions"])
    lengths = np.array([len(words) for words in captions])
    picture, step, hidden, counts = (arrays[name] for name in ("picture", "step", "hidden", "counts"))
    fits = picture.shape == step.shape == hidden.shape == (len(hidden), TOP) and counts.shape == (3, len(hidden), BINS)
    if not fits or len(captions) != len(arrays["pictures"]) or not (step < lengths[picture]).all():
        raise ValueError("the arrays do not fit each other")
    counted = Saturation(counts.astype(np.uint32), int(arrays["steps"]))
    if not (counts.sum(axis=-1) == counted.steps).all() or not np.isfinite(hidden).all():
        raise ValueError("the counts do not add up")
    pictures = tuple(str(name) for name in arrays["pictures"])
    return TopActivations(str(arrays["sha256"]), pictures, captions, picture, step, hidden, counted)
