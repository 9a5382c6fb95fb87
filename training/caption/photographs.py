"""Ordinary photographs with the names of what is in them, and questions that were answered about them.

The layout of a folder: `train.tar`, `objects-train.tsv` and `questions-train.tsv` (a header line; picture, source,
type, question, answer, statement). The questions are those of COCO-QA (Ren et al. 2015, arXiv 1505.02074), made by
machine out of people's captions: put together again with their answers, most of them are sentences.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.caption.hallucination import read_objects
from training.shared.data import Words, tokenize
from training.shared.pictures import DataError, PictureStore, bare_name, open_pictures

LONGEST = 18  # words of a sentence that is learnt from
BE = ("is", "are", "was")
AUXILIARY = frozenset(("did", "does", "do", "where", "which", "who"))
SUBJECT_FIRST = frozenset(
    ("the", "a", "an", "this", "that", "someone", "people", "two", "three", "some", "his", "her", "man", "woman")
)
PLACE_NEXT = frozenset(("on", "in", "at", "with", "near", "by", "down", "while", "from"))


@dataclass(frozen=True)
class Photographs:
    """N pictures, in the order of their object file."""

    names: tuple[str, ...]
    objects: dict[str, frozenset[str]]  # which of COCO's things are in each
    statements: dict[str, tuple[Words, ...]]  # sentences about it, made from questions and answers; often none
    pictures: PictureStore


def find_photographs(folder: Path, split: str = "train") -> Photographs:
    """The pictures of one split with what is known of them. Raises DataError."""
    objects = read_objects(folder / f"objects-{split}.tsv")
    pictures = open_pictures(sorted(folder.glob(f"{split}*.tar")) or folder / split)
    names = tuple(name for name in objects if name in pictures)
    if not names:
        raise DataError(f"None of the pictures of objects-{split}.tsv is in {folder}.")
    told: defaultdict[str, dict[Words, None]] = defaultdict(dict)  # a set that keeps its order
    questions = folder / f"questions-{split}.tsv"
    if questions.is_file():
        with questions.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if 5 <= len(words := tokenize(row["statement"])) <= LONGEST:
                    told[bare_name(row["picture"])][words] = None
    text = folder.parent / "text" / "cocoqa-train.tsv.gz"
    if text.is_file() and split == "train":
        for name, words in read_questions(text):
            told[name][words] = None
    return Photographs(names, objects, {name: tuple(told[name]) for name in names if name in told}, pictures)


def read_questions(path: Path) -> Iterator[tuple[str, Words]]:
    """Each picture's sentences out of lines `id <tab> type <tab> question <tab> answer`, packed by gzip."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            name, kind, question, answer = line.rstrip("\n").split("\t")
            words = declare(kind, question, answer)
            if 4 <= len(words) <= LONGEST:
                yield name, words


def declare(kind: str, question: str, answer: str) -> Words:
    """A question of COCO-QA and its answer as a sentence; () where no rule fits.

    object "what is the man riding", "horse" -> the man is riding a horse; "what sits on a bench", "cat" -> a cat sits
    on a bench; number "how many dogs are running", "two" -> two dogs are running.
    """
    words, answer = question.lower().split(), answer.strip().lower()
    if not AUXILIARY.isdisjoint(words):
        return ()  # "what did the man throw": no rule
    if kind == "number" and words[:2] == ["how", "many"]:
        return tokenize(" ".join([answer, *words[2:]]))
    if kind != "object" or "what" not in words or not answer:
        return ()
    thing, place = _with_article(answer), words.index("what")
    if place == 0 and len(words) > 2 and words[1] in BE and words[2] in SUBJECT_FIRST:
        return _subject_first(words, thing)
    return tokenize(" ".join([*words[:place], thing, *words[place + 1 :]]))


def _subject_first(words: list[str], thing: str) -> Words:
    """what is the man riding (in the rain) -> the man is riding THING (in the rain)."""
    verbs = [at for at in range(3, len(words)) if words[at].endswith("ing")]
    if not verbs:
        return ()
    verb = verbs[0]
    before, after = [*words[2:verb], words[1], words[verb]], words[verb + 1 :]
    sentence = [*before, thing, *after] if after and after[0] in PLACE_NEXT else [*before, *after, thing]
    return tokenize(" ".join(sentence))


def _with_article(noun: str) -> str:
    plural = noun.endswith("s") and not noun.endswith("ss") and noun != "bus"
    return noun if plural else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
