"""The memory lab behind one door: gradients measured once, trainings in a queue, sequences read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from models.errors import OptionError
from models.options import GradientOptions, ReadingOptions
from models.trace import GradientNorms, MemoryRun
from ui.memory.tasks import LabTask
from ui.memory.training_queue import TrainingQueue
from ui.shared.cache import SingleFlightCache

CURVES = 256  # gradients kept, of one network each; one takes about 20 kB
READINGS = 64  # sequences kept as they were read; one takes about 0.1 MB

MeasureGradients = Callable[[GradientOptions], Sequence[GradientNorms]]  # of each of `options.networks`
ReadSequence = Callable[[ReadingOptions], Sequence[MemoryRun]]  # the same sequence, by each network of its task


class GradientService:
    """Gradients are measured here: one network at a time, each once, the latest kept for whoever asks the same.

    Args:
        measure: the gradients of some networks.
        concurrency: how many are measured side by side.
    """

    def __init__(self, measure: MeasureGradients, concurrency: int = 1) -> None:
        self._measure = measure
        self._curves: SingleFlightCache[GradientNorms] = SingleFlightCache(CURVES, concurrency)

    def measure(self, options: GradientOptions) -> Iterator[GradientNorms]:
        """One network after the other, as soon as each is measured. Raises OptionError."""
        for network in options.networks:
            alone = replace(options.affordable(), networks=(network,))
            yield self._curves.get(alone, partial(self._measure_one, alone))

    def _measure_one(self, options: GradientOptions) -> GradientNorms:
        (norms,) = self._measure(options)
        return norms


class MemoryService:
    """What the Memory tab asks for.

    Args:
        tasks: by name, in the order in which the page offers them.
        gradients: where gradients are measured.
        training: where visitors train.
        read: how networks read a sequence.
    """

    def __init__(
        self, tasks: Mapping[str, LabTask], gradients: GradientService, training: TrainingQueue, read: ReadSequence
    ) -> None:
        self.tasks, self.gradients, self.training = tasks, gradients, training
        self._read = read
        self._readings: SingleFlightCache[Sequence[MemoryRun]] = SingleFlightCache(READINGS)

    def read(self, options: ReadingOptions) -> Sequence[MemoryRun]:
        """A sequence as all networks of its task read it, remembered or read now. Raises OptionError."""
        return self._readings.get(options, lambda: self._read(options))

    def task(self, name: str) -> LabTask:
        """Raises OptionError: there is none of this name."""
        if name not in self.tasks:
            raise OptionError(f"There is no task “{name}” here: choose one of {', '.join(self.tasks)}.")
        return self.tasks[name]
