"""What reads a sequence of grids: attention, an LSTM, a label after every frame; and what order-blind heads make of it.

Sharma, Kiros, Salakhutdinov 2015, *Action Recognition using Visual Attention* (arXiv 1511.04119), on top of LRCN
(Donahue et al. 2015, arXiv 1411.4389).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.errors import OptionError
from models.lstm.cells import LSTMStep, lstm_step

SQUEEZED = 16  # values of a cell in the glance at the whole frame


@dataclass(frozen=True)
class ReaderConfig:
    """Size of a reader. Checked at birth."""

    features: int  # F: values in a cell of the grid that the LSTM reads
    appearance: int  # A: values in a cell of the grid that the order-blind heads read
    classes: int  # C
    cells: int  # P: cells of a grid
    width: int = 128  # D: what a cell is narrowed to before it is looked at
    hidden: int = 192  # H: LSTM units
    dropout: float = 0.4  # share of the values silenced while learning

    def __post_init__(self) -> None:
        if min(self.features, self.appearance, self.classes, self.cells, self.width, self.hidden) < 1:
            raise OptionError("Every size of a recognizer is a whole number above 0.")
        if not 0 <= self.dropout < 1:
            raise OptionError("Dropout is a share: at least 0, below 1.")


class ReaderOutput(NamedTuple):
    """What the LSTM makes of N clips of T frames with grids of P cells."""

    logits: Tensor  # (N, T, C) after each frame
    attention: Tensor  # (N, T, P), each frame sums to 1
    steps: LSTMStep  # each (N, T, H)


class Standardize(nn.Module):
    """Features brought to mean 0 and spread 1 by what they were over the training clips; nothing is learnt."""

    mean: Tensor  # (F,)
    spread: Tensor  # (F,)

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("spread", torch.ones(features))

    def fit(self, features: Tensor) -> None:
        """Take mean and spread from features (..., F)."""
        flat = features.flatten(0, -2)
        self.mean.copy_(flat.mean(dim=0))
        self.spread.copy_(flat.std(dim=0) + 1e-3)

    def forward(self, features: Tensor) -> Tensor:
        return (features - self.mean) / self.spread


class Reader(nn.Module):
    """Grid -> soft attention, asked by the memory -> LSTM -> label after every frame.

    The label after frame t speaks for the mean of h_1 .. h_t, as LRCN averages what its LSTM says. Frame t is read with
    the memory of the frames before it alone: the label after t cannot know what comes later.
    """

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        self.scale = Standardize(config.features)
        self.narrow = nn.Linear(config.features, config.width)
        self.place = nn.Parameter(torch.zeros(config.cells, config.width))  # so that a cell says where it lies
        self.squeeze = nn.Linear(config.width, SQUEEZED)
        self.layout = nn.Linear(config.cells * SQUEEZED, config.width)  # the whole frame at a glance
        self.ask = nn.Linear(config.hidden, config.width)
        self.score = nn.Linear(config.width, 1, bias=False)
        self.cell = nn.LSTMCell(2 * config.width, config.hidden)
        self.label = nn.Linear(config.hidden, config.classes)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, grids: Tensor) -> ReaderOutput:
        """Grids (N, T, P, F) of N clips -> their reading."""
        return self.unroll(*self.embed_frames(grids))

    def embed_frames(self, grids: Tensor) -> tuple[Tensor, Tensor]:
        """Grids (N, T, P, F) -> cells (N, T, P, D) and the frame at a glance (N, T, D): each frame by itself."""
        cells = torch.relu(self.narrow(self.dropout(self.scale(grids))) + self.place)  # (N, T, P, D)
        layout = torch.relu(self.layout(self.dropout(torch.relu(self.squeeze(cells)).flatten(2))))  # (N, T, D)
        return cells, layout

    def unroll(self, cells: Tensor, layout: Tensor) -> ReaderOutput:
        """What `embed_frames` gave, frame after frame -> the reading."""
        hidden = cell = cells.new_zeros(len(cells), self.config.hidden)
        attention, steps = [], []
        for now, glance in zip(cells.unbind(dim=1), layout.unbind(dim=1), strict=True):  # (N, P, D), (N, D)
            scores = self.score(torch.tanh(now + self.ask(hidden).unsqueeze(1))).squeeze(-1)  # (N, P)
            share = scores.softmax(dim=-1)  # (N, P) sums to 1
            attended = (share.unsqueeze(1) @ now).squeeze(1)  # (N, D) where it looked
            step = lstm_step(self.cell, self.dropout(torch.cat([attended, glance], dim=-1)), hidden, cell)
            hidden, cell = step.hidden, step.cell
            attention.append(share)
            steps.append(step)
        whole = LSTMStep(*(torch.stack(part, dim=1) for part in zip(*steps, strict=True)))  # (N, T, H) each
        so_far = whole.hidden.cumsum(dim=1) / torch.arange(1, cells.shape[1] + 1, device=cells.device).view(1, -1, 1)
        return ReaderOutput(self.label(self.dropout(so_far)), torch.stack(attention, dim=1), whole)


class MeanPool(nn.Module):
    """The head that knows no order: the mean over frames, and one linear layer.

    Asked about one frame, it is the single-frame head; so a clip that stands still gets the same answer from both.
    """

    def __init__(self, features: int, classes: int, dropout: float = 0.4) -> None:
        super().__init__()
        self.scale = Standardize(features)
        self.label = nn.Linear(features, classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        """What each frame looks like, (N, T, A) -> logits (N, C)."""
        return self.label(self.dropout(self.scale(features.mean(dim=1))))
