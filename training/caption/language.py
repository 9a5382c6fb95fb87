"""Stage 2: the LSTM learns the language first, from sentences without pictures.

    python -m training.caption language --data ../shared/data

Words that no caption of Flickr8k has get a vector here, which reads and says them (embeddings are tied). The finished
language model also tells self-critical training how fluent a caption is.
"""

from __future__ import annotations

import gzip
import logging
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.caption.decoder import CaptionDecoder, DecoderConfig, Vocabulary
from models.lstm.cells import lstm_step
from models.things import thing_of_word
from training.caption.photographs import read_questions
from training.caption.teacher_forcing import CAPTION_WORDS, IGNORED
from training.shared.data import Words, tokenize

log = logging.getLogger("training.caption.language")


@dataclass(frozen=True)
class LanguageRecipe:
    """Everything that decides this stage, besides the data."""

    epochs: int = 2
    sentences: int = 192  # a batch
    rate: float = 2e-3  # peak
    dropout: float = 0.3
    seed: int = 0


def read_captions_without_pictures(path: Path) -> list[Words]:
    """Flickr30k's sentences: lines `picture <tab> number <tab> caption`, packed by gzip."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [tokenize(line.rstrip("\n").split("\t")[2]) for line in file]


def learn_vocabulary(captions: Iterable[Words], text: Iterable[Words], statements: Iterable[Words]) -> Vocabulary:
    """Words seen 5 times in captions, 25 times in the text or 15 times in statements, most frequent first.

    For names of COCO's things 5 times in text and statements are enough.
    """
    counts = [Counter(word for words in part for word in words) for part in (captions, text, statements)]
    total = counts[0] + counts[1] + counts[2]
    known = [
        word
        for word in total
        if any(count[word] >= least for count, least in zip(counts, (5, 25, 15), strict=True))
        or (thing_of_word(word) is not None and counts[1][word] + counts[2][word] >= 5)
    ]
    return Vocabulary(sorted(known, key=lambda word: (-total[word], word)))


class LanguageModel(nn.Module):
    """A decoder that never sees a picture: no attention, its memory starts at zero."""

    def __init__(self, vocabulary: Vocabulary, dropout: float = LanguageRecipe.dropout) -> None:
        super().__init__()
        self.decoder = CaptionDecoder(DecoderConfig(attention=None, dropout=dropout), vocabulary)
        start_decoder(self.decoder)

    def logits(self, inputs: Tensor) -> Tensor:
        """Words read (R, T) -> logits of the next ones (R, T, V)."""
        decoder = self.decoder
        embedded = decoder.dropout(decoder.embed(inputs))  # (R, T, E)
        hidden = cell = embedded.new_zeros(len(inputs), decoder.config.hidden)
        steps = []
        for word in embedded.unbind(dim=1):
            step = lstm_step(decoder.cell, word, hidden, cell)
            hidden, cell = step.hidden, step.cell
            steps.append(hidden)
        return decoder.logits(embedded, torch.stack(steps, dim=1), None)

    @torch.no_grad()
    def mean_logprob(self, sentences: Tensor) -> Tensor:
        """Sentences (R, T), 0 behind their last word -> (R,) mean natural logarithm a word, END included."""
        length = (sentences != 0).sum(dim=1)  # (R,)
        targets = sentences[:, : int(length.max()) + 1]
        inputs = F.pad(targets, (1, -1), value=self.decoder.vocabulary.start)
        logprobs = self.logits(inputs).log_softmax(dim=-1).gather(2, targets.unsqueeze(-1)).squeeze(-1)
        counted = torch.arange(targets.shape[1], device=targets.device) <= length.unsqueeze(1)
        return (logprobs * counted).sum(dim=1) / counted.sum(dim=1)


def start_decoder(decoder: CaptionDecoder) -> None:
    """Small embeddings, and a forget gate that starts open (Jozefowicz et al. 2015)."""
    nn.init.normal_(decoder.embed.weight, std=0.1)
    hidden = decoder.config.hidden
    with torch.no_grad():
        decoder.cell.bias_ih[hidden : 2 * hidden] = 1.0
        decoder.cell.bias_hh[hidden : 2 * hidden] = 0.0
        if decoder.eye is not None:
            decoder.eye.bias.fill_(-1.0)


@torch.no_grad()
def begin_with(decoder: CaptionDecoder, language: LanguageModel) -> None:
    """Give a decoder all that the language model learnt; what reads the picture starts small."""
    learnt, embedding = language.decoder.state_dict(), decoder.config.embedding
    for name in ("embed", "word_to_output", "hidden_to_output"):
        getattr(decoder, name).load_state_dict(
            {key.removeprefix(f"{name}."): value for key, value in learnt.items() if key.startswith(f"{name}.")}
        )
    decoder.output_bias.copy_(learnt["output_bias"])
    for name in ("weight_hh", "bias_ih", "bias_hh"):
        getattr(decoder.cell, name).copy_(learnt[f"cell.{name}"])
    decoder.cell.weight_ih[:, :embedding] = learnt["cell.weight_ih"]
    nn.init.normal_(decoder.cell.weight_ih[:, embedding:], std=0.02)


def train_language(model: LanguageModel, sentences: Sequence[Words], recipe: LanguageRecipe, checkpoint: Path) -> None:
    """Train on sentences of about equal length at a time; the checkpoint is written after each epoch."""
    generator, vocabulary = random.Random(recipe.seed), model.decoder.vocabulary
    torch.manual_seed(recipe.seed)
    numbers = [[vocabulary.number(word) for word in words[:CAPTION_WORDS]] for words in sentences if words]
    count = max(1, len(numbers) // recipe.sentences)
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.epochs * count, pct_start=0.08, cycle_momentum=False
    )
    model.train()
    for epoch in range(recipe.epochs):
        order = sorted(range(len(numbers)), key=lambda i: len(numbers[i]) + 2 * generator.random())
        batches = [order[n * recipe.sentences : (n + 1) * recipe.sentences] for n in range(count)]
        generator.shuffle(batches)
        losses = []
        for batch in batches:
            loss = language_loss(model, [numbers[i] for i in batch])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        log.info("language, epoch %d: %.3f nats a word", epoch + 1, sum(losses) / len(losses))
        torch.save(model.state_dict(), checkpoint)


def language_loss(model: LanguageModel, sentences: Sequence[Sequence[int]]) -> Tensor:
    """Cross entropy a word of sentences of word numbers, in nats; words that cannot be said are left out."""
    vocabulary, longest = model.decoder.vocabulary, max(map(len, sentences))
    targets = torch.full((len(sentences), longest + 1), IGNORED)
    inputs = torch.full_like(targets, vocabulary.start)
    for n, sentence in enumerate(sentences):
        targets[n, : len(sentence) + 1] = torch.tensor([*sentence, 0])
        inputs[n, 1 : len(sentence) + 1] = torch.tensor(sentence)
    targets[targets >= len(vocabulary)] = IGNORED
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.logits(inputs)
    return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=IGNORED)


def text_without_pictures(folder: Path) -> tuple[list[Words], list[Words]]:
    """The captions and the statements of a data folder's `text`."""
    text = folder / "text"
    statements = [words for _, words in read_questions(text / "cocoqa-train.tsv.gz")]
    return read_captions_without_pictures(text / "flickr30k.tsv.gz"), statements
