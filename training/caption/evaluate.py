"""Score a captioner: its captions beside people's, and where it looks beside where things are."""

from __future__ import annotations

import argparse
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from tqdm import tqdm

import models
from models.caption.decoding import Decoding
from models.trace import CaptionTrace
from training.shared.data import DataError, Example, PictureStore, open_pictures, read_examples
from training.shared.scores import (
    SCORER,
    PhraseAttention,
    attention_distances,
    mean_phrase_attention,
    phrase_attention,
    score_captions,
)

Words = tuple[str, ...]
PICTURES_AT_ONCE = 32
PRINTED = """one JSON line: bleu_1 .. bleu_4, rouge_l, meteor (where Java is) in percent, cider as a ratio;
n pictures; ms_per_picture to encode and caption them, reading left out; attention_jsd: mean Jensen-Shannon distance
(base 2, 0..1) between the attention of successive words. With --boxes, while the network is led along people's own
captions, at the last word of every boxed phrase: pointing (percent of phrases where the strongest cell's centre lies in
a box), inside (share of attention in the boxes, 0..1), pointing_centre and inside_uniform (the same for always the
picture's centre, and for a flat map), phrases (how many), and all of these by_type."""


class Network(Protocol):
    """What is asked of a captioner."""

    def encode(self, pictures: np.ndarray) -> Any:
        """Pictures (N, 224, 224, 3) uint8 -> their grids."""

    def caption_batch(self, grid: Any, options: Decoding) -> list[CaptionTrace]:
        """N captions."""

    def force_batch(self, grid: Any, captions: list[list[Words]]) -> list[list[np.ndarray]]:
        """Teacher-forced attention (T, rows, columns) of every caption of every picture."""


@dataclass(eq=False)
class CaptionRun:
    """What a captioner did with a set of pictures."""

    traces: dict[str, CaptionTrace] = field(default_factory=dict)  # by the picture's name
    phrases: list[PhraseAttention] = field(default_factory=list)  # one for each boxed phrase
    seconds: float = 0.0  # spent on encoding and captioning


def run_captioner(
    network: Network, examples: Sequence[Example], pictures: PictureStore, options: Decoding
) -> CaptionRun:
    """Caption all pictures, several at once, and lead the network along people's captions that have boxed phrases."""
    run = CaptionRun()
    with tqdm(total=len(examples), unit="picture", disable=None) as progress:
        for start in range(0, len(examples), PICTURES_AT_ONCE):
            batch = examples[start : start + PICTURES_AT_ONCE]
            pixels = pictures.load_all([example.name for example in batch])
            began = time.perf_counter()
            grid = network.encode(pixels)
            traces = network.caption_batch(grid, options)
            run.seconds += time.perf_counter() - began
            run.traces.update({example.name: trace for example, trace in zip(batch, traces, strict=True)})
            run.phrases.extend(_phrase_attention(network, grid, batch, has_attention=traces[0].attention is not None))
            progress.update(len(batch))
    return run


def _phrase_attention(
    network: Network, grid: Any, batch: Sequence[Example], has_attention: bool
) -> Iterator[PhraseAttention]:
    """Where the network looks at the last word of every boxed phrase, when people's captions are put in its mouth."""
    captions = [list(dict.fromkeys(phrase.words for phrase in example.phrases)) for example in batch]
    forced = network.force_batch(grid, captions) if has_attention and any(captions) else None
    for n, example in enumerate(batch):
        for phrase in example.phrases:
            attention = forced[n][captions[n].index(phrase.words)][phrase.last] if forced else None
            yield phrase_attention(attention, phrase.boxes, phrase.type)


def report(
    run: CaptionRun, examples: Sequence[Example], options: Decoding, weights: str, boxes: bool
) -> dict[str, Any]:
    """The scores of a run, as they are printed."""
    captions = {name: tuple(trace.caption.split()) for name, trace in run.traces.items()}
    maps = [
        trace.attention[: len(trace.words) - trace.finished]
        for trace in run.traces.values()
        if trace.attention is not None
    ]
    distances = np.concatenate([attention_distances(one) for one in maps]) if maps else np.zeros(0)
    return {
        **score_captions(captions, {example.name: example.captions for example in examples}),
        "n": len(captions),
        "ms_per_picture": 1000 * run.seconds / len(captions),
        "attention_jsd": float(distances.mean()) if len(distances) else None,
        **(mean_phrase_attention(run.phrases) if boxes else {}),
        "weights": weights,
        "sha256": next(iter(run.traces.values())).sha256,
        "scorer": {
            "library": SCORER,
            "tokenizer": "[a-z0-9']+ of lower case",
            "beam": options.beam,
            "length_norm": options.length_norm,
            "max_words": options.max_words,
        },
    }


def evaluate_captions(options: argparse.Namespace) -> dict[str, Any]:
    """What the command prints, given its options and a `device` that is there. Raises GatescopeError."""
    decoding = Decoding(mode="beam", beam=options.beam, length_norm=options.length_norm)
    captioned = read_examples(options.captions, options.boxes)
    pictures = open_pictures(options.pictures)
    examples = [example for example in captioned if example.name in pictures]
    if not examples:
        raise DataError(f"No picture in {_listed(options.pictures)} has the name of one in {options.captions}.")
    if len(examples) < len(captioned):
        logging.warning("%d of the %d captioned pictures are there", len(examples), len(captioned))
    examples = examples[: options.limit]
    if options.boxes and not any(example.phrases for example in examples):
        raise DataError(f"None of the pictures has a phrase with boxes in {options.boxes}.")
    network = models.load_captioner(options.weights, device=options.device)
    run = run_captioner(network, examples, pictures, decoding)
    return report(run, examples, decoding, options.weights, boxes=options.boxes is not None)


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))


def add_command(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Teach a program the command `caption`."""
    caption = tasks.add_parser("caption", help="captions of pictures", description=f"Prints {PRINTED}")
    caption.set_defaults(evaluate=evaluate_captions)
    add = caption.add_argument
    add("--weights", required=True, metavar="NAME", help="a shipped captioner, or a folder with its weights")
    add("--pictures", required=True, nargs="+", type=Path, metavar="TAR_OR_DIR", help="found by name without suffix")
    add(
        "--captions",
        required=True,
        type=Path,
        metavar="FILE.tsv",
        help="name.jpg, tab, number, tab, caption",
    )
    add("--boxes", type=Path, metavar="FILE.jsonl.gz", help="where the things are that the captions name")
    add_decoding(caption)
    return caption


def add_decoding(command: argparse.ArgumentParser) -> None:
    """How captions are written, and of how many pictures."""
    add = command.add_argument
    add("--beam", type=int, default=5, metavar="1..10", help="hypotheses kept (default: %(default)s)")
    add("--length-norm", type=float, default=Decoding().length_norm, metavar="0..2", help="default: %(default)s")
    add("--limit", type=_count, metavar="N", help="only the first N pictures of the file")


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)
