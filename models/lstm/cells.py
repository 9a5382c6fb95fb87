"""Recurrent steps written out, so that every gate can be read: no hook sees into a fused `nn.LSTM`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.lstm.cell_attribution import ledger as ledger  # what the recorded gates add up to, step by step
from models.surgery import Surgery


class LSTMStep(NamedTuple):
    """Every inner value of one LSTM step, each (..., H). The field names are those of `models.trace.GateTrace`."""

    input: Tensor  # i: how much is written      0..1
    forget: Tensor  # f: how much is kept         0..1
    candidate: Tensor  # g: what would be written   -1..1
    output: Tensor  # o: how much is shown        0..1
    cell: Tensor  # c: the memory itself        unbounded
    hidden: Tensor  # h: what the world sees     -1..1


def lstm_step(
    weights: nn.LSTMCell, x: Tensor, hidden: Tensor, cell: Tensor, surgery: Sequence[Surgery] = ()
) -> LSTMStep:
    """One step of an LSTM (Hochreiter & Schmidhuber 1997, forget gate of Gers et al. 2000).

        i, f, o = sigmoid(W x + U h + b)      g = tanh(W x + U h + b)
        c' = f * c + i * g                    h' = o * tanh(c')

    Args:
        weights: the layer's parameters, in torch's own order of gates (i, f, g, o).
        x: (..., X) what comes in.
        hidden, cell: (..., H) the memory before this step.
        surgery: operations on the gates of this very step; the step that is returned is the operated one.
    """
    sums = _affine(x, weights.weight_ih, weights.bias_ih) + _affine(hidden, weights.weight_hh, weights.bias_hh)
    i, f, g, o = sums.to(cell.dtype).chunk(4, dim=-1)  # (..., H) each, as exact as the memory is
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    i, f, o = (
        apply_surgery("input", i, surgery),
        apply_surgery("forget", f, surgery),
        apply_surgery("output", o, surgery),
    )
    cell = f * cell + i * g
    return LSTMStep(i, f, g, o, cell, o * torch.tanh(cell))


def apply_surgery(name: str, gate: Tensor, surgery: Sequence[Surgery]) -> Tensor:
    """A gate (..., H), 0..1, after the operations that are meant for it. What is given stays as it is."""
    for cut in surgery:
        if cut.gate == name:
            held = torch.full_like(gate, cut.clamp or 0.0)  # where there is no scale, there is a clamp
            changed = held if cut.scale is None else (gate * cut.scale).clamp(max=1.0)
            if cut.units is not None:
                units = torch.tensor(cut.units, device=gate.device)
                changed = gate.index_copy(-1, units, changed.index_select(-1, units))
            gate = changed
    return gate


class RNNStep(NamedTuple):
    """Every inner value of one step of a plain RNN, each (..., H)."""

    drive: Tensor  # W x + b: what the input says      unbounded
    echo: Tensor  # U h + b: what the memory says     unbounded
    hidden: Tensor  # h: the new memory, tanh -1..1 or ReLU 0..


def rnn_step(weights: nn.RNNCell, x: Tensor, hidden: Tensor) -> RNNStep:
    """One step of a plain RNN (Elman 1990), h' = tanh(W x + U h + b), or relu(...) as `weights.nonlinearity` says.

    Args:
        weights: the layer's parameters and its nonlinearity.
        x: (..., X) what comes in.
        hidden: (..., H) the memory before this step.
    """
    drive = _affine(x, weights.weight_ih, weights.bias_ih)  # (..., H)
    echo = _affine(hidden, weights.weight_hh, weights.bias_hh)  # (..., H)
    total = drive + echo
    return RNNStep(drive, echo, torch.tanh(total) if weights.nonlinearity == "tanh" else torch.relu(total))


class GRUStep(NamedTuple):
    """Every inner value of one step of a GRU, each (..., H)."""

    reset: Tensor  # r: how much of the memory the candidate sees   0..1
    update: Tensor  # z: how much is kept                            0..1
    candidate: Tensor  # n: what would be written                   -1..1
    hidden: Tensor  # h: the new memory                             -1..1


def gru_step(weights: nn.GRUCell, x: Tensor, hidden: Tensor) -> GRUStep:
    """One step of a GRU (Cho et al. 2014, arXiv 1406.1078), in torch's variant: reset after the product with U.

        r, z = sigmoid(W x + U h + b)      n = tanh(W x + b + r * (U h + b))      h' = (1 - z) * n + z * h

    Args:
        weights: the layer's parameters, in torch's own order of gates (r, z, n).
        x: (..., X) what comes in.
        hidden: (..., H) the memory before this step.
    """
    from_input = _affine(x, weights.weight_ih, weights.bias_ih).chunk(3, dim=-1)  # (..., H) each
    from_memory = _affine(hidden, weights.weight_hh, weights.bias_hh).chunk(3, dim=-1)  # (..., H) each
    r = torch.sigmoid(from_input[0] + from_memory[0])
    z = torch.sigmoid(from_input[1] + from_memory[1])
    n = torch.tanh(from_input[2] + r * from_memory[2])
    return GRUStep(r, z, n, (1 - z) * n + z * hidden)


def _affine(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """W x + b, (..., K); for S layers at once weight (S, K, X), bias (S, K) and x (S, B, X)."""
    if weight.dim() == 2:
        return F.linear(x, weight, bias)
    return torch.baddbmm(bias.unsqueeze(-2), x, weight.mT)
