"""The caption decoder: a CNN's grid of features goes in, an LSTM writes words. With or without attention.

With attention it is Show, Attend and Tell (Xu et al. 2015, arXiv 1502.03044), without it Show and Tell
(Vinyals et al. 2015, arXiv 1411.4555): the context vector is the initial memory and is never looked at again.

Shapes: N pictures, K captions of each at once (training captions or beams), P cells of the grid, F features a cell,
E embedding, H hidden units, A attention units, V words that can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.lstm.cells import LSTMStep, lstm_step
from models.surgery import Surgery
from models.trace import END


class Vocabulary:
    """Words and their numbers. Number 0 ends a caption; the two numbers behind the words can be read, never said."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = (END, *words)
        self.start = len(self.words)  # "the caption begins"
        self.unknown = self.start + 1  # "a word I do not know"
        self._numbers = {word: number for number, word in enumerate(self.words)}

    def __len__(self) -> int:
        """V: how many can be said, END among them."""
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers

    def number(self, word: str) -> int:
        """The word's number, `unknown` if it has none."""
        return self._numbers.get(word, self.unknown)


@dataclass(frozen=True)
class DecoderConfig:
    """Sizes of a `CaptionDecoder`: `architecture` of config.json. `attention` None: the plain encoder-decoder."""

    features: int = 768  # F, depth of the encoder's grid
    embedding: int = 256  # E
    hidden: int = 512  # H
    attention: int | None = 128  # A
    dropout: float = 0.5  # share of values silenced while training


class EncodedPictures(NamedTuple):
    """N pictures as the decoder reads them."""

    grid: Tensor  # (N, P, F)
    keys: Tensor | None  # (N, P, A) what attention compares with; None without attention


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step, h and c."""

    hidden: Tensor  # (N, K, H)
    cell: Tensor  # (N, K, H)


class AttentionStep(NamedTuple):
    """What one step of attention gives: its weights, its gate, the context vector."""

    attention: Tensor  # (N, K, P) sums to 1 over P
    beta: Tensor  # (N, K, 1) 0..1, how much of the looked-at is let in
    context: Tensor  # (N, K, F) beta * sum of attention * grid


class Attention(nn.Module):
    """Soft attention (Xu et al. 2015, eqs. 4, 5, 13 and the gating scalar of section 4.2.1).

    One thing differs from the paper: the query knows the previous word at once, not a step later by way of the memory,
    because that word often says what to look for ("a blue ..."): e = w tanh(W a + U h + Q y).
    """

    def __init__(self, config: DecoderConfig, units: int) -> None:
        super().__init__()
        self.keys = nn.Linear(config.features, units)
        self.from_hidden = nn.Linear(config.hidden, units, bias=False)
        self.from_word = nn.Linear(config.embedding, units, bias=False)
        self.score = nn.Linear(units, 1, bias=False)
        self.gate = nn.Linear(config.hidden, 1)

    def forward(self, encoded: EncodedPictures, hidden: Tensor, word: Tensor) -> AttentionStep:
        query = self.from_hidden(hidden) + self.from_word(word)  # (N, K, A)
        assert encoded.keys is not None, "pictures without keys are for a decoder without attention"
        match = torch.tanh(encoded.keys.unsqueeze(1) + query.unsqueeze(2))  # (N, K, P, A)
        attention = self.score(match).squeeze(-1).float().softmax(dim=-1)  # (N, K, P) sums to 1
        beta = torch.sigmoid(self.gate(hidden))  # (N, K, 1)
        return AttentionStep(attention, beta, beta * (attention.to(encoded.grid.dtype) @ encoded.grid))


class CaptionDecoder(nn.Module):
    """An LSTM that writes captions: `project_keys` and `init_state` once, then `step` and `logits` word by word.

    The names of its layers are the names in the stored weights.
    """

    def __init__(self, config: DecoderConfig, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.config = config
        self.vocabulary = vocabulary
        context = 0 if config.attention is None else config.features
        self.embed = nn.Embedding(len(vocabulary) + 2, config.embedding)
        self.first_hidden = nn.Linear(config.features, config.hidden)
        self.first_cell = nn.Linear(config.features, config.hidden)
        self.attend = None if config.attention is None else Attention(config, config.attention)
        self.cell = nn.LSTMCell(config.embedding + context, config.hidden)
        self.hidden_to_output = nn.Linear(config.hidden, config.embedding)
        self.context_to_output = nn.Linear(context, config.embedding, bias=False) if context else None
        self.output = nn.Linear(config.embedding, len(vocabulary))
        self.dropout = nn.Dropout(config.dropout)

    def project_keys(self, grid: Tensor) -> EncodedPictures:
        """Grid (N, P, F) -> the grid and its keys (N, P, A), computed once for all words; no keys without attention."""
        return EncodedPictures(grid, None if self.attend is None else self.attend.keys(grid))

    def init_state(self, encoded: EncodedPictures, captions: int) -> LSTMState:
        """h and c (N, K, H) before the first word of each of K captions, from the picture's mean feature."""
        mean = encoded.grid.float().mean(dim=1, keepdim=True)  # (N, 1, F)
        hidden = torch.tanh(self.first_hidden(mean)).float().expand(-1, captions, -1)
        cell = self.first_cell(mean).float().expand(-1, captions, -1)
        return LSTMState(hidden, cell)

    def step(
        self, encoded: EncodedPictures, state: LSTMState, word: Tensor, surgery: Sequence[Surgery] = ()
    ) -> tuple[AttentionStep | None, LSTMStep]:
        """One step with the previous word's embedding (N, K, E): attention (None without), then the LSTM.

        `surgery` as in `models.lstm.cells.lstm_step`.
        """
        if self.attend is None:
            return None, lstm_step(self.cell, word, *state, surgery)
        attended = self.attend(encoded, state.hidden, word)
        x = torch.cat([word, attended.context.to(word.dtype)], dim=-1)  # (N, K, E + F)
        return attended, lstm_step(self.cell, x, *state, surgery)

    def logits(self, word: Tensor, hidden: Tensor, context: Tensor | None) -> Tensor:
        """Deep output (Xu et al. 2015, eq. 7): word (..., E), hidden (..., H), context (..., F) -> logits (..., V)."""
        mixed = word + self.hidden_to_output(self.dropout(hidden))
        if self.context_to_output is not None and context is not None:
            mixed = mixed + self.context_to_output(context)
        return self.output(self.dropout(mixed))
