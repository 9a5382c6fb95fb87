"""Gradients that were never measured, for what is done with them and said of them."""

import numpy as np

from models.trace import GradientNorms, Spread


def flat_spread(*values):
    return Spread(*(np.array(values, float) for _ in range(3)))


def make_norms(network="lstm", first=0.5, half_life=100.0, note=""):
    spread = flat_spread(first, 1.0)
    cell = spread if network == "lstm" else None
    return GradientNorms(
        network, "", 2, 8, 100, 5, spread, cell, None, None, half_life, half_life if cell else None, note
    )
