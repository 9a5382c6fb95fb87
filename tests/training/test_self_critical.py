"""Self-critical training: the reward is the scorers' own, the draws are the network's own, and it climbs."""

import itertools

import numpy as np
import pytest
import torch
from pycocoevalcap.cider.cider_scorer import CiderScorer

from models.caption.decoder import Vocabulary
from tests.networks import encode, evidence, grid, tiny_decoder
from training.caption import sampling, self_critical, sources
from training.caption.reward import CaptionedReward, CiderReward, PhotographReward, TruthWeights
from training.caption.sampling import Sampling, batch_of_samples, extremes, sample_captions, self_critical_loss
from training.caption.self_critical import SelfCriticalRecipe, SelfCriticalTraining, mean_of_epochs
from training.caption.sources import Source
from training.caption.teacher_forcing import IGNORED, LossWeights, caption_loss, make_batch, teacher_forced_logits
from training.caption.views import Views
from training.shared.data import Example, Phrase
from training.shared.processes import Processes

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


def chances(decoder, picture, samples, temperature):
    """The probability of each of the captions (N, K, T) of whole lessons, by teacher forcing."""
    batch, order = batch_of_samples(samples, decoder.vocabulary.start)
    logits, targets, _ = teacher_forced_logits(decoder, encode(decoder, picture), batch)
    nats = torch.nn.functional.cross_entropy(logits / temperature, targets, ignore_index=IGNORED, reduction="none")
    count = samples.shape[1]
    rows = torch.cat([order[:, :k].flatten() for k in batch.active])
    return torch.exp(-torch.zeros(count).index_add(0, rows, nats)).detach()


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_whole_captions_are_drawn_as_often_as_they_are_likely(temperature, monkeypatch):
    """Some draws end early and leave: those that go on must still be written each with its own memory."""
    monkeypatch.setattr(sampling, "CAPTION_WORDS", 3)
    torch.manual_seed(0)
    decoder, picture = tiny_decoder(words=("a", "dog")), grid()
    samples = sample_captions(decoder, encode(decoder, picture), Sampling(drawn=6000, temperature=temperature))
    triples = itertools.product(range(3), repeat=3)
    possible = torch.tensor([[words for words in triples if list(words) == sorted(words, key=lambda word: word == 0)]])
    expected = chances(decoder, picture, possible, temperature)
    found = (samples[0, :, None] == possible).all(dim=-1).float().mean(dim=0)
    assert expected.sum().item() == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(found, expected, atol=0.025)


def test_captions_drawn_together_are_those_drawn_alone(monkeypatch):
    """Some end at the second word and leave; the others go on each with its own memory, whatever row it now has."""

    def draw(begun):
        """Captions that begin with two given words each, (N, K, 2), and go on with the likeliest."""
        given = iter(torch.tensor(begun).unbind(dim=-1))
        monkeypatch.setattr(sampling, "_draw", lambda logits: next(given, logits.argmax(-1)))
        decoder = tiny_decoder()
        return sample_captions(decoder, encode(decoder, grid(2)), Sampling(drawn=len(begun[0])))

    begun = [[(3, 0), (1, 5), (2, 0), (4, 2), (5, 4)], [(1, 2), (5, 0), (3, 0), (2, 1), (4, 3)]]
    together = draw(begun)
    alone = [[draw([[one], [one]])[n, 0] for one in row] for n, row in enumerate(begun)]
    assert together.tolist() == [[caption.tolist() for caption in row] for row in alone]


def test_a_caption_that_has_ended_stays_ended():
    torch.manual_seed(0)
    decoder = tiny_decoder()
    samples = sample_captions(decoder, encode(decoder, grid(3)), Sampling(drawn=50, temperature=2.0))
    ended = (samples == 0).int().cummax(dim=-1).values.bool()
    assert ended.any()
    assert (samples[ended] == 0).all()


def test_what_is_taught_is_the_best_and_the_worst():
    rewards = torch.tensor([[0.3, 0.9, 0.1, 0.5, 0.2], [5.0, 1.0, 2.0, 3.0, 4.0]])
    assert extremes(rewards, 2).tolist() == [[2, 1], [1, 0]]
    assert extremes(rewards, 5).sort(dim=1).values.tolist() == [[0, 1, 2, 3, 4]] * 2


def test_what_was_drawn_is_what_is_taught():
    samples = torch.tensor([[[2, 0, 0, 0], [3, 1, 2, 0], [1, 4, 2, 5]]])
    batch, order = batch_of_samples(samples, start=6)
    assert order.tolist() == [[2, 1, 0]]
    assert batch.inputs[0].tolist() == [[6, 1, 4, 2], [6, 3, 1, 2], [6, 2, -1, -1]]
    assert batch.targets[0].tolist() == [[1, 4, 2, 5], [3, 1, 2, 0], [2, 0, IGNORED, IGNORED]]


@pytest.mark.parametrize(("attention", "taught"), [(6, 8), (None, 8), (6, 2)])
def test_the_reward_climbs(attention, taught):
    torch.manual_seed(0)
    decoder, pictures = tiny_decoder(attention), grid(2)
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(0.2)  # it is sure of nothing yet
    reward = CaptionedReward([[("a", "dog")], [("grass", "runs")]], decoder.vocabulary)
    learner = torch.optim.Adam(decoder.parameters(), lr=0.02)
    means = []
    for _ in range(60):
        encoded, drawing = encode(decoder, pictures), Sampling(drawn=8, taught=taught, temperature=1.0)
        loss, mean = self_critical_loss(decoder, encoded, [0, 1], reward, drawing)
        learner.zero_grad()
        loss.backward()
        learner.step()
        means.append(mean)
    assert np.mean(means[-10:]) > 1.2 * np.mean(means[:10])


