"""The trained networks of one task, as they ship: `assets/weights/memory-<task>/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from models import weights
from models.errors import WeightsError
from models.memory.networks import RecurrentNetwork, uninitialized_network
from models.memory.tasks import Task, find_task
from models.trace import Carrier


@dataclass(frozen=True, eq=False)
class TrainedNetworks:
    """All trained networks of one task.

    `networks` go by names such as lstm-T30-0 (kind, the T it was trained at, seed) and lstm-helped-0 (trained with
    short sequences first).
    """

    task: Task
    networks: Mapping[str, RecurrentNetwork]
    config: Mapping[str, Any]
    sha256: str

    def network(self, kind: str, T: int | None = None) -> RecurrentNetwork:
        """The network that was trained at `T` alone, or, without one, the one that was helped.

        Raises:
            WeightsError: there is none.
        """
        name = f"{kind}-{'helped' if T is None else f'T{T}'}-0"
        if name not in self.networks:
            raise WeightsError(f"There is no trained network {name} of this task: it has {', '.join(self.networks)}.")
        return self.networks[name]

    def carrier(self, kind: str) -> Carrier | None:
        """The unit of the helped network that carries the subject, as training found it; None: not looked for."""
        found = self.config.get("carriers", {}).get(kind)
        return Carrier(**found) if found else None


def load_trained(task: str, name: str = "") -> TrainedNetworks:
    """The trained networks of a task, from the shipped folder or from `name` (see `models.weights.find`).

    Raises:
        WeightsError: they are missing, changed or of another task.
    """
    folder = weights.find(name or f"memory-{task}")
    config = weights.read_config(folder)
    if config.get("kind") != "memory" or config.get("task") != task:
        raise WeightsError(f"“{folder.name}” does not hold networks of the memory lab for the task “{task}”.")
    return build(find_task(task), config, weights.read_tensors(folder, config))


def build(task: Task, config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> TrainedNetworks:
    """Networks from their values; every one complete, and no value left over."""
    networks = {
        name: uninitialized_network(kind, task.inputs, width, task.outputs) for name, kind, width in _sizes(config)
    }
    weights.fill(torch.nn.ModuleDict(networks), tensors, str(config.get("name", task.name)))
    for network in networks.values():
        network.requires_grad_(False)
    return TrainedNetworks(task, networks, config, str(config["sha256"]))


def _sizes(config: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Name, kind and width of every network that config.json lists."""
    try:
        return [(name, str(how["kind"]), int(how["width"])) for name, how in config["networks"].items()]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise WeightsError("config.json does not list its networks: fetch the weights again.") from error
