"""What the Memory tab says of what was measured: sentences made of the figures, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from models.trace import GradientReach, Spread

NAMES = {"rnn": "tanh-RNN", "relu": "ReLU-RNN", "gru": "GRU", "lstm": "LSTM"}
FLAT = 1000  # steps: a gradient that takes longer to halve or double is called flat
BURST = 1e3  # times as long as it began: from here on a gradient explodes
ALIVE = 1e-3  # of its length: from here down it has vanished
NB = "\N{NO-BREAK SPACE}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def reach_line(reach: GradientReach, cell: bool = False) -> str:
    """How fast one network's gradient fades or grows on its way back, and what is left of it at step 1."""
    spread, half = (reach.cell, reach.cell_half_life) if cell else (reach.hidden, reach.half_life)
    if spread is None or half is None:
        return ""
    first = _first(spread)
    if not math.isfinite(half) and not math.isinf(half):
        line = "its gradient is no number on the way back."
    elif math.isinf(half) or abs(half) >= FLAT:
        line = f"neither fades nor grows: {number(first)} of it at step{NB}1."
    elif half > 0:
        line = f"halves every {steps(half)}: {number(first)} of it reaches step{NB}1."
    elif first > BURST:
        line = f"doubles every {steps(-half)}: it explodes to {number(first)} at step{NB}1."
    else:
        line = f"grows, doubling every {steps(-half)}: {number(first)} at step{NB}1."
    return f"{line} {reach.note}".strip()


def reach_together(reaches: Sequence[GradientReach]) -> list[str]:
    """What the networks say beside each other; also where the LSTM is not the best of them."""
    first = {reach.network: _first(reach.hidden) for reach in reaches}
    lines = []
    if {"rnn", "lstm"} <= set(first) and 0 < first["rnn"] < first["lstm"]:
        more = number(first["lstm"] / first["rnn"])
        lines.append(f"At step 1 the LSTM still feels {more} times as much of the loss as the tanh-RNN.")
    if {"rnn", "lstm"} <= set(first) and 0 < first["lstm"] < first["rnn"]:
        more = number(first["rnn"] / first["lstm"])
        lines.append(f"Here the tanh-RNN feels more at step 1 than the LSTM: {more} times as much.")
    if {"gru", "lstm"} <= set(first) and 0 < first["lstm"] < first["gru"]:
        lines.append("Here the GRU carries the gradient farther than the LSTM.")
    if ALIVE <= first.get("relu", 0.0) <= BURST:
        lines.append("Here the ReLU-RNN survives too: its weights began as the identity, which keeps what it is given.")
    burst = [NAMES[network] for network, value in first.items() if value > BURST]
    if burst:
        lines.append(f"Exploding, not vanishing: {listed(burst)}. The clip cuts such a gradient to a length.")
    return lines


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def steps(count: float) -> str:
    """1.4 steps, 120 steps."""
    rounded = f"{count:.1f}" if count < 10 else f"{count:.0f}"
    return f"{rounded} {'step' if rounded in ('1', '1.0') else 'steps'}"


def number(value: float) -> str:
    """Two digits, as a student reads them: 0.34, 2.8·10⁻²²."""
    if math.isnan(value):
        return "no number"
    if value == 0:
        return "exactly 0"
    if math.isinf(value):
        return "more than a computer can count"
    if 0.005 <= abs(value) < 10_000:
        return f"{value:.2g}" if abs(value) < 100 else f"{value:,.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def share(value: float) -> str:
    """A share of 1 in percent: 99.6 %."""
    return f"{100 * value:.1f}".removesuffix(".0") + "\N{NO-BREAK SPACE}%"


def _first(spread: Spread) -> float:
    return float(spread.median[0])
