"""Stage 7: how far a captioner is to be believed, measured on photographs that it was not trained on.

    python -m training.caption doubt --data ../shared/data

Two logistic regressions (`models.caption.doubt`): is a named thing there, and does a whole caption name nothing absent?
How good they are is measured by cross-validation over pictures; what ships is fitted on all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import minimize

from models.caption.doubt import DoubtModel, caption_features, logistic, thing_features
from models.trace import CaptionTrace
from training.caption.hallucination import area_under_roc, named

FOLDS = 5
PENALTY = 1e-3  # of squared coefficients, the constant's excepted: a mean over cases


@dataclass(frozen=True, eq=False)
class Case:
    """One captioned picture: what is known of its caption, and what is true of it."""

    things: np.ndarray  # (n, 5) features of the things it names
    there: np.ndarray  # (n,) bool: which of them are in the picture
    true: bool  # it names nothing absent
    trace: CaptionTrace


def make_case(trace: CaptionTrace, objects: frozenset[str]) -> Case:
    """A trace whose things are known, and what is in its picture."""
    rows = np.array([thing_features(trace, thing) for thing in trace.things]).reshape(-1, 5)
    there = np.array([thing.label in objects for thing in trace.things], bool)
    true = not named(trace.caption.split()) - objects
    return Case(rows, there, true, trace)


def fit_logistic(features: np.ndarray, truth: np.ndarray) -> tuple[float, ...]:
    """Coefficients (K,) of a logistic regression on features (n, K), the first of which is constant."""
    truth = truth.astype(np.float64)

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = features @ weights
        nats = np.logaddexp(0.0, sums) - truth * sums
        slope = features.T @ (logistic(sums) - truth) / len(truth)
        slope[1:] += 2 * PENALTY * weights[1:]
        return float(nats.mean() + PENALTY * (weights[1:] ** 2).sum()), slope

    return tuple(minimize(cost, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B").x.tolist())


def fit_doubt(cases: Sequence[Case], threshold: float = 0.5) -> DoubtModel:
    """Both regressions, one after the other."""
    thing = fit_logistic(
        np.concatenate([case.things for case in cases]), np.concatenate([case.there for case in cases])
    )
    whole = np.array([_whole(case, thing) for case in cases])
    return DoubtModel(thing, fit_logistic(whole, np.array([case.true for case in cases])), threshold)


def _whole(case: Case, thing: tuple[float, ...]) -> list[float]:
    return caption_features(case.trace, logistic(case.things @ np.array(thing)).tolist())


def probabilities(cases: Sequence[Case], model: DoubtModel) -> np.ndarray:
    """(n,) 0..1: each caption names nothing absent."""
    return logistic(np.array([_whole(case, model.thing) for case in cases]) @ np.array(model.caption))


def cross_validated(cases: Sequence[Case]) -> np.ndarray:
    """(n,) 0..1: the same, each fifth of the captions judged by what was fitted on the others."""
    found = np.zeros(len(cases))
    for fold in range(FOLDS):
        others = [case for n, case in enumerate(cases) if n % FOLDS != fold]
        found[fold::FOLDS] = probabilities(cases[fold::FOLDS], fit_doubt(others))
    return found


def choose_threshold(chances: np.ndarray, true: np.ndarray) -> float:
    """The threshold at which the marks are right most often, true and false captions counting alike."""
    levels = np.unique(np.round(chances, 2))
    right = [((chances >= level)[true].mean() + (chances < level)[~true].mean()) / 2 for level in levels]
    return float(levels[int(np.argmax(right))])


def calibrate(
    traces: Mapping[str, CaptionTrace], objects: Mapping[str, frozenset[str]]
) -> tuple[dict[str, Any], Figure]:
    """What config.json says under `doubt`, measured scores included, and the reliability plot."""
    cases = [make_case(trace, objects[name]) for name, trace in traces.items()]
    true, chances = np.array([case.true for case in cases]), cross_validated(cases)
    model = fit_doubt(cases, choose_threshold(chances, true))
    marked = chances < model.threshold
    measured = {
        "auroc": area_under_roc(1 - chances, ~true),
        "true": float(true.mean()),
        "marked": float(marked.mean()),
        "true_if_marked": float(true[marked].mean()) if marked.any() else None,
        "true_if_not": float(true[~marked].mean()) if not marked.all() else None,
        "calibration_error": float(sum(abs(gap) * share for _, gap, share in _bins(chances, true))),
        "n": len(cases),
    }
    return {**asdict(model), "measured": measured}, draw_reliability(chances, true)


def _bins(chances: np.ndarray, true: np.ndarray) -> list[tuple[float, float, float]]:
    """Ten bins of equal width: mean chance, truth less chance, share of the cases. Empty ones are left out."""
    places = np.minimum((chances * 10).astype(int), 9)
    kept = [places == place for place in np.unique(places)]
    return [
        (float(chances[one].mean()), float(true[one].mean() - chances[one].mean()), float(one.mean())) for one in kept
    ]


def draw_reliability(chances: np.ndarray, true: np.ndarray) -> Figure:
    """How often captions of each probability were true, beside the diagonal."""
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    points = [(chance, chance + gap, share) for chance, gap, share in _bins(chances, true)]
    x, y, share = np.array(points).T
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot(x, y, marker="o", color="#1f5fa8")
    for place, height, part in zip(x, y, share, strict=True):
        axes.annotate(
            f"{round(part * len(true))}", (place, height), xytext=(4, -10), textcoords="offset points", fontsize=8
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability it gives", ylabel="share of captions that are true")
    axes.set_title(f"{len(true)} photographs, cross-validated", fontsize=10)
    return figure


def write_figure(figure: Figure, folder: Path) -> None:
    """Put the reliability plot beside the weights."""
    figure.savefig(folder / "reliability.png", dpi=110)
