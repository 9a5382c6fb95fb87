"""What the tests of the drawings draw: photographs of every shape, captions of every length."""

from itertools import cycle, islice

import numpy as np
from PIL import Image

SHAPES = {"landscape": (60, 90), "portrait": (90, 60), "panorama": (20, 120), "tower": (120, 12), "dot": (1, 1)}


def photograph(height=60, width=90, seed=0):
    """Soft colours everywhere, none of them like another."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def words(count):
    return tuple(islice(cycle(("a", "dog", "runs", "skateboarding", "in", "red", "photographers")), count))
