"""Files of what the Memory tab shows: slides of curves, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from models.errors import OptionError
from models.trace import MemoryRun
from ui.memory.lab import Lab
from ui.memory.payload import CURVES
from ui.memory.service import ReachWish
from ui.memory.tasks import ReadWish, Scores, Task
from ui.memory.texts import (
    NAMES,
    carrier_line,
    course_verdict,
    reach_line,
    reach_together,
    scores_line,
    scores_together,
)
from ui.memory.training_queue import Course
from ui.shared.events import download, new_file
from ui.shared.numbers import whole
from visualize.caption.files import save_figure
from visualize.memory.figures import (
    Line,
    plain,
    reach_figure,
    reach_json,
    reach_lines,
    reach_rows,
    save_plain,
    save_rows,
    share_figure,
    unit_figure,
)

KINDS = ("png", "svg", "pdf", "csv", "json")
UNTRAINED = "untrained"
WAYS = {
    "alone": "trained at each distance alone",
    "orthogonal": "trained at each distance alone, begun as a rotation",
    "helped": "trained with short sequences first",
}


def save(lab: Lab, question: Mapping[str, Any]) -> dict[str, Any]:
    """The file of what a question is about, made now. Raises OptionError."""
    kind, chapter = str(question.get("kind", "")), question.get("chapter")
    if kind not in KINDS:
        raise OptionError(f"It can be saved as {', '.join(KINDS)}.")
    if chapter == "reach":
        return _reach(lab, ReachWish.read(question), kind)
    if chapter == "hold":
        return _reading(lab, question, kind)
    if question.get("training"):
        return _course(lab, str(question["training"]), kind)
    return _scores(lab.task(str(question.get("task", ""))), str(question.get("way", "")), kind)


def _write(words: str, kind: str, figure: Figure | None, rows: Sequence[Any], values: Mapping[str, Any]) -> Path:
    path = new_file(words, kind)
    if kind == "csv":
        return save_rows(rows, path)
    return save_plain(values, path) if kind == "json" else save_figure(figure, path)


def _reach(lab: Lab, wish: ReachWish, kind: str) -> dict[str, Any]:
    reaches = list(lab.reach.reach(wish))
    facts = f"{UNTRAINED} · T = {wish.T} · width {wish.width} · forget bias {wish.forget_bias:g} · gain {wish.gain:g}"
    if wish.trained:
        facts = f"trained on “{lab.task(wish.trained).title}” · T = {wish.T}"
    facts += f" · clip {wish.clip:g}" if wish.clip else ""
    facts += f" · equal {wish.equal}" if not wish.trained else ""
    lines = reach_lines(reaches, [reach_line(reach) for reach in reaches])
    figure = reach_figure(lines, f"{facts} · {wish.seeds} seeds", reach_together(reaches))
    return download(_write("gradient reach", kind, figure, reach_rows(reaches), {"gradient": reach_json(reaches)}))


def _scores(task: Task, way: str, kind: str) -> dict[str, Any]:
    scores = task.scores.get(way)
    if not scores:
        raise OptionError("No networks that learnt this way are here.")
    n, seeds = (min(getattr(one, name) for one in scores.values()) for name in ("n", "seeds"))
    band = ("worst", "best") if seeds > 1 else ("low", "high")
    lines = [
        Line(name, one.T, one.share, *(getattr(one, end) for end in band), scores_line(one))
        for name, one in scores.items()
    ]
    said = "worst to best seed" if seeds > 1 else "95 % interval"
    foot = f"Line: share of right answers; band: {said}; dotted: blind guessing."
    many = f"{seeds} seeds x " if seeds > 1 else ""
    facts = f"{WAYS[way]} · n = {many}{n:,} fresh sequences for each distance"
    figure = share_figure(task.title, facts, lines, task.chance, "distance T in steps", foot, scores_together(scores))
    told = {name: scores_json(one) for name, one in scores.items()}
    rows: list[list[Any]] = [["network", "T", *CURVES, "seeds", "n"]]
    for name, one in told.items():
        points = zip(one["T"], *(one[curve] for curve in CURVES), strict=True)
        rows += [[name, *point, one["seeds"], one["n"]] for point in points]
    chosen = {"task": task.name, "learnt": way, "chance": task.chance, "networks": told}
    return download(_write(f"accuracy {task.name}", kind, figure, rows, chosen))


def scores_json(scores: Scores) -> dict[str, Any]:
    """One network's accuracy against the distance as plain JSON types."""
    curves = {name: [plain(value) for value in getattr(scores, name)] for name in CURVES}
    return {"T": [int(T) for T in scores.T], **curves, "seeds": scores.seeds, "n": scores.n, "falls": scores.falls}


