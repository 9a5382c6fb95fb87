"""Which words name which things: plural forms, synonyms, names of two words, and words that mean two things."""

import pytest

from models.things import NAMES, THINGS, find_things, thing_of_word


def told(caption):
    return [(mention.position, mention.thing) for mention in find_things(caption.split())]


def test_there_are_cocos_80_things_and_no_word_names_two_of_them():
    assert len(THINGS) == len(set(THINGS)) == 80
    names = [name for names in NAMES.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("caption", "things"),
    [
        ("a dog runs", [(1, "dog")]),
        ("two puppies play with a ball", [(1, "dog"), (5, "sports ball")]),
        ("a woman on a couch", [(1, "person"), (4, "couch")]),
        ("a red stop sign", [(3, "stop sign")]),
        ("a hot dog on a plate", [(2, "hot dog")]),
        ("a teddy bear and a bear", [(2, "teddy bear"), (5, "bear")]),
        ("a man at a train station", [(1, "person")]),
        ("a dirt bike in the air", [(2, "motorcycle")]),
        ("an orange on a table", [(1, "orange"), (4, "dining table")]),
        ("an orange cat", [(2, "cat")]),
        ("a bus is orange", [(1, "bus")]),
        ("oranges in a bowl", [(0, "orange"), (3, "bowl")]),
        ("grass and sky", []),
        ("", []),
    ],
)
def test_what_a_caption_names(caption, things):
    assert told(caption) == things


@pytest.mark.parametrize(
    ("word", "thing"),
    [("bikes", "bicycle"), ("sofa", "couch"), ("hydrant", "fire hydrant"), ("light", "traffic light")],
)
def test_evidence_for_a_thing_speaks_for_its_words(word, thing):
    assert THINGS[thing_of_word(word)] == thing


def test_a_word_that_names_nothing_gets_no_evidence():
    assert thing_of_word("grass") is None
