"""Choosing on dev: the mean of epochs, and the rating of beams, against the plainest computation."""

import pytest
import torch
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider

from models.caption.beam_search import beam_search
from models.caption.decoding import Decoding
from tests.networks import grid, tiny_decoder
from training.caption.selection import rank
from training.caption.weight_average import mean, read_kept
from training.shared.data import Example

EXAMPLES = [
    Example("one", (("a", "dog", "runs", "on", "grass"), ("dog", "on", "grass"))),
    Example("two", (("grass", "grass", "a", "dog", "runs"), ("a", "dog"))),
    Example("three", (("runs", "dog", "a"), ("on", "grass", "runs", "a", "dog"))),
]


def test_what_ships_is_the_mean_of_all_epochs_but_the_first(tmp_path):
    for epoch, value in ((1, 100.0), (2, 2.0), (3, 4.0), (4, 9.0)):
        saved = {"decoder": {"w": torch.tensor([value])}, "history": {"epochs": epoch}}
        torch.save(saved, tmp_path / f"one-{epoch}.pt")
    states, history = read_kept(tmp_path, "one", first=2)
    assert mean(states)["w"].item() == 5.0
    assert history == {"epochs": 4}


def test_a_decoder_that_was_not_polished_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no epoch 2 of one"):
        read_kept(tmp_path, "one", first=2)


def test_what_is_ranked_is_what_a_beam_search_says_by_the_scorers_own_scores():
    decoder, pictures = tiny_decoder(), grid(3)
    scores = rank(decoder, pictures, EXAMPLES, (0.0, 2.0))
    people = {example.name: [" ".join(words) for words in example.captions] for example in EXAMPLES}
    for norm, found in scores.items():
        best = beam_search(decoder, decoder.project_keys(pictures), Decoding("beam", beam=5, length_norm=norm))
        said = {
            example.name: [" ".join(decoder.vocabulary.words[number] for number in caption.words if number)]
            for example, (caption, _) in zip(EXAMPLES, best, strict=True)
        }
        bleu, _ = Bleu(4).compute_score(people, said, verbose=0)
        cider, _ = Cider().compute_score(people, said)
        assert found == pytest.approx((100 * bleu[3], cider), abs=0.01)
    assert scores[0.0] != scores[2.0]
