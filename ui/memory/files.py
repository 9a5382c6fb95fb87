"""Files of what the Memory tab shows: slides of curves, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from models.errors import OptionError
from models.memory.kinds import NAMES
from models.numbers import read_integer, significant
from models.options import GradientOptions, ReadingOptions
from models.trace import MemoryRun
from ui.memory.service import MemoryService
from ui.memory.tasks import CURVES, AccuracyCurve, LabTask
from ui.memory.texts import (
    accuracies_together,
    accuracy_line,
    carrier_line,
    gradient_line,
    gradients_together,
    training_verdict,
)
from ui.memory.training_queue import TrainingSession
from ui.shared.events import Question, new_file
from visualize.memory.figures import Line, gradient_figure, gradient_lines, share_figure, unit_figure
from visualize.memory.files import gradient_rows, gradients_json
from visualize.shared.files import save_figure, save_json, save_table

FORMATS = ("png", "svg", "pdf", "csv", "json")
RFC_4180 = "\r\n"  # how lines of a table end
WAYS_OF_LEARNING = {
    "alone": "trained at each distance alone",
    "orthogonal": "trained at each distance alone, begun as a rotation",
    "helped": "trained with short sequences first",
}


@dataclass(frozen=True, eq=False)
class Contents:
    """One thing that is shown, in all forms that it can be saved in."""

    name: str  # words for the file's name
    figure: Figure
    rows: Sequence[Sequence[Any]]  # of a table, its head first
    values: Mapping[str, Any]  # plain JSON types


def save(service: MemoryService, question: Question) -> Path:
    """The file of what a question is about, made now. Raises OptionError."""
    suffix, chapter = str(question.get("kind", "")), question.get("chapter")
    if suffix not in FORMATS:
        raise OptionError(f"It can be saved as {', '.join(FORMATS)}.")
    if chapter == "reach":
        contents = _gradients(service, GradientOptions.from_wire(question))
    elif chapter == "hold":
        contents = _reading(service, question)
    elif question.get("training"):
        contents = _training(service, str(question["training"]))
    else:
        contents = _accuracies(service.task(str(question.get("task", ""))), str(question.get("way", "")))
    return _write(contents, new_file(contents.name, suffix))


def _write(contents: Contents, path: Path) -> Path:
    if path.suffix == ".csv":
        return save_table(contents.rows, path, RFC_4180)
    return save_json(contents.values, path) if path.suffix == ".json" else save_figure(contents.figure, path)


def _gradients(service: MemoryService, options: GradientOptions) -> Contents:
    measured = list(service.gradients.measure(options))
    lines = gradient_lines(measured, [gradient_line(norms) for norms in measured])
    facts = f"{_gradient_facts(service, options)} · {len(options.seeds)} seeds"
    figure = gradient_figure(lines, facts, gradients_together(measured))
    return Contents("gradient reach", figure, gradient_rows(measured), {"gradient": gradients_json(measured)})


def _gradient_facts(service: MemoryService, options: GradientOptions) -> str:
    clip = f" · clip {options.clip:g}" if options.clip else ""
    if options.trained:
        return f"trained on “{service.task(options.trained).title}” · T = {options.T}{clip}"
    size = f"T = {options.T} · width {options.width}"
    start = f"forget bias {options.forget_bias:g} · gain {options.gain:g}"
    return f"untrained · {size} · {start}{clip} · equal {options.equal}"


def _accuracies(task: LabTask, way: str) -> Contents:
    scores = task.scores.get(way)
    if not scores:
        raise OptionError("No networks that learnt this way are here.")
    n, seeds = (min(getattr(one, name) for one in scores.values()) for name in ("n", "seeds"))
    band = ("worst", "best") if seeds > 1 else ("low", "high")
    lines = [
        Line(name, one.T, one.share, getattr(one, band[0]), getattr(one, band[1]), accuracy_line(one))
        for name, one in scores.items()
    ]
    band_text = "worst to best seed" if seeds > 1 else "95 % interval"
    foot = f"Line: share of right answers; band: {band_text}; dotted: blind guessing."
    many = f"{seeds} seeds x " if seeds > 1 else ""
    facts = f"{WAYS_OF_LEARNING[way]} · n = {many}{n:,} fresh sequences for each distance"
    figure = share_figure(
        task.title, facts, lines, task.chance, "distance T in steps", foot, accuracies_together(scores)
    )
    summary = {name: accuracy_json(one) for name, one in scores.items()}
    rows: list[list[Any]] = [["network", "T", *CURVES, "seeds", "n"]]
    for name, one in summary.items():
        points = zip(one["T"], *(one[curve] for curve in CURVES), strict=True)
        rows += [[name, *point, one["seeds"], one["n"]] for point in points]
    chosen = {"task": task.name, "learnt": way, "chance": task.chance, "networks": summary}
    return Contents(f"accuracy {task.name}", figure, rows, chosen)


def accuracy_json(scores: AccuracyCurve) -> dict[str, Any]:
    """One network's accuracy against the distance as plain JSON types."""
    curves = {name: [significant(value) for value in getattr(scores, name)] for name in CURVES}
    return {"T": [int(T) for T in scores.T], **curves, "seeds": scores.seeds, "n": scores.n, "falls": scores.falls}


