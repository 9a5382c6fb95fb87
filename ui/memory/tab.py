"""The Memory tab: thin callbacks between the component in the browser and the rooms where things are measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, Literal

import gradio as gr

from models.trace import GradientNorms
from ui.memory.files import save, scores_json
from ui.memory.lab import Lab
from ui.memory.payload import Memory, pack_course, pack_reach, pack_reading, pack_task
from ui.memory.service import KINDS, ReachWish
from ui.memory.tasks import ReadWish
from ui.memory.texts import NAMES, course_verdict, reach_together
from ui.memory.training_queue import TrainWish, Waiting
from ui.shared.errors import told
from ui.shared.events import WAITING, listen
from ui.shared.streaming import stream
from visualize.memory.figures import reach_json

REACHING = 4  # visitors whose gradients are measured by turns
TRAINING = 10  # visitors who train or stand in the school's line; the rest wait in Gradio's queue


def build(lab: Lab) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    memory = Memory(tasks=[pack_task(task) for task in lab.tasks.values()], elem_id="memory-lab")
    stream(memory, REACHING, reach=lambda question: _reach(lab, question))
    stream(memory, TRAINING, train=lambda question: _train(lab, question))
    listen(
        memory,
        hold=lambda question: pack_reading(lab.read(ReadWish.read(question))),
        stop=lambda question: _stop(lab, question),
        save=lambda question: save(lab, question),
    )
    _api(lab)


def _reach(lab: Lab, question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    wish, began = ReachWish.read(question), monotonic()
    measured: list[GradientNorms] = []
    for reach in lab.reach.reach(wish):
        measured.append(reach)
        if len(measured) < len(KINDS):
            yield {"count": len(measured), "of": len(KINDS), "said": f"{NAMES[reach.network]} measured…"}
    yield {
        "curves": [pack_reach(reach) for reach in measured],
        "together": reach_together(measured),
        "took": _took(wish, monotonic() - began),
        "done": True,
        "of": len(KINDS),
    }


def _took(wish: ReachWish, seconds: float) -> str:
    what = "sequences through 4 trained networks" if wish.trained else "seeds of 4 networks"
    when = f"in {seconds:.1f} s" if seconds > 0.05 else "a moment ago"
    line = f"{wish.seeds} {what}, measured by backpropagation {when}."
    if wish.bound and not wish.bounded.bound:
        smaller = "T" if wish.trained else "width or T"
        line += f" The bound is left out: at this size it would take minutes. Choose a smaller {smaller}."
    return line


def _train(lab: Lab, question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    wish = TrainWish.read(question)
    chance = lab.task(wish.task).chance
    told: dict[str, Any] = {}
    for course in lab.school.attend(question["run"], wish, str(question.get("after") or "")):
        if isinstance(course, Waiting):
            place = course.place
            yield {"said": f"Others are training: {place} {'is' if place == 1 else 'are'} in the line up to you."}
        else:
            told = {**pack_course(course), "verdict": course_verdict(course, chance)}
            yield told
    yield {**told, "kept": True, "done": True}


def _stop(lab: Lab, question: Mapping[str, Any]) -> dict[str, Any]:
    lab.school.stop(str(question.get("of", "")))
    return {}


def _api(lab: Lab) -> None:
    """`/memory` for programs: typed by its components, which nobody sees."""

    @told
    def memory(
        network: Literal["all", "rnn", "relu", "gru", "lstm"] = "all",
        task: str = "recall",
        T: int = 100,
        width: int = 64,
        seeds: int = 5,
        forget_bias: float = 1.0,
    ) -> dict[str, Any]:
        """Measure how far back the gradient of untrained networks reaches, and tell how well trained ones remember.

        Returns gradient, a list of {network, T, width, parameters, seeds, half_life (steps; negative: it doubles;
        null: neither), note, gradient_h and gradient_c {median, p10, p90} of ‖∂L_T/∂h_t‖ and ‖∂L_T/∂c_t‖ for t = 1..T},
        and accuracy {task, chance, alone, orthogonal, helped} of networks that were trained for the task, at each T
        alone (orthogonal: begun as a rotation) or with short sequences first: {network: {T, share (of all seeds),
        low, high (95 % interval), worst, best (seed), seeds, n (sequences of a seed), falls}}, falls being the first
        measured T below 75 %.

        Args:
            network: which network, or all four.
            task: whose accuracy is told: recall, copy, adding or sentence.
            T: steps from the first symbol to the loss, 2..200.
            width: hidden units, 4..128.
            seeds: how many, 1..10.
            forget_bias: of the LSTM's forget gate and the GRU's update gate.
        """
        networks = KINDS if network == "all" else (network,)
        wish = ReachWish(int(T), int(width), int(seeds), float(forget_bias))
        chosen = lab.task(task)
        return {
            "gradient": reach_json(list(lab.reach.reach(wish, networks))),
            "accuracy": {
                "task": chosen.name,
                "chance": chosen.chance,
                **{
                    way: {kind: scores_json(scores[kind]) for kind in networks if kind in scores}
                    for way, scores in chosen.scores.items()
                },
            },
        }

    with gr.Column(visible=False):
        inputs = [
            gr.Radio(["all", *KINDS], value="all", label="network"),
            gr.Radio(list(lab.tasks), value=next(iter(lab.tasks)), label="task"),
            gr.Slider(2, 200, value=100, step=1, label="T"),
            gr.Slider(4, 128, value=64, step=1, label="width"),
            gr.Slider(1, 10, value=5, step=1, label="seeds"),
            gr.Slider(-10, 10, value=1.0, label="forget bias"),
        ]
        button, answer = gr.Button(), gr.JSON(label="gradients and accuracies")
    button.click(memory, inputs, answer, api_name="memory", concurrency_limit=WAITING)
