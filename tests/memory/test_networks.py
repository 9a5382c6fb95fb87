"""The networks of the memory lab against torch's own layers, and how they are made equal."""

import pytest
import torch
from torch import nn

from models.lstm.cells import gru_step, rnn_step
from models.memory.kinds import KINDS
from models.memory.networks import count_parameters, equal_widths, init_network, init_weights, state_of


@pytest.mark.parametrize("kind", KINDS)
def test_the_written_out_cells_equal_torchs_own_layer(kind):
    network = init_network(kind, inputs=5, width=12, outputs=3, seed=4)
    xs = torch.randn(40, 6, 5, generator=torch.Generator().manual_seed(0))
    cells, hidden = network.cells, []
    memory = cells.init_state(6)
    for x in xs:
        step = cells.step(x.unsqueeze(0), memory)
        memory = state_of(step)
        hidden.append(step.hidden[0])
    torch.testing.assert_close(torch.stack(hidden), network.layer(xs)[0], atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize(("step", "cell"), [(rnn_step, nn.RNNCell), (gru_step, nn.GRUCell)])
def test_a_written_out_step_equals_torchs_own_cell(step, cell):
    torch.manual_seed(1)
    weights, x, hidden = cell(7, 5), torch.randn(4, 7), torch.randn(4, 5)
    torch.testing.assert_close(step(weights, x, hidden).hidden, weights(x, hidden), atol=1e-6, rtol=0)


def test_a_gru_whose_update_gate_is_open_keeps_its_memory():
    torch.manual_seed(2)
    weights, hidden = nn.GRUCell(3, 4), torch.randn(2, 4)
    with torch.no_grad():
        weights.bias_ih[4:8] = 1e4
    assert torch.equal(gru_step(weights, torch.randn(2, 3), hidden).hidden, hidden)


@pytest.mark.parametrize("kind", KINDS)
def test_many_layers_at_once_are_each_what_they_are_alone(kind):
    seeds, x = (3, 1, 4), torch.randn(3, 2, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    together = init_weights(kind, 5, 6, seeds)
    batched = together.step(x, together.init_state(2)).hidden
    for place, seed in enumerate(seeds):
        alone = init_weights(kind, 5, 6, [seed])
        torch.testing.assert_close(alone.step(x[place : place + 1], alone.init_state(2)).hidden[0], batched[place])


@pytest.mark.parametrize(("inputs", "outputs"), [(8, 8), (10, 8), (2, 1), (40, 4)])
def test_networks_of_equal_size_differ_by_less_than_two_percent(inputs, outputs):
    for width in range(8, 129):
        widths = equal_widths(width, inputs, outputs)
        sizes = [count_parameters(kind, inputs, widths[kind], outputs) for kind in KINDS]
        assert max(abs(size / sizes[-1] - 1) for size in sizes) <= 0.02
        assert abs(widths["lstm"] - width) <= (14 if width < 36 else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_are_counted_as_torch_counts_them(kind):
    network = init_network(kind, 5, 7, 3, seed=0)
    assert count_parameters(kind, 5, 7, 3) == sum(value.numel() for value in network.parameters())


def test_the_relu_network_begins_as_the_identity():
    assert torch.equal(init_weights("relu", 3, 4, [0]).weight_hh[0], torch.eye(4, dtype=torch.float64))


def test_an_orthogonal_start_neither_shrinks_nor_stretches():
    weights = init_weights("rnn", 3, 16, [0, 1], orthogonal=True).weight_hh
    torch.testing.assert_close(weights @ weights.mT, torch.eye(16, dtype=torch.float64).expand(2, 16, 16))
    assert not torch.equal(*weights)
    assert torch.equal(init_weights("lstm", 3, 4, [0], orthogonal=True).weight_hh, init_weights("lstm", 3, 4, [0])[2])


def test_the_forget_bias_is_that_of_the_gate_that_keeps():
    for kind in ("gru", "lstm"):
        bias = init_weights(kind, 3, 4, [0], forget_bias=2.5).bias_ih[0]
        assert bias.nonzero().flatten().tolist() == [4, 5, 6, 7]
        assert bias[4:8].tolist() == [2.5] * 4


@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_chrono_gates_begin_with_time_scales_up_to_the_distance(kind):
    """A unit that keeps sigmoid(b) from step to step keeps it for 1 / (1 - sigmoid(b)) = 1 + e^b steps."""
    T, width = 100, 400
    plain, cells = (init_weights(kind, 3, width, [0], chrono=chrono) for chrono in (0, T))
    bias = cells.bias_ih[0]
    keeping = 1 / (1 - torch.sigmoid(bias[width : 2 * width]))
    assert 2 <= keeping.min() < 5
    assert T - 4 < keeping.max() <= T
    assert keeping.mean() == pytest.approx((2 + T) / 2, rel=0.1)
    writing = torch.sigmoid(bias[:width]) * keeping  # of an LSTM: what comes in adds up to no more than its place holds
    torch.testing.assert_close(writing, torch.ones_like(writing) if kind == "lstm" else keeping / 2)
    assert not bias[2 * width :].any()
    assert torch.equal(cells.weight_hh, plain.weight_hh)
    assert init_weights(kind, 3, 4, [0], chrono=2).bias_ih[0].eq(0).all()  # a distance of two: one step is kept
    assert init_weights("rnn", 3, 4, [0], chrono=T).bias_ih[0].eq(0).all()


def test_making_a_network_leaves_torchs_random_numbers_alone():
    before = torch.random.get_rng_state()
    init_network("lstm", 5, 7, 3, seed=0)
    assert torch.equal(before, torch.random.get_rng_state())
