"""What does a trained network hold? One sequence through its written-out steps, every inner value kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from models.errors import OptionError
from models.memory import grammar
from models.memory.model import TrainedNetworks
from models.memory.networks import RecurrentNetwork, state_of
from models.memory.tasks import COPIED, GO, Task
from models.trace import GATE_ARRAYS, GateTrace, MemoryRun

LONGEST = 400  # steps of a sequence
Tokens = Sequence[str] | Sequence[tuple[float, int]]  # letters or words; of the adding problem numbers and marks


def run(trained: TrainedNetworks, kind: str, sequence: Tokens) -> MemoryRun:
    """A trained network reads `sequence`; what it holds, and what it would answer if it were stopped after any step.

    Args:
        trained: the networks of one task.
        kind: which of them: rnn, relu, gru or lstm; the one that was helped while it learnt, as it knows all lengths.
        sequence: letters, words, or of the adding problem pairs of a number -1..1 and a mark 0 or 1.

    Raises:
        OptionError: a token that this task does not know, or too many of them.
    """
    xs = encode_sequence(trained.task, sequence)  # (L, X)
    network = trained.network(kind)
    steps, answers = unroll(network, xs.unsqueeze(1))
    values = {
        name: torch.stack([getattr(step, name)[0, 0] for step in steps]).numpy().astype(np.float32)
        for name in type(steps[0])._fields
    }
    labels = tuple(name_of(token) for token in sequence)
    return MemoryRun(
        task=trained.task.name,
        network=kind,
        sha256=trained.sha256,
        labels=labels,
        values=values,
        gates=gates_of(labels, values) if kind == "lstm" else None,
        choices=trained.task.choices,
        answers=answers[:, 0].numpy().astype(np.float32),
        targets=target_answers(trained.task, sequence),
        subject=subject_of(trained.task, sequence),
        due=due_of(trained.task, sequence),
        carrier=trained.carrier(kind),
    )


def encode_sequence(task: Task, sequence: Tokens) -> Tensor:
    """What comes into the network, (L, X) float32. Raises OptionError, saying what this task knows."""
    if not 1 <= len(sequence) <= LONGEST:
        raise OptionError(f"Give a sequence of 1 to {LONGEST} steps.")
    if not task.tokens:
        return _encode_numbers(sequence)
    number: dict[Any, int] = {token: index for index, token in enumerate(task.tokens)}
    unknown = sorted({str(token) for token in sequence if token not in number})
    if unknown:
        raise OptionError(f"This network has never met “{unknown[0]}”. It knows: {', '.join(task.tokens)}.")
    tokens = torch.tensor([number[token] for token in sequence])
    return torch.nn.functional.one_hot(tokens, len(task.tokens)).float()


def _encode_numbers(sequence: Sequence[Any]) -> Tensor:
    try:
        xs = torch.tensor([(float(value), float(mark)) for value, mark in sequence])
    except (TypeError, ValueError) as error:
        raise OptionError("Give pairs of a number from -1 to 1 and a mark, 0 or 1.") from error
    if not bool(((xs[:, 0].abs() <= 1) & ((xs[:, 1] == 0) | (xs[:, 1] == 1))).all()):
        raise OptionError("Give pairs of a number from -1 to 1 and a mark, 0 or 1.")
    return xs


@torch.no_grad()
def unroll(network: RecurrentNetwork, xs: Tensor) -> tuple[list, Tensor]:
    """Every step written out, its values (1, B, H) each, and the answers (L, B, K) after it; xs (L, B, X).

    Answers are shares that add up to 1, or a number.
    """
    cells, steps = network.cells, []
    state = cells.init_state(xs.shape[1])
    for x in xs:
        steps.append(cells.step(x.unsqueeze(0), state))
        state = state_of(steps[-1])
    answers = network.readout(torch.cat([step.hidden for step in steps]))  # (L, B, K)
    return steps, answers.softmax(dim=-1) if answers.shape[-1] > 1 else answers


def gates_of(labels: tuple[str, ...], values: dict[str, np.ndarray]) -> GateTrace:
    """The gates of an LSTM's run, as the inspector reads them."""
    width = values["hidden"].shape[1]
    arrays = {name: values[name] for name in GATE_ARRAYS}
    return GateTrace(labels, **arrays, start=np.zeros((2, width), np.float32))


def name_of(token: str | tuple[float, int]) -> str:
    """A token as a label: a number with its mark is starred."""
    return token if isinstance(token, str) else f"{token[0]:+.2f}{'*' if token[1] else ''}"


def subject_of(task: Task, sequence: Tokens) -> str:
    """What has to be remembered: the first letter, or the first noun that a pronoun can stand for; else empty."""
    if task.name == "sentence":
        return next((str(word) for word in sequence if word in grammar.PRONOUN), "")
    return str(sequence[0]) if task.name in ("recall", "copy") else ""


def due_of(task: Task, sequence: Tokens) -> int:
    """The step after which the subject is asked for: the last one, or that of the mark from which a copy is said."""
    return sequence.index(GO) if task.name == "copy" and GO in sequence else len(sequence) - 1


def target_answers(task: Task, sequence: Tokens) -> tuple[str, ...]:
    """The right answer after every step, empty where there is none: L of them."""
    length = len(sequence)
    if task.name == "recall":
        return (str(sequence[0]),) * length
    if task.name == "sentence":
        subject = subject_of(task, sequence)
        begins = sequence.index(subject) if subject else length
        return ("",) * begins + (grammar.PRONOUN.get(subject, ""),) * (length - begins)
    if task.name == "copy":
        go = sequence.index(GO) if GO in sequence else length
        copied = tuple(map(str, sequence[:COPIED]))[: length - go]
        return ("",) * go + copied + ("",) * (length - go - len(copied))
    pairs = cast(Sequence[tuple[float, int]], sequence)
    total = 0.5 + sum(value for value, mark in pairs if mark) / 4
    return ("",) * (length - 1) + (f"{total:.3f}",)
