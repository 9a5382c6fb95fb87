"""The networks: torch in, NumPy traces out. Knows nothing of drawing or of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.action.model import load_recognizer as load_recognizer
    from models.caption.model import load_captioner as load_captioner


def __getattr__(name: str) -> Any:
    """`models.load_captioner` and `models.load_recognizer` bring torch along only when asked for."""
    if name == "load_captioner":
        from models.caption.model import load_captioner

        return load_captioner
    if name == "load_recognizer":
        from models.action.model import load_recognizer

        return load_recognizer
    raise AttributeError(f"module 'models' has no attribute {name!r}")
