"""Train networks side by side and watch: `train` is an iterator of progress that can be left and taken up again.

Each network is asked only when the answer is due, T steps after what it is about: what it learns must come back over
all of them. All networks see the same sequences, in the same order, with the same optimiser.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import numpy as np
import torch
from torch import nn

from models.memory.adam import Adam
from models.memory.kinds import FAILED, NAMES, SOLVED
from models.memory.networks import RecurrentNetwork, equal_widths, init_network
from models.memory.tasks import IGNORED, Batch, Task, answer_loss, correct, find_task
from models.options import TrainingOptions
from models.trace import TrainingProgress

FIRST = 5  # the T that a training which lengthens it begins with
READY = 0.9  # share of right answers over the last `PATIENCE` batches after which T is lengthened
PATIENCE = 20  # batches
LONGER = 1.25  # times as long


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a training goes on from, of its own: nothing that happens later changes it."""

    options: TrainingOptions
    step: int
    seconds: float  # of computing so far
    states: Mapping[str, Mapping[str, Any]]  # of each trainer, by network

    def network(self, kind: str) -> RecurrentNetwork:
        """The network as it was at this point."""
        trainer = new_trainer(kind, self.options)
        trainer.load(self.states[kind])
        return trainer.network


@dataclass(frozen=True, eq=False)
class TrainingUpdate:
    """How far a training is, and what it can be continued from."""

    progress: TrainingProgress
    checkpoint: Checkpoint


