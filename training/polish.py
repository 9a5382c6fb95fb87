"""Self-critical training: after the words, the caption as a whole (Rennie et al. 2017, arXiv 1612.00563).

    python -m training.polish --data ../shared/data/flickr8k --after runs/caption

Each decoder draws five captions of a picture; what scored above the mean of the other four (CIDEr-D against people's
captions) is made likelier, the rest less likely. The encoder stays as it is. Every second batch is an ordinary lesson,
so that the network's probabilities stay those of a language and the guided attention stays guided.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from models.captioner import Captioner, Memory
from models.weights import SHIPPED
from training.caption import GRID_SIDE, Class, Recipe, learn_vocabulary, to_network
from training.data import Example, find_dataset
from training.finish import score, write_weights
from training.reward import CiderReward
from training.teacher import CAPTION_WORDS, IGNORED, Guide, Lesson, lose, make_lesson, spoken
from training.views import Views

log = logging.getLogger("training.polish")


@dataclass(frozen=True)
class Polish:
    """Everything that decides a run, besides the data and what was learnt before."""

    epochs: int = 1
    pictures: int = 32
    drawn: int = 5  # captions of each picture
    rate: float = 1e-4  # falls to nothing in a straight line
    seed: int = 2


@torch.no_grad()
def draw_captions(captioner: Captioner, grid: Tensor, count: int) -> Tensor:
    """Captions drawn by chance, grid (N, P, F) -> numbers (N, K, CAPTION_WORDS); 0 ends one and fills what is left."""
    scene = captioner.look(grid)
    memory = captioner.begin(scene, count)
    said = torch.full((len(grid), count), captioner.vocabulary.start, device=grid.device)
    drawn, ended = [], torch.zeros_like(said, dtype=torch.bool)
    for _ in range(CAPTION_WORDS):
        word = captioner.embed(said)
        glance, step = captioner.advance(scene, memory, word)
        memory = Memory(step.hidden, step.cell)
        logits = captioner.speak(word, step.hidden, None if glance is None else glance.context)
        said = torch.distributions.Categorical(logits=logits.float()).sample().masked_fill(ended, 0)  # (N, K)
        ended |= said == 0
        drawn.append(said)
        if ended.all():
            break
    return F.pad(torch.stack(drawn, dim=-1), (0, CAPTION_WORDS - len(drawn)))


def lesson_of_drawn(drawn: Tensor, start: int) -> tuple[Lesson, Tensor]:
    """Drawn captions (N, K, T) as a lesson, a picture's longest first; and the order (N, K) of that."""
    written = (drawn != 0).sum(dim=-1)  # (N, K) words
    order = written.argsort(dim=1, descending=True, stable=True)
    drawn = drawn.gather(1, order.unsqueeze(-1).expand_as(drawn))
    steps = torch.arange(drawn.shape[-1], device=drawn.device)
    read_too = steps <= written.gather(1, order).unsqueeze(-1)  # the words and the END behind them
    longest = int(read_too.any(dim=0).any(dim=0).sum())
    read = F.pad(drawn, (1, -1), value=start).masked_fill(~read_too, -1)[..., :longest]
    say = drawn.masked_fill(~read_too, IGNORED)[..., :longest]
    nothing = torch.zeros(0, dtype=torch.long, device=drawn.device)
    return Lesson(read, say, Guide(nothing, nothing, nothing, torch.zeros(0, 1, device=drawn.device))), order


def criticise(
    captioner: Captioner, grid: Tensor, pictures: Sequence[int], reward: CiderReward, count: int
) -> tuple[Tensor, float]:
    """The loss of one batch of drawn captions, and their mean reward; grid (N, P, F) of the pictures so numbered."""
    drawn = draw_captions(captioner, grid, count)
    words = captioner.vocabulary.words
    rewards = torch.tensor(
        [
            [reward(picture, [words[number] for number in caption if number]) for caption in captions]
            for picture, captions in zip(pictures, drawn.tolist(), strict=True)
        ],
        device=grid.device,
    )  # (N, K)
    better = (rewards - rewards.mean(dim=1, keepdim=True)) * count / (count - 1)  # than the mean of the others
    lesson, order = lesson_of_drawn(drawn, captioner.vocabulary.start)
    better = better.gather(1, order).unsqueeze(-1).expand(-1, -1, lesson.say.shape[-1])
    logits, say, _ = spoken(captioner, grid, lesson)
    nats = F.cross_entropy(logits, say, ignore_index=IGNORED, reduction="none")  # (R,)
    weights = torch.cat([better[:, :k, t].flatten() for t, k in enumerate(lesson.busy)])
    return (nats * weights).sum() / (say != IGNORED).sum(), rewards.mean().item()


