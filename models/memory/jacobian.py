"""How much one step can stretch a change of the memory: exact spectral norms of its Jacobian, by autograd."""

from __future__ import annotations

import torch
from torch import Tensor

from models.lstm.cells import LSTMStep
from models.memory.networks import Cells, state_of

TOGETHER = 4_000_000  # values of Jacobians held at once, 32 MB


def step_norms(cells: Cells, xs: Tensor, states: list[tuple[Tensor, ...]]) -> Tensor:
    """||dm_t/dm_{t-1}||_2 of every step and seed, (T, S); m is h, or (h, c) of an LSTM. NaN where m is no number.

    Args:
        cells: S layers in float64.
        xs: (T, S, X) what they read.
        states: T + 1 states (S, 1, H), as `backpropagate` leaves them.
    """
    starts = torch.stack([torch.cat(state, dim=-1).squeeze(1) for state in states[:-1]])  # (T, S, M)
    chunk = max(1, TOGETHER // (starts.shape[1] * starts.shape[2] ** 2))
    parts = zip(xs.split(chunk), starts.split(chunk), strict=True)
    return torch.cat([_norms(cells, *part) for part in parts])


def _norms(cells: Cells, xs: Tensor, starts: Tensor) -> Tensor:
    starts = starts.transpose(0, 1).requires_grad_()  # (S, T, M): as many sequences side by side, of one step each
    state = state_of(cells.step(xs.transpose(0, 1), starts.split(cells.width, dim=-1)))
    after = torch.cat(state, dim=-1)  # (S, T, M)
    rows = torch.eye(after.shape[-1], dtype=after.dtype)[:, None, None].expand(-1, *after.shape)  # (M, S, T, M)
    # Not `torch.func`: it brings torch's compiler along, seconds of imports and 120 MB.
    jacobians = torch.autograd.grad(after, starts, rows, is_grads_batched=True)[0].permute(2, 1, 0, 3)  # (T, S, M, M)
    whole = jacobians.isfinite().all(dim=-1).all(dim=-1)  # (T, S)
    safe = torch.where(whole[..., None, None], jacobians, torch.zeros_like(jacobians))
    norms = torch.linalg.eigvalsh(safe @ safe.mT)[..., -1].clamp(min=0).sqrt()  # (T, S)
    return torch.where(whole, norms, torch.nan)


def cell_norms(cells: Cells, xs: Tensor, states: list[tuple[Tensor, ...]]) -> Tensor:
    """||d(h_t, c_t)/dc_t||_2 within one LSTM step, (T, S): sqrt(1 + (o (1 - tanh(c)^2))^2), of the largest unit."""
    norms = []
    for x, state in zip(xs.unsqueeze(2), states[:-1], strict=True):
        with torch.no_grad():
            step = cells.step(x, state)
            assert isinstance(step, LSTMStep), "only an LSTM has a cell"
            shown = step.output * (1 - torch.tanh(step.cell) ** 2)  # (S, 1, H)
        norms.append((1 + shown.amax(dim=-1).squeeze(1) ** 2).sqrt())
    return torch.stack(norms)
