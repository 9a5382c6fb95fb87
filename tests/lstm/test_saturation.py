"""Laws of saturation, and of the order in which units are shown."""

import time
from dataclasses import replace

import numpy as np
import pytest
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from models.errors import OptionError
from models.lstm.saturation import saturated, saturation
from models.lstm.unit_order import ORDERS, extremes, order_units
from models.trace import GATES
from tests.traces import make_gate_trace


def hand_made():
    """Four steps of two units: unit 0 of f is open three times in four, unit 1 shut once; the others stay between."""
    between = np.full((4, 2), 0.5, np.float32)
    forget = np.float32([[0.95, 0.5], [0.99, 0.5], [0.5, 0.05], [1.0, 0.5]])
    return replace(make_gate_trace("abcd", hidden=2), input=between, forget=forget, output=between)


def test_saturation_of_a_hand_made_run_is_what_one_counts_by_hand():
    left, right = saturated(hand_made())
    np.testing.assert_allclose(left, [[0, 0], [0, 0.25], [0, 0]])
    np.testing.assert_allclose(right, [[0, 0], [0.75, 0], [0, 0]])
    counted = saturation(hand_made())
    np.testing.assert_allclose(counted.left(), left)
    np.testing.assert_allclose(counted.right(), right)
    assert counted.steps == 4


@pytest.mark.parametrize("low", [0.0, 0.05, 0.1, 0.15, 0.35, 0.5])
def test_counted_in_bins_or_one_by_one_the_shares_are_the_same_at_every_edge(low):
    run = make_gate_trace(["word"] * 50, hidden=20, seed=3)
    left, right = saturated(run, low, 1 - low + 1e-9 if low == 0.5 else 1 - low)
    np.testing.assert_allclose(saturation(run).left(low), left)
    np.testing.assert_allclose(saturation(run).right(1 - low), right)


def test_a_value_on_an_edge_begins_the_bin_above_it():
    edges = np.float32([[b / 20] for b in range(21)])
    run = make_gate_trace(["word"] * 21, hidden=1)
    counts = saturation(replace(run, **dict.fromkeys(GATES, edges))).counts
    assert (counts[..., :19] == 1).all()
    assert (counts[..., 19] == 2).all()


def test_runs_add_up():
    one, other = make_gate_trace("ab", seed=1), make_gate_trace("cde", seed=2)
    both = saturation([one, other])
    np.testing.assert_array_equal(both.counts, saturation(one).counts + saturation(other).counts)
    assert both.steps == 5
    assert (both.counts.sum(axis=-1) == 5).all()


def test_layers_of_different_width_are_not_counted_together():
    with pytest.raises(ValueError, match="one layer"):
        saturation([make_gate_trace(hidden=4), make_gate_trace(hidden=5)])
    with pytest.raises(ValueError, match="one layer"):
        saturation([])


def test_thresholds_that_make_no_sense_are_refused():
    for low, high in ((0.9, 0.1), (-0.1, 0.9), (0.1, 1.1), (float("nan"), 0.9)):
        with pytest.raises(OptionError, match="lower one below"):
            saturated(hand_made(), low, high)
    with pytest.raises(OptionError, match=r"multiple of 0\.05"):
        saturation(hand_made()).left(0.12)


# -- order ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ORDERS)
@pytest.mark.parametrize("hidden", [1, 2, 33])
def test_every_order_shows_every_unit_once(by, hidden):
    shown = order_units(make_gate_trace(hidden=hidden), by)
    assert shown.dtype == np.uint16
    assert sorted(shown) == list(range(hidden))


def test_the_first_in_its_order_is_the_one_with_most_of_it():
    run = make_gate_trace(["word"] * 9, hidden=30)
    assert order_units(run, "activity")[0] == np.abs(run.hidden).mean(axis=0).argmax()
    steps = np.abs(np.diff(np.concatenate([run.start[1:], run.cell]), axis=0)).mean(axis=0)
    assert list(order_units(run, "change")) == sorted(range(30), key=lambda unit: -steps[unit])
    assert order_units(run, "saturation")[0] == extremes(run).argmax()
    np.testing.assert_array_equal(order_units(run, "stored"), np.arange(30))


def test_units_that_move_alike_stand_together():
    draw = np.random.default_rng(0)
    kinds = draw.normal(size=(12, 3))
    kind = draw.integers(0, 3, 40)
    course = (kinds[:, kind] * draw.uniform(0.5, 2, 40) + draw.normal(size=(12, 40)) * 0.05).astype(np.float32)
    run = replace(make_gate_trace(["word"] * 12, hidden=40), cell=course, hidden=np.tanh(course))
    assert np.count_nonzero(np.diff(kind[order_units(run, "similarity")])) == 2


def test_the_way_from_unit_to_unit_is_no_longer_than_the_best_that_scipy_finds():
    for seed in range(4):
        run = make_gate_trace(["word"] * 10, hidden=60, seed=seed)
        halves = [half - half.mean(axis=0) for half in (run.cell.astype(float), run.hidden.astype(float))]
        course = np.concatenate([half / np.linalg.norm(half, axis=0) for half in halves]).T
        apart = pdist(course)
        best = leaves_list(optimal_leaf_ordering(linkage(apart, "average"), apart))
        ours, theirs, unordered = (
            np.linalg.norm(np.diff(course[shown], axis=0), axis=1).sum()
            for shown in (order_units(run, "similarity"), best, np.arange(60))
        )
        assert ours <= theirs
        assert ours < 0.8 * unordered


def test_a_unit_that_never_moves_has_its_place_too():
    still = np.zeros((4, 8), np.float32)
    assert sorted(order_units(replace(make_gate_trace(hidden=8), cell=still, hidden=still), "similarity")) == list(
        range(8)
    )


def test_the_units_of_a_captioner_are_in_order_before_anyone_notices():
    run = make_gate_trace(["word"] * 21, hidden=512)
    order_units(run, "similarity")  # SciPy warms up
    spent = []
    for _ in range(5):
        begun = time.process_time()
        for by in ORDERS:
            order_units(run, by)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.1


def test_an_unknown_order_is_refused_by_name():
    with pytest.raises(ValueError, match="'colour'"):
        order_units(make_gate_trace(), "colour")
