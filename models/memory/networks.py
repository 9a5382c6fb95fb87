"""The four networks of the memory lab: a recurrent layer and a linear read-out, of equal width or of equal size.

A `RecurrentNetwork` runs whole sequences through torch's own layer, which is quick. `Cells` are the same layers written
out, S of them in one batch, every inner value open: a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.errors import OptionError
from models.lstm.cells import GRUStep, LSTMStep, RNNStep, gru_step, lstm_step, rnn_step
from models.memory.kinds import KINDS

GATE_BLOCKS = {"rnn": 1, "relu": 1, "gru": 3, "lstm": 4}  # blocks of H rows in a layer's weights
EQUAL = 0.02  # how far sizes may lie apart that are called equal


class RecurrentNetwork(nn.Module):
    """A recurrent layer that reads a sequence, and a linear read-out after every step.

    Args:
        kind: rnn (tanh), relu, gru or lstm.
        inputs, width, outputs: numbers of values that come in, are remembered and go out: X, H and K.
    """

    def __init__(self, kind: str, inputs: int, width: int, outputs: int) -> None:
        super().__init__()
        self.kind = kind
        if kind in ("rnn", "relu"):
            self.layer: nn.RNNBase = nn.RNN(inputs, width, nonlinearity="tanh" if kind == "rnn" else "relu")
        else:
            self.layer = {"gru": nn.GRU, "lstm": nn.LSTM}[kind](inputs, width)
        self.readout = nn.Linear(width, outputs)

    def forward(self, xs: Tensor) -> Tensor:
        """Answers (T, B, K) after every step of xs (T, B, X)."""
        return self.readout(self.layer(xs)[0])

    @property
    def cells(self) -> Cells:
        """The layer written out, as a batch of one, sharing its values."""
        weights = (getattr(self.layer, f"{name}_l0") for name in Cells._fields[1:])
        return Cells(self.kind, *(value.detach().unsqueeze(0) for value in weights))


class Cells(NamedTuple):
    """The weights of S layers of one kind, G = 1, 3 or 4 blocks of rows, as `models.lstm.cells` reads them."""

    kind: str
    weight_ih: Tensor  # (S, G*H, X)
    weight_hh: Tensor  # (S, G*H, H)
    bias_ih: Tensor  # (S, G*H)
    bias_hh: Tensor  # (S, G*H)

    @property
    def nonlinearity(self) -> str:
        """Of a plain RNN: tanh or relu, as `models.lstm.cells.rnn_step` reads it."""
        return "relu" if self.kind == "relu" else "tanh"

    @property
    def width(self) -> int:
        """H hidden units."""
        return self.weight_hh.shape[-1]

    def double(self) -> Cells:
        """The same values in float64."""
        return Cells(self.kind, *(value.double() for value in self[1:]))

    def init_state(self, batch: int) -> tuple[Tensor, ...]:
        """The state before the first step: (h,), or (h, c) of an LSTM, each (S, B, H) zeros."""
        zeros = self.weight_hh.new_zeros(len(self.weight_hh), batch, self.width)
        return (zeros, zeros) if self.kind == "lstm" else (zeros,)

    def step(self, x: Tensor, state: tuple[Tensor, ...]) -> RNNStep | GRUStep | LSTMStep:
        """One step, x (S, B, X): all its inner values, each (S, B, H)."""
        steps: dict[str, Callable[..., RNNStep | GRUStep | LSTMStep]] = {"gru": gru_step, "lstm": lstm_step}
        return steps.get(self.kind, rnn_step)(self, x, *state)


def state_of(step: RNNStep | GRUStep | LSTMStep) -> tuple[Tensor, ...]:
    """The state that the next step begins with: (h,), or (h, c) of an LSTM, each (S, B, H)."""
    return (step.hidden, step.cell) if isinstance(step, LSTMStep) else (step.hidden,)


def init_weights(
    kind: str,
    inputs: int,
    width: int,
    seeds: Sequence[int],
    forget_bias: float = 1.0,
    gain: float = 1.0,
    chrono: int = 0,
    orthogonal: bool = False,
) -> Cells:
    """Untrained layers, one a seed, in float64: torch's own start, U(-1/sqrt(H), 1/sqrt(H)), with three things set.

    Args:
        forget_bias: of the forget gate of an LSTM (Jozefowicz et al. 2015) and, as it is a forget gate by another
            name, of the update gate of a GRU. All other biases begin at 0.
        gain: what the recurrent weights are multiplied with. Those of the ReLU-RNN begin as the identity
            (Le et al. 2015, arXiv 1504.00941).
        chrono: steps over which something is to be kept, 2 or more: each unit of an LSTM or GRU then begins with a
            time scale of its own between 1 and that many, its forget bias being log U(1, chrono - 1) instead of
            `forget_bias` and, of an LSTM, its input bias minus that (Tallec & Ollivier 2018, arXiv 1804.11188). 0: not.
        orthogonal: the recurrent weights of a tanh-RNN begin as a random rotation, which neither shrinks nor stretches
            (Saxe et al. 2014, arXiv 1312.6120).
    """
    start = (forget_bias, gain, chrono, orthogonal)
    layers = [_init_layer(kind, inputs, width, seed, *start) for seed in seeds]
    return Cells(kind, *(torch.stack(values) for values in zip(*layers, strict=True)))


def _init_layer(
    kind: str, inputs: int, width: int, seed: int, forget_bias: float, gain: float, chrono: int, orthogonal: bool
) -> tuple[Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    rows, limit = GATE_BLOCKS[kind] * width, 1 / sqrt(width)
    weight_ih = (torch.rand(rows, inputs, generator=generator, dtype=torch.float64) * 2 - 1) * limit  # (G*H, X)
    weight_hh = (torch.rand(rows, width, generator=generator, dtype=torch.float64) * 2 - 1) * limit  # (G*H, H)
    if kind == "relu":
        weight_hh = torch.eye(width, dtype=torch.float64)
    if kind == "rnn" and orthogonal:
        turn, scale = torch.linalg.qr(torch.randn(width, width, generator=generator, dtype=torch.float64))
        weight_hh = turn * scale.diagonal().sign()  # so that every rotation or reflection is as likely as any other
    bias = torch.zeros(rows, dtype=torch.float64)
    if GATE_BLOCKS[kind] > 1:
        bias[width : 2 * width] = forget_bias  # second of (i, f, g, o) as of (r, z, n)
        if chrono:
            scales = 1 + torch.rand(width, generator=generator, dtype=torch.float64) * max(0, chrono - 2)  # steps
            bias[width : 2 * width] = scales.log()
            if kind == "lstm":
                bias[:width] = -scales.log()
    return weight_ih, weight_hh * gain, bias, torch.zeros_like(bias)


def init_network(
    kind: str,
    inputs: int,
    width: int,
    outputs: int,
    seed: int,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    chrono: int = 0,
    orthogonal: bool = False,
) -> RecurrentNetwork:
    """An untrained network whose layer is that of `init_weights`."""
    network = uninitialized_network(kind, inputs, width, outputs)
    cells = init_weights(kind, inputs, width, [seed], forget_bias, gain, chrono, orthogonal)
    generator = torch.Generator().manual_seed(seed + 1_000_003)
    with torch.no_grad():
        for name, value in zip(Cells._fields[1:], cells[1:], strict=True):
            getattr(network.layer, f"{name}_l0").copy_(value[0])
        network.readout.weight.copy_((torch.rand(outputs, width, generator=generator) * 2 - 1) / sqrt(width))
        network.readout.bias.zero_()
    return network


def uninitialized_network(kind: str, inputs: int, width: int, outputs: int) -> RecurrentNetwork:
    """A network whose values are still to be filled in; nothing is drawn from torch's own random numbers."""
    with torch.device("meta"):
        network = RecurrentNetwork(kind, inputs, width, outputs)
    return network.to_empty(device="cpu")


