"""Train the captioners: one encoder, three decoders that read the same grid of the same pictures at the same time.

    python -m training.caption --data ../shared/data/flickr8k --start mobilenet_v1.safetensors

The encoder learns from the captions alone, by way of the unguided and the plain decoder. The guided decoder reads the
same grid but sends nothing back: what the boxes teach stays in its attention, so the three can be compared.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from tqdm import tqdm

from models.caption.decoder import CaptionDecoder, DecoderConfig, Vocabulary
from models.encoder import MobileNet, build_encoder
from models.weights import SHIPPED
from training.caption.cards import describe_device, score, write_weights
from training.caption.teacher_forcing import CaptionBatch, Loss, LossWeights, caption_loss, make_batch
from training.caption.views import Views
from training.shared.data import Example, find_dataset

log = logging.getLogger("training.caption.train")

GRID_SIDE = 14
WATCHED = 200  # pictures of the development split that the log speaks of after every epoch
FROZEN_BLOCKS = 5  # of the encoder: edges and colours need no captions


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run, besides the data."""

    epochs: int = 10
    pictures: int = 32  # a batch, each with all its captions
    rate: float = 2e-3  # peak learning rate of decoders and of the grid's projection
    encoder_rate: float = 1e-4  # peak learning rate of the CNN
    guidance: float = 0.25
    coverage: float = 1.0
    dropout: float = 0.5  # share of the decoders' values silenced
    rare: int = 5  # a word is learnt if it is seen this often
    seed: int = 1


def decoder_recipes(recipe: Recipe) -> dict[str, tuple[DecoderConfig, LossWeights]]:
    """The three captioners: their configuration, and how their losses are weighted."""
    unguided = LossWeights(coverage=recipe.coverage, guidance=0.0)
    looking = DecoderConfig(dropout=recipe.dropout)
    return {
        "caption-attention": (looking, replace(unguided, guidance=recipe.guidance)),
        "caption-unguided": (looking, unguided),
        "caption-plain": (replace(looking, attention=None), unguided),
    }


