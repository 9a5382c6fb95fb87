"""Stage 1: the encoder learns to see things and what people speak of; then it is frozen for all that reads it.

    python -m training.caption backbone --data ../shared/data

Two linear heads on the grid are trained together, each by the binary cross entropy of the whole picture: COCO's 80
things (they stay, as the eye) and the 600 most frequent caption words (they help here and when sentences are chosen for
pictures that have none). What lies below the stride-16 map stays as ImageNet made it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.encoder import Encoder, presence
from models.things import THINGS
from training.caption.hallucination import named
from training.caption.photographs import Photographs
from training.caption.views import Views
from training.shared.data import Example, Words, tokenize
from training.shared.pictures import PictureStore

log = logging.getLogger("training.caption.backbone")

PROMINENT = 600  # caption words
GRAMMAR = frozenset(
    tokenize(
        "a in the on is and with of are at to an by his her it from for up into their that as some one while over"
        " through out off near next there them this its he she down behind front other who"
    )
)  # say nothing of what is to be seen


@dataclass(frozen=True)
class BackboneRecipe:
    """Everything that decides this stage, besides the data."""

    backbone: str = "tf_efficientnet_lite2"
    features: int = 512
    epochs: int = 3
    pictures: int = 32  # a batch
    rate: float = 2e-3  # peak, of grid and heads
    backbone_rate: float = 3e-4  # peak
    dropout: float = 0.2
    words: float = 0.15  # weight of the words' loss
    unnamed: float = 0.4  # weight of a thing that no caption of a captioned picture names: it may be there
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Targets:
    """What is to be seen in N pictures: for things (N, C) and words (N, W) how true (0..1) and how much it counts."""

    things: Tensor
    thing_weights: Tensor
    words: Tensor
    word_weights: Tensor


class PictureTagger(nn.Module):
    """The encoder and the head of the words."""

    def __init__(self, encoder: Encoder, words: Sequence[str], dropout: float) -> None:
        super().__init__()
        self.encoder, self.names, self.dropout = encoder, tuple(words), nn.Dropout(dropout)
        self.words = nn.Linear(encoder.features, len(words))
        for head in (encoder.things, self.words):
            nn.init.normal_(head.weight, std=0.01)
            nn.init.constant_(head.bias, -4.0)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures (B, 3, S, S) -> log-odds of things (B, C) and words (B, W) in the whole picture."""
        grid = self.dropout(self.encoder(pictures))
        return presence(self.encoder.evidence(grid)), presence(self.words(grid))

    def loss(self, pictures: Tensor, targets: Targets, words: float) -> Tensor:
        """Nats a picture, over all things and words."""
        thing_odds, word_odds = self(pictures)
        about_things = F.binary_cross_entropy_with_logits(
            thing_odds, targets.things, targets.thing_weights, reduction="sum"
        )
        about_words = F.binary_cross_entropy_with_logits(
            word_odds, targets.words, targets.word_weights, reduction="sum"
        )
        return (about_things + words * about_words) / len(pictures)


def prominent_words(examples: Sequence[Example]) -> tuple[str, ...]:
    """The caption words that say most of pictures, by how many captions have them."""
    counts = Counter(word for example in examples for words in example.captions for word in set(words) - GRAMMAR)
    return tuple(word for word, _ in counts.most_common(PROMINENT))


def caption_targets(examples: Sequence[Example], names: Sequence[str], unnamed: float) -> Targets:
    """Of captioned pictures: things that any caption names, words by the share of captions that have them."""
    things = torch.stack([_things(frozenset().union(*map(named, example.captions))) for example in examples])
    words = torch.stack([_share_of_captions(example.captions, names) for example in examples])
    return Targets(things, things + unnamed * (1 - things), words, torch.ones_like(words))


def photograph_targets(photographs: Photographs, names: Sequence[str]) -> Targets:
    """Of pictures with labels: all their things; of words, those alone that statements have."""
    things = torch.stack([_things(photographs.objects[name]) for name in photographs.names])
    told = [photographs.statements.get(name, ()) for name in photographs.names]
    words = torch.stack([(_share_of_captions(sentences, names) > 0).float() for sentences in told])
    return Targets(things, torch.ones_like(things), words, words)


def _things(there: frozenset[str]) -> Tensor:
    return torch.tensor([float(thing in there) for thing in THINGS])


def _share_of_captions(captions: Sequence[Words], names: Sequence[str]) -> Tensor:
    counts = Counter(word for words in captions for word in set(words))
    return torch.tensor([counts[name] / max(len(captions), 1) for name in names])


def learning_parameters(encoder: Encoder) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """What is trained of an encoder: of its backbone all behind the stride-16 map; and all the rest."""
    body = encoder.backbone.body
    below = f"{body.feature_info[-2]['module']}."
    names = [name for name, _ in body.named_parameters()]
    last = max(place for place, name in enumerate(names) if name.startswith(below))
    parameters = list(body.parameters())
    for parameter in parameters[: last + 1]:
        parameter.requires_grad_(False)
    own = [parameter for name, parameter in encoder.named_parameters() if not name.startswith("backbone.")]
    return parameters[last + 1 :], own


def train_tagger(
    tagger: PictureTagger,
    parts: Sequence[tuple[Sequence[str], PictureStore, Targets]],
    recipe: BackboneRecipe,
    size: int,
) -> None:
    """Train on the pictures of several data sets together: names, where their pictures are, what is to be seen."""
    behind, own = learning_parameters(tagger.encoder)
    own = [*own, *tagger.words.parameters()]
    places = np.array([(part, n) for part, (names, _, _) in enumerate(parts) for n in range(len(names))])
    count = len(places) // recipe.pictures
    optimiser = torch.optim.AdamW(
        [{"params": own, "lr": recipe.rate}, {"params": behind, "lr": recipe.backbone_rate}], weight_decay=0.05
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [recipe.rate, recipe.backbone_rate],
        total_steps=recipe.epochs * count,
        pct_start=0.15,
        cycle_momentum=False,
    )
    torch.manual_seed(recipe.seed)
    for epoch in range(recipe.epochs):
        generator = np.random.default_rng((recipe.seed, epoch))
        tagger.train()
        losses = []
        for chosen in generator.permutation(places)[: count * recipe.pictures].reshape(count, -1, 2):
            pixels = np.concatenate([parts[part][1].load_all([parts[part][0][n]]) for part, n in chosen])
            targets = Targets(
                *(torch.stack([vars(parts[p][2])[key][n] for p, n in chosen]) for key in vars(parts[0][2]))
            )
            pictures = views_of(pixels, Views.random(len(chosen), generator), size)
            with torch.autocast(pictures.device.type, torch.bfloat16):
                loss = tagger.loss(pictures, targets, recipe.words)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*own, *behind], 5.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        log.info("backbone, epoch %d: %.3f nats a picture", epoch + 1, float(np.mean(losses)))


def views_of(pixels: np.ndarray, views: Views, size: int) -> Tensor:
    """Pixels (N, s, s, 3) uint8 -> views (N, 3, size, size) as the encoder reads them: (x - 127) / 128."""
    pictures = views.pictures(torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 255)
    if pictures.shape[-1] != size:
        pictures = F.interpolate(pictures, size=(size, size), mode="bilinear", align_corners=False)
    return ((pictures * 255 - 127) / 128).contiguous(memory_format=torch.channels_last)
