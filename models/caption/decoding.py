"""Writing a caption: greedy, by sampling, or forced along given words; `models.caption.beam_search` is the fourth way.

All of them drive the same `advance` and `speak` of the captioner and keep every inner value of every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from models.caption.decoder import Captioner, Memory, Scene
from models.caption.logit_attribution import split_logits
from models.errors import OptionError
from models.surgery import Surgery, at_step, check
from models.trace import END, Candidate, CaptionTrace, GateTrace

MODES = ("greedy", "beam", "sample", "forced")
CANDIDATES = 10  # likeliest words kept at every step
LONGEST_TEXT = 40  # words of a forced caption
STOP = 0  # number of END in every vocabulary


@dataclass(frozen=True)
class Decoding:
    """How a caption is written.

    Raises:
        OptionError: a value is out of its range.
    """

    mode: str = "greedy"
    beam: int = 5  # 1..10 hypotheses kept
    temperature: float = 1.0  # 0.05..5, sampling: below 1 safer, above 1 wilder
    seed: int = 0  # of sampling, 0..2**32 - 1
    length_norm: float = 0.9  # 0..2, beams are ranked by logprob / words ** length_norm; chosen on dev
    max_words: int = 20  # 1..40
    text: str = ""  # the caption to be scored, mode forced alone
    surgery: tuple[Surgery, ...] = ()  # operations on the LSTM's gates, in this run alone

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionError(f"There is no mode “{self.mode}”: choose one of {', '.join(MODES)}.")
        ranges = (
            ("beam", 1, 10, "The beam width"),
            ("temperature", 0.05, 5, "The temperature"),
            ("seed", 0, 2**32 - 1, "The seed"),
            ("length_norm", 0, 2, "The length normalisation"),
            ("max_words", 1, 40, "The longest caption"),
        )
        for name, low, high, label in ranges:
            if not low <= getattr(self, name) <= high:  # also catches NaN
                raise OptionError(f"{label} must lie between {low} and {high}.")


class StepRecord(NamedTuple):
    """Every inner value of one step of N x K captions, as NumPy views of the network's own tensors."""

    before: np.ndarray  # (2, N, K, H): h and c before the step
    gates: np.ndarray  # (6, N, K, H), in the order of LSTMStep
    attention: np.ndarray | None  # (N, K, P)
    beta: np.ndarray | None  # (N, K, 1)
    logprobs: np.ndarray  # (N, K, V)


