"""Laws of signals: correlation as NumPy has it, and p-values that mean what they say."""

from dataclasses import replace

import numpy as np
import pytest

from models.errors import OptionError
from models.lstm.probing import SIGNALS, probe_signal, signal
from models.lstm.word_kinds import COLOURS, NOUNS, NUMBERS
from models.trace import END
from tests.traces import make_caption_trace, make_gate_trace

WORDS = ("two", "brown", "dogs", "run", "past", "a", "red", "wall", END)


def long_run(steps=12, hidden=40, seed=5):
    return make_gate_trace(["word"] * steps, hidden, seed)


# -- signals -------------------------------------------------------------------------------------------------------


def test_a_signal_says_of_every_word_whether_it_is_one():
    trace = make_caption_trace(WORDS)
    assert list(signal(trace, "noun")) == [0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert list(signal(trace, "colour")) == [0, 1, 0, 0, 0, 0, 1, 0, 0]
    assert list(signal(trace, "number")) == [1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert list(signal(trace, "position")) == list(range(9))
    np.testing.assert_allclose(signal(trace, "entropy"), trace.entropy)


def test_the_lists_of_words_are_apart_where_they_must_be():
    assert not COLOURS & NOUNS
    assert not COLOURS & NUMBERS
    assert all(word == word.lower() for word in COLOURS | NOUNS | NUMBERS)


def test_what_is_not_there_is_refused_in_one_sentence():
    with pytest.raises(OptionError, match="no signal “verb”"):
        signal(make_caption_trace(), "verb")
    with pytest.raises(OptionError, match="has no attention"):
        signal(make_caption_trace(attention=False), "entropy")
    assert all(signal(make_caption_trace(), name).shape == (4,) for name in SIGNALS)


# -- who follows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("array", ["input", "forget", "candidate", "output", "cell", "hidden"])
def test_the_correlation_is_pearson_s(array):
    gates, curve = long_run(), np.random.default_rng(1).normal(size=12)
    expected = [np.corrcoef(curve, getattr(gates, array)[:, unit])[0, 1] for unit in range(40)]
    np.testing.assert_allclose(probe_signal(gates, curve, array, permutations=10).r, expected, atol=1e-9)


def test_the_best_follower_comes_first_with_or_against_the_signal():
    gates = long_run()
    curve = -gates.cell[:, 17].astype(float) * 3 + 8
    found = probe_signal(gates, curve)
    assert found.ranked[0] == 17
    assert found.r[17] == pytest.approx(-1)
    assert found.p[17] == pytest.approx(1 / 1001)
    assert found.p_best[17] == pytest.approx(1 / 1001)
    assert list(found.ranked) == sorted(range(40), key=lambda unit: -abs(found.r[unit]))


def test_p_values_are_what_counting_one_by_one_gives():
    gates, curve = long_run(steps=5, hidden=7), np.array([1.0, 2.0, 2.0, 5.0, 3.0])
    found = probe_signal(gates, curve, permutations=300, seed=9)
    centred = (curve - curve.mean()) / np.linalg.norm(curve - curve.mean())
    shuffles = np.random.default_rng(9).permuted(np.tile(centred, (300, 1)), axis=1)
    each = np.array([[abs(np.corrcoef(s, gates.cell[:, unit])[0, 1]) for unit in range(7)] for s in shuffles])
    own = np.abs(found.r) - 1e-9
    np.testing.assert_allclose(found.p, [(1 + (each[:, unit] >= own[unit]).sum()) / 301 for unit in range(7)])
    np.testing.assert_allclose(found.p_best, [(1 + (each.max(axis=1) >= own[unit]).sum()) / 301 for unit in range(7)])


def test_searching_among_many_units_never_makes_one_look_better():
    found = probe_signal(long_run(hidden=200), np.random.default_rng(2).normal(size=12), permutations=200)
    assert (found.p_best >= found.p).all()
    assert (found.p >= 1 / 201).all()
    assert (found.p_best <= 1).all()


def test_where_nothing_follows_small_p_values_are_as_rare_as_they_say():
    draw = np.random.default_rng(3)
    gates = replace(long_run(10, 400), cell=draw.normal(size=(10, 400)).astype(np.float32))
    alone, best = [], []
    for seed in range(40):
        found = probe_signal(gates, draw.normal(size=10), permutations=199, seed=seed)
        alone.append((found.p <= 0.05).mean())
        best.append(found.p_best.min() <= 0.05)
    assert 0.03 < np.mean(alone) < 0.07
    assert np.mean(best) <= 0.15


def test_the_same_seed_gives_the_same_p_values_and_the_run_stays_as_it_is():
    gates, curve = long_run(), np.arange(12.0)
    before = gates.cell.copy()
    one, other = probe_signal(gates, curve, seed=4), probe_signal(gates, curve, seed=4)
    np.testing.assert_array_equal(one.p, other.p)
    np.testing.assert_array_equal(gates.cell, before)
    np.testing.assert_array_equal(curve, np.arange(12.0))


def test_a_unit_that_never_changes_follows_nothing():
    gates = long_run()
    gates.cell[:, 3] = 0.1
    found = probe_signal(gates, np.arange(12.0), permutations=50)
    assert found.r[3] == 0
    assert found.p[3] == found.p_best[3] == 1


@pytest.mark.parametrize(
    ("curve", "sentence"),
    [
        ([1.0] * 12, "same at every step"),
        ([0.0] * 12, "same at every step"),
        ([0.1 + 0.2] * 6 + [0.3] * 6, "same at every step"),
        ([1.0, 2.0], "each of the 12 steps"),
        ([float("nan")] * 12, "each of the 12 steps"),
        ([float("inf")] + [1.0] * 11, "each of the 12 steps"),
        (["up"] * 12, "list of numbers"),
        (None, "each of the 12 steps"),
    ],
)
def test_a_curve_that_nothing_can_follow_is_refused_in_one_sentence(curve, sentence):
    with pytest.raises(OptionError, match=sentence):
        probe_signal(long_run(), curve)


def test_two_steps_and_nonsense_are_refused():
    with pytest.raises(OptionError, match="fewer than 3"):
        probe_signal(long_run(steps=2), [0.0, 1.0])
    with pytest.raises(OptionError, match="nothing called"):
        probe_signal(long_run(), np.arange(12.0), "labels")
    with pytest.raises(OptionError, match="shuffles"):
        probe_signal(long_run(), np.arange(12.0), permutations=0)
