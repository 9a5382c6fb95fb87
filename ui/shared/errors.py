"""What went wrong, in one sentence for the visitor. Everything that is not for the visitor goes to the log."""

from __future__ import annotations

import functools
import html
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gradio as gr

from models.errors import GatescopeError

OUR_FAULT = "Something broke on our side, not on yours: try again, and if it happens again, tell us what you did."
BUSY = "So many visitors are asking at once that this question was not taken: try again in a moment."

log = logging.getLogger("gatescope")
P = ParamSpec("P")
T = TypeVar("T")


def sentence(error: Exception) -> str:
    """What the visitor reads; an error that is not meant for visitors is logged with its traceback."""
    if isinstance(error, GatescopeError):
        return str(error)
    log.error("a request failed", exc_info=error)
    return OUR_FAULT


def translate_errors(function: Callable[P, T]) -> Callable[P, T]:
    """For answers of the API: every error leaves as a `gr.Error` with its sentence, which Gradio renders as HTML."""

    @functools.wraps(function)
    def translated(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise gr.Error(html.escape(sentence(error), quote=False), print_exception=False) from error

    return translated
