"""The gradient's way back: finite differences, end-to-end autograd, the bound, and what cannot be measured."""

import math

import numpy as np
import pytest
import torch

from models.errors import OptionError
from models.memory import gradient_norms
from models.memory.gradients import (
    backpropagate,
    half_life,
    measure_norms,
    norm_bounds,
    random_readouts,
    random_symbols,
)
from models.memory.kinds import KINDS, NAMES
from models.memory.networks import init_weights, state_of

T, WIDTH, SEEDS = 12, 6, (0, 1, 2)


def scene(kind, gain=1.6, forget_bias=1.0, length=T):
    return (
        init_weights(kind, 8, WIDTH, SEEDS, forget_bias, gain),
        random_symbols(length, SEEDS, 8),
        random_readouts(SEEDS, WIDTH),
    )


def loss_from(cells, xs, readouts, t, memory):
    """L_T when the network goes on from `memory` behind step t."""
    for x in xs[t:].unsqueeze(2):
        memory = state_of(cells.step(x, memory))
    return (memory[0].squeeze(1) * readouts).sum(dim=-1)  # (S,)


@pytest.mark.parametrize("kind", KINDS)
def test_norms_equal_finite_differences(kind):
    cells, xs, readouts = scene(kind)
    backward, small = backpropagate(cells, xs, readouts), 1e-6
    for t in (1, 5, T):
        slopes = []
        for unit in range(WIDTH):
            shift = torch.zeros(WIDTH, dtype=torch.float64)
            shift[unit] = small
            memory = backward.states[t]
            up, down = ((memory[0] + sign * shift, *memory[1:]) for sign in (1, -1))
            slopes.append((loss_from(cells, xs, readouts, t, up) - loss_from(cells, xs, readouts, t, down)) / 2 / small)
        np.testing.assert_allclose(backward.hidden[t - 1], torch.stack(slopes).norm(dim=0), rtol=1e-4)


