"""Self-critical training: after the words, the caption as a whole (Rennie et al. 2017, arXiv 1612.00563).

    python -m training.caption.self_critical --data ../shared/data/flickr8k --after runs/caption

Each decoder draws captions of a picture; what scored above the mean of the others (CIDEr-D against people's captions)
is made likelier, the rest less likely. The encoder stays as it is, so its grids are computed once and the decoders
learn one after the other, or each in a process of its own (`--only`). With every batch goes a small ordinary one,
so that the network's probabilities stay those of a language and the guided attention stays guided.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from models.caption.beam_search import beam_search
from models.caption.decoder import CaptionDecoder
from models.caption.decoding import Decoding
from training.caption.cards import describe_device
from training.caption.grids import Grids, find_grids
from training.caption.reward import CiderReward
from training.caption.sampling import Sampling, self_critical_loss
from training.caption.teacher_forcing import LossWeights, caption_loss, make_batch
from training.caption.train import GRID_SIDE, WATCHED, CaptionersWithEncoder, Recipe, learn_vocabulary
from training.caption.views import Views
from training.shared.data import Example, find_dataset

log = logging.getLogger("training.caption.self_critical")


@dataclass(frozen=True)
class SelfCriticalRecipe:
    """Everything that decides a run, besides the data and what was learnt before."""

    epochs: int = 6
    pictures: int = 32  # a batch
    critic: Sampling = field(default_factory=Sampling)
    rate: float = 2e-4  # falls to nothing in a straight line
    lesson_pictures: int = 8  # of each batch: people's captions are taught beside the drawn ones
    lesson_weight: float = 0.2
    guidance: float = 0.5  # within the supervised loss, of a decoder that is guided
    seed: int = 2


class SelfCriticalTraining:
    """Self-critical training of one decoder, resumable after every epoch."""

    def __init__(
        self, name: str, recipe: SelfCriticalRecipe, folder: Path, decoder: CaptionDecoder, loss_weights: LossWeights
    ) -> None:
        self.name, self.recipe, self.folder, self.decoder, self.loss_weights = (
            name,
            recipe,
            folder,
            decoder,
            loss_weights,
        )
        self.optimiser = torch.optim.Adam(decoder.parameters(), lr=recipe.rate)
        self.epoch, self.seconds = 0, 0.0

    def checkpoint(self, epoch: int) -> Path:
        """Where the state after so many epochs lies."""
        return self.folder / f"{self.name}-{epoch}.pt"

    @property
    def history(self) -> dict[str, Any]:
        """What this run was so far, for the card."""
        device = describe_device(next(self.decoder.parameters()).device)
        about = {**asdict(self.recipe), "planned": self.recipe.epochs, "epochs": self.epoch}
        return {"way": "self-critical", **about, "seconds": round(self.seconds), "device": device}

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
        draft = self.checkpoint(self.epoch).with_suffix(".draft")
        state = {"decoder": self.decoder.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**state, "seconds": self.seconds, "history": self.history}, draft)
        draft.replace(self.checkpoint(self.epoch))

    def train_epoch(self, grids: Grids, examples: Sequence[Example], reward: CiderReward) -> float:
        """One pass over all pictures; the mean reward of what was drawn."""
        recipe, begun = self.recipe, time.monotonic()
        generator = np.random.default_rng((recipe.seed, self.epoch))
        torch.manual_seed(recipe.seed * 1000 + self.epoch)
        self.decoder.eval()  # what is drawn and what is learnt must be one and the same network: nothing is silenced
        batches = len(examples) // recipe.pictures
        order = generator.permutation(len(examples))[: batches * recipe.pictures].reshape(batches, -1)
        rewards = []
        with tqdm(order, desc=f"{self.name} {self.epoch + 1}/{recipe.epochs}", mininterval=5) as progress:
            for turn, chosen in enumerate(progress):
                mirrored = generator.random(len(chosen)) < 0.5
                grid = grids.read(chosen, mirrored).to(next(self.decoder.parameters()).device)
                loss, mean = self_critical_loss(self.decoder, grid, chosen.tolist(), reward, recipe.critic)
                loss = loss + recipe.lesson_weight * self._supervised_loss(
                    grid, [examples[i] for i in chosen], mirrored
                )
                self._step(loss, share_done=(self.epoch + turn / batches) / recipe.epochs)
                rewards.append(mean)
                progress.set_postfix(reward=round(float(np.mean(rewards[-40:])), 3), refresh=False)
        self.epoch += 1
        self.seconds += time.monotonic() - begun
        return float(np.mean(rewards))

    def _supervised_loss(self, grid: Tensor, examples: Sequence[Example], mirrored: np.ndarray) -> Tensor:
        """What is lost on people's captions of the first few pictures of a batch."""
        some = self.recipe.lesson_pictures
        views = Views.mirror(mirrored[:some])
        batch = make_batch(examples[:some], views, self.decoder.vocabulary, GRID_SIDE).to(grid.device)
        return caption_loss(self.decoder, grid[:some], batch, self.loss_weights).total

    def _step(self, loss: Tensor, share_done: float) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate * (1 - share_done)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.decoder.parameters(), 1.0)
        self.optimiser.step()


