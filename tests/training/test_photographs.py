"""Sentences out of questions and answers, and sentences chosen for pictures that nobody captioned."""

import gzip

import numpy as np
import pytest

from training.caption.photographs import declare, read_questions
from training.caption.sentences import SentenceChooser, SentenceRecipe, read_examples, word_odds, write_examples
from training.shared.data import Example


@pytest.mark.parametrize(
    ("kind", "question", "answer", "sentence"),
    [
        ("object", "what is the man riding", "horse", "the man is riding a horse"),
        ("object", "what is the man riding in the rain", "horse", "the man is riding a horse in the rain"),
        ("object", "what sits on a bench", "cat", "a cat sits on a bench"),
        ("object", "what are on the table", "oranges", "oranges are on the table"),
        ("object", "a person riding what", "elephant", "a person riding an elephant"),
        ("number", "how many dogs are running", "two", "two dogs are running"),
        ("color", "what is the color of the bus", "red", ""),
        ("location", "where is the dog", "park", ""),
        ("object", "what did the man throw", "ball", ""),
        ("object", "what is the horse", "animal", ""),
    ],
)
def test_a_question_and_its_answer_make_a_sentence(kind, question, answer, sentence):
    assert " ".join(declare(kind, question, answer)) == sentence


def test_sentences_are_read_with_their_pictures(tmp_path):
    lines = "7\tobject\twhat sits on a bench\tcat\n8\tcolor\twhat is the color of it\tred\n"
    (tmp_path / "text.gz").write_bytes(gzip.compress(lines.encode()))
    assert list(read_questions(tmp_path / "text.gz")) == [("7", ("a", "cat", "sits", "on", "a", "bench"))]


POOL = [tuple(text.split()) for text in ("a cat on a couch", "a cat sleeps", "a dog runs", "a black cat sleeps here")]
OBJECTS = {"one": frozenset({"cat", "couch"}), "two": frozenset({"cat"})}


def test_only_things_that_are_there_are_named_and_the_more_the_better():
    chooser = SentenceChooser(POOL, OBJECTS, SentenceRecipe())
    chosen = chooser.choose(OBJECTS["one"], [], {})
    assert chosen[0] == POOL[0]
    assert POOL[2] not in chosen
    assert POOL[0] not in chooser.choose(OBJECTS["two"], [], {})


def test_words_that_are_seen_decide_between_sentences_that_name_the_same():
    recipe = SentenceRecipe(all=1)
    chosen = SentenceChooser(POOL, OBJECTS, recipe).choose(
        OBJECTS["two"], [], {"black": 2.5, "sleeps": 0.0, "here": 2.5}
    )
    assert chosen == [POOL[3]]


def test_a_pictures_own_statements_come_first():
    own = [("a", "cat", "and", "its", "shadow")]
    assert SentenceChooser(POOL, OBJECTS, SentenceRecipe()).choose(OBJECTS["two"], own, {})[0] == own[0]


def test_odds_say_how_much_likelier_than_usual_a_word_is():
    odds = word_odds(np.array([[0.9, 0.1], [0.1, 0.1]]), ["dog", "grass"])
    assert odds[0]["dog"] > 0 > odds[1]["dog"]
    assert odds[0]["grass"] == pytest.approx(0.0)


def test_chosen_sentences_are_kept(tmp_path):
    examples = [Example("one", (("a", "cat"), ("a", "couch")))]
    write_examples(tmp_path / "sentences.json", examples)
    (again,) = read_examples(tmp_path / "sentences.json")
    assert (again.name, again.captions) == (examples[0].name, examples[0].captions)
