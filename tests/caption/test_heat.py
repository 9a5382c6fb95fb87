"""Laws of the heatmap: it shows where the network looked, and changes nothing where it did not."""

import numpy as np
import pytest
from PIL import Image

from tests.caption.drawing import SHAPES, photograph
from tests.traces import make_caption_trace
from visualize.caption.animation import frames
from visualize.caption.figures import contact_sheet
from visualize.shared.heat import EVEN, PEAK, STRENGTH, full_colour, outline, overlay, spotlight


def grey(height, width, level=128):
    return np.full((height, width, 3), level, np.uint8)


@pytest.mark.parametrize("smooth", [True, False])
def test_a_pixel_without_attention_is_not_touched(smooth):
    attention = np.zeros((14, 14), np.float32)
    attention[3:5, 3:5] = 0.25
    pixels = photograph(140, 280)
    heated = np.asarray(overlay(pixels, attention, smooth=smooth))
    far = np.ones((140, 280), bool)
    far[20:60, 40:120] = False  # the hot cells and, where it is smooth, the cells beside them
    assert (heated[far] == pixels[far]).all()
    assert (heated[~far] != pixels[~far]).any()


def test_a_map_of_nothing_gives_the_picture_itself():
    pixels = photograph()
    assert (np.asarray(overlay(pixels, np.zeros((14, 14)))) == pixels).all()
    assert (np.asarray(overlay(pixels, np.ones((14, 14)), strength=0.0)) == pixels).all()


def test_the_inputs_are_not_changed():
    pixels, trace = photograph(), make_caption_trace()
    before = pixels.copy(), trace.attention.copy()
    pixels.flags.writeable = trace.attention.flags.writeable = False
    overlay(pixels, trace.attention[0])
    spotlight(pixels, trace.attention[0])
    contact_sheet(pixels, trace)
    frames(pixels, trace, 60)
    assert (pixels == before[0]).all()
    assert (trace.attention == before[1]).all()


@pytest.mark.parametrize("smooth", [True, False])
def test_a_flat_map_is_one_pale_colour(smooth):
    flat = np.asarray(overlay(grey(70, 90), np.full((14, 14), 1 / 196), smooth=smooth)).astype(int)
    assert np.ptp(flat.reshape(-1, 3), axis=0).max() == 0
    sharp = np.zeros((14, 14))
    sharp[7, 7] = 1.0
    hottest = np.abs(np.asarray(overlay(grey(70, 90), sharp, smooth=False)).astype(int) - 128).sum(axis=2).max()
    assert np.abs(flat - 128).sum(axis=2).max() < hottest / 2


def test_a_map_that_is_almost_flat_is_not_stretched():
    almost = np.full((14, 14), 1.0) + np.random.default_rng(0).uniform(-0.02, 0.02, (14, 14))
    assert np.ptp(np.asarray(overlay(grey(70, 90), almost / almost.sum())).reshape(-1, 3), axis=0).max() <= 3


def test_full_colour_is_the_strongest_cell_but_never_less_than_some_even_shares():
    sharp = np.array([[0.9, 0.1], [0.0, 0.0]] + [[0.0, 0.0]] * 6)
    assert full_colour(sharp) == pytest.approx(0.9)
    assert full_colour(np.full((14, 14), 1 / 196)) == pytest.approx(EVEN / 196)


def test_maps_with_one_maximum_can_be_compared():
    weak, strong = np.eye(14) * 0.01, np.eye(14) * 0.05
    scaled = [np.asarray(overlay(grey(70, 70, 0), m, maximum=0.05)).astype(int).sum() for m in (weak, strong)]
    assert scaled[0] < scaled[1] / 4
    assert (np.asarray(overlay(grey(70, 70), weak)) == np.asarray(overlay(grey(70, 70), strong))).all()


@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("shape", [(240, 640), (640, 240), (333, 500), (31, 47)])
@pytest.mark.parametrize("grid", [(14, 14), (7, 10)])
def test_the_hottest_pixel_lies_in_the_hottest_cell(shape, grid, smooth):
    for seed in range(5):
        attention = make_caption_trace(("dog",), seed=seed, grid=grid).attention[0]
        brightness = np.asarray(overlay(grey(*shape, 0), attention, 1.0, smooth)).astype(int).sum(axis=2)
        y, x = np.unravel_index(np.argmax(brightness), shape)
        cell = int((y + 0.5) / shape[0] * grid[0]), int((x + 0.5) / shape[1] * grid[1])
        assert attention[cell] == attention.max()


def test_a_smooth_map_shows_at_every_cell_centre_what_the_cell_has():
    attention = np.random.default_rng(3).dirichlet(np.ones(196)).reshape(14, 14)
    pixels = photograph(14 * 9, 14 * 5)
    smooth, cells = (np.asarray(overlay(pixels, attention, smooth=kind)).astype(int) for kind in (True, False))
    assert np.abs(smooth[4::9, 2::5] - cells[4::9, 2::5]).max() <= 1


