"""The card of a task's networks: what was measured of them, and how they were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

from models.memory.kinds import KINDS, NAMES

WIDE = 118  # characters of a line


def card(config: Mapping[str, Any], asked: int) -> str:
    """What is known of the networks of a task, each asked so many sequences of every distance; Markdown."""
    return "\n\n".join(_paragraphs(config, asked)) + "\n"


def _paragraphs(config: Mapping[str, Any], asked: int) -> Iterator[str]:
    scores, records = config["scores"], list(config["networks"].values())
    helped = next(record for record in records if record["way"] == "helped")
    alone = {record["kind"]: record for record in records if record["way"] == "alone"}
    yield f"# {config['name']}"
    yield _line(
        f"{config['title']}: four small networks, a recurrent layer of {helped['width']} units and a linear read-out, "
        f"asked T steps after what they are asked about. Guessing is right {100 * config['chance']:.1f} % of the time. "
        "Below, percent right, and in brackets the Wilson interval of 95 %; of several seeds, of all their answers "
        "together, then the worst and the best seed."
    )
    if alone:
        yield _line(
            f"**Alone**: from scratch at one T only, {_seeds(scores['alone'])}, at most "
            f"{alone['lstm']['steps']:,} steps of rate {alone['lstm']['rate']:g} (the ReLU-RNN "
            f"{alone['relu']['rate']:g}; chosen on validation sequences), fewer when all 256 of them are right twice "
            "in a row. LSTM and GRU begin with time scales up to T (chrono initialisation, arXiv 1804.11188), the "
            "ReLU-RNN as the identity (arXiv 1504.00941), the tanh-RNN as torch begins it. Asked at the same T, "
            f"{asked:,} fresh sequences each."
        )
        yield _table(scores["alone"])
    if scores["orthogonal"]["rnn"]:
        yield _line(
            "The same tanh-RNN, begun as a rotation (orthogonal recurrent weights, arXiv 1312.6120), all else alike; "
            "these weights do not ship."
        )
        yield _table({"rnn": scores["orthogonal"]["rnn"]})
    yield _line(
        f"**Helped**: {_seeds(scores['helped'])}, at most {helped['steps']:,} steps of rate "
        f"{helped['rate']:g} with short sequences first, longer ones as soon as 9 of 10 answers are right, up to "
        f"T = {helped['T']}; LSTM and GRU begin with a forget bias of {helped['forget_bias']:g}. Asked at all these T, "
        f"{asked:,} sequences each."
    )
    yield _table(scores["helped"])
    yield "\n".join(_items(config))


def _items(config: Mapping[str, Any]) -> Iterator[str]:
    for kind, found in config.get("carriers", {}).items():
        yield _item(
            f"The {NAMES[kind]}'s unit {found['unit'] + 1} carries the subject's number (weakest correlation over the "
            f"gap {found['correlation']:+.2f}, p = {found['p']:.3f}, {found['n']} sentences); with the subject "
            f"exchanged, {100 * config['flips'][kind]['share']:.1f} % of pairs are both right."
        )
    yield _item(
        "**Trained** by `make train-memory`: Adam, 32 fresh sequences a step, the same ones for all four; kept is the "
        "step that did best on 256 validation sequences, which are neither learnt from nor scored with; when "
        "helped, the last one. The first seed ships."
    )
    yield _item(f"**Licence.** {config['licence']}")
    yield _item(
        "**Limits.** Small networks on a made-up task. What carries over is how gradients come back through time; the "
        "numbers do not."
    )


def _line(text: str) -> str:
    return fill(text, WIDE, break_on_hyphens=False)


def _item(text: str) -> str:
    return fill(text, WIDE, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)


def _seeds(by_kind: Mapping[str, Mapping[str, Any]]) -> str:
    seeds = min(len(found["seeds"]) for by_length in by_kind.values() for found in by_length.values())
    return "one network of each kind" if seeds == 1 else f"{seeds} seeds of each kind"


def _table(by_kind: Mapping[str, Mapping[str, Any]]) -> str:
    lengths = sorted({T for found in by_kind.values() for T in found}, key=int)
    rows = [["T =", *lengths], ["---"] * (len(lengths) + 1)]
    rows += [[NAMES[kind], *map(_cell, by_kind[kind].values())] for kind in KINDS if kind in by_kind]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(found: Mapping[str, Any]) -> str:
    share, low, high = (100 * found[name] for name in ("share", "low", "high"))
    text = f"{share:.1f} ({low:.1f}-{high:.1f})"
    if len(found["seeds"]) == 1:
        return text
    return f"{text} {100 * min(found['seeds']):.1f} to {100 * max(found['seeds']):.1f}"
