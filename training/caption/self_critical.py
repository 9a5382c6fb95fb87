"""Stage 5: self-critical training. Captions are drawn by chance, rewarded, and made likelier or less likely.

    python -m training.caption self-critical --data ../shared/data --only caption-attention

Of Flickr8k's pictures CIDEr-D against people's captions is rewarded, of photographs with labels that a caption names
what is there and nothing else (`training.caption.reward`). A share of teacher forcing keeps the language and, in the
guided decoder, the place of its attention.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.caption.decoder import CaptionDecoder, EncodedPictures
from models.encoder import Encoder
from training.caption.reward import Reward
from training.caption.sampling import Sampling, self_critical_loss
from training.caption.sources import Source, Turn, count_turns, turns
from training.caption.teacher_forcing import LossWeights, caption_loss
from training.caption.train import describe_device
from training.shared.processes import Processes

log = logging.getLogger("training.caption.self_critical")


@dataclass(frozen=True)
class SelfCriticalRecipe:
    """Everything that decides a run, besides the data and what was learnt before."""

    epochs: int = 2
    pictures: int = 32  # a batch
    sampling: Sampling = field(default_factory=Sampling)
    rate: float = 3e-4  # falls to nothing in a straight line
    supervised_pictures: int = 8  # of each batch: their sentences are taught beside the drawn ones
    supervised_weight: float = 0.2
    guidance: float = 0.0  # within the supervised loss
    seed: int = 2


class SelfCriticalTraining:
    """Self-critical training of one decoder, resumable after every epoch."""

    def __init__(
        self, name: str, recipe: SelfCriticalRecipe, folder: Path, decoder: CaptionDecoder, processes: Processes
    ) -> None:
        self.name, self.recipe, self.folder, self.processes = name, recipe, folder, processes
        self.decoder = decoder.to(processes.device)
        self.optimiser = torch.optim.Adam(decoder.parameters(), lr=recipe.rate)
        self.epoch, self.seconds = 0, 0.0

    def checkpoint(self, epoch: int) -> Path:
        """Where the state after so many epochs lies."""
        return self.folder / f"{self.name}-{epoch}.pt"

    @property
    def history(self) -> dict[str, Any]:
        """What this run was so far, for the card."""
        about = {**asdict(self.recipe), "planned": self.recipe.epochs, "epochs": self.epoch}
        return {
            "way": "self-critical",
            **about,
            "seconds": round(self.seconds),
            "device": describe_device(self.processes),
        }

    def resume(self) -> None:
        """Go on behind the last epoch that is in the folder."""
        done = [epoch for epoch in range(1, self.recipe.epochs + 1) if self.checkpoint(epoch).is_file()]
        if done:
            state = torch.load(self.checkpoint(done[-1]), weights_only=True, map_location="cpu")
            self.decoder.load_state_dict(state["decoder"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.epoch, self.seconds = done[-1], state["seconds"]
            log.info("%s: resumed after epoch %d", self.name, self.epoch)

    def save(self) -> None:
        """Write the epoch's checkpoint, whole or not at all."""
        if self.processes.first:
            draft = self.checkpoint(self.epoch).with_suffix(".draft")
            state = {"decoder": self.decoder.state_dict(), "optimiser": self.optimiser.state_dict()}
            torch.save({**state, "seconds": self.seconds, "history": self.history}, draft)
            draft.replace(self.checkpoint(self.epoch))
        self.processes.wait()

    def train_epoch(self, encoder: Encoder, sources: Sequence[Source], rewards: Sequence[Reward]) -> float:
        """One pass over all pictures of all sources, each with its own reward; the mean reward of what was drawn."""
        recipe, begun = self.recipe, time.monotonic()
        generator = np.random.default_rng((recipe.seed, self.epoch))
        torch.manual_seed(recipe.seed * 1000 + self.epoch)
        self.decoder.eval()  # what is drawn and what is learnt must be one and the same network: nothing is silenced
        steps, means = count_turns(sources, recipe.pictures), []
        for number, turn in enumerate(turns(sources, recipe.pictures, generator)):
            loss, mean = self._loss(encoder, sources[turn.source], rewards[turn.source], turn, generator)
            self._step(loss, share_done=(self.epoch + number / steps) / recipe.epochs)
            means.append(mean)
        self.epoch += 1
        self.seconds += time.monotonic() - begun
        return float(np.mean(means))

    def _loss(
        self, encoder: Encoder, source: Source, reward: Reward, turn: Turn, generator: np.random.Generator
    ) -> tuple[Tensor, float]:
        """The loss of one batch, and the mean reward of its captions."""
        chosen, views = self.processes.part(turn.chosen), self.processes.part(turn.views)
        device, some = self.processes.device, self.recipe.supervised_pictures
        grid = source.grids.read(chosen, views).to(device)
        batch = source.batch(chosen[:some], views[:some], self.decoder.vocabulary, generator).to(device)
        with torch.autocast(device.type, torch.bfloat16):
            encoded = self.decoder.project_keys(grid.to(torch.bfloat16), encoder.evidence(grid).detach())
            loss, mean = self_critical_loss(self.decoder, encoded, chosen.tolist(), reward, self.recipe.sampling)
            keys = None if encoded.keys is None else encoded.keys[:some]
            few = EncodedPictures(encoded.grid[:some], encoded.evidence[:some], keys, encoded.against[:some])
            supervised = caption_loss(self.decoder, few, batch, LossWeights(guidance=self.recipe.guidance)).total
        return loss + self.recipe.supervised_weight * supervised, mean

    def _step(self, loss: Tensor, share_done: float) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate * (1 - share_done)
        self.optimiser.zero_grad()
        loss.backward()
        self.processes.average_gradients(self.decoder.parameters())
        nn.utils.clip_grad_norm_(self.decoder.parameters(), 1.0)
        self.optimiser.step()


def train_self_critical(
    training: SelfCriticalTraining, encoder: Encoder, sources: Sequence[Source], rewards: Sequence[Reward]
) -> None:
    """Train one decoder through all its epochs."""
    training.resume()
    while training.epoch < training.recipe.epochs:
        mean = training.train_epoch(encoder, sources, rewards)
        training.save()
        log.info("%s", json.dumps({"name": training.name, "epoch": training.epoch, "reward": round(mean, 3)}))


def mean_of_epochs(folder: Path, name: str, first: int) -> tuple[Mapping[str, Tensor], dict[str, Any], int]:
    """The mean of a decoder's values after epoch `first` and each one behind it, what the run was, how many epochs.

    A mean of weights along one run is better than most of them (Izmailov et al. 2018, arXiv 1803.05407).

    Raises:
        FileNotFoundError: that epoch is not there.
    """
    states, epoch = [], first
    while (path := folder / f"{name}-{epoch}.pt").is_file():
        saved = torch.load(path, weights_only=True, map_location="cpu")
        states.append(saved["decoder"])
        epoch += 1
    if not states:
        raise FileNotFoundError(f"{folder} has no epoch {first} of {name}: run stage self-critical first.")
    return {key: sum(state[key] for state in states) / len(states) for key in states[0]}, saved["history"], len(states)
