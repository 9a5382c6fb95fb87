"""Captions are written as they should be: beams against brute force, forcing against greedy, no loops."""

import itertools
import math

import numpy as np
import pytest
import torch

from models.caption.beam_search import beam_search
from models.caption.decoder import LSTMState
from models.caption.decoding import (
    Decoding,
    choose_given,
    choose_greedily,
    choose_randomly,
    decode,
    forbidden,
    to_trace,
)
from models.errors import OptionError
from models.trace import END
from tests.networks import encode, grid, tiny_decoder

ABOUT = {"model": "tiny", "sha256": "0", "mode": "greedy"}


@torch.inference_mode()
def logprob(decoder, picture, words):
    """The probability of a caption by the plainest loop: word after word, nothing recorded, nothing batched."""
    encoded = encode(decoder, picture)
    memory, previous, total = decoder.init_state(encoded, 1), decoder.vocabulary.start, 0.0
    for word in words:
        embedded = decoder.embed(torch.tensor([[previous]]))
        attended, step = decoder.step(encoded, memory, embedded)
        memory = LSTMState(step.hidden, step.cell)
        logits = decoder.logits(embedded, step.hidden, attended)
        total += logits.log_softmax(dim=-1)[0, 0, word].item()
        previous = word
    return total


def all_captions(size, longest):
    """Every caption of at most `longest` words that may be said, ended, as numbers."""
    for length in range(1, longest + 1):
        for words in itertools.product(range(1, size), repeat=length):
            if all(words[t] not in forbidden(words[:t]) for t in range(length)):
                yield (*words, 0)


