"""The caption decoder: a CNN's grid of features goes in, an LSTM writes words. With or without attention.

With attention it is Show, Attend and Tell (Xu et al. 2015, arXiv 1502.03044), without it Show and Tell
(Vinyals et al. 2015, arXiv 1411.4555): the context vector is the initial memory and is never looked at again.

With attention the eye has its say in the words, too, as in pointer networks and copying captioners (Gulcehre et al.
2016, arXiv 1603.08148; Yao et al. 2017, arXiv 1708.05271): the evidence for a thing where the decoder looks is added,
through a gate, to the logits of the words that name this thing; and what speaks against a thing in the whole picture is
taken off them.

Shapes: N pictures, K captions of each at once (training captions or beams), P cells of the grid, F features a cell,
C things, E embedding, H hidden units, A attention units, V words that can be said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.encoder import presence
from models.lstm.cells import LSTMStep, lstm_step
from models.surgery import Surgery
from models.things import THINGS, thing_of_word
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

    features: int = 512  # F, depth of the encoder's grid
    embedding: int = 256  # E
    hidden: int = 512  # H
    attention: int | None = 128  # A
    dropout: float = 0.4  # share of values silenced while training
    sure: float = 1.0  # log-odds of a thing in the picture from which on nothing speaks against its words
    caution: float = 1.0  # what those words lose for each unit of log-odds that lacks; with attention alone


class EncodedPictures(NamedTuple):
    """N pictures as the decoder reads them."""

    grid: Tensor  # (N, P, F)
    evidence: Tensor  # (N, P, C) log-odds of each thing in each cell
    keys: Tensor | None  # (N, P, A) what attention compares with; None without attention
    against: Tensor  # (N, 1, C) 0 or less: what the words that name each thing lose; 0 without attention


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step, h and c."""

    hidden: Tensor  # (N, K, H)
    cell: Tensor  # (N, K, H)


class AttentionStep(NamedTuple):
    """What one step of attention gives: its weights, its gates, the context vector, the evidence."""

    attention: Tensor  # (N, K, P) sums to 1 over P
    beta: Tensor  # (N, K, 1) 0..1, how much of the looked-at is let in
    context: Tensor  # (N, K, F) beta * sum of attention * grid
    evidence: Tensor  # (N, K, C) sum of attention * evidence: log-odds of each thing where it looks
    against: Tensor  # (N, K, C) as in `EncodedPictures`


class Attention(nn.Module):
    """Soft attention (Xu et al. 2015, eqs. 4, 5, 13 and the gating scalar of section 4.2.1).

    Two things differ from the paper. The query knows the previous word at once, not a step later by way of the memory,
    because that word often says what to look for ("a blue ..."). And query and keys are compared by their product, as
    Luong et al. 2015 (arXiv 1508.04025) do, scaled by the root of their length (Vaswani et al. 2017, arXiv 1706.03762):
    e = (U h + Q y) . (W a) / sqrt(A), many times cheaper than a tanh for each cell.
    """

    def __init__(self, config: DecoderConfig, units: int) -> None:
        super().__init__()
        self.keys = nn.Linear(config.features, units)
        self.from_hidden = nn.Linear(config.hidden, units, bias=False)
        self.from_word = nn.Linear(config.embedding, units, bias=False)
        self.gate = nn.Linear(config.hidden, 1)

    def forward(self, encoded: EncodedPictures, hidden: Tensor, word: Tensor) -> AttentionStep:
        query = self.from_hidden(hidden) + self.from_word(word)  # (N, K, A)
        assert encoded.keys is not None, "pictures without keys are for a decoder without attention"
        scores = query @ encoded.keys.transpose(1, 2) / math.sqrt(query.shape[-1])  # (N, K, P)
        attention = scores.float().softmax(dim=-1)  # (N, K, P) sums to 1
        beta = torch.sigmoid(self.gate(hidden))  # (N, K, 1)
        shares = attention.to(encoded.grid.dtype)
        context, evidence = beta * (shares @ encoded.grid), shares @ encoded.evidence.to(shares.dtype)
        return AttentionStep(attention, beta, context, evidence, encoded.against.expand_as(evidence))


