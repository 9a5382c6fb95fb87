"""Laws of the memory lab's figures and files."""

import csv
import json
import warnings
from itertools import combinations

import numpy as np
import pytest

from models.memory.kinds import NAMES
from models.trace import GradientNorms, Spread
from tests.colours import BLINDNESS, lab, linear
from visualize.memory.figures import (
    NETWORK_COLOURS,
    NETWORK_DASHES,
    Line,
    gradient_figure,
    gradient_lines,
    share_figure,
    unit_figure,
)
from visualize.memory.files import gradient_rows, gradients_json
from visualize.shared.files import save_figure, save_json, save_table
from visualize.shared.style import PAPER


def make_reaches(T=6, worst=1e-30):
    """Curves of all four networks, one of them with numbers that no axis can show."""
    reaches = []
    for network in NAMES:
        curve = np.geomspace(worst, 1.0, T) if network != "gru" else np.array([np.nan, np.nan, 0.0, 1e-5, 0.1, 1.0])[:T]
        spread = Spread(curve, curve / 2, curve * 2)
        cell = spread if network == "lstm" else None
        reaches.append(GradientNorms(network, "", T, 8, 100, 5, spread, cell, spread, cell, 1.5, 1.5, "Said."))
    return reaches


def lines_of(reaches, cell=False):
    return gradient_lines(reaches, ["halves every 1.5 steps"] * len(reaches), cell)


def written(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("worst", [1e-300, 1e-3, 1.0, 1e300])
def test_gradients_that_vanish_or_explode_are_drawn_without_a_warning(kind, worst, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = gradient_figure(lines_of(make_reaches(worst=worst)), "untrained", ["The LSTM feels more."])
        path = save_figure(figure, tmp_path / f"reach.{kind}")
    assert path.stat().st_size > 1000
    low, high = figure.axes[1].get_ylim()
    assert 1e-25 < low < high < 1e25


def test_a_figure_names_every_network_and_what_is_said_of_it():
    words = written(gradient_figure(lines_of(make_reaches()), "T = 6", ["Together."]))
    assert set(NAMES.values()) <= set(words)
    assert words.count("halves every 1.5 steps") == 4
    assert {"T = 6", "Together."} <= set(words)


def test_curves_are_drawn_as_they_were_measured():
    reaches = make_reaches()
    curves = gradient_figure(lines_of(reaches), "").axes[1].lines
    for curve, reach in zip(curves, reaches, strict=True):
        np.testing.assert_array_equal(curve.get_ydata(), reach.hidden.median)
        np.testing.assert_array_equal(curve.get_xdata(), np.arange(1, 7))


def test_shares_and_units_make_slides_of_any_words(tmp_path):
    share = Line("rnn", np.array([5, 50]), np.array([1.0, 0.2]), np.array([0.9, 0.1]), np.array([1.0, 0.3]), "falls")
    one = Line("lstm", np.arange(3), np.array([0.0, 0.5, -0.5]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save_figure(share_figure("Recall $x_1", "n", [share], 0.125, "T", "foot"), tmp_path / "share.svg")
        save_figure(
            unit_figure("Unit", "f", ["$a", "{b}", "犬"], [one], ["it", "$", "_"], "foot"), tmp_path / "unit.svg"
        )
        save_figure(share_figure("Nothing yet", "", [], 0.5, "step", ""), tmp_path / "empty.svg")


def test_a_table_says_what_was_measured(tmp_path):
    reaches = make_reaches()
    with save_table(gradient_rows(reaches), tmp_path / "reach.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["network", "quantity", "step", "median", "p10", "p90"]
    found = {(row[0], row[1], int(row[2])): row[3] for row in rows}
    assert float(found["lstm", "gradient_c", 6]) == 1.0
    assert found["gru", "gradient_h", 1] == ""  # no number
    assert found["gru", "gradient_h", 3] == "0.0"
    assert len(rows) == 6 * (4 * 2 + 2)


def test_json_has_null_where_there_is_no_number(tmp_path):
    said = json.loads(save_json({"networks": gradients_json(make_reaches())}, tmp_path / "reach.json").read_text())
    gru, lstm = said["networks"][2:]
    assert gru["gradient_h"]["median"][:3] == [None, None, 0.0]
    assert gru["gradient_c"] is None
    assert lstm["half_life"] == 1.5
    assert lstm["gradient_c"]["p90"][-1] == 2.0


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_networks_are_told_apart_by_colour_or_by_dashes(blindness):
    for one, other in combinations(NETWORK_COLOURS, 2):
        seen = [lab(np.clip(BLINDNESS[blindness] @ linear(NETWORK_COLOURS[name]), 0, 1)) for name in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) > 9 or NETWORK_DASHES[one] != NETWORK_DASHES[other]


@pytest.mark.parametrize("colour", NETWORK_COLOURS.values())
def test_networks_stand_out_from_paper(colour):
    light, dark = (float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (PAPER, colour))
    assert light / dark >= 4.5
