"""What people said of pictures, and where the things that they named are: read from what data sets are made of."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.shared.pictures import DataError, PictureStore, bare_name, open_pictures

__all__ = [
    "DataError",
    "Example",
    "Phrase",
    "PictureStore",
    "find_dataset",
    "open_pictures",
    "read_examples",
    "tokenize",
]

Words = tuple[str, ...]
logger = logging.getLogger(__name__)


def tokenize(text: str) -> Words:
    """The words of a text, lower case, without punctuation: "The dog's ball." -> ("the", "dog's", "ball")."""
    return tuple(re.findall(r"[a-z0-9']+", text.lower()))


@dataclass(frozen=True, eq=False)
class Phrase:
    """A few words of a caption that name a thing, and where that thing is in the picture."""

    caption: str
    words: Words  # of the whole caption
    first: int  # position in `words` of the phrase's first word
    last: int  # and of its last, inclusive
    type: str  # people, animals, vehicles, ...
    boxes: np.ndarray  # (n, 4) float32 x1, y1, x2, y2 as fractions 0..1 of the picture, n >= 1
    caption_index: int | None  # which of Example.captions has the same words; None where the wording differs


@dataclass(frozen=True, eq=False)
class Example:
    """What people said of one picture."""

    name: str  # of the picture, without suffix
    captions: tuple[Words, ...]
    phrases: tuple[Phrase, ...] = ()


def read_examples(captions: Path | str, boxes: Path | str | None = None) -> list[Example]:
    """Examples in the order of a caption file, whose lines are `name.jpg <tab> number <tab> caption`.

    Flickr8k's own form, `name.jpg#number <tab> caption`, does as well.

    `boxes` is a file of one JSON object a line (plain or .gz): `name`, `width`, `height`, and `phrases` with `caption`,
    `phrase`, `first_word_index` (in the caption split at white space), `type` and `boxes`, x1, y1, x2, y2 in pixels.
    Raises DataError.
    """
    return make_examples(_read_captions(captions), {} if boxes is None else _read_boxes(boxes))


def make_examples(texts: Mapping[str, Mapping[int, str]], boxes: Mapping[str, dict] | None = None) -> list[Example]:
    """Examples from each picture's numbered captions, and its entry in a box file. Wordless captions are left out."""
    examples = []
    for name, numbered in texts.items():
        captions = tuple(words for index in sorted(numbered) if (words := tokenize(numbered[index])))
        try:
            phrases = tuple(_phrases((boxes or {}).get(name), captions))
        except (KeyError, TypeError, ValueError) as problem:
            raise DataError(f"The boxes of {name} cannot be read ({type(problem).__name__}: {problem}).") from None
        if captions:
            examples.append(Example(name, captions, phrases))
    return examples


def _read_captions(path: Path | str) -> dict[str, dict[int, str]]:
    """Each picture's numbered captions."""
    texts: dict[str, dict[int, str]] = defaultdict(dict)
    for number, line in enumerate(_lines(path), start=1):
        parts = re.fullmatch(r"([^\t]+?)[\t#](\d+)\t(.*)", line)
        if parts is None:
            raise DataError(f"Line {number} of {path} is not of the form: picture name, tab, number, tab, caption.")
        texts[bare_name(parts[1])][int(parts[2])] = parts[3]
    if not texts:
        raise DataError(f"There is no caption in {path}.")
    return texts


def _phrases(entry: dict | None, captions: Sequence[Words]) -> Iterator[Phrase]:
    """The phrases of one picture that have a word and a box."""
    if entry is None:
        return
    scale = np.array([entry["width"], entry["height"]] * 2, np.float32)
    for region in entry["phrases"]:
        phrase = tokenize(region["phrase"])
        boxes = np.clip(np.array(region["boxes"], np.float32).reshape(-1, 4) / scale, 0.0, 1.0)
        boxes = boxes[(boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])]
        if not phrase or not len(boxes):
            continue
        words = tokenize(region["caption"])
        # a piece between white space may hold no word ("."), one, or several ("t-shirt")
        first = len(tokenize(" ".join(region["caption"].split()[: region["first_word_index"]])))
        last = first + len(phrase) - 1
        if words[first : last + 1] != phrase:
            raise DataError(
                f'The box file has "{region["phrase"]}" at word {region["first_word_index"]} of "{region["caption"]}", '
                "but it is not there."
            )
        same = captions.index(words) if words in captions else None
        yield Phrase(region["caption"], words, first, last, region["type"], boxes, same)