class CaptionersWithEncoder(nn.Module):
    """The encoder and the three decoders that learn together."""

    def __init__(self, recipe: Recipe, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.encoder = build_encoder({"backbone": "mobilenet", "features": DecoderConfig().features})
        self.recipes = decoder_recipes(recipe)
        self.decoders = nn.ModuleDict(
            {name: CaptionDecoder(config, vocabulary) for name, (config, _) in self.recipes.items()}
        )
        for decoder in self.decoder_by_name.values():
            start_decoder(decoder)
        backbone = cast(MobileNet, self.encoder.backbone)
        for part in (backbone.stem, *backbone.blocks[:FROZEN_BLOCKS]):
            part.requires_grad_(False)

    @property
    def decoder_by_name(self) -> dict[str, CaptionDecoder]:
        """The decoders, in the order of their recipes."""
        return {name: cast(CaptionDecoder, decoder) for name, decoder in self.decoders.items()}

    def losses(self, pictures: Tensor, batch: CaptionBatch) -> dict[str, Loss]:
        """Losses of one batch by decoder; pictures (N, 3, 224, 224) scaled -1..1."""
        grid = self.encoder(pictures.contiguous(memory_format=torch.channels_last))
        grid = grid.to(torch.bfloat16) if torch.is_autocast_enabled(grid.device.type) else grid
        decoders = self.decoder_by_name
        return {
            name: caption_loss(decoders[name], grid.detach() if weights.guidance else grid, batch, weights)
            for name, (_, weights) in self.recipes.items()
        }


def start_decoder(decoder: CaptionDecoder) -> None:
    """Small embeddings, and a forget gate that starts open (Jozefowicz et al. 2015)."""
    nn.init.normal_(decoder.embed.weight, std=0.1)
    hidden = decoder.config.hidden
    with torch.no_grad():
        decoder.cell.bias_ih[hidden : 2 * hidden] = 1.0
        decoder.cell.bias_hh[hidden : 2 * hidden] = 0.0


def learn_vocabulary(examples: Iterable[Example], rare: int) -> Vocabulary:
    """The words seen at least `rare` times, most frequent first."""
    counts = Counter(word for example in examples for words in example.captions for word in words)
    return Vocabulary(
        [word for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= rare]
    )


def to_input(pixels: np.ndarray, views: Views) -> Tensor:
    """Pixels (N, S, S, 3) uint8 -> views (N, 3, S, S) scaled -1..1, as the encoder wants them."""
    pictures = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
    return views.pictures(pictures) * 2 - 1


class CaptionTraining:
    """One training run, resumable after every epoch."""

    def __init__(
        self,
        recipe: Recipe,
        folder: Path,
        learners: CaptionersWithEncoder,
        pixels: np.ndarray,
        examples: Sequence[Example],
    ) -> None:
        self.recipe, self.folder, self.learners = recipe, folder, learners
        self.pixels, self.examples = pixels, examples
        self.vocabulary = next(iter(learners.decoder_by_name.values())).vocabulary
        backbone = [p for p in learners.encoder.backbone.parameters() if p.requires_grad]
        other = [p for n, p in learners.named_parameters() if p.requires_grad and not n.startswith("encoder.backbone")]
        self.optimiser = torch.optim.AdamW(
            [{"params": other, "lr": recipe.rate}, {"params": backbone, "lr": recipe.encoder_rate}], weight_decay=0.01
        )
        self.batches = len(examples) // recipe.pictures
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser,
            max_lr=[recipe.rate, recipe.encoder_rate],
            total_steps=recipe.epochs * self.batches,
            pct_start=0.1,
            cycle_momentum=False,
        )
        self.epoch, self.seconds = 0, 0.0
        self.before: list[dict[str, Any]] = []  # the runs it began with

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    @property
    def runs(self) -> list[dict[str, Any]]:
        """What taught these networks, in order: this run and those it began with."""
        device = describe_device(next(self.learners.parameters()).device)
        this = {"way": "word by word", **asdict(self.recipe), "seconds": round(self.seconds), "device": device}
        return [*self.before, this]

    def resume(self) -> None:
        """Go on where the folder's checkpoint left off, if there is one."""
        if self.checkpoint.is_file():
            state = torch.load(self.checkpoint, weights_only=True, map_location="cpu")
            self.learners.load_state_dict(state["learners"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.schedule.load_state_dict(state["schedule"])
            self.epoch, self.seconds, self.before = state["epoch"], state["seconds"], state["runs"][:-1]
            log.info("resumed after epoch %d", self.epoch)

    def go_on_from(self, folder: Path) -> None:
        """Begin with what another run has learnt, on a schedule of its own."""
        state = torch.load(folder / "checkpoint.pt", weights_only=True, map_location="cpu")
        self.learners.load_state_dict(state["learners"])
        self.before = state["runs"]
        log.info("begins with what %s has learnt", folder)

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        draft = self.checkpoint.with_suffix(".draft")
        parts = {name: getattr(self, name).state_dict() for name in ("learners", "optimiser", "schedule")}
        torch.save({**parts, "epoch": self.epoch, "seconds": self.seconds, "runs": self.runs}, draft)
        draft.replace(self.checkpoint)

    def train_epoch(self) -> dict[str, dict[str, float]]:
        """One pass over all pictures; the mean losses of each decoder."""
        generator = np.random.default_rng((self.recipe.seed, self.epoch))
        torch.manual_seed(self.recipe.seed * 1000 + self.epoch)
        order = generator.permutation(len(self.examples))[: self.batches * self.recipe.pictures]
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        self.learners.train()
        sums: Counter[tuple[str, str]] = Counter()
        begun = time.monotonic()
        for chosen in tqdm(
            order.reshape(self.batches, -1), desc=f"epoch {self.epoch + 1}/{self.recipe.epochs}", mininterval=5
        ):
            views = Views.random(len(chosen), generator)
            batch = make_batch([self.examples[i] for i in chosen], views, self.vocabulary, GRID_SIDE)
            losses = self._losses(self.pixels[chosen], views, batch)
            self.optimiser.zero_grad()
            sum((loss.total for loss in losses.values()), torch.zeros(())).backward()
            nn.utils.clip_grad_norm_(parameters, 5.0)
            self.optimiser.step()
            self.schedule.step()
            for name, loss in losses.items():
                sums.update({(name, part): value.item() for part, value in loss._asdict().items()})
        self.epoch += 1
        self.seconds += time.monotonic() - begun
        return _means(sums, self.batches)

    @torch.no_grad()
    def validate(self, pixels: np.ndarray, examples: Sequence[Example]) -> dict[str, dict[str, float]]:
        """Mean losses on pictures that are not learnt from."""
        self.learners.eval()
        sums: Counter[tuple[str, str]] = Counter()
        starts = range(0, len(examples), 50)
        for start in starts:
            part = examples[start : start + 50]
            views = Views.whole(len(part))
            batch = make_batch(part, views, self.vocabulary, GRID_SIDE)
            for name, loss in self._losses(pixels[start : start + 50], views, batch).items():
                sums.update({(name, key): value.item() for key, value in loss._asdict().items()})
        return _means(sums, len(starts))

    def _losses(self, pixels: np.ndarray, views: Views, batch: CaptionBatch) -> dict[str, Loss]:
        device = next(self.learners.parameters()).device
        with torch.autocast(device.type, torch.bfloat16):
            return self.learners.losses(to_input(pixels, views).to(device), batch.to(device))


def _means(sums: Counter[tuple[str, str]], count: int) -> dict[str, dict[str, float]]:
    means: dict[str, dict[str, float]] = {}
    for (name, part), value in sums.items():
        means.setdefault(name, {})[part] = round(value / count, 4)
    return means


def main() -> None:
    """Train, watching the development split after every epoch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--start", type=Path, help="Keras MobileNet v1 kernels as safetensors; else the CNN starts at random"
    )
    parser.add_argument("--run", type=Path, default=Path("runs/caption"), help="folder of checkpoint and log")
    parser.add_argument("--output", type=Path, default=SHIPPED, help="where the finished weights go")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--after", type=Path, help="folder of an earlier run, to begin with what it has learnt")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--rate", type=float, default=Recipe.rate, help="peak learning rate; the CNN's is a twentieth")
    parser.add_argument("--dropout", type=float, default=Recipe.dropout)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = "cuda" if options.device == "auto" and torch.cuda.is_available() else options.device.replace("auto", "cpu")
    options.run.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(options.run / "log.txt")],
    )
    recipe = Recipe(options.epochs, rate=options.rate, encoder_rate=options.rate / 20, dropout=options.dropout)
    examples, store = find_dataset(options.data, "train")
    pixels = store.load_all([example.name for example in examples])
    dev, dev_store = find_dataset(options.data, "dev")
    watched = dev[:WATCHED]
    dev_pixels = dev_store.load_all([example.name for example in watched])
    vocabulary = learn_vocabulary(examples, recipe.rare)
    torch.manual_seed(recipe.seed)
    learners = CaptionersWithEncoder(recipe, vocabulary).to(memory_format=torch.channels_last)
    if options.start:
        cast(MobileNet, learners.encoder.backbone).load_keras(load_file(options.start))
    learners.to(device)
    run = CaptionTraining(recipe, options.run, learners, pixels, examples)
    if options.after and not run.checkpoint.is_file():
        run.go_on_from(options.after)
    run.resume()
    log.info("%d pictures, %d words, %s", len(examples), len(vocabulary) - 1, json.dumps(asdict(recipe)))
    while run.epoch < recipe.epochs:
        learnt = run.train_epoch()
        run.save()
        log.info("epoch %d, %.0f s, train %s", run.epoch, run.seconds, json.dumps(learnt))
        log.info("epoch %d, dev %s", run.epoch, json.dumps(run.validate(dev_pixels, watched)))
    training_record = {
        "data": options.data.name,
        "pictures": len(examples),
        "captions": sum(len(example.captions) for example in examples),
        "runs": run.runs,
    }
    trained_alike = dict.fromkeys(["encoder", *learners.decoders], training_record)
    write_weights(options.output, learners.encoder, learners.decoder_by_name, trained_alike)
    score(options.output, list(learners.decoders), dev, dev_store, beam=5)


if __name__ == "__main__":
    main()
