"""The networks: torch in, NumPy traces out. Knows nothing of drawing or of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.caption_model import load_captioner as load_captioner


def __getattr__(name: str) -> Any:
    """`models.load_captioner` brings torch along only when asked for, so that traces alone stay light."""
    if name == "load_captioner":
        from models.caption_model import load_captioner

        return load_captioner
    raise AttributeError(f"module 'models' has no attribute {name!r}")
