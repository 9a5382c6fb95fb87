"""What the Memory tab says of what was measured: sentences made of the figures, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from models.memory.kinds import NAMES, SOLVED
from models.trace import Carrier, GradientNorms, Spread
from ui.memory.tasks import AccuracyCurve, LabTask
from ui.memory.training_queue import TrainingSession
from ui.shared.texts import NB, percent

FLAT = 1000  # steps: a gradient that takes longer to halve or double is called flat
BURST = 1e3  # times as long as it began: from here on a gradient explodes
ALIVE = 1e-3  # of its length: from here down it has vanished
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


SHORT_TITLES = {"recall": "First letter", "copy": "Copy", "adding": "Adding", "sentence": "A sentence"}
DESCRIPTIONS = {
    "recall": "It reads one of eight letters, then T more that are there to distract, and is asked for the first.",
    "copy": "It reads three letters, then blanks; T steps after it read them, it has to say them in their order.",
    "adding": "It reads T numbers, two of them marked, and is asked for the sum of those two "
    "(Hochreiter & Schmidhuber 1997): right is what lies within 0.04.",
    "sentence": "“The cat … because” it, “the cats … because” they: a subject is named early, T words come between, "
    "other nouns among them, and the pronoun must agree with the first.",
}
TYPING_HINTS = {
    "copy": " Type a dot for the blank ·, and > for the mark →, from which on it has to say the three letters."
}


def gradient_line(norms: GradientNorms, cell: bool = False) -> str:
    """How fast one network's gradient fades or grows on its way back, and what is left of it at step 1."""
    spread, half = (norms.cell, norms.cell_half_life) if cell else (norms.hidden, norms.half_life)
    if spread is None or half is None:
        return ""
    first = _first(spread)
    if not math.isfinite(half) and not math.isinf(half):
        line = "its gradient is no number on the way back."
    elif math.isinf(half) or abs(half) >= FLAT:
        line = f"neither fades nor grows: {readable_number(first)} of it at step{NB}1."
    elif half > 0:
        line = f"halves every {readable_steps(half)}: {readable_number(first)} of it reaches step{NB}1."
    elif first > BURST:
        line = f"doubles every {readable_steps(-half)}: it explodes to {readable_number(first)} at step{NB}1."
    else:
        line = f"grows, doubling every {readable_steps(-half)}: {readable_number(first)} at step{NB}1."
    return f"{line} {norms.note}".strip()


def gradients_together(measured: Sequence[GradientNorms]) -> list[str]:
    """What the networks say beside each other; also where the LSTM is not the best of them."""
    first = {norms.network: _first(norms.hidden) for norms in measured}
    lines = []
    if {"rnn", "lstm"} <= set(first) and 0 < first["rnn"] < first["lstm"]:
        more = readable_number(first["lstm"] / first["rnn"])
        lines.append(f"At step 1 the LSTM still feels {more} times as much of the loss as the tanh-RNN.")
    if {"rnn", "lstm"} <= set(first) and 0 < first["lstm"] < first["rnn"]:
        more = readable_number(first["rnn"] / first["lstm"])
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


def readable_steps(count: float) -> str:
    """1.4 steps, 120 steps."""
    rounded = f"{count:.1f}" if count < 10 else f"{count:.0f}"
    return f"{rounded} {'step' if rounded in ('1', '1.0') else 'steps'}"


def readable_number(value: float) -> str:
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


def unreadable_line(task: LabTask) -> str:
    """Why no sequence of a task can be read; empty if one can."""
    if task.readable:
        return ""
    if not task.scores:
        return (
            f"No trained networks of the task “{task.title}” are here: fetch assets/weights/memory-{task.name} again, "
            "or make them with make train-memory."
        )
    return f"“{task.title}” is not offered here: it reads numbers and answers with one, there is nothing to spell out."


def accuracy_line(scores: AccuracyCurve) -> str:
    """How far one kind of network remembers."""
    begin = f"stays above 75{NB}%" if scores.falls is None else f"falls below 75{NB}% at T = {scores.falls}"
    return f"{begin}; {farthest_line(scores)}."


def farthest_line(scores: AccuracyCurve) -> str:
    """How often one kind of network is right at the farthest distance, its interval, and how far its seeds differ."""
    line = f"{percent(float(scores.share[-1]), 1)} ({100 * scores.low[-1]:.1f} to {100 * scores.high[-1]:.1f}) "
    line += f"at T = {int(scores.T[-1])}"
    worst, best = (percent(float(ends[-1]), 1).removesuffix(f"{NB}%") for ends in (scores.worst, scores.best))
    if scores.seeds > 1:
        line += f", {scores.seeds} seeds from {worst} to {best}" if worst != best else f", each of {scores.seeds} seeds"
    return line