def _training(service: MemoryService, run: str) -> Contents:
    session = service.training.session(run)
    if session is None or not session.history:
        raise OptionError("This training is not kept any longer: start it anew.")
    options, task = session.options, service.task(session.options.task)
    steps = np.array([progress.step for progress in session.history])
    lines = [_training_curve(session, network, steps) for network in options.networks]
    facts = f"trained now · T = {options.T} · width {options.width} · equal {options.equal} · seed {options.seed}"
    facts += f" · {session.seconds:.1f} s of computing"
    foot = "Line: share of right answers on fresh sequences; dotted: blind guessing."
    verdict = training_verdict(session, task.chance)
    figure = share_figure(task.title, facts, lines, task.chance, "training steps", foot, [verdict])
    rows, last = _training_rows(session), session.history[-1]
    values = {"task": task.name, "T": options.T, "width": options.width, "seed": options.seed, "verdict": verdict}
    values |= {"equal": options.equal, "widths": dict(last.widths), "parameters": dict(last.parameters)}
    return Contents(f"training {task.name}", figure, rows, {**values, "lessons": _records(rows)})


def _training_rows(session: TrainingSession) -> list[list[Any]]:
    rows: list[list[Any]] = [["network", "step", "loss", "share", "n"]]
    for network in session.options.networks:
        for progress in session.history:
            loss, share = progress.losses[network], progress.shares[network]
            rows.append([network, progress.step, significant(loss), significant(share), progress.n])
    return rows


def _training_curve(session: TrainingSession, network: str, steps: np.ndarray) -> Line:
    shares = np.array([progress.shares[network] for progress in session.history])
    return Line(network, steps, shares, sentence=f"loss {session.history[-1].losses[network]:.3g} at the end.")


def _records(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    head, *rest = rows
    return [dict(zip(head, row, strict=True)) for row in rest]


def _reading(service: MemoryService, question: Question) -> Contents:
    runs = {run.network: run for run in service.read(ReadingOptions.from_wire(question))}
    network, unit = str(question.get("network", "lstm")), read_integer(question.get("unit", 0), "The unit")
    if network not in runs:
        raise OptionError(f"There is no network “{network}” here: choose one of {', '.join(runs)}.")
    width = runs[network].values["hidden"].shape[1]
    if not 0 <= unit < width:
        raise OptionError(f"This network has units 1 to {width}.")
    return _unit(runs[network], unit)


def _unit(run: MemoryRun, unit: int) -> Contents:
    memory = run.values["cell" if "cell" in run.values else "hidden"][:, unit]
    answers = [run.choices[best] for best in run.answers.argmax(axis=1)]
    sentence = carrier_line(run.carrier) if run.carrier and run.carrier.unit == unit else ""
    line = Line(run.network, np.arange(len(memory)), memory, sentence=sentence)
    facts = f"{NAMES[run.network]} · unit {unit + 1} · right at the end: {run.targets[-1] or 'nothing'}"
    foot = "Line: the unit's memory after each symbol; in brackets the answer if the sequence stopped there."
    figure = unit_figure("What does it hold?", facts, run.labels, [line], answers, foot)
    rows: list[list[Any]] = [["step", "symbol", "answer", *(f"p({word})" for word in run.choices), *run.values]]
    for step, symbol in enumerate(run.labels):
        inner = [significant(values[step, unit]) for values in run.values.values()]
        rows.append([step + 1, symbol, answers[step], *map(significant, run.answers[step]), *inner])
    summary = {"task": run.task, "network": run.network, "sha256": run.sha256, "unit": unit, "right": run.targets[-1]}
    return Contents(f"memory {run.task}", figure, rows, {**summary, "steps": _records(rows)})
