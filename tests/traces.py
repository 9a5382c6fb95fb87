"""Random but valid traces for tests: every law of `models.trace` holds in them, no network is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from models.things import find_things
from models.trace import END, BeamNode, Candidate, CaptionTrace, ClipTrace, Doubt, GateTrace, Thing

WORDS = ("a", "dog", "runs", END)
LABELS = ("a24_sit_to_stand", "a03_wave", "a25_stand_to_sit")
OTHERS = ("the", "man", "girl", "grass", "red", "ball", "two", "sits", "water", "jumps", "boy", "snow", "holds", "blue")


def make_gate_trace(labels: Sequence[str] = WORDS, hidden: int = 8, seed: int = 0) -> GateTrace:
    """Gates of one LSTM layer over `labels`; cell and hidden follow from the gates as in a real LSTM."""
    draw = np.random.default_rng(seed)
    size = (len(labels), hidden)
    input_, forget, output = (_sigmoid(draw.normal(0.0, 2.0, size)) for _ in range(3))
    candidate = np.tanh(draw.normal(0.0, 1.0, size))
    start = draw.normal(0.0, 0.3, (2, hidden))  # h and c
    cell, memory = np.empty(size), start[1]
    for step in range(len(labels)):
        memory = cell[step] = forget[step] * memory + input_[step] * candidate[step]
    arrays = (input_, forget, candidate, output, cell, output * np.tanh(cell), start)
    return GateTrace(tuple(labels), *(array.astype(np.float32) for array in arrays))


def make_caption_trace(
    words: Sequence[str] = WORDS,
    attention: bool = True,
    seed: int = 0,
    *,
    mode: Literal["greedy", "beam", "sample", "forced"] = "greedy",
    model: str | None = None,
    hidden: int = 8,
    grid: tuple[int, int] = (14, 14),
    unknown: Sequence[str] = (),
) -> CaptionTrace:
    """A caption of these words: with `attention` as by caption-attention, without as by caption-plain.

    The network ended the caption itself when the last word is END. Words in `unknown` have logprob NaN and are in
    no list of candidates. Each map of attention is one soft blob at a random place of the (rows, columns) `grid`.
    """
    draw = np.random.default_rng(seed)
    steps = [_candidates(word, mode == "greedy", word in unknown, draw) for word in words]
    chances = [
        next((c.probability for c in step if c.word == word), np.nan) for word, step in zip(words, steps, strict=True)
    ]
    logprobs = np.log(np.array(chances, dtype=np.float64)).astype(np.float32)
    return CaptionTrace(
        model=model or ("caption-attention" if attention else "caption-plain"),
        sha256=draw.bytes(32).hex(),
        mode=mode,
        words=tuple(words),
        logprobs=logprobs,
        candidates=tuple(steps),
        attention=np.stack([_blob(grid, draw) for _ in words]) if attention else None,
        beta=draw.uniform(0.2, 0.9, len(words)).astype(np.float32) if attention else None,
        gates=make_gate_trace(words, hidden, seed),
        beams=_beams(words, logprobs, draw) if mode == "beam" else (),
        unknown=tuple(unknown),
        eye=draw.uniform(0.0, 1.0, len(words)).astype(np.float32) if attention else None,
        things=tuple(
            Thing(mention.position, words[mention.position], mention.thing, 8 * _blob(grid, draw) - 2, 0.7, 0.6)
            for mention in find_things([word for word in words if word != END])
        ),
        doubt=Doubt(0.75, 0.5),
    )


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-values))


def _candidates(word: str, first: bool, unknown: bool, draw: np.random.Generator) -> tuple[Candidate, ...]:
    others = [other for other in OTHERS if other != word]
    likeliest = [str(other) for other in draw.permutation(others)[:10]]
    if not unknown:
        likeliest[0 if first else int(draw.integers(0, 3))] = word
    chances = np.sort(draw.dirichlet(np.full(12, 0.4)) + 1e-4)[::-1] / 1.0012  # two more: the rest of the vocabulary
    return tuple(Candidate(word, float(chance)) for word, chance in zip(likeliest, chances, strict=False))


def _blob(grid: tuple[int, int], draw: np.random.Generator) -> np.ndarray:
    rows, columns = np.mgrid[: grid[0], : grid[1]]
    row, column = draw.uniform(0, grid[0] - 1), draw.uniform(0, grid[1] - 1)
    blob = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * draw.uniform(1.0, 3.0) ** 2)) + 0.01
    return (blob / blob.sum()).astype(np.float32)


def _beams(words: Sequence[str], logprobs: np.ndarray, draw: np.random.Generator) -> tuple[BeamNode, ...]:
    """Beside each chosen word one hypothesis that was kept, then starved, and one that was dropped at once."""
    nodes: list[BeamNode] = []
    parent, total = -1, 0.0
    for step, (word, logprob) in enumerate(zip(words, logprobs, strict=True)):
        before, total = total, total + float(np.nan_to_num(logprob))
        others = draw.permutation([other for other in OTHERS if other != word])[:2]
        kept, dropped = before + float(logprob) - 0.5, before + float(logprob) - 3.0
        nodes.append(BeamNode(parent, word, step, total, kept=True, chosen=True))
        nodes.append(BeamNode(parent, str(others[0]), step, kept, kept=True, chosen=False))
        nodes.append(BeamNode(parent, str(others[1]), step, dropped, kept=False, chosen=False))
        parent = len(nodes) - 3
    return tuple(nodes)


def make_clip_trace(frames: int = 8, labels: Sequence[str] = LABELS, seed: int = 0, hidden: int = 8) -> ClipTrace:
    """A reading whose label forms: the last of `labels` wins from the middle on, before it the first leads."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0.0, 0.5, (frames, len(labels)))
    logits[: frames // 2, 0] += 2.0
    logits[frames // 2 :, -1] += 4.0
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    times = np.arange(frames) * 0.25
    return ClipTrace(
        model="action-gestures",
        sha256=draw.bytes(32).hex(),
        labels=tuple(labels),
        times=times,
        frames=draw.integers(0, 255, (frames, 24, 32, 3), dtype=np.uint8),
        attention=np.stack([_blob((12, 8), draw) for _ in range(frames)]),
        window=(0.25, 0.05, 0.75, 0.95),
        logits=logits.astype(np.float32),
        probabilities=chances.astype(np.float32),
        mean_pool=chances.mean(axis=0).astype(np.float32),
        single_frame=chances[frames // 2].astype(np.float32),
        gates=make_gate_trace([f"{time:.2f} s" for time in times], hidden, seed),
        known=True,
        threshold=0.4,
    )
