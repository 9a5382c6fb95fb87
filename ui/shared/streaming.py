"""Questions whose answers come bit by bit: long work that shows how far it is, and ends when its page is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from ui.shared.component import Component
from ui.shared.errors import sentence
from ui.shared.events import Question, connect

Answers = Callable[[Question], Iterator[dict[str, Any]]]


def stream(component: Component, concurrency: int, **answers: Answers) -> None:
    """Answer a component's events with everything that a generator yields; `done` marks the last of it.

    The page that is closed closes the generator where it stands, at its next yield. What goes wrong becomes one
    sentence in `error`.

    Args:
        component: what asks; its value becomes each of the answers in turn.
        concurrency: how many may be answered at a time: each holds one of Gradio's threads; the rest wait in its queue.
        answers: by the event's name.
    """
    for event, answer in answers.items():
        connect(component, event, _streaming(answer), concurrency)


def _streaming(answer: Answers) -> Callable[[gr.EventData], Iterator[dict[str, Any]]]:
    def reply(event: gr.EventData) -> Iterator[dict[str, Any]]:
        question = event._data if isinstance(event._data, dict) else {}
        run = str(question.get("run", ""))[:64]
        try:
            for part in answer({**question, "run": run}):
                yield {**part, "run": run}
        except Exception as error:
            yield {"run": run, "error": sentence(error)}

    return reply