class CaptionDecoder(nn.Module):
    """An LSTM that writes captions: `project_keys` and `init_state` once, then `step` and `logits` word by word.

    The names of its layers are the names in the stored weights. A word has one vector (E) for being read and for being
    said (tied embeddings, Press & Wolf 2017, arXiv 1608.05859): what a text taught of a word serves both.
    """

    def __init__(self, config: DecoderConfig, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.config = config
        self.vocabulary = vocabulary
        context = 0 if config.attention is None else config.features
        self.embed = nn.Embedding(len(vocabulary) + 2, config.embedding)
        self.first_hidden = nn.Linear(config.features + len(THINGS), config.hidden)
        self.first_cell = nn.Linear(config.features + len(THINGS), config.hidden)
        self.attend = None if config.attention is None else Attention(config, config.attention)
        self.cell = nn.LSTMCell(config.embedding + context, config.hidden)
        self.word_to_output = nn.Linear(config.embedding, config.embedding, bias=False)
        self.hidden_to_output = nn.Linear(config.hidden, config.embedding)
        self.context_to_output = nn.Linear(context, config.embedding, bias=False) if context else None
        self.output_bias = nn.Parameter(torch.zeros(len(vocabulary)))
        self.eye = nn.Linear(config.hidden, 1) if context else None
        self.dropout = nn.Dropout(config.dropout)
        self.naming: Tensor  # (C, V): 1 where a word names a thing
        self.register_buffer("naming", _naming(vocabulary), persistent=False)

    @property
    def output_rows(self) -> Tensor:
        """(V, E): each word's vector once more, as it weighs what is to be said."""
        return self.embed.weight[: len(self.vocabulary)]

    def project_keys(self, grid: Tensor, evidence: Tensor) -> EncodedPictures:
        """Grid (N, P, F), evidence (N, P, C) -> both and the keys (N, P, A), once for all words.

        There are no keys without attention.
        """
        keys = None if self.attend is None else self.attend.keys(grid)
        return EncodedPictures(grid, evidence, keys, self.case_against(evidence).unsqueeze(1))

    def case_against(self, evidence: Tensor) -> Tensor:
        """Evidence (N, P, C) -> (N, C), 0 or less: what the words that name each thing lose."""
        caution = 0.0 if self.attend is None else self.config.caution
        return caution * (presence(evidence) - self.config.sure).clamp(max=0)

    def init_state(self, encoded: EncodedPictures, captions: int) -> LSTMState:
        """h and c (N, K, H) before the first word of each of K captions, from the mean feature and the things seen."""
        seen = torch.sigmoid(presence(encoded.evidence))  # (N, C)
        picture = torch.cat([encoded.grid.float().mean(dim=1), seen], dim=-1).unsqueeze(1)  # (N, 1, F + C)
        hidden = torch.tanh(self.first_hidden(picture)).float().expand(-1, captions, -1)
        cell = self.first_cell(picture).float().expand(-1, captions, -1)
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

    def logits(self, word: Tensor, hidden: Tensor, attended: AttentionStep | None) -> Tensor:
        """Deep output (Xu et al. 2015, eq. 7), and the eye's words: word (..., E), hidden (..., H) -> (..., V)."""
        mixed = self.word_to_output(word) + self.hidden_to_output(self.dropout(hidden))
        if self.context_to_output is not None and attended is not None:
            mixed = mixed + self.context_to_output(attended.context)
        logits = F.linear(self.dropout(mixed), self.output_rows).float() + self.output_bias
        if attended is None:
            return logits
        return logits + (self.eye_gate(hidden) * attended.evidence + attended.against).float() @ self.naming

    def eye_gate(self, hidden: Tensor) -> Tensor:
        """(..., H) -> (..., 1), 0..1: how far the evidence where it looks may put the word."""
        assert self.eye is not None, "without attention the eye puts no words"
        return torch.sigmoid(self.eye(hidden))


def _naming(vocabulary: Vocabulary) -> Tensor:
    """(C, V): 1 where a word names a thing."""
    naming = torch.zeros(len(THINGS), len(vocabulary))
    for number, word in enumerate(vocabulary.words):
        thing = thing_of_word(word)
        if thing is not None:
            naming[thing, number] = 1.0
    return naming
