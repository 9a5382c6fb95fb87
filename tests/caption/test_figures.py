"""Laws of the heatmaps, figures and files that are made of a trace."""

import json
import subprocess
import sys
import warnings
from itertools import combinations, cycle, islice
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from models.trace import END
from tests.traces import WORDS, make_caption_trace
from visualize.caption.animation import BUDGET, frames, save_animation
from visualize.caption.figures import contact_sheet
from visualize.caption.files import save_trace_json, save_trace_npz, trace_json
from visualize.shared import style, text
from visualize.shared.files import atomically, save_figure
from visualize.shared.heat import EVEN, PEAK, STRENGTH, full_colour, outline, overlay, spotlight

ODD = (
    "$x_1^2$",
    "cost$",
    "{\\frac}",
    "a_b",
    "שלום",
    "🐕‍🦺",
    "犬",
    "\ud83d",
    "na\u0308ive",
    "<b>&",
    "\x00\x1b[31m",
    "\u200b",
)
SHAPES = {"landscape": (60, 90), "portrait": (90, 60), "panorama": (20, 120), "tower": (120, 12), "dot": (1, 1)}


def photograph(height=60, width=90, seed=0):
    """Soft colours everywhere, none of them like another."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def grey(height, width, level=128):
    return np.full((height, width, 3), level, np.uint8)


def words(count):
    return tuple(islice(cycle(("a", "dog", "runs", "skateboarding", "in", "red", "photographers")), count))


# -- the heatmap --------------------------------------------------------------------------------------------------


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


# -- the slide of all words ---------------------------------------------------------------------------------------


def boxes(figure):
    """What is drawn, as (name, x0, y0, x1, y1) in inches, y upwards: every text and every picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [(item.get_text(), item.get_window_extent(renderer)) for item in figure.axes[0].texts if item.get_text()]
    pictures = [("picture", axes.get_window_extent(renderer)) for axes in figure.axes[1:]]
    return [(name, *(box.extents / figure.dpi)) for name, box in texts + pictures]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [1, 2, 7, 21, 40])
@pytest.mark.parametrize("attention", [True, False])
def test_nothing_on_a_sheet_overlaps_or_leaves_the_page(shape, count, attention):
    trace = make_caption_trace(words(count), attention, mode="forced", unknown=("red",))
    drawn = boxes(contact_sheet(photograph(*SHAPES[shape]), trace))
    for name, x0, y0, x1, y1 in drawn:
        assert x0 >= 0.3, name
        assert y0 >= 0.2, name
        assert x1 <= style.PAGE[0] - 0.3, name
        assert y1 <= style.PAGE[1] - 0.2, name
    slack = 0.07  # inches: a line's box is higher than its letters
    for (name, ax0, ay0, ax1, ay1), (other, bx0, by0, bx1, by1) in combinations(drawn, 2):
        across, down = min(ax1, bx1) - max(ax0, bx0), min(ay1, by1) - max(ay0, by0)
        assert across < 0.03 or down < slack, f"{name} over {other}"


@pytest.mark.parametrize("shape", ["landscape", "portrait", "panorama", "tower"])
@pytest.mark.parametrize("attention", [True, False])
def test_pictures_on_a_sheet_keep_their_aspect_ratio(shape, attention):
    height, width = SHAPES[shape]
    figure = contact_sheet(photograph(height, width), make_caption_trace(attention=attention))
    pictures = [box for box in boxes(figure) if box[0] == "picture" and box[2] > 0.6]  # not the legend at the foot
    assert len(pictures) == (len(WORDS) if attention else 1)
    for _, x0, y0, x1, y1 in pictures:
        assert (x1 - x0) / (y1 - y0) == pytest.approx(width / height, rel=1e-3)


@pytest.mark.parametrize("attention", [True, False])
def test_a_sheet_says_every_word_and_its_probability(attention):
    trace = make_caption_trace(("a", "dog", "flies", END), attention, mode="forced", unknown=("flies",))
    written = [item.get_text() for item in contact_sheet(photograph(), trace).axes[0].texts]
    assert set(trace.words) <= set(written)
    assert f"{np.exp(trace.logprobs[1]):.2f}" in written
    assert "unknown" in written
    assert any(trace.model in line and "flies" in line for line in written)
    if attention:
        assert f"β {trace.beta[2]:.2f}" in written


