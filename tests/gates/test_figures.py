"""Laws of the figures of gates: they show what is there, whatever is there."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from models.lstm.cell_attribution import ledger
from models.lstm.saturation import saturated
from models.lstm.unit_order import ORDERS, order_units
from models.trace import END, LogitParts
from tests.traces import make_caption_trace, make_gate_trace
from visualize.gates.attribution_figures import ledger_triangle, logit_bars, saturation_plot
from visualize.gates.figures import GATE_TITLES, gate_map, scale, unit_story
from visualize.shared import style
from visualize.shared.axes import level
from visualize.shared.files import save_figure

ODD = ("$x_1^2$", "cost$", "שלום", "犬", "\ud83d", "<b>&", "skateboarding" * 3)


def with_parts(words=("a", "dog", "flurbs", END)):
    draw, steps = np.random.default_rng(0), len(words)
    memory = np.tril(draw.normal(size=(steps, steps + 1)), k=1).astype(np.float32)
    rest = draw.normal(size=(4, steps)).astype(np.float32)
    memory[2 % steps], rest[:, 2 % steps] = np.nan, np.nan
    return replace(make_caption_trace(words), parts=LogitParts(memory, *rest))


def every(gates, trace):
    """All figures of a run."""
    return [
        gate_map(gates, "forget", "similarity", caption="a dog"),
        gate_map(gates, "cell", "stored"),
        unit_story(gates, [0]),
        ledger_triangle(gates, caption="a dog"),
        saturation_plot(*saturated(gates), facts="one run", pinned=(0,)),
        logit_bars(trace),
    ]


@pytest.mark.parametrize(("steps", "hidden"), [(1, 1), (2, 3), (21, 512), (200, 16)])
def test_runs_of_any_length_and_width_are_drawn_within_the_page(steps, hidden):
    words = tuple(f"word{step}" for step in range(steps))
    for figure in every(make_gate_trace(words, hidden), with_parts(words)):
        renderer = FigureCanvasAgg(figure).get_renderer()
        wide, high = (inches * figure.dpi for inches in style.PAGE)
        for axes in figure.axes[1:]:
            box = axes.get_tightbbox(renderer)
            assert box.x0 >= 0.1 * figure.dpi, figure.get_label()
            assert box.x1 <= wide - 0.1 * figure.dpi, figure.get_label()
            assert box.y0 >= 0.45 * figure.dpi, figure.get_label()  # the foot stays free
            assert box.y1 <= high - 1.0 * figure.dpi, figure.get_label()  # and so does the head


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_no_word_breaks_a_figure_or_makes_it_warn(kind, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gates, trace = make_gate_trace(ODD, 5), with_parts(ODD)
        for number, figure in enumerate((unit_story(gates, [0]), ledger_triangle(gates), logit_bars(trace))):
            save_figure(figure, tmp_path / f"{number}.{kind}")


def test_drawing_leaves_the_run_as_it_is():
    gates, trace = make_gate_trace(hidden=20), with_parts()
    kept = {name: getattr(gates, name).copy() for name in (*GATE_TITLES, "start")}
    for name in kept:
        getattr(gates, name).flags.writeable = False
    every(gates, trace)
    assert all((getattr(gates, name) == array).all() for name, array in kept.items())


@pytest.mark.parametrize("array", list(GATE_TITLES))
@pytest.mark.parametrize("by", ORDERS)
def test_a_map_shows_every_value_of_every_unit_in_its_order(array, by):
    gates = make_gate_trace(hidden=30)
    (picture,) = gate_map(gates, array, by).axes[1].images
    np.testing.assert_array_equal(picture.get_array(), getattr(gates, array).T[order_units(gates, by)])


def test_colours_mean_the_same_on_every_map():
    low, wide = np.full((3, 3), 0.4), np.array([[-3.0, 0.1], [0.2, 2.0]])
    assert scale("forget", low) == (0.0, 1.0, style.MAGNITUDE)
    assert scale("hidden", low) == scale("candidate", low) == (-1.0, 1.0, style.SIGNED)
    lowest, highest, _ = scale("cell", wide)
    assert -lowest == highest  # 0 is white
    assert 2.0 < highest <= 3.0


def test_a_triangle_writes_the_shares_that_the_ledger_has():
    gates = make_gate_trace(("a", "dog", "runs"), hidden=20)
    axes = ledger_triangle(gates).axes[1]
    written = {text.get_position(): text.get_text() for text in axes.texts}
    shares = ledger(gates).shares
    for step in range(3):
        for source in range(step + 2):
            assert written[source, step] == f"{100 * shares[step, source]:.0f}"
    assert len(written) == 9
    assert [label.get_text() for label in axes.get_xticklabels()] == ["picture", "a", "dog", "runs"]


def test_the_bars_of_a_word_reach_from_its_parts_to_its_logit():
    trace = with_parts()
    axes = logit_bars(trace).axes[1]
    sums = np.zeros(4)
    for bar in axes.patches:
        sums[round(bar.get_x() + bar.get_width() / 2)] += bar.get_height()
    known = [0, 1, 3]
    np.testing.assert_allclose(sums[known], trace.parts.total[known], atol=1e-5)
    assert sums[2] == 0  # a word outside the vocabulary has no logit
    (dots,) = [line for line in axes.lines if len(line.get_xdata()) == 4]
    np.testing.assert_allclose(dots.get_ydata()[known], trace.parts.total[known], atol=1e-6)


def test_parts_for_a_word_are_stacked_up_from_zero_and_parts_against_it_down():
    for column in range(4):
        bars = [bar for bar in logit_bars(with_parts()).axes[1].patches if round(bar.get_x() + 0.36) == column]
        for sign in (1, -1):
            ends = sorted(
                (abs(bar.get_y()), abs(bar.get_y() + bar.get_height())) for bar in bars if sign * bar.get_height() > 0
            )
            assert all(sign * bar.get_y() >= 0 for bar in bars if sign * bar.get_height() > 0)
            for (_, end), (begin, _) in zip([(0, 0), *ends], ends, strict=False):
                assert begin == pytest.approx(end, abs=1e-6)


def test_circles_of_the_saturation_plot_count_every_unit():
    gates = make_gate_trace(["word"] * 5, hidden=200)
    left, right = saturated(gates)
    for axes, gate in zip(saturation_plot(left, right).axes[1:], (1, 0, 2), strict=True):
        (circles,) = axes.collections
        counts = np.rint((circles.get_sizes() - 14) / 500 * 200)
        assert counts.sum() == 200
        places = {tuple(spot) for spot in circles.get_offsets().tolist()}
        assert places == set(zip(left[gate].tolist(), right[gate].tolist(), strict=True))


def test_pinned_units_at_one_place_share_one_mark():
    left = right = np.zeros((3, 5))
    axes = saturation_plot(left, right, pinned=(1, 4)).axes[1]
    assert [text.get_text() for text in axes.texts if "1" in text.get_text()] == ["1, 4"]


def test_names_stand_level_only_where_they_have_room():
    assert level(("a", "dog"), 4.0)
    assert not level(("skateboarding",) * 20, 8.0)


@pytest.mark.parametrize("units", [[], [1, 2, 3, 4], [-1], [8]])
def test_a_story_without_its_units_is_refused(units):
    with pytest.raises(ValueError, match="story of 1 to 3 units of 8"):
        unit_story(make_gate_trace(), units)


def test_what_cannot_be_drawn_is_refused_by_name():
    with pytest.raises(ValueError, match="'soul'"):
        gate_map(make_gate_trace(), "soul")
    with pytest.raises(ValueError, match="'colour'"):
        gate_map(make_gate_trace(), "cell", "colour")
    with pytest.raises(ValueError, match="did not keep"):
        logit_bars(make_caption_trace())