class Shelf:
    """Grids of pictures as `training.caption.grids` keeps them, the mirrored view a grid of its own."""

    views = 2

    def __init__(self, count):
        self.grids = torch.stack([grid(count, seed=1), grid(count, seed=2)])

    def read(self, numbers, views):
        return self.grids[torch.tensor(views).long(), torch.tensor(numbers)]


class Eye:
    """An encoder that is done, as far as training asks for it."""

    evidence = staticmethod(evidence)


EXAMPLES = [
    Example(
        f"picture {n}",
        (("a", "dog"), ("grass", "runs")),
        (Phrase("a dog", ("a", "dog"), 0, 1, "animals", np.array([[0, 0, 1 / 3, 1 / 3]], np.float32), 0),),
    )
    for n in range(4)
]


def start(folder, monkeypatch, **changes):
    monkeypatch.setattr(sources, "GRID_SIDE", 3)
    recipe = SelfCriticalRecipe(pictures=2, supervised_pictures=1, rate=0.01, guidance=1.0, **changes)
    return SelfCriticalTraining("one", recipe, folder, tiny_decoder(), Processes("cpu"))


def epoch(run):
    reward = CaptionedReward([example.captions for example in EXAMPLES], run.decoder.vocabulary)
    return run.train_epoch(Eye(), [Source(EXAMPLES, Shelf(4))], [reward])


def outside(decoder):
    """How much attention lies outside of the boxes."""
    batch = make_batch(EXAMPLES, Views.whole(len(EXAMPLES)), decoder.vocabulary, side=3)
    with torch.no_grad():
        return caption_loss(decoder, encode(decoder, Shelf(4).grids[0]), batch, LossWeights()).outside.item()


def test_a_run_that_was_interrupted_ends_as_one_that_was_not(tmp_path, monkeypatch):
    whole = start(tmp_path / "whole", monkeypatch, epochs=2)
    epoch(whole)
    epoch(whole)
    first = start(tmp_path, monkeypatch, epochs=2)
    epoch(first)
    first.save()
    second = start(tmp_path, monkeypatch, epochs=2)
    second.resume()
    epoch(second)
    assert (second.epoch, second.seconds > first.seconds) == (2, True)
    for name, value in whole.decoder.state_dict().items():
        torch.testing.assert_close(second.decoder.state_dict()[name], value, msg=name)


def test_the_rate_falls_in_a_straight_line(tmp_path, monkeypatch):
    run, rates = start(tmp_path, monkeypatch, epochs=2), []
    step = run.optimiser.step
    monkeypatch.setattr(run.optimiser, "step", lambda: (rates.append(run.optimiser.param_groups[0]["lr"]), step()))
    epoch(run)
    epoch(run)
    np.testing.assert_allclose(rates, [0.01, 0.0075, 0.005, 0.0025])


def test_human_captions_beside_the_sampled_ones_keep_attention_guided(tmp_path, monkeypatch):
    monkeypatch.setattr(
        self_critical, "self_critical_loss", lambda *_: (torch.zeros(()), 0.0)
    )  # people's captions alone
    run = start(tmp_path, monkeypatch, epochs=20)
    before = outside(run.decoder)
    for _ in range(20):
        epoch(run)
    assert outside(run.decoder) < before - 0.3


def test_what_ships_is_the_mean_of_the_late_epochs(tmp_path, monkeypatch):
    run = start(tmp_path, monkeypatch, epochs=3)
    kept = []
    for _ in range(3):
        epoch(run)
        run.save()
        kept.append({name: value.clone() for name, value in run.decoder.state_dict().items()})
    mean, history, count = mean_of_epochs(tmp_path, "one", 2)
    assert (count, history["epochs"]) == (2, 3)
    for name, value in mean.items():
        torch.testing.assert_close(value, (kept[1][name] + kept[2][name]) / 2)
    with pytest.raises(FileNotFoundError, match="no epoch 4"):
        mean_of_epochs(tmp_path, "one", 4)


class Fluent:
    """A language model that finds everything fluent but one caption."""

    def __init__(self, vocabulary, clumsy):
        self.decoder, self._clumsy = type("Decoder", (), {"vocabulary": vocabulary}), clumsy

    def mean_logprob(self, sentences):
        return torch.where((sentences == self._clumsy).all(dim=1), -5.0, -1.0)


def test_a_photograph_rewards_what_is_there_and_punishes_what_is_not():
    vocabulary = Vocabulary(("a", "dog", "cat", "man", "runs"))
    numbers = {word: vocabulary.number(word) for word in vocabulary.words}
    said = ["a", "a dog", "a dog runs", "a cat", "a man", "a dog cat", "dog a"]
    samples = torch.tensor([[[*(numbers[w] for w in text.split()), 0, 0, 0][:4] for text in said]])
    reward = PhotographReward(
        [[("runs",)]], [frozenset({"dog", "person"})], Fluent(vocabulary, samples[0, 6]), TruthWeights(cider=0.0)
    )
    nothing, dog, also, cat, man, both, clumsy = reward([0], samples)[0].tolist()
    assert nothing == pytest.approx(0.0)
    assert dog == also == pytest.approx(0.95)
    assert cat == pytest.approx(-1.3)
    assert man == pytest.approx(0.15)
    assert both == pytest.approx(0.95 - 1.3)
    assert clumsy == pytest.approx(0.95 - 0.5 * (5.0 - 2.6))
