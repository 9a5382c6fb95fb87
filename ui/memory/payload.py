"""The Memory tab's one component, and what is measured packed small enough to be sent in one answer."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.trace import GradientReach, MemoryRun, Spread
from ui.gates.payload import pack_gates
from ui.memory.tasks import Scores, Task, gap
from ui.memory.texts import (
    LINES,
    SHORT,
    SPELT,
    carrier_line,
    course_line,
    orthogonal_line,
    reach_line,
    scores_line,
    scores_together,
    sizes_line,
    unreadable_line,
)
from ui.memory.training_queue import Course
from ui.shared.component import Component

CURVES = ("share", "low", "high", "worst", "best")  # of scores
LARGEST_HALF = 65504.0  # the largest number of float16


def pack_reach(reach: GradientReach) -> dict[str, Any]:
    """One network's gradients as plain JSON; curves are decimal logarithms, for they span hundreds of powers of ten."""
    return {
        "network": reach.network,
        "T": reach.T,
        "width": reach.width,
        "parameters": reach.parameters,
        "seeds": reach.seeds,
        "hidden": pack_spread(reach.hidden),
        "cell": pack_spread(reach.cell),
        "bound": pack_spread(reach.bound),
        "cell_bound": pack_spread(reach.cell_bound),
        "words": reach_line(reach),
        "cell_words": reach_line(reach, cell=True),
        "size": f"{reach.width} units, {reach.parameters:,} learnt values",
    }


def pack_spread(spread: Spread | None) -> dict[str, str] | None:
    """log10 of median, low and high, each base64 of T little-endian float32; -infinity for 0, NaN for no number."""
    if spread is None:
        return None
    return {name: _logs(getattr(spread, name)) for name in ("median", "low", "high")}


def _logs(values: np.ndarray) -> str:
    with np.errstate(divide="ignore", invalid="ignore"):
        return base64.b64encode(np.log10(values).astype("<f4").tobytes()).decode("ascii")


def numbers(values: np.ndarray) -> dict[str, str]:
    """An array as float16 in base64; one that has larger numbers than that holds (a ReLU's may) as float32."""
    if np.abs(np.nan_to_num(values, posinf=0, neginf=0)).max() < LARGEST_HALF:
        return {"half": halves(values)}
    return {"single": base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")}


def halves(values: np.ndarray) -> str:
    """Base64 of little-endian float16, as `shared/bytes.js` reads them."""
    return base64.b64encode(values.astype("<f2").tobytes()).decode("ascii")


def pack_task(task: Task) -> dict[str, Any]:
    """A task with its networks' scores, as the page is sent once."""
    return {
        "name": task.name,
        "title": task.title,
        "short": SHORT.get(task.name, task.title),
        "line": LINES.get(task.name, ""),
        "chance": task.chance,
        "letters": task.letters,
        "hold": task.readable,
        "why": unreadable_line(task),
        "subjects": [[answer, list(words)] for answer, words in task.subjects],
        "noun": task.noun,
        "grammar": f"{', '.join(task.words)}.{SPELT.get(task.name, '')}" if task.words else "",
        "longest": task.longest,
        "scores": {
            "alone": _pack_scores(task.scores.get("alone", {}), task.scores.get("orthogonal", {})),
            "helped": _pack_scores(task.scores.get("helped", {})),
        },
    }


def _pack_scores(by_network: Mapping[str, Scores], others: Mapping[str, Scores] | None = None) -> dict[str, Any]:
    networks = {
        network: {
            "T": [int(T) for T in scores.T],
            **{name: [round(float(value), 4) for value in getattr(scores, name)] for name in CURVES},
            "words": scores_line(scores),
        }
        for network, scores in by_network.items()
    }
    return {
        "networks": networks,
        "n": min((scores.n for scores in by_network.values()), default=0),
        "seeds": min((scores.seeds for scores in by_network.values()), default=0),
        "together": [*scores_together(by_network), *map(orthogonal_line, (others or {}).values())],
    }


def pack_reading(runs: Sequence[MemoryRun]) -> dict[str, Any]:
    """A sequence as all networks read it: per network its inner values and its answers as float16, step by step."""
    first = runs[0]
    return {
        "task": first.task,
        "labels": list(first.labels),
        "says": list(first.says),
        "right": [first.says.index(word) if word in first.says else None for word in first.right],
        "subject": first.subject,
        "due": first.due,
        "gap": gap(first),
        "networks": {run.network: _pack_run(run) for run in runs},
        "done": True,
    }


def _pack_run(run: MemoryRun) -> dict[str, Any]:
    return {
        "width": run.values["hidden"].shape[1],
        "values": {name: numbers(values) for name, values in run.values.items()},
        "answers": halves(run.answers),
        "gates": None if run.gates is None else pack_gates(run.gates),
        "carrier": None if run.carrier is None else {"unit": run.carrier.unit, "words": carrier_line(run.carrier)},
    }


def pack_course(course: Course) -> dict[str, Any]:
    """How far a training is: curves of plain numbers, which grow at their ends, so that only what is new travels."""
    points = {
        network: {
            "steps": [lesson.step for lesson in course.lessons],
            "losses": [_plain(lesson.losses[network]) for lesson in course.lessons],
            "shares": [_plain(lesson.shares[network]) for lesson in course.lessons],
        }
        for network in course.wish.networks
    }
    return {"points": points, "said": course_line(course), "sizes": sizes_line(course)}


def _plain(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


class Memory(Component):
    """The Memory tab's one component: the loop, the gradient, the tasks, and what a network holds.

    Its events: `reach`, `hold`, `train`, `stop` and `save`; each carries what the server needs, so that no visitor's
    state is kept there. Its value is the latest answer to any of them.
    """

    ROOM = "memory"