def count_parameters(kind: str, inputs: int, width: int, outputs: int) -> int:
    """All values that such a network learns, read-out included."""
    return GATE_BLOCKS[kind] * width * (inputs + width + 2) + outputs * (width + 1)


@lru_cache(maxsize=256)
def equal_widths(width: int, inputs: int, outputs: int) -> dict[str, int]:
    """Widths at which all four networks learn equally many values, within `EQUAL` of the LSTM.

    The LSTM's is the nearest to `width` for which the three others have a match: `width` itself, unless it is small.

    Raises:
        OptionError: there is none near.
    """
    for away in range(width + 32):
        for candidate in (width + away, width - away):
            if candidate > 0:
                widths = {kind: _nearest(kind, candidate, inputs, outputs) for kind in KINDS}
                sizes = [count_parameters(kind, inputs, widths[kind], outputs) for kind in KINDS]
                if max(abs(size / sizes[-1] - 1) for size in sizes) <= EQUAL:
                    return widths
    raise OptionError(f"No networks of equal size near width {width}: choose a larger one.")


def _nearest(kind: str, lstm_width: int, inputs: int, outputs: int) -> int:
    size = count_parameters("lstm", inputs, lstm_width, outputs)
    return min(
        range(lstm_width, 3 * lstm_width + inputs + 8),
        key=lambda width: abs(count_parameters(kind, inputs, width, outputs) - size),
    )