class Place(NamedTuple):
    """Where a hypothesis stood in a step's record, and the word it said there."""

    record: StepRecord
    picture: int
    row: int
    said: int


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A caption so far. It carries its own steps: nothing has to be found again afterwards."""

    places: tuple[Place, ...] = ()
    logprob: float = 0.0
    node: int = -1  # its place in the tree of hypotheses

    @property
    def words(self) -> tuple[int, ...]:
        return tuple(place.said for place in self.places)

    @property
    def ended(self) -> bool:
        return bool(self.places) and self.places[-1].said == STOP

    def then(self, place: Place, node: int = -1) -> Hypothesis:
        """This caption and one more word."""
        said = float(place.record.logprobs[place.picture, place.row, place.said])
        return Hypothesis((*self.places, place), self.logprob + said, node)

    def score(self, length_norm: float) -> float:
        """What beams are ranked by (Wu et al. 2016, arXiv 1609.08144, in its simplest form)."""
        return self.logprob / max(len(self.places), 1) ** length_norm


def forbidden(words: Sequence[int]) -> set[int]:
    """Words that may not come next: no empty caption, no word twice in a row, no three words said before.

    (Trigram blocking: Paulus et al. 2017, arXiv 1705.04304.)
    """
    if not words:
        return {STOP}
    spoken = {words[-1]}
    if len(words) >= 2:
        last = tuple(words[-2:])
        spoken |= {words[t + 2] for t in range(len(words) - 2) if tuple(words[t : t + 2]) == last}
    return spoken


def take_step(
    captioner: Captioner, scene: Scene, memory: Memory, words: torch.Tensor, surgery: Sequence[Surgery] = ()
) -> tuple[StepRecord, Memory]:
    """Read the previous words (N, K), look, remember, and say how likely every next word is.

    `surgery` are the operations of this very step.
    """
    embedded = captioner.embed(words)  # (N, K, E)
    glance, gates = captioner.advance(scene, memory, embedded, surgery)
    context = None if glance is None else glance.context
    logprobs = captioner.speak(embedded, gates.hidden, context).float().log_softmax(dim=-1)  # (N, K, V)
    record = StepRecord(
        torch.stack(memory).cpu().numpy(),
        torch.stack(gates).cpu().numpy(),
        None if glance is None else glance.attention.cpu().numpy(),
        None if glance is None else glance.beta.cpu().numpy(),
        logprobs.cpu().numpy(),
    )
    return record, Memory(gates.hidden, gates.cell)


Choose = Callable[[int, tuple[int, ...], np.ndarray], int]  # (picture, words so far, logprobs (V,)) -> next word


@torch.inference_mode()
def follow(
    captioner: Captioner, scene: Scene, choose: Choose, steps: int, surgery: Sequence[Surgery] = ()
) -> list[Hypothesis]:
    """One caption a picture, each next word by `choose`, until END or for `steps` steps.

    Raises:
        OptionError: an operation of `surgery` lies outside the layer or the steps.
    """
    check(surgery, captioner.config.hidden, steps)
    memory = captioner.begin(scene, captions=1)
    start = captioner.vocabulary.start
    captions = [Hypothesis() for _ in scene.grid]
    for step in range(steps):
        said = [caption.words[-1] if caption.places else start for caption in captions]
        read = torch.tensor(said, device=scene.grid.device).unsqueeze(1)  # (N, 1)
        record, memory = take_step(captioner, scene, memory, read, at_step(surgery, step))
        for n, caption in enumerate(captions):
            if not caption.ended:
                word = choose(n, caption.words, record.logprobs[n, 0])
                captions[n] = _said(caption, Place(record, n, 0, word))
        if all(caption.ended for caption in captions):
            break
    return captions


def _said(caption: Hypothesis, place: Place) -> Hypothesis:
    """`then`, for words that may lie outside what can be said (a forced unknown word has no probability)."""
    known = place.said < place.record.logprobs.shape[-1]
    return caption.then(place) if known else Hypothesis((*caption.places, place), caption.logprob)


def choose_greedily(_: int, words: tuple[int, ...], logprobs: np.ndarray) -> int:
    """The likeliest word that is allowed."""
    return int(allowed(logprobs, words).argmax())


def choose_randomly(temperature: float, seed: int) -> Choose:
    """Words drawn with probabilities p ** (1 / temperature), renormalised; every picture has its own stream."""
    streams: dict[int, np.random.Generator] = {}

    def choose(picture: int, words: tuple[int, ...], logprobs: np.ndarray) -> int:
        stream = streams.setdefault(picture, np.random.default_rng((seed, picture)))
        weights = allowed(logprobs, words).astype(np.float64) / temperature
        weights = np.exp(weights - weights.max())
        return int(stream.choice(len(weights), p=weights / weights.sum()))

    return choose


def choose_as_told(captions: Sequence[Sequence[int]]) -> Choose:
    """Teacher forcing: the given words, then END."""
    return lambda picture, words, _: captions[picture][len(words)] if len(words) < len(captions[picture]) else STOP


def allowed(logprobs: np.ndarray, words: Sequence[int]) -> np.ndarray:
    """Logprobs (V,) with those of forbidden words at minus infinity."""
    left = logprobs.copy()
    left[list(forbidden(words))] = -np.inf
    return left


@torch.inference_mode()
def to_trace(captioner: Captioner, scene: Scene, hypothesis: Hypothesis, **about: object) -> CaptionTrace:
    """A hypothesis with its steps as a CaptionTrace; `about` are the fields that only the caller knows."""
    vocabulary, places = captioner.vocabulary, hypothesis.places
    typed = about.pop("typed", ())
    words = (*typed, END) if typed else tuple(vocabulary.words[place.said] for place in places)
    arrays = np.stack([place.record.gates[:, place.picture, place.row] for place in places], axis=1)  # (6, T, H)
    gates = GateTrace(words, *arrays, start=places[0].record.before[:, places[0].picture, places[0].row])
    logprobs = np.stack([place.record.logprobs[place.picture, place.row] for place in places])  # (T, V)
    side = int(scene.grid.shape[1] ** 0.5)
    attention = beta = None
    if places[0].record.attention is not None:
        attention = np.stack([place.record.attention[place.picture, place.row] for place in places])
        attention = attention.reshape(-1, side, side).astype(np.float32)
        beta = np.array([place.record.beta[place.picture, place.row, 0] for place in places], np.float32)
    grid = scene.grid[places[0].picture]  # (P, F)
    return CaptionTrace(
        words=words,
        logprobs=_of_said(logprobs, hypothesis.words),
        candidates=_candidates(vocabulary.words, logprobs),
        attention=attention,
        beta=beta,
        gates=gates,
        parts=split_logits(captioner, grid, hypothesis.words, gates, attention, beta),
        **about,
    )


def _of_said(logprobs: np.ndarray, said: Sequence[int]) -> np.ndarray:
    """(T, V) -> (T,) float32: of the word that was said at each step; NaN for one that cannot be said."""
    known = np.array(said) < logprobs.shape[1]
    return np.where(known, logprobs[np.arange(len(said)), said * known], np.nan).astype(np.float32)


def _candidates(words: Sequence[str], logprobs: np.ndarray) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest words of each step of (T, V), likeliest first."""
    best = torch.from_numpy(logprobs).topk(min(CANDIDATES, logprobs.shape[1]), dim=1)
    steps = zip(best.indices.tolist(), best.values.double().exp().tolist(), strict=True)
    return tuple(
        tuple(Candidate(words[number], chance) for number, chance in zip(*step, strict=True)) for step in steps
    )
