"""What a trained network holds: one sequence read, every inner value kept, and the unit that carries the subject."""

import numpy as np
import pytest
import torch

from models import memory
from models.errors import OptionError, WeightsError
from models.memory import KINDS, gradient_norms, grammar
from models.memory.carrier import find_carrier, subject_swaps
from models.memory.model import TrainedNetworks
from models.memory.networks import init_network
from models.memory.scores import accuracy, score_batches, share
from models.memory.tasks import TASKS

SENTENCE = ("the", "cat", "near", "the", "river", "slept", "because")


def untrained(name="sentence"):
    task = TASKS[name]
    networks = {f"{kind}-helped-0": init_network(kind, task.inputs, 6, task.outputs, seed=1) for kind in KINDS}
    for network in networks.values():
        network.requires_grad_(False)
    return TrainedNetworks(task, networks, {}, "f" * 64)


def carrying(unit, width=6):
    """An LSTM made by hand whose one unit stores whether the subject, the second word, is plural."""
    task = TASKS["sentence"]
    network = init_network("lstm", task.inputs, width, task.outputs, seed=0).requires_grad_(False)
    layer = network.layer
    for value in (layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0):
        value.zero_()
    layer.bias_ih_l0[width : 2 * width] = 50.0  # all is kept
    layer.bias_ih_l0[:width] = -50.0  # nothing is written but nouns
    for noun, plural in grammar.PLURAL.items():
        column = grammar.WORDS.index(noun)
        layer.weight_ih_l0[unit, column] = 100.0
        layer.weight_ih_l0[2 * width + unit, column] = 3.0 if plural else -3.0
    return network


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_held_is_what_torchs_own_layer_says(kind):
    trained = untrained()
    run = memory.run(trained, kind, SENTENCE)
    xs = torch.nn.functional.one_hot(torch.tensor([grammar.WORDS.index(word) for word in SENTENCE]), len(grammar.WORDS))
    said = trained.network(kind)(xs.float().unsqueeze(1))[:, 0].softmax(-1)
    np.testing.assert_allclose(run.answers, said, atol=1e-6)
    assert run.labels == SENTENCE
    assert all(values.shape == (7, 6) for values in run.values.values())
    assert run.choices == grammar.PRONOUNS


def test_only_an_lstm_has_gates_for_the_inspector_and_they_make_its_memory():
    trained = untrained()
    gates = memory.run(trained, "lstm", SENTENCE).gates
    before = np.vstack([gates.start[1:], gates.cell[:-1]])
    np.testing.assert_allclose(gates.cell, gates.forget * before + gates.input * gates.candidate, atol=1e-6)
    assert memory.run(trained, "gru", SENTENCE).gates is None
    assert {"reset", "update", "candidate"} < set(memory.run(trained, "gru", SENTENCE).values)
    plain = memory.run(trained, "rnn", SENTENCE).values
    np.testing.assert_allclose(plain["hidden"], np.tanh(plain["drive"] + plain["echo"]), atol=1e-6)


def test_the_right_answer_is_known_from_the_step_on_at_which_it_can_be_known():
    assert memory.run(untrained(), "rnn", SENTENCE).targets == ("", *["it"] * 6)
    assert memory.run(untrained(), "rnn", SENTENCE).subject == "cat"
    assert memory.run(untrained("recall"), "rnn", "CABBA").targets == tuple("CCCCC")
    copy = memory.run(untrained("copy"), "rnn", "ABH···→··")
    assert copy.targets == ("",) * 6 + tuple("ABH")
    assert (copy.subject, copy.labels[copy.due], copy.targets[copy.due]) == ("A", "→", "A")
    assert memory.run(untrained("copy"), "rnn", "ABH").due == 2  # it is never asked for: until the end
    run = memory.run(untrained("adding"), "rnn", [(0.5, 1), (-0.1, 0), (0.3, 1)])
    assert run.targets == ("", "", "0.700")
    assert run.labels == ("+0.50*", "-0.10", "+0.30*")
    assert run.answers.shape == (3, 1)
    assert memory.run(untrained(), "rnn", ("the", "river")).targets == ("", "")


@pytest.mark.parametrize(
    ("task", "sequence", "cure"),
    [
        ("sentence", ("the", "giraffe"), "giraffe"),
        ("recall", "ABZ", "It knows: A, B"),
        ("recall", "", "1 to 400"),
        ("recall", "A" * 401, "1 to 400"),
        ("adding", [(0.5, 2)], "mark"),
        ("adding", [(3.0, 1)], "from -1 to 1"),
        ("adding", "AB", "pairs"),
    ],
)
def test_what_a_network_cannot_read_is_refused_kindly(task, sequence, cure):
    with pytest.raises(OptionError, match=cure):
        memory.run(untrained(task), "lstm", sequence)


def test_a_network_that_was_never_trained_alone_is_not_there():
    with pytest.raises(WeightsError, match="lstm-T30-0"):
        untrained().network("lstm", T=30)


def test_the_unit_that_carries_the_subject_is_found(monkeypatch):
    monkeypatch.setattr(grammar, "OTHERS", 0.0)  # no other subject: this network would be led astray
    found = find_carrier(carrying(unit=4))
    assert found.unit == 4
    assert found.correlation > 0.99
    assert found.p == 0.001


def test_where_no_unit_carries_it_p_says_so():
    network = init_network("lstm", len(grammar.WORDS), 6, 4, seed=0, forget_bias=-9).requires_grad_(False)
    assert find_carrier(network).p > 0.05


def test_exchanged_subjects_are_both_right_only_by_luck_in_an_untrained_network():
    right, n = subject_swaps(
        init_network("lstm", len(grammar.WORDS), 6, 4, seed=0).requires_grad_(False), 300, 12, seed=0
    )
    assert n == 300
    assert right / n < 0.2


def test_a_share_lies_in_its_interval_and_more_sequences_make_it_narrower():
    few, many = share(9, 10), share(900, 1000)
    assert few["low"] < few["share"] < few["high"]
    assert many["high"] - many["low"] < few["high"] - few["low"]
    assert share(10, 10)["high"] == 1.0


def test_accuracy_asks_as_many_as_it_says_and_the_same_ones_again():
    network = untrained("copy").networks["gru-helped-0"]
    found = accuracy(network, score_batches(TASKS["copy"], 6, 300, seed=0))
    assert found["n"] == 900  # three letters each
    assert found == accuracy(network, score_batches(TASKS["copy"], 6, 300, seed=0))


@pytest.mark.parametrize("name", TASKS)
def test_gradients_of_trained_networks_are_measured_on_sequences_of_their_task(name):
    for reach in gradient_norms(T=12, seeds=3, bound=True, trained=untrained(name)):
        assert (reach.T, reach.width, reach.trained, reach.seeds) == (12, 6, name, 3)
        assert reach.hidden.median[-1] == pytest.approx(1)
        assert (reach.bound.median * (1 + 1e-9) >= reach.hidden.median).all()