def _read_boxes(path: Path | str) -> dict[str, dict]:
    """Each picture's entry in a box file."""
    try:
        entries = [json.loads(line) for line in _lines(path)]
        return {bare_name(entry["name"]): entry for entry in entries}
    except (json.JSONDecodeError, KeyError, TypeError) as problem:
        raise DataError(f"{path} cannot be read as a box file, one JSON object a line ({problem}).") from None


def _lines(path: Path | str) -> list[str]:
    """The lines of a text file that are not empty, unpacked if it ends in .gz."""
    try:
        raw = Path(path).read_bytes()
        text = (gzip.decompress(raw) if str(path).endswith(".gz") else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise DataError(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from None
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


# ---- the layouts in which data sets are kept ----


def find_dataset(folder: Path | str, split: str) -> tuple[list[Example], PictureStore]:
    """The "train", "dev" or "test" side of a data set, and its pictures. Knows three layouts:

    * `train.tsv`, `train.tar` (or `train-*.tar`, or a folder `train`), and perhaps `boxes-train.jsonl.gz`;
    * Flickr8k as published: `Flickr8k.token.txt`, `Flickr_8k.trainImages.txt`, `Flickr8k_Dataset/*.jpg`;
    * COCO as published: `annotations/captions_train2017.json`, `train2017/*.jpg` (its val side is "dev").

    Examples without their picture are left out, which the log says. Raises DataError.
    """
    folder = Path(folder)
    found = _find_tsv(folder, split) or _find_flickr8k(folder, split) or _find_coco(folder, split)
    if found is None:
        raise DataError(
            f"{folder} has no {split} data: give a folder with {split}.tsv and {split}.tar, "
            f"with Flickr8k.token.txt and Flickr8k_Dataset, or with COCO's annotations/captions_*.json."
        )
    examples, pictures = found
    there = [example for example in examples if example.name in pictures]
    if not there:
        raise DataError(f"None of the {len(examples)} captioned pictures of {split} is in {folder}.")
    if len(there) < len(examples):
        logger.warning(
            "%d of %d captioned pictures of %s are not there", len(examples) - len(there), len(examples), split
        )
    return there, pictures


Found = tuple[list[Example], PictureStore] | None


def _find_tsv(folder: Path, split: str) -> Found:
    if not (folder / f"{split}.tsv").is_file():
        return None
    names = (f"{split}.tar", f"{split}-*.tar", split)
    sources = [source for name in names for source in sorted(folder.glob(name))]
    if not sources:
        raise DataError(f"{folder} has {split}.tsv, but neither {split}.tar nor a folder {split} with its pictures.")
    return read_examples(folder / f"{split}.tsv", _boxes_of(folder, split)), open_pictures(sources)


def _boxes_of(folder: Path, split: str) -> Path | None:
    path = folder / f"boxes-{split}.jsonl.gz"
    return path if path.is_file() else None


def _find_flickr8k(folder: Path, split: str) -> Found:
    tokens = next((path for where in (".", "*") for path in sorted(folder.glob(f"{where}/Flickr8k.token.txt"))), None)
    if tokens is None:
        return None
    sources = [folder / name for name in ("Flickr8k_Dataset", "Flicker8k_Dataset") if (folder / name).is_dir()]
    if not sources:
        raise DataError(f"{folder} has Flickr8k.token.txt, but no folder Flickr8k_Dataset with its pictures.")
    texts = _read_captions(tokens)
    names = [bare_name(line.strip()) for line in _lines(tokens.parent / f"Flickr_8k.{split}Images.txt")]
    boxes = _boxes_of(folder, split)
    chosen = {name: texts[name] for name in names if name in texts}
    return make_examples(chosen, _read_boxes(boxes) if boxes else None), open_pictures(sources)


def _find_coco(folder: Path, split: str) -> Found:
    side = {"dev": "val"}.get(split, split)
    path = next(iter(sorted(folder.glob(f"annotations/captions_{side}*.json"), reverse=True)), None)  # 2017 before 2014
    if path is None:
        return None
    pictures = folder / path.stem.removeprefix("captions_")
    if not pictures.is_dir():
        raise DataError(f"{folder} has {path.name}, but no folder {pictures.name} with its pictures.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        names = {image["id"]: bare_name(image["file_name"]) for image in content["images"]}
        texts: dict[str, dict[int, str]] = defaultdict(dict)
        for note in content["annotations"]:
            texts[names[note["image_id"]]][note["id"]] = note["caption"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DataError(f"{path} cannot be read as COCO captions ({type(problem).__name__}: {problem}).") from None
    return make_examples(texts), open_pictures(pictures)
