"""`/memory` for programs: how far gradients reach, and how well trained networks remember."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import gradio as gr

from models.memory.kinds import KINDS
from models.options import GradientOptions
from ui.memory.files import accuracy_json
from ui.memory.service import MemoryService
from ui.memory.tasks import LabTask
from ui.shared.errors import translate_errors
from ui.shared.events import CONCURRENCY
from visualize.memory.files import gradients_json


def publish(service: MemoryService) -> None:
    """Add the endpoint to the surrounding `gr.Blocks`: typed by its components, which nobody sees."""

    @translate_errors
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
        options = GradientOptions.for_visitor(
            int(T), int(width), int(seeds), networks=networks, forget_bias=float(forget_bias)
        )
        chosen = service.task(task)
        gradient = gradients_json(list(service.gradients.measure(options)))
        return {"gradient": gradient, "accuracy": accuracies_json(chosen, networks)}

    with gr.Column(visible=False):
        inputs = [
            gr.Radio(["all", *KINDS], value="all", label="network"),
            gr.Radio(list(service.tasks), value=next(iter(service.tasks)), label="task"),
            gr.Slider(2, 200, value=100, step=1, label="T"),
            gr.Slider(4, 128, value=64, step=1, label="width"),
            gr.Slider(1, 10, value=5, step=1, label="seeds"),
            gr.Slider(-10, 10, value=1.0, label="forget bias"),
        ]
        button, answer = gr.Button(), gr.JSON(label="gradients and accuracies")
    button.click(memory, inputs, answer, api_name="memory", concurrency_limit=CONCURRENCY)


def accuracies_json(task: LabTask, networks: Sequence[str]) -> dict[str, Any]:
    """How well the trained networks of a task remember, as plain JSON types: by way of learning, then by network."""
    by_way = {
        way: {kind: accuracy_json(curves[kind]) for kind in networks if kind in curves}
        for way, curves in task.scores.items()
    }
    return {"task": task.name, "chance": task.chance, **by_way}
