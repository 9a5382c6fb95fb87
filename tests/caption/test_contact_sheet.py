"""Laws of the slide of all words: everything is on it, and nothing on it overlaps."""

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from models.trace import END
from tests.caption.drawing import SHAPES, photograph, words
from tests.traces import WORDS, make_caption_trace
from visualize.caption.animation import save_animation
from visualize.caption.figures import contact_sheet
from visualize.caption.files import save_trace_json
from visualize.shared import style
from visualize.shared.files import save_figure


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
