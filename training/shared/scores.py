"""How good a captioner is: its captions beside those of people, and where it looks beside where things are."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.rouge.rouge import Rouge
from scipy.spatial.distance import jensenshannon

Words = Sequence[str]
SCORER = f"pycocoevalcap {version('pycocoevalcap')}"
logger = logging.getLogger(__name__)


def score_captions(captions: Mapping[str, Words], people: Mapping[str, Sequence[Words]]) -> dict[str, float]:
    """Captions of N pictures, scored against people's captions of the same pictures, both as words.

    Returns:
        bleu_1 .. bleu_4 (Papineni et al. 2002) and rouge_l (Lin 2004) in percent, cider (Vedantam et al. 2015,
        CIDEr-D) as a ratio, which may exceed 1, and, where Java is there, meteor (Denkowski & Lavie 2014) in percent.
    """
    references, candidates = _join_words(captions, people)
    bleu, _ = Bleu(4).compute_score(references, candidates, verbose=0)
    scores = {f"bleu_{n}": 100 * float(value) for n, value in enumerate(bleu, start=1)}
    scores["rouge_l"] = 100 * float(Rouge().compute_score(references, candidates)[0])
    scores["cider"] = float(Cider().compute_score(references, candidates)[0])
    meteor = _meteor(references, candidates)
    return scores if meteor is None else {**scores, "meteor": 100 * meteor}


Joined = dict[str, list[str]]


def _join_words(captions: Mapping[str, Words], people: Mapping[str, Sequence[Words]]) -> tuple[Joined, Joined]:
    """Words joined by spaces, as the library wants them: its own tokenizer needs Java and cuts words differently."""
    references = {name: [" ".join(words) for words in people[name]] for name in captions}
    return references, {name: [" ".join(words)] for name, words in captions.items()}


def _meteor(references: Joined, candidates: Joined) -> float | None:
    """METEOR as a ratio; None where there is no Java, or one that does not work."""
    if shutil.which("java") is None:
        return None
    try:
        return float(Meteor().compute_score(references, candidates)[0])
    except (OSError, ValueError) as problem:
        logger.warning("METEOR is left out, because its Java program failed (%s)", problem)
        return None


def attention_distances(attention: np.ndarray) -> np.ndarray:
    """Jensen-Shannon distance (base 2) between each map and the next: (T, rows, columns) -> (T - 1,).

    0: nothing changed; 1: they have no cell in common.
    """
    maps = attention.reshape(len(attention), -1).astype(np.float64)
    if len(maps) < 2:
        return np.zeros(0)
    with np.errstate(invalid="ignore"):
        distances = jensenshannon(maps[:-1], maps[1:], base=2, axis=1)
    return np.nan_to_num(distances)  # of maps all but equal: rounding makes it the root of -1e-17


def cover_cells(boxes: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """How much of each cell of a picture lies in at least one of the boxes, exactly: (rows, columns) 0..1.

    `boxes` (n, 4) are x1, y1, x2, y2 as fractions of the picture; where they overlap, it counts once.
    """
    across, down = _cuts(boxes[:, [0, 2]], columns), _cuts(boxes[:, [1, 3]], rows)
    x, y = (across[1:] + across[:-1]) / 2, (down[1:] + down[:-1]) / 2  # middles of pieces that no edge crosses
    in_x = (boxes[:, 0, None] < x) & (x < boxes[:, 2, None])  # (n, X)
    in_y = (boxes[:, 1, None] < y) & (y < boxes[:, 3, None])  # (n, Y)
    inside = (in_y[:, :, None] & in_x[:, None, :]).any(axis=0)  # (Y, X)
    return _shares(down, rows) @ inside @ _shares(across, columns).T


def _cuts(edges: np.ndarray, cells: int) -> np.ndarray:
    """All places along one side where a cell or a box begins or ends, in order."""
    return np.unique(np.concatenate([np.arange(cells + 1) / cells, np.clip(edges.astype(np.float64), 0, 1).ravel()]))


def _shares(cuts: np.ndarray, cells: int) -> np.ndarray:
    """Which part of each cell each piece between two cuts is: (cells, pieces), every row sums to 1."""
    cell = ((cuts[1:] + cuts[:-1]) / 2 * cells).astype(int)  # (pieces,)
    return np.where(np.arange(cells)[:, None] == cell, np.diff(cuts) * cells, 0.0)


@dataclass(frozen=True)
class PhraseAttention:
    """One phrase: did the network look at the thing while it said the phrase's last word?"""

    type: str  # of the phrase
    pointing: bool | None  # the strongest cell's centre lies in one of the boxes; None: it does not look
    inside: float | None  # share of the attention in the boxes, 0..1
    pointing_centre: bool  # the picture's centre lies in one of the boxes
    inside_uniform: float  # share of the picture's area in the boxes, 0..1


def phrase_attention(attention: np.ndarray | None, boxes: np.ndarray, type: str) -> PhraseAttention:
    """Attention (rows, columns) that sums to 1, beside a phrase's boxes (n, 4) as fractions of the picture."""
    centre = _holds(boxes, 0.5, 0.5)
    if attention is None:
        return PhraseAttention(type, None, None, centre, float(cover_cells(boxes, 1, 1)[0, 0]))
    rows, columns = attention.shape
    cover = cover_cells(boxes, rows, columns)
    row, column = np.unravel_index(attention.argmax(), attention.shape)
    pointing = _holds(boxes, (column + 0.5) / columns, (row + 0.5) / rows)
    return PhraseAttention(type, pointing, float((attention * cover).sum()), centre, float(cover.mean()))


def _holds(boxes: np.ndarray, x: float, y: float) -> bool:
    """Whether a point lies in one of the boxes, their edges included."""
    return bool(((boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])).any())


def mean_phrase_attention(phrases: Sequence[PhraseAttention]) -> dict[str, object]:
    """Means over all phrases, and `by_type` over those of each type, the most frequent first.

    `pointing` and `pointing_centre` in percent, `inside` and `inside_uniform` as shares 0..1, `phrases` how many.
    """
    types = sorted(
        {phrase.type for phrase in phrases}, key=lambda type: (-sum(phrase.type == type for phrase in phrases), type)
    )
    return {
        **_means(phrases),
        "by_type": {type: _means([phrase for phrase in phrases if phrase.type == type]) for type in types},
    }


def _means(phrases: Sequence[PhraseAttention]) -> dict[str, float | int | None]:
    return {
        "pointing": _mean((phrase.pointing for phrase in phrases), 100),
        "inside": _mean(phrase.inside for phrase in phrases),
        "pointing_centre": _mean((phrase.pointing_centre for phrase in phrases), 100),
        "inside_uniform": _mean(phrase.inside_uniform for phrase in phrases),
        "phrases": len(phrases),
    }


def _mean(values: Iterable[float | None], scale: float = 1) -> float | None:
    known = [value for value in values if value is not None]
    return scale * float(np.mean(known)) if known else None
