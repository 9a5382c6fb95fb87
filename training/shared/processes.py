"""Training on one process or several: `accelerate launch -m training.caption ...` starts them, this shares the work.

Each process takes its part of every batch, and gradients are averaged before a step: N processes with batches of B
pictures learn what one with N * B learns. With one process nothing happens here.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn


class Processes:
    """The processes that train one network together; each has one of these."""

    def __init__(self, device: str = "auto") -> None:
        self._accelerator = Accelerator(cpu=device == "cpu")
        self.count: int = self._accelerator.num_processes
        self.first: bool = self._accelerator.is_main_process  # the one that writes files

    @property
    def device(self) -> torch.device:
        """Where this process computes."""
        return self._accelerator.device

    def part(self, batch: np.ndarray) -> np.ndarray:
        """This process's part of a batch of numbers of pictures; all parts have the same length."""
        mine = batch[: len(batch) // self.count * self.count]
        return mine.reshape(-1, self.count, *mine.shape[1:])[:, self._accelerator.process_index]

    def mean(self, value: Tensor) -> Tensor:
        """The mean of a value over all processes. It takes part in no gradient."""
        return value.detach() if self.count == 1 else self._accelerator.reduce(value.detach(), "mean")

    def average_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Put the mean gradient over all processes into each."""
        if self.count > 1:
            for parameter in parameters:
                if parameter.grad is not None:
                    parameter.grad = self._accelerator.reduce(parameter.grad, "mean")

    def wait(self) -> None:
        """Until all have come here."""
        self._accelerator.wait_for_everyone()
