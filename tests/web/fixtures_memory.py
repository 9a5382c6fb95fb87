"""What NumPy and the steps of models.lstm make of the lab's numbers: the oracle of tests/web/memory_*.test.mjs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from models.lstm.cells import lstm_step, rnn_step
from models.memory import grammar
from models.memory.tasks import BLANK, GO, LETTERS
from models.trace import Carrier, GradientNorms, MemoryRun, Spread
from ui.memory.payload import pack_gradient, pack_reading, pack_task
from ui.memory.tasks import AccuracyCurve, LabTask

SAYS = ("he", "she", "it", "they")
WIDTH = 6  # units of the networks here


def memory_fixture() -> dict[str, Any]:
    """Plain JSON: packed payloads as the server sends them, and beside each what the browser has to find."""
    draw = np.random.default_rng(0)
    return {
        "pairs": [_pair(steps, due, draw) for steps, due in ((5, 4), (9, 6), (2, 1))],
        "sequences": _sequences(draw),
        "gradients": [_gradients(T, cell, draw) for T, cell in ((7, True), (40, False))],
        "tasks": [_task(seeds, draw) for seeds in (1, 3)],
        "trainings": [_training(draw) for _ in range(3)],
        "charts": [_chart(count, draw) for count in (1, 4, 12)],
        "names": [_names(count, draw) for count in (1, 2, 4, 6)],
        "numbers": _numbers(draw),
    }


# -- a sequence that two networks read ----------------------------------------------------------------------------


def _pair(steps: int, due: int, draw: np.random.Generator) -> dict[str, Any]:
    """The same sequence but for its subject, before and after, and what is to be found in it."""
    labels = ["the", "cat", *draw.choice(["near", "river", "slept", "always"], steps - 2)]
    torch.manual_seed(steps)
    cells = {"lstm": nn.LSTMCell(3, WIDTH), "rnn": nn.RNNCell(3, WIDTH)}
    before, after = (_runs(labels, subject, due, cells, draw) for subject in ("cats", "cat"))
    return {
        "before": pack_reading(before),
        "after": pack_reading(after),
        "found": [_found(old, new) for old, new in zip(before, after, strict=True)],
    }


def _runs(
    labels: Sequence[str], subject: str, due: int, cells: dict[str, nn.Module], draw: np.random.Generator
) -> list[MemoryRun]:
    x = torch.from_numpy(draw.normal(0, 2, (len(labels), 3)).astype(np.float32))
    values = {"lstm": _lstm(cells["lstm"], x), "rnn": _rnn(cells["rnn"], x)}
    values["relu"] = {"hidden": (1e4 * draw.random((len(labels), WIDTH)) ** 8 * 1e3).astype(np.float32)}  # > 65504
    logits = draw.normal(0, 2, (len(values), len(labels), len(SAYS)))
    answers = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    right = "they" if subject == "cats" else "it"
    return [
        MemoryRun(
            task="sentence",
            network=network,
            sha256="",
            labels=tuple(subject if label == "cat" else label for label in labels),
            values=inner,
            gates=None,
            choices=SAYS,
            answers=chances.astype(np.float16).astype(np.float32),
            targets=tuple("" if step < 1 else right for step in range(len(labels))),
            subject=subject,
            due=due,
            carrier=Carrier(2, 0.9, 0.001, 50, 20) if network == "lstm" else None,
        )
        for (network, inner), chances in zip(values.items(), answers, strict=True)
    ]


@torch.no_grad()
def _lstm(cell: nn.Module, x: torch.Tensor) -> dict[str, np.ndarray]:
    hidden, memory, steps = torch.zeros(WIDTH), torch.zeros(WIDTH), []
    for row in x:
        steps.append(lstm_step(cell, row, hidden, memory))
        hidden, memory = steps[-1].hidden, steps[-1].cell
    return {name: np.stack([getattr(step, name).numpy() for step in steps]) for name in steps[0]._fields}


@torch.no_grad()
def _rnn(cell: nn.Module, x: torch.Tensor) -> dict[str, np.ndarray]:
    hidden, steps = torch.zeros(WIDTH), []
    for row in x:
        steps.append(rnn_step(cell, row, hidden))
        hidden = steps[-1].hidden
    return {name: np.stack([getattr(step, name).numpy() for step in steps]) for name in steps[0]._fields}


def _found(before: MemoryRun, after: MemoryRun) -> dict[str, Any]:
    """Of one network, from its own arrays: values as they travel, and the units and answers that stand out."""
    old, new = (_as_sent(_memory(run)) for run in (before, after))
    return {
        "network": after.network,
        "field": "cell" if "cell" in after.values else "hidden",
        "memory": new.tolist(),
        "values": {name: _as_sent(array).tolist() for name, array in after.values.items()},
        "answers": after.answers.tolist(),
        "best": after.answers.argmax(axis=1).tolist(),
        "busiest": int(np.ptp(new, axis=0).argmax()),
        "changed": int(np.abs(new - old)[after.due].argmax()),
        "flips": (new * old < 0)[after.due].tolist(),
        "moved": [old[after.due].tolist(), new[after.due].tolist()],
        "best_before": int(before.answers[after.due].argmax()),
    }


def _memory(run: MemoryRun) -> np.ndarray:
    return run.values.get("cell", run.values["hidden"])  # (L, H)


def _as_sent(values: np.ndarray) -> np.ndarray:
    """In 16 bits where these are enough, else in 32."""
    return (values.astype(np.float16) if np.abs(values).max() < 65504 else values).astype(float)


def _sequences(draw: np.random.Generator) -> list[dict[str, Any]]:
    """Sequences as the tasks draw them, with what the page knows of their task."""
    letters = [LETTERS[number] for number in draw.integers(len(LETTERS), size=12)]
    return [
        {"tokens": grammar.draw_sentence(9, draw), "task": {"letters": False, "noun": "word"}},
        {"tokens": letters, "task": {"letters": True, "noun": "letter"}},
        {"tokens": [*letters[:3], *4 * [BLANK], GO, BLANK, BLANK], "task": {"letters": True, "noun": "symbol"}},
    ]


# -- curves --------------------------------------------------------------------------------------------------------


def _gradients(T: int, cell: bool, draw: np.random.Generator) -> dict[str, Any]:
    """Two networks: one that fades beyond what the axis shows and ends in exact zeros, one that bursts."""
    spreads = {
        "rnn": _spread(10.0 ** -np.linspace(60, 0, T), draw),
        "lstm": _spread(10.0 ** np.linspace(3, 0, T), draw),
    }
    spreads["rnn"].median[: T // 3] = 0
    spreads["lstm"].high[0] = np.nan
    reaches = [
        GradientNorms(network, "", T, 8, 100, 5, spread, spread if own else None, spread if own else None, None, 3.0,
                      3.0 if own else None, "")
        for network, spread, own in zip(spreads, spreads.values(), (False, cell), strict=True)
    ]  # fmt: skip
    with np.errstate(divide="ignore"):
        logs = [np.log10(reach.hidden.median) for reach in reaches]
    shown = np.concatenate(logs)[np.isfinite(np.concatenate(logs))]
    return {
        "packed": [pack_gradient(reach) for reach in reaches],
        "logs": [_plain(curve) for curve in logs],
        "zeros": [np.isneginf(curve).tolist() for curve in logs],
        "range": [max(-24, int(np.floor(shown.min()))), min(24, max(1, int(np.ceil(shown.max()))))],
    }


def _spread(median: np.ndarray, draw: np.random.Generator) -> Spread:
    factor = 1 + draw.random(len(median))
    return Spread(median.copy(), median / factor, median * factor)


def _plain(values: np.ndarray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _task(seeds: int, draw: np.random.Generator) -> dict[str, Any]:
    """A task whose networks were measured; the band is that of the seeds where there are several."""
    T = np.array([2, 5, 6, 10, 20, 21, 50, 100])
    by_seed = np.sort(draw.random((2, seeds, len(T))), axis=1)  # (networks, seeds, N), the worst first
    scores = {
        network: AccuracyCurve(T, mean, mean - 0.01, mean + 0.01, shares[0], shares[-1], seeds, 1000, None)
        for network, shares in zip(("rnn", "lstm"), by_seed, strict=True)
        for mean in [shares.mean(axis=0)]
    }  # fmt: skip
    ends = by_seed[:, [0, -1]] if seeds > 1 else np.stack([by_seed[:, 0] - 0.01, by_seed[:, 0] + 0.01], axis=1)
    return {
        "packed": pack_task(LabTask("recall", "Recall", 0.125, {"alone": scores}, True)),
        "seeds": seeds,
        "T": T.tolist(),
        "shares": by_seed.mean(axis=1).tolist(),
        "bands": ends.tolist(),  # of each network the lower and the upper edge
    }


def _training(draw: np.random.Generator) -> dict[str, Any]:
    """Losses that begin with no number, as a ReLU's may; the limit is a quarter above the first that is one."""
    steps = np.cumsum(draw.integers(1, 9, 30))
    losses = draw.random((2, 30)) * draw.choice([0.01, 3.0])
    losses[0, : draw.integers(3)] = np.nan
    first = [row[np.isfinite(row)][0] for row in losses]
    points = {
        network: {"steps": steps.tolist(), "losses": _plain(row), "shares": draw.random(30).tolist()}
        for network, row in zip(("relu", "lstm"), losses, strict=True)
    }
    asked = draw.integers(0, steps[-1] + 10, 20)
    return {
        "points": points,
        "limit": 1.25 * max(0.1, *first),
        "asked": asked.tolist(),
        "nearest": [int(np.abs(steps - place).argmin()) for place in asked],
    }


