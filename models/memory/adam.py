"""Adam, written out: torch's own brings its compiler along, 2 seconds of imports and 110 MB at the first training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Any

import torch
from torch import Tensor

MEAN, SQUARE = 0.9, 0.999  # how much of the running means is kept from step to step
LEAST = 1e-8  # the shortest length that a mean gradient is divided by


class Adam:
    """Kingma & Ba 2015 (arXiv 1412.6980), algorithm 1; to the last bit what `torch.optim.Adam` does.

    Args:
        parameters: what learns, each with its gradient in `.grad` when `step` is called.
        rate: of learning.
    """

    def __init__(self, parameters: Iterable[Tensor], rate: float) -> None:
        self.parameters, self.rate, self.steps = list(parameters), rate, 0
        self.means = [torch.zeros_like(parameter) for parameter in self.parameters]  # of the gradients
        self.squares = [torch.zeros_like(parameter) for parameter in self.parameters]  # of their squares

    @torch.no_grad()
    def step(self) -> None:
        """One step against the gradient, each value at its own pace."""
        self.steps += 1
        begun, spread = 1 - MEAN**self.steps, 1 - SQUARE**self.steps  # means that began with 0 are too small yet
        for parameter, mean, square in zip(self.parameters, self.means, self.squares, strict=True):
            gradient = parameter.grad
            assert gradient is not None, "call backward before step"
            mean.lerp_(gradient, 1 - MEAN)
            square.mul_(SQUARE).addcmul_(gradient, gradient, value=1 - SQUARE)
            parameter.addcdiv_(mean, (square.sqrt() / sqrt(spread)).add_(LEAST), value=-self.rate / begun)

    def state(self) -> dict[str, Any]:
        """What it goes on from, beside the parameters."""
        return {"steps": self.steps, "means": self.means, "squares": self.squares}

    def load(self, state: Mapping[str, Any]) -> None:
        """Take up where `state` left off; what is given stays as it is."""
        self.steps = state["steps"]
        for name in ("means", "squares"):
            for mine, given in zip(getattr(self, name), state[name], strict=True):
                mine.copy_(given)