class Trainer:
    """One network that learns, with its optimiser and its own stream of sequences."""

    def __init__(self, kind: str, width: int, task: Task, options: TrainingOptions) -> None:
        self.kind, self.task, self.options = kind, task, options
        sizes, chrono = (task.inputs, width, task.outputs), options.T if options.chrono else 0
        start = (options.seed, options.forget_bias)
        self.network = init_network(kind, *sizes, *start, chrono=chrono, orthogonal=options.orthogonal)
        self.optimiser = Adam(self.network.parameters(), options.rate)
        self.sequences = np.random.default_rng((options.seed, 1))  # the same for all trainers
        self.T = min(options.T, max(FIRST, task.shortest)) if options.lengthen else options.T
        self.recent: list[float] = []  # shares of right answers since T was lengthened
        self.diverged_at = 0  # the step after which it was no longer a network of numbers

    def train_step(self, step: int) -> None:
        """One step of gradient descent; `step` counts from 1."""
        if self.diverged_at:
            return
        T = int(self.sequences.integers(self.task.shortest, self.T + 1)) if self.options.lengthen else self.T
        batch = only_due(self.task.draw(T, self.options.batch, self.sequences))
        answers = self.network(batch.xs)  # (L, B, K)
        loss = answer_loss(answers, batch)
        self.network.zero_grad()
        loss.backward()
        length = nn.utils.clip_grad_norm_(self.network.parameters(), self.options.clip)
        if not (loss.isfinite() and length.isfinite()):
            self.diverged_at = step
            return
        self.optimiser.step()
        self.recent = [*self.recent[1 - PATIENCE :], correct(answers.detach(), batch).float().mean().item()]
        if self.ready and self.T < self.options.T:
            self.T, self.recent = min(self.options.T, math.ceil(self.T * LONGER)), []

    @property
    def ready(self) -> bool:
        """Whether it was nearly always right of late."""
        return len(self.recent) == PATIENCE and float(np.mean(self.recent)) >= READY

    def state(self) -> dict[str, Any]:
        """All that it has learnt and where it is, copied; `load` takes it."""
        return deepcopy(
            {
                "network": self.network.state_dict(),
                "optimiser": self.optimiser.state(),
                "sequences": self.sequences.bit_generator.state,
                "now": {"T": self.T, "recent": self.recent, "diverged_at": self.diverged_at},
            }
        )

    def load(self, state: Mapping[str, Any]) -> None:
        """Take up where `state` left off."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load(state["optimiser"])
        self.sequences.bit_generator.state = state["sequences"]
        self.T, self.recent, self.diverged_at = (state["now"][name] for name in ("T", "recent", "diverged_at"))


def train(
    task: str = "recall",
    networks: Sequence[str] = ("rnn", "lstm"),
    T: int = 30,
    width: int = 64,
    seed: int = 0,
    checkpoint: Checkpoint | None = None,
    pauses: bool = False,
    **options: Any,
) -> Generator[Any, None, None]:
    """Train networks side by side; an update after 0.3 seconds or 25 steps, whichever is first.

    Closing the generator ends the training and frees all that it held. The steps do not depend on when updates
    come: who continues from a checkpoint goes the same way.

    Args:
        task: recall, copy, adding or sentence.
        networks: some of rnn, relu, gru, lstm.
        T, width, seed, options: see `TrainingOptions`.
        checkpoint: go on from here for as many steps more; what it was begun with holds, of the rest only `steps` is
            looked at.
        pauses: yield None too, whenever one network has taken one step or has been evaluated: there a training can be
            left within a fraction of a second, whatever its size.

    Raises:
        OptionError: an option outside what can be done.
    """
    updates = start_training(TrainingOptions(task, tuple(networks), T, width, seed, **options), checkpoint)
    return updates if pauses else _without_pauses(updates)


def start_training(
    options: TrainingOptions, checkpoint: Checkpoint | None = None
) -> Generator[TrainingUpdate | None, None, None]:
    """`train` with its options as one value; it yields None too, as with `pauses`."""
    if checkpoint is not None:
        options = replace(checkpoint.options, steps=options.steps)
    trainers = [new_trainer(kind, options) for kind in options.networks]
    if checkpoint is not None:
        for trainer in trainers:
            trainer.load(checkpoint.states[trainer.kind])
    return _train(options, trainers, *((checkpoint.step, checkpoint.seconds) if checkpoint else (0, 0.0)))


def _without_pauses(updates: Generator[TrainingUpdate | None, None, None]) -> Generator[TrainingUpdate, None, None]:
    with closing(updates):
        yield from filter(None, updates)


def _train(
    options: TrainingOptions, trainers: Sequence[Trainer], step: int, seconds: float
) -> Generator[TrainingUpdate | None, None, None]:
    last = step + options.steps
    while step < last:
        begun, scores = seconds, []
        for _ in range(min(options.every, last - step)):
            step += 1
            for trainer in trainers:
                start = monotonic()
                trainer.train_step(step)
                seconds += monotonic() - start
                yield None
            if seconds - begun > options.update_seconds:
                break
        for trainer in trainers:
            start = monotonic()
            scores.append(evaluate(trainer, step))
            seconds += monotonic() - start
            yield None
        yield TrainingUpdate(
            _progress(options, trainers, scores, step, seconds, finished=step == last),
            Checkpoint(options, step, seconds, {trainer.kind: trainer.state() for trainer in trainers}),
        )


def new_trainer(kind: str, options: TrainingOptions) -> Trainer:
    """A trainer at its beginning, its network of the width that `options` make equal."""
    task = find_task(options.task)
    same = options.equal == "width"
    width = options.width if same else equal_widths(options.width, task.inputs, task.outputs)[kind]
    return Trainer(kind, width, task, options)


@torch.no_grad()
def evaluate(trainer: Trainer, step: int) -> tuple[float, float]:
    """Loss (nats, or squared error) and accuracy 0..1 at the full T, on sequences that no training has seen."""
    generator = np.random.default_rng((trainer.options.seed, 2, step))
    batch = only_due(trainer.task.draw(trainer.options.T, trainer.options.held_out, generator))
    answers = trainer.network(batch.xs)
    return answer_loss(answers, batch).item(), correct(answers, batch).float().mean().item()


def only_due(batch: Batch) -> Batch:
    """The same sequences, asked only where the answer is due."""
    answers = batch.answers.clone()
    answers[: -batch.due] = float("nan") if answers.is_floating_point() else IGNORED
    return replace(batch, answers=answers)


def _progress(
    options: TrainingOptions,
    trainers: Sequence[Trainer],
    scores: Sequence[tuple[float, float]],
    step: int,
    seconds: float,
    finished: bool,
) -> TrainingProgress:
    kinds = [trainer.kind for trainer in trainers]
    shares = dict(zip(kinds, (share for _, share in scores), strict=True))
    return TrainingProgress(
        task=options.task,
        T=options.T,
        step=step,
        seconds=seconds,
        losses=dict(zip(kinds, (loss for loss, _ in scores), strict=True)),
        shares=shares,
        n=options.held_out,
        lengths={trainer.kind: trainer.T for trainer in trainers},
        widths={trainer.kind: trainer.network.layer.hidden_size for trainer in trainers},
        parameters={trainer.kind: sum(value.numel() for value in trainer.network.parameters()) for trainer in trainers},
        verdicts={kind: verdict(share) for kind, share in shares.items()},
        finished=finished,
        note=" ".join(
            f"From step {trainer.diverged_at} on the numbers of the {NAMES[trainer.kind]} are infinite or no numbers "
            "(NaN): its gradient exploded. It learns no more."
            for trainer in trainers
            if trainer.diverged_at
        ),
    )


def verdict(share: float) -> str:
    """Whether a share of right answers means that a task is solved, failed, or something between."""
    return "solved" if share >= SOLVED else "failed" if share < FAILED else "between"