def test_norms_of_the_cell_equal_finite_differences_that_show_in_h_too():
    cells, xs, readouts = scene("lstm")
    backward, small = backpropagate(cells, xs, readouts), 1e-6
    for t in (1, 5, T):
        step = cells.step(xs[t - 1].unsqueeze(1), backward.states[t - 1])
        slopes = []
        for unit in range(WIDTH):
            losses = []
            for sign in (1, -1):
                cell = step.cell.clone()
                cell[..., unit] += sign * small
                losses.append(loss_from(cells, xs, readouts, t, (step.output * torch.tanh(cell), cell)))
            slopes.append((losses[0] - losses[1]) / 2 / small)
        np.testing.assert_allclose(backward.cell[t - 1], torch.stack(slopes).norm(dim=0), rtol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_is_the_same_as_autograd_from_end_to_end(kind):
    cells, xs, readouts = scene(kind)
    memory, hiddens, memories = cells.init_state(1), [], []
    for x in xs.unsqueeze(2):
        memory = tuple(value.requires_grad_() for value in memory)
        memory = state_of(cells.step(x, memory))
        hiddens.append(memory[0])
        memories.append(memory)
    loss = (memory[0].squeeze(1) * readouts).sum()
    backward = backpropagate(cells, xs, readouts)
    for place, wanted in ((0, backward.hidden), (1, backward.cell)):
        if wanted is not None:
            found = torch.autograd.grad(loss, [values[place] for values in memories], retain_graph=True)
            np.testing.assert_allclose(torch.stack([g.norm(dim=-1).squeeze(1) for g in found]), wanted, rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gain", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("clip", [None, 0.3])
def test_the_bound_is_never_below_the_measurement(kind, gain, clip):
    cells, xs, readouts = scene(kind, gain, length=30)
    backward = backpropagate(cells, xs, readouts, clip)
    most, most_cell = norm_bounds(cells, xs, backward)
    assert (most * (1 + 1e-9) >= backward.hidden).all()
    if backward.cell is not None:
        assert (most_cell * (1 + 1e-9) >= backward.cell).all()


def test_the_bound_is_the_product_of_the_steps_own_norms():
    cells, xs, readouts = scene("rnn")
    backward = backpropagate(cells, xs, readouts)
    by_hand = torch.ones(T, len(SEEDS), dtype=torch.float64)
    for t in range(T - 1, 0, -1):
        slope = 1 - backward.states[t + 1][0].squeeze(1) ** 2  # (S, H)
        norms = torch.linalg.matrix_norm(slope.unsqueeze(-1) * cells.weight_hh, ord=2)
        by_hand[t - 1] = by_hand[t] * norms
    np.testing.assert_allclose(norm_bounds(cells, xs, backward)[0], by_hand, rtol=1e-9)


def test_a_cell_that_keeps_all_and_writes_nothing_has_a_flat_curve():
    cells, xs, readouts = scene("lstm", length=60)
    cells.bias_ih[:, :WIDTH] = -1e4  # i = 0
    cells.bias_ih[:, WIDTH : 2 * WIDTH] = 1e4  # f = 1
    reach = measure_norms(cells, xs, readouts)
    np.testing.assert_allclose(reach.cell.median, reach.cell.median[-1], rtol=1e-12)
    assert reach.cell.median[-1] > 0.1
    assert reach.cell_half_life == math.inf


@pytest.mark.parametrize("kind", KINDS)
def test_a_curve_begins_with_one_where_the_loss_is(kind):
    (reach,) = gradient_norms([kind], T=5, width=4)
    assert reach.hidden.median[-1] == pytest.approx(1)
    assert len(reach.hidden.median) == 5
    assert (reach.hidden.low <= reach.hidden.high).all()


def test_a_clip_is_never_exceeded():
    for reach in gradient_norms(T=40, width=16, gain=4.0, clip=0.5):
        assert max(reach.hidden.high) <= 0.5 + 1e-12


def test_a_rotation_halves_at_the_pace_of_its_gain():
    cells = init_weights("relu", 8, WIDTH, SEEDS, gain=0.5)
    cells.weight_ih.zero_()
    cells.bias_ih.fill_(1.0)  # every unit stays awake
    assert measure_norms(cells, random_symbols(T, SEEDS, 8), random_readouts(SEEDS, WIDTH)).half_life == pytest.approx(
        1
    )


def test_what_doubles_has_a_negative_half_life():
    assert half_life(torch.tensor([[8.0], [4.0], [2.0], [1.0]])) == pytest.approx(-1)
    assert math.isnan(half_life(torch.tensor([[0.0], [0.0], [1.0]])))


def test_seeds_do_not_depend_on_their_company():
    alone, together = gradient_norms(["lstm"], T=9, width=8, seeds=[3]), gradient_norms(["lstm"], 9, 8, [3, 3, 3])
    np.testing.assert_allclose(alone[0].hidden.median, together[0].hidden.median)


def test_overflow_is_said_in_words():
    (reach,) = gradient_norms(["relu"], T=400, width=8, gain=10)
    assert "overflowed" in reach.note
    assert NAMES["relu"] in reach.note
    assert np.isnan(reach.hidden.median).any()


def test_a_gradient_of_exactly_zero_is_said_in_words():
    (reach,) = gradient_norms(["rnn"], T=10, width=8, gain=0)
    assert "exactly 0 at step 9" in reach.note
    assert gradient_norms(["rnn"], T=10, width=8)[0].note == ""


def test_networks_of_equal_size_are_measured_at_their_own_widths():
    sizes = [reach.parameters for reach in gradient_norms(T=3, width=32, equal="parameters")]
    assert max(sizes) / min(sizes) < 1.04


@pytest.mark.parametrize(
    "wrong",
    [
        {"networks": ["cnn"]},
        {"networks": []},
        {"T": 1},
        {"width": 1000},
        {"seeds": 0},
        {"forget_bias": 99},
        {"gain": -1},
        {"clip": 0},
        {"equal": "colour"},
    ],
)
def test_what_cannot_be_measured_is_refused_kindly(wrong):
    with pytest.raises(OptionError):
        gradient_norms(**wrong)