def validate(
    decoder: CaptionDecoder, grid: Tensor, examples: Sequence[Example], loss_weights: LossWeights
) -> dict[str, float]:
    """How good captions by beam search are, and what is lost on people's: grid (N, P, F) of pictures not learnt from.

    `cider` counts words in these few pictures alone: it compares epochs, not networks of other papers.
    """
    decoder.eval()
    reward = CiderReward([example.captions for example in examples])
    words, rewards, losses = decoder.vocabulary.words, [], []
    for start in range(0, len(examples), 25):
        part, grid_part = examples[start : start + 25], grid[start : start + 25]
        with torch.inference_mode():
            found = beam_search(decoder, decoder.project_keys(grid_part), Decoding("beam", beam=5))
            batch = make_batch(part, Views.whole(len(part)), decoder.vocabulary, GRID_SIDE).to(grid.device)
            losses.append(caption_loss(decoder, grid_part, batch, loss_weights))
        rewards += [
            reward(start + n, [words[number] for number in caption.words if number])
            for n, (caption, _) in enumerate(found)
        ]
    means = {part: float(np.mean([getattr(loss, part).item() for loss in losses])) for part in ("words", "outside")}
    return {"cider": round(float(np.mean(rewards)), 4), **{part: round(value, 3) for part, value in means.items()}}


def train_decoder(
    run: SelfCriticalTraining, grids: Grids, examples: Sequence[Example], watched: Tensor, dev: Sequence[Example]
) -> None:
    """Train one decoder through all its epochs; `watched` are the grids of the first pictures of `dev`."""
    dev = dev[: len(watched)]
    run.resume()
    log.info(
        "%s: %d epochs behind it, dev %s", run.name, run.epoch, validate(run.decoder, watched, dev, run.loss_weights)
    )
    reward = CiderReward([example.captions for example in examples])
    while run.epoch < run.recipe.epochs:
        mean = run.train_epoch(grids, examples, reward)
        run.save()
        dev_scores = validate(run.decoder, watched, dev, run.loss_weights)
        log.info("%s: epoch %d, %.0f s, reward %.3f, dev %s", run.name, run.epoch, run.seconds, mean, dev_scores)


def main() -> None:
    """Train on what an earlier run has learnt; `training.caption.weight_average` makes weights of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"), help="folder of the run to begin with")
    parser.add_argument("--run", type=Path, default=Path("runs/polish"), help="folder of checkpoints")
    parser.add_argument("--grids", type=Path, default=Path("runs/grids"), help="folder of what the encoder sees")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="train these, the others in another process")
    parser.add_argument("--epochs", type=int, default=SelfCriticalRecipe.epochs)
    parser.add_argument("--rate", type=float, default=SelfCriticalRecipe.rate)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)
    options.grids.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    recipe = SelfCriticalRecipe(epochs=options.epochs, rate=options.rate)
    log.info("%s", json.dumps(asdict(recipe)))
    examples, store = find_dataset(options.data, "train")
    dev, dev_store = find_dataset(options.data, "dev")
    learners = CaptionersWithEncoder(Recipe(guidance=recipe.guidance), learn_vocabulary(examples, Recipe.rare))
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    learners.to("cuda" if torch.cuda.is_available() else "cpu").to(memory_format=torch.channels_last)
    grids = find_grids(options.grids, learners.encoder, [example.name for example in examples], store)
    watched = find_grids(options.grids, learners.encoder, [example.name for example in dev[:WATCHED]], dev_store)
    watched_grids = watched.read(range(len(watched)), np.zeros(len(watched), bool)).to(
        next(learners.parameters()).device
    )
    for name in options.only or learners.decoders:
        run = SelfCriticalTraining(name, recipe, options.run, learners.decoder_by_name[name], learners.recipes[name][1])
        train_decoder(run, grids, examples, watched_grids, dev)


if __name__ == "__main__":
    main()