@pytest.mark.parametrize("attention", [6, None])
@pytest.mark.parametrize("length_norm", [0.0, 0.7])
def test_a_beam_as_wide_as_all_captions_finds_what_brute_force_finds(attention, length_norm, monkeypatch):
    decoder = tiny_decoder(attention, words=("a", "dog"))
    options = Decoding("beam", beam=10, max_words=3, length_norm=length_norm)
    scores = {
        words: logprob(decoder, grid(), words) / len(words) ** length_norm
        for words in all_captions(len(decoder.vocabulary), longest=3)
    }
    ((winner, _),) = beam_search(decoder, encode(decoder, grid()), options)
    best = max(scores, key=scores.get)
    assert winner.words == best
    assert winner.score(length_norm) == pytest.approx(scores[best], abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_a_narrow_beam_is_the_textbook_beam(seed):
    """Width 3, step by step by hand over the plain loop's probabilities; whatever ends narrows the beam."""
    decoder, picture = tiny_decoder(seed=seed), grid(seed=5)
    with torch.no_grad():
        decoder.output_bias[0] += 2.0 * (seed % 4)  # some networks like to end early
    live, done = [()], []
    for _ in range(5):
        wider = [
            (logprob(decoder, picture, (*words, word)), (*words, word))
            for words in live
            for word in range(len(decoder.vocabulary))
            if word not in forbidden(words)
        ]
        kept = [words for _, words in sorted(wider, reverse=True)[: 3 - len(done)]]
        done += [words for words in kept if words[-1] == 0]
        live = [words for words in kept if words[-1] != 0]
    expected = max(done or live, key=lambda words: logprob(decoder, picture, words) / len(words) ** 0.7)
    options = Decoding("beam", beam=3, max_words=4, length_norm=0.7)
    ((winner, _),) = beam_search(decoder, encode(decoder, picture), options)
    assert winner.words == expected


def test_a_beam_of_one_is_greedy():
    decoder = tiny_decoder(seed=2)
    encoded = encode(decoder, grid(3))
    greedy = decode(decoder, encoded, choose_greedily, 9)
    beams = beam_search(decoder, encoded, Decoding("beam", beam=1, max_words=8))
    assert [caption.words for caption in greedy] == [caption.words for caption, _ in beams]


@pytest.mark.parametrize("attention", [6, None])
def test_pictures_captioned_together_are_captioned_as_if_alone(attention):
    decoder, pictures, options = tiny_decoder(attention, seed=3), grid(4), Decoding("beam", beam=3)
    together = beam_search(decoder, encode(decoder, pictures), options)
    for n, (caption, _) in enumerate(together):
        ((alone, _),) = beam_search(decoder, encode(decoder, pictures[n : n + 1]), options)
        assert caption.words == alone.words
        assert caption.logprob == pytest.approx(alone.logprob, abs=1e-4)


@pytest.mark.parametrize("attention", [6, None])
def test_forcing_the_greedy_caption_gives_its_probabilities_again(attention):
    decoder = tiny_decoder(attention)
    encoded = encode(decoder, grid())
    (greedy,) = decode(decoder, encoded, choose_greedily, 21)
    words = greedy.words[:-1] if greedy.ended else greedy.words
    (forced,) = decode(decoder, encoded, choose_given([words]), len(greedy.words))
    one, other = (to_trace(decoder, encoded, caption, **ABOUT) for caption in (greedy, forced))
    assert one.words == other.words
    np.testing.assert_array_equal(one.logprobs, other.logprobs)
    np.testing.assert_array_equal(one.gates.cell, other.gates.cell)
    assert one.logprob == pytest.approx(logprob(decoder, grid(), greedy.words), abs=1e-4)


def test_an_unknown_word_has_no_probability_and_the_rest_goes_on():
    decoder = tiny_decoder()
    encoded = encode(decoder, grid())
    words = ["a", "zebra", "runs"]
    (forced,) = decode(decoder, encoded, choose_given([[decoder.vocabulary.number(w) for w in words]]), 4)
    trace = to_trace(decoder, encoded, forced, typed=tuple(words), unknown=("zebra",), **ABOUT)
    assert trace.words == ("a", "zebra", "runs", END)
    assert np.isnan(trace.logprobs).tolist() == [False, True, False, False]
    assert math.isfinite(trace.logprob)


def test_attention_sums_to_one_and_looking_never_changes_the_picture():
    decoder, picture = tiny_decoder(), grid()
    before = picture.clone()
    encoded = encode(decoder, picture)
    (caption,) = decode(decoder, encoded, choose_greedily, 21)
    trace = to_trace(decoder, encoded, caption, **ABOUT)
    np.testing.assert_allclose(trace.attention.sum(axis=(1, 2)), 1.0, atol=1e-6)
    assert torch.equal(picture, before)


def test_the_recorded_gates_unroll_to_the_recorded_memory():
    decoder = tiny_decoder()
    encoded = encode(decoder, grid())
    (caption,) = decode(decoder, encoded, choose_greedily, 21)
    gates = to_trace(decoder, encoded, caption, **ABOUT).gates
    before = np.concatenate([gates.start[1:], gates.cell[:-1]])
    np.testing.assert_allclose(gates.cell, gates.forget * before + gates.input * gates.candidate, atol=1e-5)
    np.testing.assert_allclose(gates.hidden, gates.output * np.tanh(gates.cell), atol=1e-5)


def test_no_caption_repeats_itself_or_is_empty():
    for seed in range(20):
        decoder = tiny_decoder(seed=seed)
        encoded = encode(decoder, grid(seed=seed))
        captions = [
            *decode(decoder, encoded, choose_greedily, 21),
            *decode(decoder, encoded, choose_randomly(0.3, seed), 21),
            *(caption for caption, _ in beam_search(decoder, encoded, Decoding("beam", beam=3))),
        ]
        for words in (caption.words for caption in captions):
            triples = [words[t : t + 3] for t in range(len(words) - 2)]
            assert words[0] != 0
            assert all(a != b for a, b in itertools.pairwise(words))
            assert len(set(triples)) == len(triples)


def test_a_network_that_never_ends_still_leaves_its_best_caption():
    decoder = tiny_decoder()
    with torch.no_grad():
        decoder.output_bias[0] = -1e4
    ((caption, _),) = beam_search(decoder, encode(decoder, grid()), Decoding("beam", beam=3, max_words=6))
    assert len(caption.words) == 7
    assert not caption.ended


def test_sampling_repeats_with_its_seed_and_follows_the_temperature():
    decoder = tiny_decoder()
    encoded = encode(decoder, grid())

    def sample(temperature, seed):
        (caption,) = decode(decoder, encoded, choose_randomly(temperature, seed), 9)
        return caption.words

    (greedy,) = decode(decoder, encoded, choose_greedily, 9)
    assert sample(1.0, 7) == sample(1.0, 7)
    assert len({sample(2.0, seed) for seed in range(20)}) > 1
    assert {sample(0.05, seed) for seed in range(5)} == {greedy.words}


def test_samples_are_as_frequent_as_they_are_likely():
    logprobs = np.log(np.array([0.1, 0.2, 0.3, 0.4], np.float32))
    choose = choose_randomly(1.0, seed=0)
    drawn = np.bincount([choose(0, (99,), np.pad(logprobs, (0, 96), constant_values=-100)) for _ in range(4000)])
    np.testing.assert_allclose(drawn / 4000, [0.1, 0.2, 0.3, 0.4], atol=0.03)


def test_the_tree_holds_the_winner_and_every_parent_before_its_children():
    decoder = tiny_decoder(seed=6)
    ((winner, tree),) = beam_search(decoder, encode(decoder, grid()), Decoding("beam", beam=3))
    nodes = tree.chosen(winner)
    path = [node for node in nodes if node.chosen]
    assert [node.word for node in path] == [decoder.vocabulary.words[word] for word in winner.words]
    assert path[-1].logprob == pytest.approx(winner.logprob, abs=1e-4)
    assert all(node.kept for node in path)
    for number, node in enumerate(nodes):
        assert node.parent < number
        assert node.step == (0 if node.parent < 0 else nodes[node.parent].step + 1)
    assert any(not node.kept for node in nodes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "guess"},
        {"beam": 0},
        {"beam": 11},
        {"temperature": 0.0},
        {"temperature": float("nan")},
        {"seed": -1},
        {"length_norm": 3},
        {"max_words": 0},
    ],
)
def test_an_option_out_of_range_is_refused_in_one_sentence(wrong):
    with pytest.raises(OptionError, match=r"^[^\n]+\.$"):
        Decoding(**wrong)


def test_every_ended_hypothesis_narrows_the_beam_by_one():
    for seed in range(8):
        decoder = tiny_decoder(seed=seed)
        with torch.no_grad():
            decoder.output_bias[0] += 4.0  # it likes to end early
        ((winner, tree),) = beam_search(decoder, encode(decoder, grid()), Decoding("beam", beam=4))
        kept = [node for node in tree.chosen(winner) if node.kept]
        for step in range(1 + max(node.step for node in kept)):
            ended = sum(node.step < step and node.word == END for node in kept)
            assert sum(node.step == step for node in kept) == 4 - ended or step == 0
