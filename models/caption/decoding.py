"""Writing a caption: greedy, by sampling, or forced along given words; `models.caption.beam_search` is the fourth way.

All of them drive the same `step` and `logits` of the decoder and keep every inner value of every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from models.caption.decoder import CaptionDecoder, EncodedPictures, LSTMState
from models.caption.logit_attribution import split_logits
from models.options import Decoding as Decoding
from models.surgery import Surgery, at_step, check
from models.trace import END, GATE_ARRAYS, Candidate, CaptionTrace, GateTrace

CANDIDATES = 10  # likeliest words kept at every step
LONGEST_TEXT = 40  # words of a forced caption
STOP = 0  # number of END in every vocabulary


class StepRecord(NamedTuple):
    """Every inner value of one step of N x K captions, as NumPy views of the network's own tensors."""

    before: np.ndarray  # (2, N, K, H): h and c before the step
    gates: np.ndarray  # (6, N, K, H), in the order of LSTMStep
    attention: np.ndarray | None  # (N, K, P)
    beta: np.ndarray | None  # (N, K, 1)
    logprobs: np.ndarray  # (N, K, V)


class HypothesisStep(NamedTuple):
    """Where a hypothesis stands in a step's record, and the word that it takes there."""

    record: StepRecord
    picture: int
    row: int
    word: int  # its number in the vocabulary


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A caption so far, T words. It carries its own steps: nothing has to be found again afterwards."""

    steps: tuple[HypothesisStep, ...] = ()  # one for each word so far
    logprob: float = 0.0
    node: int = -1  # its place in the tree of hypotheses

    @property
    def words(self) -> tuple[int, ...]:
        """Numbers of its words so far, END included."""
        return tuple(step.word for step in self.steps)

    @property
    def ended(self) -> bool:
        """Whether its last word is END."""
        return bool(self.steps) and self.steps[-1].word == STOP

    def then(self, step: HypothesisStep, node: int = -1) -> Hypothesis:
        """This caption and one more word."""
        logprob = float(step.record.logprobs[step.picture, step.row, step.word])
        return Hypothesis((*self.steps, step), self.logprob + logprob, node)

    def score(self, length_norm: float) -> float:
        """What beams are ranked by (Wu et al. 2016, arXiv 1609.08144, in its simplest form)."""
        return self.logprob / max(len(self.steps), 1) ** length_norm


def forbidden(words: Sequence[int]) -> set[int]:
    """Words that may not come next: no empty caption, no word twice in a row, no three words said before.

    (Trigram blocking: Paulus et al. 2017, arXiv 1705.04304.)
    """
    if not words:
        return {STOP}
    blocked = {words[-1]}
    if len(words) >= 2:
        last = tuple(words[-2:])
        blocked |= {words[t + 2] for t in range(len(words) - 2) if tuple(words[t : t + 2]) == last}
    return blocked


def take_step(
    decoder: CaptionDecoder,
    encoded: EncodedPictures,
    state: LSTMState,
    words: torch.Tensor,
    surgery: Sequence[Surgery] = (),
) -> tuple[StepRecord, LSTMState]:
    """One step of N x K captions: previous words (N, K) -> the record with the log-probability of every next word.

    `surgery` are the operations of this very step.
    """
    embedded = decoder.embed(words)  # (N, K, E)
    attended, gates = decoder.step(encoded, state, embedded, surgery)
    logprobs = decoder.logits(embedded, gates.hidden, attended).float().log_softmax(dim=-1)  # (N, K, V)
    record = StepRecord(
        torch.stack(state).cpu().numpy(),
        torch.stack(gates).cpu().numpy(),
        None if attended is None else attended.attention.cpu().numpy(),
        None if attended is None else attended.beta.cpu().numpy(),
        logprobs.cpu().numpy(),
    )
    return record, LSTMState(gates.hidden, gates.cell)


Choose = Callable[[int, tuple[int, ...], np.ndarray], int]  # (picture, words so far, logprobs (V,)) -> next word


@torch.inference_mode()
def decode(
    decoder: CaptionDecoder, encoded: EncodedPictures, choose: Choose, steps: int, surgery: Sequence[Surgery] = ()
) -> list[Hypothesis]:
    """One caption a picture, each next word by `choose`, until END or for `steps` steps.

    Raises:
        OptionError: an operation of `surgery` lies outside the layer or the steps.
    """
    check(surgery, decoder.config.hidden, steps)
    state = decoder.init_state(encoded, captions=1)
    start = decoder.vocabulary.start
    captions = [Hypothesis() for _ in encoded.grid]
    for step in range(steps):
        last = [caption.words[-1] if caption.steps else start for caption in captions]
        read = torch.tensor(last, device=encoded.grid.device).unsqueeze(1)  # (N, 1)
        record, state = take_step(decoder, encoded, state, read, at_step(surgery, step))
        for n, caption in enumerate(captions):
            if not caption.ended:
                word = choose(n, caption.words, record.logprobs[n, 0])
                captions[n] = _extend(caption, HypothesisStep(record, n, 0, word))
        if all(caption.ended for caption in captions):
            break
    return captions


def _extend(caption: Hypothesis, step: HypothesisStep) -> Hypothesis:
    """`then`, for words that may lie outside what can be said (a forced unknown word has no probability)."""
    known = step.word < step.record.logprobs.shape[-1]
    return caption.then(step) if known else Hypothesis((*caption.steps, step), caption.logprob)


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


def choose_given(captions: Sequence[Sequence[int]]) -> Choose:
    """Teacher forcing: the given words, then END."""
    return lambda picture, words, _: captions[picture][len(words)] if len(words) < len(captions[picture]) else STOP


def allowed(logprobs: np.ndarray, words: Sequence[int]) -> np.ndarray:
    """Logprobs (V,) with those of forbidden words at minus infinity."""
    left = logprobs.copy()
    left[list(forbidden(words))] = -np.inf
    return left


@torch.inference_mode()
def to_trace(
    decoder: CaptionDecoder, encoded: EncodedPictures, hypothesis: Hypothesis, typed: tuple[str, ...] = (), **about: Any
) -> CaptionTrace:
    """A hypothesis with its steps as a CaptionTrace; `about` are the fields that only the caller knows.

    Args:
        typed: the words as they were typed, where some of them are not in the vocabulary.
    """
    vocabulary, steps = decoder.vocabulary, hypothesis.steps
    words = (*typed, END) if typed else tuple(vocabulary.words[step.word] for step in steps)
    arrays = np.stack([step.record.gates[:, step.picture, step.row] for step in steps], axis=1)  # (6, T, H)
    start = steps[0].record.before[:, steps[0].picture, steps[0].row]  # (2, H)
    gates = GateTrace(labels=words, start=start, **dict(zip(GATE_ARRAYS, arrays, strict=True)))
    logprobs = np.stack([step.record.logprobs[step.picture, step.row] for step in steps])  # (T, V)
    side = int(encoded.grid.shape[1] ** 0.5)
    attention, beta = _attention(steps, side)
    eye = None
    if attention is not None:
        eye = decoder.eye_gate(torch.from_numpy(gates.hidden).to(encoded.grid))[:, 0].cpu().numpy()
    grid, evidence = encoded.grid[steps[0].picture], encoded.evidence[steps[0].picture]  # (P, F), (P, C)
    return CaptionTrace(
        words=words,
        logprobs=_word_logprobs(logprobs, hypothesis.words),
        candidates=_candidates(vocabulary.words, logprobs),
        attention=attention,
        beta=beta,
        eye=eye,
        gates=gates,
        parts=split_logits(decoder, grid, evidence, hypothesis.words, gates, attention, beta),
        **about,
    )


def _attention(steps: Sequence[HypothesisStep], side: int) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Attention (T, side, side) and beta (T,) of T steps, float32; None and None without attention."""
    maps = [step.record.attention[step.picture, step.row] for step in steps if step.record.attention is not None]
    betas = [step.record.beta[step.picture, step.row, 0] for step in steps if step.record.beta is not None]
    if not maps:
        return None, None
    return np.stack(maps).reshape(-1, side, side).astype(np.float32), np.array(betas, np.float32)


def _word_logprobs(logprobs: np.ndarray, words: Sequence[int]) -> np.ndarray:
    """(T, V) -> (T,) float32: of the word that was said at each step; NaN for one that cannot be said."""
    known = np.array(words) < logprobs.shape[1]
    return np.where(known, logprobs[np.arange(len(words)), words * known], np.nan).astype(np.float32)


def _candidates(words: Sequence[str], logprobs: np.ndarray) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest words of each step of (T, V), likeliest first."""
    best = torch.from_numpy(logprobs).topk(min(CANDIDATES, logprobs.shape[1]), dim=1)
    steps = zip(best.indices.tolist(), best.values.double().exp().tolist(), strict=True)
    return tuple(
        tuple(Candidate(words[number], chance) for number, chance in zip(*step, strict=True)) for step in steps
    )
