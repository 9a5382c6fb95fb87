"""The memory lab as the page knows it: its tasks, and the rooms in which networks measure, learn and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.errors import OptionError
from models.trace import MemoryRun
from ui.memory.service import ReachRoom
from ui.memory.tasks import Read, ReadWish, Task
from ui.memory.training_queue import School
from ui.shared.cache import Once

READINGS = 64  # sequences kept as they were read; one takes about 0.1 MB


@dataclass(frozen=True, eq=False)
class Lab:
    """The networks behind the tab, as functions in their rooms."""

    tasks: Mapping[str, Task]
    reach: ReachRoom
    school: School
    reading: Read
    _readings: Once[Sequence[MemoryRun]] = field(default_factory=lambda: Once(1, READINGS))

    def read(self, wish: ReadWish) -> Sequence[MemoryRun]:
        """A sequence as all networks of its task read it, remembered or read now. Raises OptionError."""
        return self._readings.get(wish, lambda: self.reading(wish))

    def task(self, name: str) -> Task:
        """Raises OptionError: there is none of this name."""
        if name not in self.tasks:
            raise OptionError(f"There is no task “{name}” here: choose one of {', '.join(self.tasks)}.")
        return self.tasks[name]
