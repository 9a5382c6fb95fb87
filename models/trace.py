"""The vocabulary: a run of a network is one frozen value that holds everything worth showing. NumPy only.

Nothing here keeps a "last run": two visitors at once can never see each other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.surgery import GATES as GATES  # of an LSTM: what opens and shuts; part of this vocabulary too
from models.surgery import Surgery

GATE_ARRAYS = ("input", "forget", "candidate", "output", "cell", "hidden")  # all that a `GateTrace` has of every step
END = "<end>"  # the step at which the network stops: part of every finished run, never part of the caption


@dataclass(frozen=True, eq=False)  # eq=False: arrays have no single truth value
class GateTrace:
    """Every gate of one LSTM layer over one sequence. Arrays are float32 (T, H): T steps, H hidden units.

    Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber, Cummins 2000.
    """

    labels: tuple[str, ...]  # T names for the steps: words, frame times or digits
    input: np.ndarray  # i: how much is written      0..1
    forget: np.ndarray  # f: how much is kept         0..1
    candidate: np.ndarray  # g: what would be written   -1..1
    output: np.ndarray  # o: how much is shown        0..1
    cell: np.ndarray  # c: the memory itself        unbounded
    hidden: np.ndarray  # h: what the world sees     -1..1
    start: np.ndarray  # (2, H): h and c before the first step


@dataclass(frozen=True, eq=False)
class Candidate:
    """One word, or one label of a clip, that the network held likely at a step, with its probability 0..1."""

    word: str
    probability: float


@dataclass(frozen=True, eq=False)
class BeamNode:
    """One hypothesis that beam search considered: a word put behind another hypothesis.

    `parent` is the index of that other in `CaptionTrace.beams` (-1: the empty caption), always smaller than its own.
    """

    parent: int
    word: str
    step: int  # 0 for a first word
    logprob: float  # natural logarithm, of the whole hypothesis up to this word
    kept: bool  # it was still in the beam after this step (or finished in it)
    chosen: bool  # it is part of the caption that won


@dataclass(frozen=True, eq=False)
class LogitParts:
    """What made each word of a caption as likely as it was: an exact sum. float32; T steps.

    See `models.caption.logit_attribution`.

    At every step memory.sum(axis=1) + word + context + eye + bias is the logit of the word that was said minus the mean
    logit of all words. NaN where the word is not in the vocabulary.
    """

    memory: np.ndarray  # (T, T + 1) through h: column 0 from c_0 (the picture), column s + 1 from what step s wrote
    word: np.ndarray  # (T,) from the previous word, past the memory
    context: np.ndarray  # (T,) from what was looked at in this step, past the memory; 0 without attention
    eye: np.ndarray  # (T,) from the evidence for or against the thing that the word names; 0 without attention
    bias: np.ndarray  # (T,) what the network always adds: the word's frequency, so to say

    @property
    def total(self) -> np.ndarray:
        """(T,) float32: the logit of the word that was said minus the mean logit of all words."""
        return self.memory.sum(axis=1) + self.word + self.context + self.eye + self.bias


@dataclass(frozen=True, eq=False)
class Thing:
    """A word of a caption that names one of COCO's 80 things, and what the eye says of that thing."""

    step: int  # of the word; of the last one where a name has two
    word: str
    label: str  # COCO's name of the thing
    evidence: np.ndarray  # (rows, columns) float32 log-odds of the thing in each cell: a class activation map
    present: float  # 0..1: the encoder's own probability that it is in the picture
    probability: float  # 0..1, calibrated: what the caption names here is there


@dataclass(frozen=True)
class Doubt:
    """How far a caption is to be believed."""

    probability: float  # 0..1, calibrated: it names nothing that is not there
    threshold: float  # 0..1: below it the caption is marked as doubtful, and so is a thing in it

    @property
    def doubtful(self) -> bool:
        """Whether the caption is to be marked."""
        return self.probability < self.threshold

    def doubts(self, thing: Thing) -> bool:
        """Whether a thing that the caption names is to be marked."""
        return bool(thing.probability < self.threshold)


