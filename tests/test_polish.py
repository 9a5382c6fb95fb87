"""Self-critical training: the reward is the scorers' own, the draws are the network's own, and it climbs."""

import numpy as np
import pytest
import torch
from pycocoevalcap.cider.cider_scorer import CiderScorer

from tests.networks import grid, tiny_captioner
from training.polish import criticise, draw_captions, lesson_of_drawn
from training.reward import CiderReward
from training.teacher import IGNORED, spoken

REFERENCES = [
    [("a", "dog", "runs", "on", "grass"), ("the", "brown", "dog", "runs")],
    [("a", "man", "on", "a", "bench"), ("a", "man", "sits")],
    [("two", "dogs", "play", "on", "grass"), ("dogs", "play")],
]


def test_the_reward_is_the_scorers_own():
    said = [("a", "dog", "runs"), ("a", "man", "on", "a", "man", "on", "a", "bench"), ("dogs",)]
    scorer = CiderScorer()
    for words, references in zip(said, REFERENCES, strict=True):
        scorer += (" ".join(words), [" ".join(reference) for reference in references])
    _, expected = scorer.compute_score()
    reward = CiderReward(REFERENCES)
    np.testing.assert_allclose([reward(n, words) for n, words in enumerate(said)], expected, atol=1e-9)


def test_captions_are_drawn_as_often_as_they_are_likely():
    torch.manual_seed(0)
    captioner, picture = tiny_captioner(), grid()
    drawn = draw_captions(captioner, picture, 3000)[0, :, 0]
    scene = captioner.look(picture)
    word = captioner.embed(torch.tensor([[captioner.vocabulary.start]]))
    glance, step = captioner.advance(scene, captioner.begin(scene, 1), word)
    odds = captioner.speak(word, step.hidden, glance.context).softmax(-1)[0, 0].detach()
    np.testing.assert_allclose(torch.bincount(drawn, minlength=6) / 3000, odds, atol=0.03)


def test_what_was_drawn_is_what_is_taught():
    drawn = torch.tensor([[[2, 0, 0, 0], [3, 1, 2, 0], [1, 4, 2, 5]]])
    lesson, order = lesson_of_drawn(drawn, start=6)
    assert order.tolist() == [[2, 1, 0]]
    assert lesson.read[0].tolist() == [[6, 1, 4, 2], [6, 3, 1, 2], [6, 2, -1, -1]]
    assert lesson.say[0].tolist() == [[1, 4, 2, 5], [3, 1, 2, 0], [2, 0, IGNORED, IGNORED]]


@pytest.mark.parametrize("attention", [6, None])
def test_the_reward_climbs(attention):
    torch.manual_seed(0)
    captioner, pictures = tiny_captioner(attention), grid(2)
    reward = CiderReward([[("a", "dog")], [("grass", "runs")]])
    learner = torch.optim.Adam(captioner.parameters(), lr=0.02)
    means = []
    for _ in range(60):
        loss, mean = criticise(captioner, pictures, [0, 1], reward, 8)
        learner.zero_grad()
        loss.backward()
        learner.step()
        means.append(mean)
    assert np.mean(means[-10:]) > 1.2 * np.mean(means[:10])


def test_the_chances_of_all_drawn_captions_add_up_to_one():
    """Whatever can be drawn in two steps from END and one word, in whatever order a lesson puts it."""
    captioner, picture = tiny_captioner(words=("a",)), grid()
    drawn = torch.tensor([[[0, 0], [1, 0], [1, 1]]])
    lesson, order = lesson_of_drawn(drawn, captioner.vocabulary.start)
    logits, say, _ = spoken(captioner, picture, lesson)
    nats = torch.nn.functional.cross_entropy(logits, say, ignore_index=IGNORED, reduction="none")
    rows = torch.cat([order[:, :k].flatten() for k in lesson.busy])
    chances = torch.exp(-torch.zeros(3).index_add(0, rows, nats))
    assert chances.sum().item() == pytest.approx(1.0, abs=1e-5)
