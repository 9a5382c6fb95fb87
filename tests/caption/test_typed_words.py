"""Laws of words that visitors type: none breaks a figure, and each is written as it was typed."""

import json
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.caption.drawing import photograph
from tests.traces import make_caption_trace
from visualize.caption.animation import save_animation
from visualize.caption.figures import contact_sheet
from visualize.caption.files import save_trace_json, save_trace_npz
from visualize.shared import style, text
from visualize.shared.files import save_figure

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
