"""Laws of what is said of gradients and accuracies: what the numbers tell, and no network is favoured."""

import numpy as np
import pytest

from tests.memory.norms import make_norms
from ui.memory.tasks import AccuracyCurve
from ui.memory.texts import (
    accuracies_together,
    accuracy_line,
    gradient_line,
    gradients_together,
    orthogonal_line,
    readable_number,
)
from ui.shared.texts import NB


def test_what_halves_what_doubles_and_what_stays_is_said_as_such():
    assert "halves every 1.4 steps" in gradient_line(make_norms(half_life=1.38))
    assert "explodes" in gradient_line(make_norms(first=1e9, half_life=-2.0))
    assert "neither fades nor grows" in gradient_line(make_norms(first=1.0, half_life=float("inf")))
    assert "no number" in gradient_line(make_norms(first=float("nan"), half_life=float("nan")))
    assert gradient_line(make_norms(note="It overflowed.")).endswith("It overflowed.")


def test_a_network_that_beats_the_lstm_is_named():
    lines = " ".join(gradients_together([make_norms("gru", 1e-2), make_norms("lstm", 1e-5), make_norms("relu", 0.5)]))
    assert "GRU carries the gradient farther than the LSTM" in lines
    assert "ReLU-RNN survives" in lines
    assert "tanh-RNN" not in lines
    lines = " ".join(gradients_together([make_norms("rnn", 1e-22), make_norms("lstm", 1e-8), make_norms("relu", 1e50)]))
    assert "1.0·10¹⁴ times as much" in lines
    assert "Exploding, not vanishing: ReLU-RNN" in lines


def make_curve(*shares, falls=None, seeds=1):
    values = np.array(shares)
    near, far = (values - 0.01, values + 0.01), (values - seeds / 100, values + seeds / 100)
    return AccuracyCurve(np.arange(len(shares)), values, *near, *far, seeds, 1000, falls)


def test_who_outlasts_the_lstm_and_who_survives_beside_it_is_said():
    good, bad = make_curve(1.0, 0.99), make_curve(1.0, 0.2, falls=1)
    assert accuracies_together({"rnn": bad, "gru": good, "lstm": good}) == []
    assert accuracies_together({"rnn": good, "relu": good, "lstm": good}) == [
        "The tanh-RNN and ReLU-RNN survive here too."
    ]
    assert accuracies_together({"gru": good, "relu": good, "lstm": bad}) == [
        "On this task the GRU and ReLU-RNN outlast the LSTM."
    ]


def test_seeds_that_differ_are_told_beside_the_interval_of_all():
    one, many = make_curve(1.0, 0.5), make_curve(1.0, 0.5, falls=1, seeds=5)
    assert accuracy_line(one).replace(NB, " ") == "stays above 75 %; 50 % (49.0 to 51.0) at T = 1."
    assert "50 % (49.0 to 51.0) at T = 1, 5 seeds from 45 to 55" in accuracy_line(many).replace(NB, " ")
    alike = AccuracyCurve(many.T, *(many.share,) * 5, 5, 1000, None)
    assert accuracy_line(alike).endswith("at T = 1, each of 5 seeds.")
    assert "Begun as a rotation" in orthogonal_line(many)
    assert "below 75 % from T = 1 on" in orthogonal_line(many).replace(NB, " ")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "exactly 0"), (0.34, "0.34"), (2.8e-22, "2.8·10⁻²²"), (1234.0, "1,234"), (1e300, "1.0·10³⁰⁰")],
)
def test_numbers_are_said_as_a_student_reads_them(value, said):
    assert readable_number(value) == said
