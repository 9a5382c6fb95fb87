"""Questions of the page and their answers: every error one sentence, every file in a folder nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal

from ui.shared.component import Component
from ui.shared.errors import BUSY, sentence

CONCURRENCY = 16  # questions of one kind at a time; the rest wait in Gradio's queue, and its threads stay free

Question = Mapping[str, Any]  # as the page sent it, plus "run", the page's own name for it
Answer = Callable[[Question], dict[str, Any]]


class NotKept(Exception):
    """The server no longer has what is asked about; the browser has, and sends it again."""


def listen(component: Component, **answers: Answer) -> None:
    """Answer a component's events, each by its function; what goes wrong becomes one sentence in `error`.

    Args:
        component: what asks; its value becomes the answer.
        answers: by the event's name, as in the component's `trigger('ask', ...)`.
    """
    for event, answer in answers.items():
        connect(component, event, _answering(answer), CONCURRENCY)


def connect(component: Component, event: str, reply: Callable[..., Any], concurrency: int) -> None:
    """Let `reply` take a component's event, `concurrency` of them side by side; a full queue becomes a sentence."""
    outcome = getattr(component, event)(
        reply,
        None,
        component,
        show_progress="hidden",  # the page shows its own
        trigger_mode="multiple",  # the page never asks twice at once
        concurrency_limit=concurrency,
        concurrency_id=f"{component.ROOM}-{event}",
        api_visibility="private",
    )
    refused = f"() => ({{error: {BUSY!r}, lost: Date.now()}})"  # a full queue never reaches Python
    outcome.failure(None, None, component, js=refused, show_progress="hidden", api_visibility="private")


def _answering(answer: Answer) -> Callable[[gr.EventData], dict[str, Any]]:
    def reply(event: gr.EventData) -> dict[str, Any]:
        question = event._data if isinstance(event._data, dict) else {}
        run = str(question.get("run", ""))[:64]
        try:
            return {**answer({**question, "run": run}), "run": run}
        except NotKept:
            return {"run": run, "again": True}
        except Exception as error:
            return {"run": run, "error": sentence(error)}

    return reply


def uploaded(path: Any) -> Path | None:
    """The file that the browser says it has uploaded; None unless it lies in the upload folder."""
    if not path or not Path(str(path)).is_file():
        return None
    return Path(str(path)) if is_in_or_equal(Path(str(path)).resolve(), get_upload_folder()) else None


def new_file(words: str, suffix: str) -> Path:
    """A path for a file of this kind, named after `words`, in a new folder that the page may fetch from."""
    folder = Path(get_upload_folder()) / secrets.token_hex(16)
    folder.mkdir(parents=True)
    safe = "-".join("".join(filter(str.isalnum, word)) for word in words.split())[:48].strip("-")
    return folder / f"gatescope-{safe or 'run'}.{suffix}"


def download(path: Path) -> dict[str, Any]:
    """A file of `new_file` as an answer: Gradio lets the browser fetch it."""
    return {"file": {"path": str(path), "orig_name": path.name, "meta": {"_type": "gradio.FileData"}}}