def test_the_heatmap_has_the_shape_of_the_picture():
    for height, width in SHAPES.values():
        for heat in (spotlight, overlay):
            assert heat(grey(height, width), np.ones((14, 14))).size == (width, height)


@pytest.mark.parametrize(
    ("pixels", "attention", "strength"),
    [
        (grey(9, 9)[..., 0], np.ones((2, 2)), 0.5),
        (grey(9, 9).astype(float), np.ones((2, 2)), 0.5),
        (grey(9, 9), np.ones(4), 0.5),
        (grey(9, 9), np.array([[np.nan, 1.0]]), 0.5),
        (grey(9, 9), np.array([[-0.1, 1.0]]), 0.5),
        (grey(9, 9), np.ones((2, 2)), 1.5),
    ],
)
def test_what_is_no_picture_or_no_map_is_refused(pixels, attention, strength):
    for heat in (spotlight, overlay):
        with pytest.raises(ValueError, match=r"is|are"):
            heat(pixels, attention, strength)


def lit_at(row, column, grid=(7, 7)):
    attention = np.zeros(grid, np.float32)
    attention[row, column] = 1.0
    return attention


def test_what_was_looked_at_most_keeps_its_own_light():
    pixels = photograph(140, 280)
    attention = np.zeros((7, 7), np.float32)
    attention[2:5, 2:5] = 1 / 9
    seen = np.asarray(spotlight(pixels, attention))
    assert (seen[50:90, 100:180] == pixels[50:90, 100:180]).all()  # between the centres of the nine cells


def test_what_was_not_looked_at_keeps_as_little_light_as_is_said():
    pixels = photograph(140, 280)
    seen = np.asarray(spotlight(pixels, lit_at(1, 1)))
    dim = pixels * 0.22
    assert pytest.approx(0.22) == 1 - STRENGTH
    assert np.abs(seen - dim)[80:, 160:].max() < 0.51
    assert np.abs(np.asarray(spotlight(pixels, np.zeros((7, 7)))) - dim).max() < 0.51
    assert (np.asarray(spotlight(pixels, lit_at(1, 1), 0.0)) == pixels).all()


def test_light_grows_in_step_with_the_attention():
    attention = np.tile(np.linspace(0, 1, 14), (14, 1))
    row = np.asarray(spotlight(grey(70, 280, 200), attention, maximum=1.0))[35, :, 0].astype(int)
    plain = row[(row > 0) & (row < 255)]  # beside the outline
    assert (np.diff(plain) >= 0).all()
    assert (row[130], row[40]) == (pytest.approx(200 * (0.22 + 0.78 * 0.4615), abs=4), pytest.approx(65, abs=4))


@pytest.mark.parametrize("shape", [(140, 280), (333, 200), (48, 48)])
def test_a_light_line_with_a_dark_one_around_it_runs_around_the_peak_on_any_picture(shape):
    for pixels in (grey(*shape, 0), grey(*shape, 255), photograph(*shape)):
        level = np.asarray(Image.fromarray(lit_at(3, 3)).resize(shape[::-1], Image.Resampling.BILINEAR))
        light, dark = outline(level)
        seen = np.asarray(spotlight(pixels, lit_at(3, 3)))
        assert light.any()
        assert dark.any()
        assert (seen[light] == 255).all()
        assert (seen[dark] == 0).all()
        assert (level[light] >= PEAK).all()
        assert not (light & dark).any()


def test_the_edge_of_the_picture_is_no_edge_of_the_peak():
    light, dark = outline(np.ones((60, 90)))
    assert not light.any()
    assert not dark.any()


def test_a_speck_has_no_outline_and_what_is_wider_has_one():
    for side, has_one in ((3, False), (9, True)):
        level = np.zeros((240, 320))  # lines are 2 pixels wide there
        level[100 : 100 + side, 100 : 100 + side] = PEAK
        assert [lines.any() for lines in outline(level)] == [has_one, has_one]


def test_a_flat_map_is_one_dim_picture_without_an_outline():
    flat = np.asarray(spotlight(grey(70, 90, 200), np.full((14, 14), 1 / 196))).astype(int)
    assert np.ptp(flat) == 0
    assert 200 * 0.22 < flat.max() < 200 * 0.5
    almost = np.full((14, 14), 1.0) + np.random.default_rng(0).uniform(-0.02, 0.02, (14, 14))
    assert np.ptp(np.asarray(spotlight(grey(70, 90, 200), almost / almost.sum()))) <= 3


def test_slide_and_animation_show_attention_as_they_are_asked_to():
    pixels, trace = photograph(), make_caption_trace()
    by_itself, lit, coloured = (
        np.asarray(frames(pixels, trace, 90, *heat)[0]) for heat in ((), [spotlight], [overlay])
    )
    assert (by_itself == lit).all()
    assert (by_itself != coloured).any()
    maps = [contact_sheet(pixels, trace, *heat).axes[1].images[0].get_array() for heat in ((), [spotlight], [overlay])]
    assert (maps[0] == maps[1]).all()
    assert (maps[0] != maps[2]).any()
