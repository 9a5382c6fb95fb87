"""The vocabulary: a run of a network is one frozen value that holds everything worth showing. NumPy only.

Nothing here keeps a "last run": two visitors at once can never see each other's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    """One word that the network held likely at a step, with its probability 0..1."""

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