def test_a_trace_of_no_words_still_gives_a_sheet(tmp_path):
    for attention in (None, np.zeros((0, 14, 14))):
        trace = make_caption_trace(("a",), attention=False)
        trace = type(trace)(
            **{**vars(trace), "words": (), "logprobs": np.zeros(0), "candidates": (), "attention": attention}
        )
        save_figure(contact_sheet(photograph(), trace), tmp_path / "sheet.png")
        save_animation(photograph(), trace, tmp_path / "caption.gif")
        assert json.loads(save_trace_json(trace, tmp_path / "trace.json").read_text())["steps"] == []


# -- words that visitors type -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_no_word_breaks_a_figure_or_makes_it_warn(kind, tmp_path):
    trace = make_caption_trace(ODD, mode="forced", unknown=ODD[:3])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save_figure(contact_sheet(photograph(), trace), tmp_path / f"sheet.{kind}")
        save_animation(photograph(), trace, tmp_path / "caption.gif")
    assert json.loads(save_trace_json(trace, tmp_path / "trace.json").read_text())["steps"][5]["word"] == ODD[5]
    assert list(np.load(save_trace_npz(trace, tmp_path / "trace.npz"))["words"][:10]) == list(ODD[:10])


def test_dollars_are_written_not_read_as_formulas():
    figure, axes = style.page()
    line = text.write(axes, 1, 1, "$x_1^2$ costs 5$", 20)
    axes.set_xticks([1.0], [text.literal("$x_1^2$ costs $5")])
    assert line.get_text() == "$x_1^2$ costs 5$"
    assert line._preprocess_math(line.get_text())[1] is False
    tick = axes.get_xticklabels()[0]
    assert tick._preprocess_math(tick.get_text()) == ("$x_1^2$ costs $5", False)
    assert isinstance(figure, Figure)


def test_a_character_without_a_glyph_becomes_a_square_and_an_invisible_one_nothing():
    assert text.printable("a\u202e\u200d 犬\n\x00b") == "a □ b"


def test_text_is_cut_only_when_it_does_not_fit():
    assert text.fit("dog", 10, 20, 8) == ("dog", 20)
    smaller, size = text.fit("skateboarding", 1.0, 20, 4)
    assert (smaller, text.width(smaller, size)) == ("skateboarding", pytest.approx(1.0))
    cut, size = text.fit("skateboarding " * 20, 1.0, 20, 8)
    assert cut.endswith("…")
    assert size == 8
    assert text.width(cut, size) <= 1.0


def test_a_paragraph_keeps_all_its_words_while_there_is_room():
    caption = "a brown dog runs through the tall grass with a red ball in its mouth"
    lines, size = text.paragraph(caption, 4.0, 30, 10, lines=3)
    assert " ".join(lines) == caption
    assert all(text.width(line, size) <= 4.0 for line in lines)
    assert len(text.paragraph(caption, 1.0, 30, 10, lines=2)[0]) == 2


# -- the animation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attention", [True, False])
def test_an_animation_has_one_frame_a_word_and_lingers_on_the_last(attention, tmp_path):
    trace = make_caption_trace(attention=attention)
    with Image.open(save_animation(photograph(), trace, tmp_path / "caption.gif")) as gif:
        assert gif.n_frames == len(trace.words)
        assert gif.info["loop"] == 0
        assert gif.width == 480
        stays = []
        for step in range(gif.n_frames):
            gif.seek(step)
            stays.append(gif.info["duration"])
    assert stays[-1] > stays[0]


def test_an_animation_looks_like_its_frames(tmp_path):
    trace = make_caption_trace()
    drawn = frames(photograph(), trace)
    with Image.open(save_animation(photograph(), trace, tmp_path / "caption.gif")) as gif:
        for step, frame in enumerate(drawn):
            gif.seek(step)
            difference = np.abs(np.asarray(gif.convert("RGB")).astype(int) - np.asarray(frame))
            assert difference.mean() < 8
            assert (np.asarray(gif.convert("RGB"))[-3:] >= 250).all()  # paper stays paper