@dataclass(frozen=True, eq=False)
class CaptionTrace:
    """One caption as it was written, T steps; the last one is END when the network stopped by itself."""

    model: str  # name of the captioner, "caption-attention"
    sha256: str  # of its weights
    mode: str  # greedy, beam, sample or forced
    words: tuple[str, ...]  # T
    logprobs: np.ndarray  # (T,) float32, natural logarithm; NaN where the word is not in the vocabulary
    candidates: tuple[tuple[Candidate, ...], ...]  # T times the ten likeliest words, likeliest first
    attention: np.ndarray | None  # (T, rows, columns) float32, each step sums to 1; None: it never looks again
    beta: np.ndarray | None  # (T,) float32 0..1: how much of the looked-at is let in; None with the attention
    gates: GateTrace
    beams: tuple[BeamNode, ...] = ()  # the tree of hypotheses, beam mode only
    unknown: tuple[str, ...] = ()  # typed words that are not in the vocabulary, forced mode only
    parts: LogitParts | None = None  # of each word's logit, by who wrote it; None where it was not kept
    surgery: tuple[Surgery, ...] = ()  # what was done to the gates of this run
    eye: np.ndarray | None = None  # (T,) float32 0..1: how far the evidence may put words; None with the attention
    things: tuple[Thing, ...] = ()  # that the caption names, in its order
    doubt: Doubt | None = None  # None where nothing is known of it

    @property
    def finished(self) -> bool:
        """Whether the network itself ended the caption."""
        return bool(self.words) and self.words[-1] == END

    @property
    def caption(self) -> str:
        """The words alone, joined by spaces."""
        return " ".join(self.words[:-1] if self.finished else self.words)

    @property
    def logprob(self) -> float:
        """Of the whole caption, natural logarithm; unknown words are left out."""
        return float(np.nansum(self.logprobs))

    @property
    def entropy(self) -> np.ndarray | None:
        """(T,) bits: 0 when all attention lies on one cell, log2(P) when it is spread evenly over all P."""
        if self.attention is None:
            return None
        share = self.attention.astype(np.float64)  # (T, rows, columns)
        bits = np.where(share > 0, -share * np.log2(np.maximum(share, 1e-30)), 0.0)
        return bits.sum(axis=(1, 2)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Spread:
    """A quantity at each of T steps, over several seeds: median and 10-90 % band, each (T,) float64, NaN: no number."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """How strongly a loss at step T still feels the memory of every step t = 1..T: one network, several seeds.

    The loss is a random linear read-out of h_T, of length 1: ||dL/dh_T|| = 1 (see `models.memory.gradients`).
    """

    network: str  # rnn, relu, gru or lstm
    trained: str  # the name of its weights; empty: at its beginning
    T: int
    width: int
    parameters: int  # that it learns
    seeds: int
    hidden: Spread  # ||dL_T/dh_t||
    cell: Spread | None  # ||dL_T/dc_t||, LSTM only: c in all that it does, by h_t too
    bound: Spread | None  # what the product of the steps' norms allows ||dL_T/dh_t||; None: not asked for
    cell_bound: Spread | None  # the same for c_t
    half_life: float  # steps back in which `hidden` halves; negative: doubles; inf: neither; NaN: no two numbers
    cell_half_life: float | None
    note: str  # overflow or a gradient of exactly 0, in words; mostly empty


@dataclass(frozen=True, eq=False)
class ClipTrace:
    """One clip as a recognizer read it: T sampled frames, C labels, a label after every frame."""

    model: str  # name of the recognizer, "action-gestures"
    sha256: str  # of its weights
    labels: tuple[str, ...]  # C names, as the data set gives them
    times: np.ndarray  # (T,) float64 seconds from the clip's beginning, rising
    frames: np.ndarray  # (T, h, w, 3) uint8 sRGB, upright, in the clip's own aspect ratio
    attention: np.ndarray  # (T, rows, columns) float32, each frame sums to 1
    window: tuple[float, float, float, float]  # x1, y1, x2, y2 of the attended part, shares of the frame; may reach out
    logits: np.ndarray  # (T, C) float32 of the LSTM after each frame, before calibration
    probabilities: np.ndarray  # (T, C) float32 calibrated, each frame sums to 1
    mean_pool: np.ndarray  # (C,) float32 probabilities of the mean over all frames, which knows no order
    single_frame: np.ndarray  # (C,) float32 probabilities of the middle frame alone
    gates: GateTrace
    known: bool  # whether the confidence is high enough to believe the label
    threshold: float  # 0..1: the confidence from which on it is
    doubt: str = ""  # why the clip is not of the kind that was learnt from, in a sentence; empty where it may be
    notes: tuple[str, ...] = ()  # sentences for the visitor: "Only the first 10 minutes were looked at."

    @property
    def remarks(self) -> tuple[str, ...]:
        """All sentences for the visitor: the notes, and the doubt where there is one."""
        return (*self.notes, self.doubt) if self.doubt else self.notes

    @property
    def label(self) -> str:
        """The likeliest label after the last frame."""
        return self.labels[int(self.probabilities[-1].argmax())]

    @property
    def probability(self) -> float:
        """Calibrated, of that label, 0..1."""
        return float(self.probabilities[-1].max())

    @property
    def decided(self) -> int:
        """The frame from which on the answer never changed again: the shortest prefix ends with it."""
        winners = self.probabilities.argmax(axis=1)  # (T,)
        others = np.flatnonzero(winners != winners[-1])
        return int(others[-1]) + 1 if len(others) else 0

    def top(self, frame: int = -1, count: int = 5) -> tuple[Candidate, ...]:
        """The likeliest labels after a frame, likeliest first."""
        chances = self.probabilities[frame]
        best = np.argsort(-chances, kind="stable")[:count]
        return tuple(Candidate(self.labels[i], float(chances[i])) for i in best)


@dataclass(frozen=True, eq=False)
class OrderRow:
    """One way of playing a clip, as the three heads answer it: their likeliest label and its probability 0..1."""

    way: str  # forward, reversed, shuffled, frozen, every 2nd, every 4th
    seed: int | None  # of the shuffle
    lstm: Candidate
    mean_pool: Candidate
    single_frame: Candidate


@dataclass(frozen=True, eq=False)
class TrainingProgress:
    """How far the training of some networks is, by network, on fresh sequences that no training has seen."""

    task: str
    T: int
    step: int  # of gradient descent
    seconds: float  # of computing so far
    losses: Mapping[str, float]  # nats, or squared error of a number
    shares: Mapping[str, float]  # of right answers at T, 0..1
    n: int  # sequences that were asked
    lengths: Mapping[str, int]  # the T that each is trained at now
    widths: Mapping[str, int]  # hidden units
    parameters: Mapping[str, int]  # learnt values
    verdicts: Mapping[str, str]  # solved (95 % right or more), failed (less than 75 %) or between
    finished: bool  # the last one
    note: str  # numbers that are none, in words; mostly empty


@dataclass(frozen=True, eq=False)
class Carrier:
    """The unit that carries the number of a sentence's subject to its pronoun (see `models.memory.carrier`)."""

    unit: int  # 0..H-1
    correlation: float  # the weakest over all steps of the gap; above 0: its memory is higher for "they"
    p: float  # how often the best of all units does as well when numbers are dealt out anew
    n: int  # sentences it was measured on
    T: int  # words from their subject to the pronoun


@dataclass(frozen=True, eq=False)
class MemoryRun:
    """One sequence of L steps read by one trained network of the memory lab."""

    task: str
    network: str  # rnn, relu, gru or lstm
    sha256: str  # of its weights
    labels: tuple[str, ...]  # L tokens
    values: Mapping[str, np.ndarray]  # every inner value by its name in `models.lstm.cells`, (L, H) float32 each
    gates: GateTrace | None  # of an LSTM
    choices: tuple[str, ...]  # K answers that it can give; empty: it says a number
    answers: np.ndarray  # (L, K) float32: how likely it holds each, stopped after this step; or (L, 1), the number
    targets: tuple[str, ...]  # L: what would be right after each step; empty: nothing is to be said
    subject: str  # what it has to remember; empty: no single token
    due: int  # after this step, 0..L-1, the subject is asked for, or what agrees with it
    carrier: Carrier | None  # the unit that carries the subject, where that was measured