# -- a chart -------------------------------------------------------------------------------------------------------


def _chart(count: int, draw: np.random.Generator) -> dict[str, Any]:
    """A curve with gaps and its band, in a chart without names at the right; pixels of its points and its area."""
    xs, ys = np.arange(count), draw.normal(0, 1, count)
    ys[draw.random(count) < 0.25] = np.nan
    low, high = np.sort(draw.normal(0, 1, (2, count)), axis=0)
    wide, high_px, across, down = 700, 260, 700 - 66 - 16, 260 - 14 - 46
    at_x, at_y = 66 + across * xs / max(count - 1, 1), 14 + down * (1 - (ys + 4) / 8)
    finite = np.isfinite(ys)
    return {
        "wide": wide,
        "spec": {"high": high_px, "labels": False, "x": {"from": 0, "to": count - 1}, "y": {"from": -4, "to": 4}},
        "curve": {"kind": "lstm", "xs": xs.tolist(), "ys": _plain(ys), "low": low.tolist(), "high": high.tolist()},
        "points": np.stack([at_x, at_y], axis=1)[finite].tolist(),
        "runs": int((finite & ~np.concatenate([[False], finite[:-1]])).sum()),
        "area": float(np.trapezoid((high - low) * down / 8, at_x)) if count > 1 else 0.0,
    }


def _names(count: int, draw: np.random.Generator) -> list[float]:
    """Where curves end, some of them close to one another."""
    return np.round(draw.choice([0.2, 0.5, 0.8], count) + draw.normal(0, 0.03, count), 4).tolist()


def _numbers(draw: np.random.Generator) -> dict[str, Any]:
    """Numbers of all sizes with their decimal logarithms, and ranges for ticks."""
    values = np.concatenate([10.0 ** draw.uniform(-40, 40, 60), 10.0 ** draw.uniform(-3, 5, 60)])
    starts = draw.normal(0, 10, 40)
    return {
        "values": values.tolist(),
        "logs": np.log10(values).tolist(),
        "signed": (draw.normal(0, 1, 30) * 10.0 ** draw.integers(-2, 8, 30)).tolist(),
        "ranges": [[start, start + 10.0 ** draw.uniform(-2, 4), int(draw.integers(2, 9))] for start in starts],
    }
