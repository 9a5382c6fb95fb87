"""How far back does a gradient reach? Measured by autograd on the written-out steps, in float64, many seeds at once.

The loss is L_T = w · h_T: a random linear read-out of the last hidden state, w of length 1, so that every curve of
||dL_T/dh_t|| begins with 1 at t = T and only the way back through time is seen. What comes in are random symbols.

The gradient goes back one step at a time, the memory (h, or h and c) cut apart between steps: so the clip can act
where it does in training, and the bound, a product of norms of the very same steps, can never lie below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.lstm.cells import LSTMStep
from models.memory.jacobian import cell_norms, step_norms
from models.memory.kinds import KINDS, NAMES
from models.memory.model import TrainedNetworks
from models.memory.networks import Cells, count_parameters, equal_widths, init_weights, state_of
from models.options import GradientOptions
from models.trace import GradientNorms, Spread

SYMBOLS = 8  # of the sequences that are read, as in the task of recalling the first
BAND = (10, 50, 90)  # percentiles


def gradient_norms(
    networks: Sequence[str] = KINDS,
    T: int = 100,
    width: int = 64,
    seeds: Sequence[int] | int = 5,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    clip: float | None = None,
    equal: str = "width",
    bound: bool = False,
    trained: TrainedNetworks | None = None,
) -> tuple[GradientNorms, ...]:
    """||dL_T/dh_t|| and ||dL_T/dc_t|| for every t, spread over seeds: of untrained networks, or of trained ones.

    Args:
        networks: some of rnn, relu, gru, lstm.
        T: the step of the loss, 2..400.
        width: hidden units, 2..256; with equal="parameters" those of the LSTM, roughly (`equal_widths`).
        seeds: the seeds, or how many: 5 are 0..4. Each draws weights, a sequence of symbols and a read-out.
        forget_bias, gain: see `models.memory.networks.init_weights`.
        clip: cuts the gradient of the whole memory to this length wherever it is longer on its way back.
        bound: measure too what the product of the steps' Jacobian norms allows (some seconds more for large widths).
        trained: the networks of a task that were helped while they learnt. A seed then draws a sequence of the task
            and a read-out; width, forget bias, gain and `equal` are what they are.

    Raises:
        OptionError: an option outside what can be done.
    """
    seeds = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    task = "" if trained is None else trained.task.name
    options = GradientOptions(tuple(networks), T, width, seeds, forget_bias, gain, clip, equal, task, bound)
    return measure_gradients(options, trained)


def measure_gradients(options: GradientOptions, trained: TrainedNetworks | None = None) -> tuple[GradientNorms, ...]:
    """`gradient_norms` with its options as one value, whose `trained` names the task of the networks given here."""
    measure = _norms_of_untrained if trained is None else partial(_norms_of_trained, trained)
    return tuple(measure(kind, options) for kind in options.networks)


def _norms_of_untrained(kind: str, options: GradientOptions) -> GradientNorms:
    same = options.equal == "width"
    width = options.width if same else equal_widths(options.width, SYMBOLS, SYMBOLS)[kind]
    cells = init_weights(kind, SYMBOLS, width, options.seeds, options.forget_bias, options.gain)
    xs, readouts = random_symbols(options.T, options.seeds, SYMBOLS), random_readouts(options.seeds, width)
    return measure_norms(cells, xs, readouts, options.clip, options.bound)


def _norms_of_trained(trained: TrainedNetworks, kind: str, options: GradientOptions) -> GradientNorms:
    network, task = trained.network(kind), trained.task
    shortest = max(task.shortest, options.T - task.more)  # so that a whole sequence of the task has T steps
    sequences = [task.draw(shortest, 1, np.random.default_rng((seed, 6))).xs[: options.T] for seed in options.seeds]
    readouts = random_readouts(options.seeds, network.layer.hidden_size)
    cells, xs = network.cells.double(), torch.cat(sequences, dim=1).double()
    return measure_norms(cells, xs, readouts, options.clip, options.bound, trained=task.name)


def random_symbols(T: int, seeds: Sequence[int], symbols: int) -> Tensor:
    """One sequence of one-hot symbols a seed, (T, S, symbols) float64."""
    drawn = [torch.randint(symbols, (T,), generator=torch.Generator().manual_seed(seed + 1)) for seed in seeds]
    return torch.nn.functional.one_hot(torch.stack(drawn, dim=1), symbols).double()


def random_readouts(seeds: Sequence[int], width: int) -> Tensor:
    """One direction a seed, (S, width) float64 of length 1."""
    drawn = [
        torch.randn(width, generator=torch.Generator().manual_seed(seed + 2), dtype=torch.float64) for seed in seeds
    ]
    return torch.nn.functional.normalize(torch.stack(drawn), dim=-1)


class BackwardPass(NamedTuple):
    """Norms of the gradient at every step, (T, S), and the T + 1 states of the cells that they were measured at."""

    hidden: Tensor
    cell: Tensor | None
    states: list[tuple[Tensor, ...]]  # each (S, 1, H), before the first step and after every step


def measure_norms(
    cells: Cells, xs: Tensor, readouts: Tensor, clip: float | None = None, bound: bool = False, trained: str = ""
) -> GradientNorms:
    """The norms of the gradient on its way back through `cells`, one seed beside the other.

    Args:
        cells: S layers in float64, or one that all S sequences share.
        xs: (T, S, X) what each seed reads.
        readouts: (S, H) the read-out w of each seed.
        trained: name of the weights, if they are not at their beginning.
    """
    if len(cells.weight_hh) == 1 < len(readouts):
        cells = Cells(cells.kind, *(value.expand(len(readouts), *value.shape[1:]) for value in cells[1:]))
    backward = backpropagate(cells, xs, readouts, clip)
    most = most_cell = None
    if bound:
        most, most_cell = norm_bounds(cells, xs, backward)
    parameters = count_parameters(cells.kind, cells.weight_ih.shape[-1], cells.width, cells.weight_ih.shape[-1])
    return GradientNorms(
        network=cells.kind,
        trained=trained,
        T=len(xs),
        width=cells.width,
        parameters=parameters,
        seeds=len(readouts),
        hidden=spread(backward.hidden),
        cell=None if backward.cell is None else spread(backward.cell),
        bound=None if most is None else spread(most),
        cell_bound=None if most_cell is None else spread(most_cell),
        half_life=half_life(backward.hidden),
        cell_half_life=None if backward.cell is None else half_life(backward.cell),
        note=note(cells.kind, backward),
    )


def backpropagate(cells: Cells, xs: Tensor, readouts: Tensor, clip: float | None = None) -> BackwardPass:
    """Run forward, then carry w back step by step, each step by autograd on its own small graph."""
    steps, states = [], [cells.init_state(1)]
    for x in xs.unsqueeze(2):  # (S, 1, X)
        before = tuple(value.detach().requires_grad_() for value in states[-1])
        steps.append((before, cells.step(x, before)))
        states.append(tuple(value.detach() for value in state_of(steps[-1][1])))
    gradient = (readouts.unsqueeze(1), *(torch.zeros_like(value) for value in states[-1][1:]))  # (S, 1, H) each
    hidden, cell = [], []
    for before, step in reversed(steps):
        gradient = clip_norm(gradient, clip)
        hidden.append(gradient[0].norm(dim=-1).squeeze(1))  # (S,)
        shown = (step.cell,) if isinstance(step, LSTMStep) else ()
        back = torch.autograd.grad(state_of(step), (*before, *shown), gradient)
        gradient = back[: len(before)]
        cell += [value.norm(dim=-1).squeeze(1) for value in back[len(before) :]]  # c in all that it does, by h too
    return BackwardPass(torch.stack(hidden[::-1]), torch.stack(cell[::-1]) if cell else None, states)


def clip_norm(gradient: tuple[Tensor, ...], clip: float | None) -> tuple[Tensor, ...]:
    """The gradient of the whole memory, (S, 1, H) each part, no longer than `clip` (Pascanu et al. 2013, 1211.5063)."""
    if clip is None:
        return gradient
    length = torch.cat(gradient, dim=-1).norm(dim=-1, keepdim=True)  # (S, 1, 1)
    factor = (clip / length).clamp(max=1.0)
    return tuple(part * factor for part in gradient)


def norm_bounds(cells: Cells, xs: Tensor, backward: BackwardPass) -> tuple[Tensor, Tensor | None]:
    """The textbook bound on ||dL_T/dh_t||, prod ||dm_k/dm_{k-1}|| over k = t+1..T (m = h, or h and c), each (T, S).

    That on ||dL_T/dc_t|| has one factor more, the norm of what c_t does to (h_t, c_t) in its own step.
    """
    norms = step_norms(cells, xs, backward.states)  # (T, S)
    most = torch.ones_like(norms)
    most[:-1] = norms[1:].flip(0).cumprod(dim=0).flip(0)
    return most, most * cell_norms(cells, xs, backward.states) if backward.cell is not None else None


def spread(values: Tensor) -> Spread:
    """Median and 10-90 % band over the seeds of (T, S); seeds whose value is no number are left out, step by step."""
    numbers = np.where(np.isfinite(values.numpy()), values.numpy(), np.nan)
    known = np.isfinite(numbers).any(axis=1)
    low, median, high = np.full((3, len(numbers)), np.nan)
    if known.any():
        low[known], median[known], high[known] = np.nanpercentile(numbers[known], BAND, axis=1)
    return Spread(median, low, high)


def half_life(values: Tensor) -> float:
    """Steps back in which the median of (T, S) halves, on the whole way; negative: it doubles; inf: neither.

    Only the part of the way on which the median is a number above 0 counts. NaN: there are not two such steps.
    """
    median = spread(values).median
    alive = np.flatnonzero(np.isfinite(median) & (median > 0))
    if len(alive) < 2:
        return float("nan")
    first, last = alive[0], alive[-1]
    halvings = np.log2(median[last]) - np.log2(median[first])
    return float("inf") if abs(halvings) < 1e-9 else float((last - first) / halvings)


def note(kind: str, backward: BackwardPass) -> str:
    """What a curve cannot show, in words; empty if there is nothing of the kind."""
    sentences = []
    burst = ~torch.stack([torch.cat(state, dim=-1).isfinite().all(dim=-1).squeeze(-1) for state in backward.states])
    seeds = burst.shape[1]
    if burst.any():
        step = int(burst.any(dim=1).nonzero()[0])
        sentences.append(
            f"The memory of the {NAMES[kind]} overflowed, first at step {step}, with {int(burst.any(dim=0).sum())} of "
            f"{seeds} seeds: from there it is no number (NaN or infinity), and neither is its gradient."
        )
    else:
        lost = ~backward.hidden.isfinite()
        if lost.any():
            sentences.append(
                f"The gradient of the {NAMES[kind]} exploded beyond the largest number of a computer (1.8e308) with "
                f"{int(lost.any(dim=0).sum())} of {seeds} seeds."
            )
    gone = backward.hidden == 0 if backward.cell is None else (backward.hidden == 0) & (backward.cell == 0)  # (T, S)
    if gone.any():
        step = int(gone.any(dim=1).nonzero().max()) + 1
        sentences.append(
            f"With {int(gone.any(dim=0).sum())} of {seeds} seeds the gradient of the {NAMES[kind]} is exactly 0 "
            f"at step {step} and before: nothing that far back can be learnt."
        )
    return " ".join(sentences)
