"""Choosing on dev: the mean of epochs, and the rating of beams, against the plainest computation."""

import pytest
import torch
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider

from models.beam import beam_search
from models.decoding import Decoding
from tests.networks import grid, tiny_captioner
from training.choose import blend, rank
from training.data import Example

EXAMPLES = [
    Example("one", (("a", "dog", "runs", "on", "grass"), ("dog", "on", "grass"))),
    Example("two", (("grass", "grass", "a", "dog", "runs"), ("a", "dog"))),
    Example("three", (("runs", "dog", "a"), ("on", "grass", "runs", "a", "dog"))),
]


def test_a_mean_lies_between_its_epochs_and_a_reach_goes_on_from_the_start():
    start = {"w": torch.tensor([1.0, 0.0])}
    epochs = [{"w": torch.tensor([2.0, 4.0])}, {"w": torch.tensor([4.0, 0.0])}]
    assert blend(start, epochs, 1.0)["w"].tolist() == [3.0, 2.0]
    assert blend(start, epochs, 1.5)["w"].tolist() == [4.0, 3.0]
    assert blend(start, epochs, 0.0)["w"].tolist() == start["w"].tolist()
    assert blend(start, epochs[:1], 1.0)["w"].tolist() == epochs[0]["w"].tolist()


def test_what_is_ranked_is_what_a_beam_search_says_by_the_scorers_own_scores():
    captioner, pictures = tiny_captioner(), grid(3)
    scores = rank(captioner, pictures, EXAMPLES, (0.0, 2.0))
    people = {example.name: [" ".join(words) for words in example.captions] for example in EXAMPLES}
    for norm, found in scores.items():
        best = beam_search(captioner, captioner.look(pictures), Decoding("beam", beam=5, length_norm=norm))
        said = {
            example.name: [" ".join(captioner.vocabulary.words[number] for number in caption.words if number)]
            for example, (caption, _) in zip(EXAMPLES, best, strict=True)
        }
        bleu, _ = Bleu(4).compute_score(people, said, verbose=0)
        cider, _ = Cider().compute_score(people, said)
        assert found == pytest.approx((100 * bleu[3], cider), abs=0.01)
    assert scores[0.0] != scores[2.0]
