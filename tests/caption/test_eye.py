"""The eye's say in the words: evidence speaks for the words of its thing alone, and what is not there is held back."""

import torch

from models.things import THINGS
from tests.networks import grid, tiny_decoder

DOG = THINGS.index("dog")


def logits(decoder, dog, elsewhere=0.0):
    """Of the first word, if the evidence for a dog is `dog` in every cell and that for all else `elsewhere`."""
    grids = grid()
    evidence = torch.full((1, grids.shape[1], len(THINGS)), elsewhere)
    evidence[..., DOG] = dog
    encoded = decoder.project_keys(grids, evidence)
    encoded = encoded._replace(evidence=evidence)
    word = decoder.embed(torch.tensor([[decoder.vocabulary.start]]))
    state = decoder.init_state(
        encoded._replace(evidence=torch.zeros_like(evidence)), 1
    )  # the memory knows nothing of it
    attended, step = decoder.step(encoded, state, word)
    with torch.no_grad():
        return decoder.logits(word, step.hidden, attended)[0, 0]


def test_evidence_where_it_looks_speaks_for_the_words_of_its_thing_and_for_no_other():
    decoder = tiny_decoder()
    calm, seen = logits(decoder, 1.0), logits(decoder, 5.0)
    number = decoder.vocabulary.number("dog")
    others = [n for n in range(len(calm)) if n != number]
    assert seen[number] > calm[number]
    torch.testing.assert_close(seen[others], calm[others])


def test_what_the_picture_speaks_against_is_held_back_by_caution():
    decoder = tiny_decoder()
    evidence = torch.zeros(1, 9, len(THINGS))
    evidence[..., DOG] = torch.linspace(-5, -3, 9)
    against = decoder.project_keys(grid(), evidence).against[0, 0]
    assert against[DOG] < -3.0  # caution 1 for each unit below 1
    assert (against <= 0).all()
    evidence[..., DOG] = 2.0
    assert decoder.project_keys(grid(), evidence).against[0, 0, DOG] == 0


def test_a_decoder_without_attention_hears_nothing_of_the_eye():
    decoder = tiny_decoder(attention=None)
    assert decoder.eye is None
    torch.testing.assert_close(logits(decoder, -5.0), logits(decoder, 5.0))