def orthogonal_line(scores: AccuracyCurve) -> str:
    """What the start of a tanh-RNN does."""
    fallen = "" if scores.falls is None else f", below 75{NB}% from T = {scores.falls} on"
    return (
        "Begun as a rotation, which neither shrinks nor stretches what it turns, the same tanh-RNN is right "
        f"{farthest_line(scores)}{fallen}: what it is begun with decides whether its gradient vanishes. In step 2 a "
        "weight gain of 1.7 does nearly the same."
    )


def accuracies_together(scores: Mapping[str, AccuracyCurve]) -> list[str]:
    """Who outlasts the LSTM, where it is not what the lecture leads one to expect."""
    better = [other for other in ("gru", "relu", "rnn") if {other, "lstm"} <= set(scores)]
    better = [NAMES[other] for other in better if _beats(scores[other], scores["lstm"])]
    lines = (
        [f"On this task the {listed(better)} {'outlasts' if len(better) == 1 else 'outlast'} the LSTM."]
        if better
        else []
    )
    others = [NAMES[other] for other in ("rnn", "relu") if other in scores and _lasts(scores[other]) == math.inf]
    others = [name for name in others if name not in better]
    if others:
        lines.append(f"The {listed(others)} {'survives' if len(others) == 1 else 'survive'} here too.")
    return lines


def _lasts(scores: AccuracyCurve) -> float:
    return math.inf if scores.falls is None else scores.falls


def _beats(one: AccuracyCurve, other: AccuracyCurve) -> bool:
    """Whether it falls later, or neither falls and its interval at the end lies above the other's."""
    if _lasts(one) != _lasts(other):
        return _lasts(one) > _lasts(other)
    return bool(one.low[-1] > other.high[-1])


def carrier_line(carrier: Carrier) -> str:
    """Which unit carries the number of the subject, and how that was found."""
    p = f"p = {carrier.p:.3f}" if carrier.p > 0.001 else "p = 0.001, the least that was looked for"
    correlation = f"{carrier.correlation:.2f}".replace("-", "\N{MINUS SIGN}")
    way = "higher" if carrier.correlation > 0 else "lower"
    return (
        f"Unit {carrier.unit + 1} carries whether the subject is one or many: its memory is {way} for “they”. Found by "
        f"measurement on {carrier.n:,} sentences: at every one of {carrier.T} steps its correlation with the number is "
        f"at least as strong as {correlation} ({p}, by permutation, for the best of all units)."
    )


def training_line(session: TrainingSession) -> str:
    """What a training is doing, and how far it is."""
    if not session.history:
        return "Training begins…" if session.state == "training" else "Stopped before the first lesson."
    at = f"step {session.history[-1].step:,}, {session.seconds:.1f} s of computing, seed {session.options.seed}"
    begins = {
        "training": "Training",
        "stopped": "Stopped",
        "limit": "Stopped at the limit of one turn; it can be continued",
        "finished": "Finished",
    }
    note = session.history[-1].note
    return f"{begins[session.state]}: {at}.{f' {note}' if note else ''}"


def sizes_line(session: TrainingSession) -> str:
    """How large the networks of a training are, and what they share; empty before the first lesson."""
    if not session.history:
        return ""
    last = session.history[-1]
    sizes = {name: f"{last.widths[name]} units, {last.parameters[name]:,} learnt values" for name in last.shares}
    shared = "width" if session.options.equal == "width" else "number of learnt values, within 2 %"
    line = "; ".join(f"{NAMES[name]} {size}" for name, size in sizes.items())
    return f"Equal in {shared}: {line}."


def training_verdict(session: TrainingSession, chance: float) -> str:
    """Which of the networks solve the task by now; empty before there is anything to say."""
    if not session.history:
        return ""
    last, T = session.history[-1], session.options.T
    clauses = []
    for network, right in last.shares.items():
        if not math.isfinite(right):
            clauses.append(f"the {NAMES[network]} has no number to show")
        elif right >= SOLVED:
            clauses.append(f"the {NAMES[network]} solves T = {T} ({percent(right, 1)})")
        elif right <= chance_limit(chance, last.n):
            clauses.append(f"the {NAMES[network]} does no better than blind guessing ({percent(right, 1)})")
        else:
            clauses.append(f"the {NAMES[network]} is right {percent(right, 1)} of the time")
    line = ", ".join(clauses)
    return f"{line[0].upper()}{line[1:]}."


def chance_limit(chance: float, n: int) -> float:
    """Up to this share, n answers of blind guessing are right 99 times of 100 (normal approximation)."""
    return chance + 2.33 * math.sqrt(chance * (1 - chance) / max(1, n))


def _first(spread: Spread) -> float:
    return float(spread.median[0])