def test_the_written_caption_grows_and_does_not_jump():
    drawn = [
        np.asarray(frame.convert("L"))[320:] for frame in frames(photograph(), make_caption_trace(attention=False))
    ]
    assert len({frame.shape for frame in drawn}) == 1
    ends = [np.flatnonzero((frame < 128).any(axis=0)).max() for frame in drawn]
    assert ends == sorted(ends)
    assert len(set(ends)) == len(ends)
    first = ends[0] // 2  # inside the first word's plate: once read, it never changes again
    assert all((frame[:, :first] == drawn[1][:, :first]).all() for frame in drawn[2:])


def test_even_a_long_caption_of_pure_noise_keeps_to_its_budget(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (480, 480, 3), dtype=np.uint8)
    assert save_animation(noise, make_caption_trace(words(20)), tmp_path / "noise.gif").stat().st_size <= BUDGET


# -- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG")]
)
def test_a_figure_is_saved_as_its_suffix_says_and_twice_the_same(kind, start, tmp_path):
    trace = make_caption_trace()
    once, again = (save_figure(contact_sheet(photograph(), trace), tmp_path / f"{n}.{kind}") for n in (1, 2))
    assert once.read_bytes().startswith(start)
    assert once.read_bytes() == again.read_bytes()
    assert matplotlib.rcParams["svg.hashsalt"] != "gatescope"
    if kind == "svg":
        assert ">dog</text>" in once.read_text(encoding="utf-8")
        assert "<dc:date>" not in once.read_text(encoding="utf-8")


def test_a_png_is_a_slide_at_200_dots_per_inch(tmp_path):
    with Image.open(save_figure(style.page()[0], tmp_path / "page.png")) as picture:
        assert picture.size == (2666, 1500)
        assert picture.info["dpi"][0] == pytest.approx(200, abs=0.1)


def test_another_suffix_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg or \.pdf, not as 'sheet\.bmp'"):
        save_figure(style.page()[0], tmp_path / "sheet.bmp")


