"""Stage 4: a decoder learns to caption word by word, from people's captions and from sentences chosen for photographs.

    python -m training.caption words --data ../shared/data --only caption-attention

All decoders read the same frozen grids; each is trained by itself, so they can be trained at the same time. The two
with attention begin alike: `caption-attention` goes on from what `caption-unguided` was after its first epochs, and
from there on is told where things are.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from models.caption.decoder import CaptionDecoder, DecoderConfig
from models.encoder import Encoder
from training.caption.sources import Source, Turn, count_turns, turns
from training.caption.teacher_forcing import Loss, LossWeights, caption_loss
from training.shared.processes import Processes

log = logging.getLogger("training.caption.train")

DECODERS = {
    "caption-attention": DecoderConfig(),
    "caption-unguided": DecoderConfig(),
    "caption-plain": DecoderConfig(attention=None),
}


@dataclass(frozen=True)
class WordRecipe:
    """Everything that decides a run of this stage, besides the data and what was learnt before."""

    epochs: int = 2
    pictures: int = 32  # a batch, over all processes
    rate: float = 2e-3
    falling: bool = False  # the rate falls to nothing in a straight line; else it rises for 100 steps and stays
    coverage: float = 1.0
    guidance: float = 0.0
    seed: int = 1

    @property
    def loss_weights(self) -> LossWeights:
        return LossWeights(coverage=self.coverage, guidance=self.guidance)

    def rate_at(self, step: int, steps: int) -> float:
        """The learning rate of a step of so many."""
        return self.rate * (1 - step / steps if self.falling else min(1.0, (step + 1) / 100))


class WordTraining:
    """One decoder being trained word by word, resumable after every epoch."""

    def __init__(
        self, name: str, recipe: WordRecipe, folder: Path, decoder: CaptionDecoder, processes: Processes
    ) -> None:
        self.name, self.recipe, self.decoder, self.processes = name, recipe, decoder.to(processes.device), processes
        self.checkpoint = folder / f"{name}.pt"
        self.optimiser = torch.optim.AdamW(decoder.parameters(), lr=recipe.rate, weight_decay=0.01)
        self.epoch, self.seconds = 0, 0.0

    @property
    def history(self) -> dict[str, Any]:
        """What this run was so far, for the card."""
        about = {**asdict(self.recipe), "planned": self.recipe.epochs, "epochs": self.epoch}
        return {
            "way": "word by word",
            **about,
            "seconds": round(self.seconds),
            "device": describe_device(self.processes),
        }

    def resume(self) -> None:
        """Go on where the checkpoint left off, if there is one."""
        if self.checkpoint.is_file():
            state = torch.load(self.checkpoint, weights_only=True, map_location="cpu")
            self.decoder.load_state_dict(state["decoder"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.epoch, self.seconds = state["epoch"], state["seconds"]
            log.info("%s: resumed after epoch %d", self.name, self.epoch)

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        if self.processes.first:
            draft = self.checkpoint.with_suffix(".draft")
            state = {"decoder": self.decoder.state_dict(), "optimiser": self.optimiser.state_dict()}
            torch.save({**state, "epoch": self.epoch, "seconds": self.seconds, "history": self.history}, draft)
            draft.replace(self.checkpoint)
        self.processes.wait()

    def train_epoch(self, encoder: Encoder, sources: Sequence[Source]) -> dict[str, float]:
        """One pass over all pictures; the mean losses."""
        recipe, begun = self.recipe, time.monotonic()
        generator = np.random.default_rng((recipe.seed, self.epoch))
        torch.manual_seed(recipe.seed * 1000 + self.epoch)
        self.decoder.train()
        steps, losses = count_turns(sources, recipe.pictures), []
        for turn_number, turn in enumerate(turns(sources, recipe.pictures, generator)):
            rate = recipe.rate_at(self.epoch * steps + turn_number, recipe.epochs * steps)
            loss = self.learn(encoder, sources[turn.source], turn, generator, rate)
            losses.append([part.item() for part in loss])
        self.epoch += 1
        self.seconds += time.monotonic() - begun
        return dict(zip(Loss._fields, np.mean(losses, axis=0).round(4).tolist(), strict=True))

    def learn(self, encoder: Encoder, source: Source, turn: Turn, generator: np.random.Generator, rate: float) -> Loss:
        """One step on one batch; its loss before the step."""
        loss = self.loss(encoder, source, turn, generator)
        self.optimiser.zero_grad()
        loss.total.backward()
        self.processes.average_gradients(self.decoder.parameters())
        nn.utils.clip_grad_norm_(self.decoder.parameters(), 5.0)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        return loss

    def loss(self, encoder: Encoder, source: Source, turn: Turn, generator: np.random.Generator) -> Loss:
        """The loss of this process's part of a batch; its mean over processes is the whole batch's."""
        device, chosen, views = self.processes.device, self.processes.part(turn.chosen), self.processes.part(turn.views)
        batch = source.batch(chosen, views, self.decoder.vocabulary, generator).to(device)
        grid = source.grids.read(chosen, views).to(device)
        with torch.autocast(device.type, torch.bfloat16):
            encoded = self.decoder.project_keys(grid.to(torch.bfloat16), encoder.evidence(grid).detach())
            return caption_loss(self.decoder, encoded, batch, self.recipe.loss_weights, self.processes.mean)


def train_words(training: WordTraining, encoder: Encoder, sources: Sequence[Source]) -> None:
    """Train one decoder through all its epochs."""
    training.resume()
    while training.epoch < training.recipe.epochs:
        means = training.train_epoch(encoder, sources)
        training.save()
        log.info("%s: epoch %d, %.0f s, %s", training.name, training.epoch, training.seconds, json.dumps(means))


def describe_device(processes: Processes) -> str:
    """What a card says of where a network was trained."""
    if processes.device.type == "cuda":
        return f"{processes.count} GPU{'s' * (processes.count > 1)}"
    threads = torch.get_num_threads() * processes.count
    return f"{threads} core{'s' * (threads > 1)}"
