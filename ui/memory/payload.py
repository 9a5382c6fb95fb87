"""What the memory lab measures, packed small enough to be sent in one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.numbers import significant
from models.trace import GradientNorms, MemoryRun, Spread
from ui.memory.tasks import CURVES, AccuracyCurve, LabTask, subject_gap
from ui.memory.texts import (
    DESCRIPTIONS,
    SHORT_TITLES,
    TYPING_HINTS,
    accuracies_together,
    accuracy_line,
    carrier_line,
    gradient_line,
    orthogonal_line,
    sizes_line,
    training_line,
    unreadable_line,
)
from ui.memory.training_queue import TrainingSession
from ui.shared.encoding import encode_array
from ui.shared.gate_payload import pack_gates

TRAINING_DIGITS = 4  # of losses and shares while a network trains
LARGEST_HALF = 65504.0  # the largest number of float16


def pack_gradient(norms: GradientNorms) -> dict[str, Any]:
    """One network's gradients as plain JSON; curves are decimal logarithms, for they span hundreds of powers of ten."""
    return {
        "network": norms.network,
        "T": norms.T,
        "width": norms.width,
        "parameters": norms.parameters,
        "seeds": norms.seeds,
        "hidden": pack_spread(norms.hidden),
        "cell": pack_spread(norms.cell),
        "bound": pack_spread(norms.bound),
        "cell_bound": pack_spread(norms.cell_bound),
        "words": gradient_line(norms),
        "cell_words": gradient_line(norms, cell=True),
        "size": f"{norms.width} units, {norms.parameters:,} learnt values",
    }


def pack_spread(spread: Spread | None) -> dict[str, str] | None:
    """log10 of median, low and high, each base64 of T little-endian float32; -infinity for 0, NaN for no number."""
    if spread is None:
        return None
    return {name: _logs(getattr(spread, name)) for name in ("median", "low", "high")}


def _logs(values: np.ndarray) -> str:
    with np.errstate(divide="ignore", invalid="ignore"):
        return encode_array(np.log10(values), "<f4")


def pack_values(values: np.ndarray) -> dict[str, str]:
    """An array as float16 in base64; one that has larger numbers than that holds (a ReLU's may) as float32."""
    if np.abs(np.nan_to_num(values, posinf=0, neginf=0)).max() < LARGEST_HALF:
        return {"half": encode_array(values, "<f2")}
    return {"single": encode_array(values, "<f4")}


def pack_task(task: LabTask) -> dict[str, Any]:
    """A task with its networks' scores, as the page is sent once."""
    return {
        "name": task.name,
        "title": task.title,
        "short": SHORT_TITLES.get(task.name, task.title),
        "line": DESCRIPTIONS.get(task.name, ""),
        "chance": task.chance,
        "letters": task.letters,
        "hold": task.readable,
        "why": unreadable_line(task),
        "subjects": [[answer, list(words)] for answer, words in task.subjects],
        "noun": task.noun,
        "grammar": f"{', '.join(task.words)}.{TYPING_HINTS.get(task.name, '')}" if task.words else "",
        "longest": task.longest,
        "scores": {
            "alone": _pack_accuracies(task.scores.get("alone", {}), task.scores.get("orthogonal", {})),
            "helped": _pack_accuracies(task.scores.get("helped", {})),
        },
    }


def _pack_accuracies(
    by_network: Mapping[str, AccuracyCurve], others: Mapping[str, AccuracyCurve] | None = None
) -> dict[str, Any]:
    networks = {
        network: {
            "T": [int(T) for T in scores.T],
            **{name: [round(float(value), 4) for value in getattr(scores, name)] for name in CURVES},
            "words": accuracy_line(scores),
        }
        for network, scores in by_network.items()
    }
    return {
        "networks": networks,
        "n": min((scores.n for scores in by_network.values()), default=0),
        "seeds": min((scores.seeds for scores in by_network.values()), default=0),
        "together": [*accuracies_together(by_network), *map(orthogonal_line, (others or {}).values())],
    }


def pack_reading(runs: Sequence[MemoryRun]) -> dict[str, Any]:
    """A sequence as all networks read it: per network its inner values and its answers as float16, step by step."""
    first = runs[0]
    return {
        "task": first.task,
        "labels": list(first.labels),
        "says": list(first.choices),
        "right": [first.choices.index(word) if word in first.choices else None for word in first.targets],
        "subject": first.subject,
        "due": first.due,
        "gap": subject_gap(first),
        "networks": {run.network: _pack_run(run) for run in runs},
        "done": True,
    }


def _pack_run(run: MemoryRun) -> dict[str, Any]:
    return {
        "width": run.values["hidden"].shape[1],
        "values": {name: pack_values(values) for name, values in run.values.items()},
        "answers": encode_array(run.answers, "<f2"),
        "gates": None if run.gates is None else pack_gates(run.gates),
        "carrier": None if run.carrier is None else {"unit": run.carrier.unit, "words": carrier_line(run.carrier)},
    }


def pack_session(session: TrainingSession) -> dict[str, Any]:
    """How far a training is: curves of plain numbers, which grow at their ends, so that only what is new travels."""
    points = {
        network: {
            "steps": [progress.step for progress in session.history],
            "losses": [significant(progress.losses[network], TRAINING_DIGITS) for progress in session.history],
            "shares": [significant(progress.shares[network], TRAINING_DIGITS) for progress in session.history],
        }
        for network in session.options.networks
    }
    return {"points": points, "said": training_line(session), "sizes": sizes_line(session)}
