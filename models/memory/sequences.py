"""A sequence of a task, drawn for whoever wants to see networks read one."""

from __future__ import annotations

import numpy as np

from models.memory import grammar
from models.memory.tasks import BLANK, COPIED, GO, LETTERS, find_task
from models.options import ReadingOptions


def draw_sequence(options: ReadingOptions) -> tuple[str, ...]:
    """A sequence of `options.task` with a gap of `options.T` steps, about `options.subject` if one is given.

    Raises:
        OptionError: there is no such task, or it has no such subject.
    """
    generator = np.random.default_rng(options.seed)
    if options.task == "sentence":
        return grammar.draw_sentence(max(options.T, grammar.SHORTEST), generator, options.subject)
    T = max(options.T, find_task(options.task).shortest)
    letters = [LETTERS[number] for number in generator.integers(len(LETTERS), size=T + 1)]
    letters[0] = options.subject or letters[0]
    if options.task == "copy":
        letters[COPIED:] = [BLANK] * (T - COPIED) + [GO] + [BLANK] * (COPIED - 1)
    return tuple(letters)
