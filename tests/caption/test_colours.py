"""Laws of colours: told apart by every eye, legible on paper, brighter where it is hotter."""

from itertools import combinations

import numpy as np
import pytest

from tests.colours import BLINDNESS, lab, linear
from visualize.shared import style


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