def polish(learners: Class, recipe: Polish, pixels: np.ndarray, examples: Sequence[Example]) -> float:
    """Train all decoders; the seconds it took."""
    reward = CiderReward([example.captions for example in examples])
    vocabulary = next(iter(learners.decoders.values())).vocabulary
    learners.requires_grad_(False)
    learners.decoders.requires_grad_(True)
    learners.eval()  # what is drawn and what is learnt must be one and the same network: nothing is silenced
    optimiser = torch.optim.Adam(learners.decoders.parameters(), lr=recipe.rate)
    generator = np.random.default_rng(recipe.seed)
    torch.manual_seed(recipe.seed)
    batches = len(examples) // recipe.pictures
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, total_iters=recipe.epochs * batches)
    begun, rewards = time.monotonic(), {name: [] for name in learners.decoders}
    for _ in range(recipe.epochs):
        order = generator.permutation(len(examples))[: batches * recipe.pictures].reshape(batches, -1)
        for turn, chosen in enumerate(tqdm(order, desc="polish", mininterval=5)):
            views = Views.random(len(chosen), generator)
            lesson = make_lesson([examples[i] for i in chosen], views, vocabulary, GRID_SIDE) if turn % 2 else None
            device = next(learners.parameters()).device
            pictures = to_network(pixels[chosen], views).to(device).contiguous(memory_format=torch.channels_last)
            with torch.autocast(device.type, torch.bfloat16):
                with torch.no_grad():
                    grid = learners.encoder(pictures).to(torch.bfloat16)
                total = torch.zeros((), device=device)
                for name, decoder in learners.decoders.items():
                    if lesson is not None:
                        total = total + lose(decoder, grid, lesson.to(device), learners.recipes[name][1]).total
                    else:
                        loss, mean = criticise(decoder, grid, chosen.tolist(), reward, recipe.drawn)
                        total = total + loss
                        rewards[name].append(mean)
            optimiser.zero_grad()
            total.backward()
            nn.utils.clip_grad_norm_(learners.decoders.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if turn % 40 == 0:
                log.info(
                    "batch %d, reward %s",
                    turn,
                    {name: round(float(np.mean(r[-20:])), 3) for name, r in rewards.items()},
                )
    return time.monotonic() - begun


def main() -> None:
    """Polish what an earlier run has learnt, and finish it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"), help="folder of the run to begin with")
    parser.add_argument("--output", type=Path, default=SHIPPED)
    parser.add_argument("--epochs", type=int, default=Polish.epochs)
    parser.add_argument("--rate", type=float, default=Polish.rate)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    examples, store = find_dataset(options.data, "train")
    dev, dev_store = find_dataset(options.data, "dev")
    learners = Class(Recipe(), learn_vocabulary(examples, Recipe.rare)).to(memory_format=torch.channels_last)
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    learners.to("cuda" if torch.cuda.is_available() else "cpu")
    recipe = Polish(epochs=options.epochs, rate=options.rate)
    log.info("%s", json.dumps(asdict(recipe)))
    seconds = polish(learners, recipe, store.load_all([example.name for example in examples]), examples)
    told = {
        "data": options.data.name,
        "pictures": len(examples),
        "captions": sum(len(example.captions) for example in examples),
        "runs": [*state["runs"], {"way": "self-critical", **asdict(recipe)}],
        "seconds": round(state["seconds"] + seconds),
        "device": "a GPU" if torch.cuda.is_available() else f"{options.threads} cores",
    }
    write_weights(options.output, learners.encoder, dict(learners.decoders), told)
    score(options.output, list(learners.decoders), dev, dev_store, beam=5)


if __name__ == "__main__":
    main()