def _course(lab: Lab, run: str, kind: str) -> dict[str, Any]:
    course = lab.school.course(run)
    if course is None or not course.lessons:
        raise OptionError("This training is not kept any longer: start it anew.")
    wish, task = course.wish, lab.task(course.wish.task)
    steps = np.array([lesson.step for lesson in course.lessons])
    lines = [_taught(course, network, steps) for network in wish.networks]
    facts = f"trained now · T = {wish.T} · width {wish.width} · equal {wish.equal} · seed {wish.seed}"
    facts += f" · {course.seconds:.1f} s of computing"
    foot = "Line: share of right answers on fresh sequences; dotted: blind guessing."
    verdict = course_verdict(course, task.chance)
    figure = share_figure(task.title, facts, lines, task.chance, "training steps", foot, [verdict])
    rows = [["network", "step", "loss", "share", "n"]]
    for network in wish.networks:
        rows += [
            [network, lesson.step, plain(lesson.losses[network]), plain(lesson.shares[network]), lesson.n]
            for lesson in course.lessons
        ]
    last = course.lessons[-1]
    values = {"task": task.name, "T": wish.T, "width": wish.width, "seed": wish.seed, "verdict": verdict}
    values |= {"equal": wish.equal, "widths": dict(last.widths), "parameters": dict(last.parameters)}
    return download(_write(f"training {task.name}", kind, figure, rows, {**values, "lessons": _table(rows)}))


def _taught(course: Course, network: str, steps: np.ndarray) -> Line:
    shares = np.array([lesson.shares[network] for lesson in course.lessons])
    return Line(network, steps, shares, says=f"loss {course.lessons[-1].losses[network]:.3g} at the end.")


def _table(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    head, *rest = rows
    return [dict(zip(head, row, strict=True)) for row in rest]


def _reading(lab: Lab, question: Mapping[str, Any], kind: str) -> dict[str, Any]:
    runs = {run.network: run for run in lab.read(ReadWish.read(question))}
    network, unit = str(question.get("network", "lstm")), whole(question.get("unit", 0), "The unit")
    if network not in runs:
        raise OptionError(f"There is no network “{network}” here: choose one of {', '.join(runs)}.")
    width = runs[network].values["hidden"].shape[1]
    if not 0 <= unit < width:
        raise OptionError(f"This network has units 1 to {width}.")
    return download(_write(f"memory {runs[network].task}", kind, *_told(runs[network], unit)))


def _told(run: MemoryRun, unit: int) -> tuple[Figure, list[list[Any]], dict[str, Any]]:
    memory = run.values["cell" if "cell" in run.values else "hidden"][:, unit]
    answers = [run.choices[best] for best in run.answers.argmax(axis=1)]
    says = carrier_line(run.carrier) if run.carrier and run.carrier.unit == unit else ""
    line = Line(run.network, np.arange(len(memory)), memory, says=says)
    facts = f"{NAMES[run.network]} · unit {unit + 1} · right at the end: {run.targets[-1] or 'nothing'}"
    foot = "Line: the unit's memory after each symbol; in brackets the answer if the sequence stopped there."
    figure = unit_figure("What does it hold?", facts, run.labels, [line], answers, foot)
    rows: list[list[Any]] = [["step", "symbol", "answer", *(f"p({word})" for word in run.choices), *run.values]]
    for step, symbol in enumerate(run.labels):
        inner = [plain(values[step, unit]) for values in run.values.values()]
        rows.append([step + 1, symbol, answers[step], *map(plain, run.answers[step]), *inner])
    told = {"task": run.task, "network": run.network, "sha256": run.sha256, "unit": unit, "right": run.targets[-1]}
    return figure, rows, {**told, "steps": _table(rows)}