@pytest.mark.parametrize(
    "write", [save_trace_json, save_trace_npz, lambda trace, path: save_animation(photograph(), trace, path)]
)
def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing(write, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"Cannot write trace\.x"):
        write(make_caption_trace(), tmp_path / "nowhere" / "trace.x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"Cannot write folder"):
        write(make_caption_trace(), tmp_path / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"Cannot write trace\.x"):
        write(make_caption_trace(), tmp_path / "file" / "trace.x")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_write_that_fails_leaves_the_older_file_and_nothing_else(error, tmp_path):
    path = tmp_path / "trace.json"
    path.write_bytes(b"older")
    with pytest.raises(error), atomically(path) as file:  # noqa: PT012 - the half-written file is the point
        file.write(b"half of the new")
        raise error
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "trace.json"
    with atomically(path) as file:
        file.write(b"half")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == b"half"


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
def test_a_file_is_as_readable_as_any_other(tmp_path):
    (tmp_path / "other").touch()
    assert (
        save_trace_json(make_caption_trace(), tmp_path / "t.json").stat().st_mode == (tmp_path / "other").stat().st_mode
    )


# -- numbers ------------------------------------------------------------------------------------------------------


def test_json_says_what_the_trace_says(tmp_path):
    trace = make_caption_trace(mode="beam")
    said = json.loads(save_trace_json(trace, tmp_path / "trace.json").read_text())
    assert said == trace_json(trace)
    assert (said["caption"], said["mode"], said["finished"], said["unknown"]) == ("a dog runs", "beam", True, [])
    assert said["model"] == {"name": trace.model, "sha256": trace.sha256}
    assert said["logprob"] == pytest.approx(trace.logprob, abs=1e-5)
    assert [step["word"] for step in said["steps"]] == list(trace.words)
    for index, step in enumerate(said["steps"]):
        assert step["probability"] == pytest.approx(np.exp(step["logprob"]), rel=1e-5)
        assert [(top["word"], pytest.approx(top["probability"])) for top in step["top"]] == [
            (best.word, best.probability) for best in trace.candidates[index]
        ]
        assert step["beta"] == pytest.approx(trace.beta[index])
        assert step["entropy"] == pytest.approx(trace.entropy[index])
        assert np.abs(np.array(step["attention"]) - trace.attention[index]).max() <= 5.1e-7
    assert [node["word"] for node in said["beams"] if node["chosen"]] == list(trace.words)
    assert all(node["parent"] < index for index, node in enumerate(said["beams"]))


def test_json_has_null_where_there_is_no_number():
    trace = make_caption_trace(("a", "wug", END), attention=False, mode="forced", unknown=("wug",))
    said = json.loads(json.dumps(trace_json(trace), allow_nan=False))
    assert said["unknown"] == ["wug"]
    assert said["steps"][1]["logprob"] is said["steps"][1]["probability"] is None
    assert all(step[name] is None for step in said["steps"] for name in ("beta", "entropy", "attention"))
    assert said["beams"] == []
    trace.logprobs[0] = -np.inf
    first = trace_json(trace)["steps"][0]
    assert (first["logprob"], first["probability"]) == (None, 0.0)


def test_npz_holds_every_array_as_it_is_and_nothing_pickled(tmp_path):
    trace = make_caption_trace()
    with np.load(save_trace_npz(trace, tmp_path / "trace.npz"), allow_pickle=False) as arrays:
        for name in ("attention", "beta", "entropy", "logprobs"):
            assert (arrays[name] == getattr(trace, name)).all()
        for name in ("input", "forget", "candidate", "output", "cell", "hidden", "start"):
            assert (arrays[name] == getattr(trace.gates, name)).all()
            assert arrays[name].dtype == np.float32
        assert tuple(arrays["words"]) == trace.words
        assert [tuple(row) for row in arrays["top_words"]] == [tuple(c.word for c in row) for row in trace.candidates]
        assert (arrays["top_probabilities"] == np.float32([[c.probability for c in s] for s in trace.candidates])).all()
        assert str(arrays["caption"]) == "a dog runs"


def test_npz_of_a_network_that_never_looks_again_has_no_attention(tmp_path):
    with np.load(save_trace_npz(make_caption_trace(attention=False), tmp_path / "trace.npz")) as arrays:
        assert not {"attention", "beta", "entropy"} & set(arrays)


def test_npz_is_named_as_asked_and_twice_the_same(tmp_path):
    once, again = (save_trace_npz(make_caption_trace(), tmp_path / name) for name in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()


# -- colours ------------------------------------------------------------------------------------------------------

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB
BLINDNESS = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE Lab of linear sRGB, white D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb
    x, y, z = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 0.009))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_gates_are_told_apart_by_colour_or_by_dashes(blindness):
    for one, other in combinations(style.GATE_COLOURS, 2):
        seen = [lab(np.clip(BLINDNESS[blindness] @ linear(style.GATE_COLOURS[name]), 0, 1)) for name in (one, other)]
        distance = np.linalg.norm(seen[0] - seen[1])
        assert distance > 9 or style.GATE_DASHES[one] != style.GATE_DASHES[other], (one, other, distance)


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, style.ACCENT, *style.GATE_COLOURS.values()])
def test_colours_of_words_and_lines_stand_out_from_paper(colour):
    luminance = [float(linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (style.PAPER, colour)]
    assert luminance[0] / luminance[1] >= 4.5


def test_the_heat_grows_in_brightness_and_opacity_from_nothing():
    table = style.heat_table().astype(float)
    assert table.shape == (256, 4)
    assert table[0, 3] == 0
    assert table[-1, 3] == 255
    assert (np.diff(table[:, 3]) > 0).all()
    assert (np.diff(table[:, :3] @ [0.2126, 0.7152, 0.0722]) > -0.3).all()


def test_drawing_needs_neither_torch_nor_gradio_nor_pyplot():
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, visualize.caption.figures, visualize.caption.files\n"
            "sys.exit(str({'torch', 'gradio', 'matplotlib.pyplot'} & set(sys.modules)))",
        ],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stderr.strip() == "set()"
