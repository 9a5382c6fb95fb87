"""The memory lab: why a plain RNN forgets and an LSTM does not, measured on real networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.lazy import lazy_names

if TYPE_CHECKING:
    from models.memory.carrier import find_carrier
    from models.memory.gradients import gradient_norms
    from models.memory.kinds import KINDS, NAMES
    from models.memory.model import TrainedNetworks, load_trained
    from models.memory.networks import equal_widths
    from models.memory.runs import run
    from models.memory.tasks import TASKS
    from models.memory.training import Checkpoint, TrainingUpdate, train
    from models.options import TrainingOptions

__all__ = [
    "KINDS",
    "NAMES",
    "TASKS",
    "Checkpoint",
    "TrainedNetworks",
    "TrainingOptions",
    "TrainingUpdate",
    "equal_widths",
    "find_carrier",
    "gradient_norms",
    "load_trained",
    "run",
    "train",
]

_HOMES = {
    "KINDS": "models.memory.kinds",
    "NAMES": "models.memory.kinds",
    "TASKS": "models.memory.tasks",
    "Checkpoint": "models.memory.training",
    "TrainingOptions": "models.options",
    "TrainedNetworks": "models.memory.model",
    "TrainingUpdate": "models.memory.training",
    "equal_widths": "models.memory.networks",
    "find_carrier": "models.memory.carrier",
    "gradient_norms": "models.memory.gradients",
    "load_trained": "models.memory.model",
    "run": "models.memory.runs",
    "train": "models.memory.training",
}
__getattr__ = lazy_names(__name__, _HOMES)
