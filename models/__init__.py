"""The networks: torch in, NumPy traces out. Knows nothing of drawing or of the web.

The front door: `from models import load_captioner, load_recognizer, Decoding, Surgery, ledger`. Each name is imported
when it is asked for, so that torch comes with the networks and with nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.lazy import lazy_names

if TYPE_CHECKING:
    from models.action.model import load_recognizer
    from models.caption.model import load_captioner
    from models.lstm.cell_attribution import ledger
    from models.options import Decoding, GradientOptions, TrainingOptions
    from models.surgery import Surgery

__all__ = [
    "Decoding",
    "GradientOptions",
    "Surgery",
    "TrainingOptions",
    "ledger",
    "load_captioner",
    "load_recognizer",
]

_HOMES = {
    "Decoding": "models.options",
    "GradientOptions": "models.options",
    "Surgery": "models.surgery",
    "TrainingOptions": "models.options",
    "ledger": "models.lstm.cell_attribution",
    "load_captioner": "models.caption.model",
    "load_recognizer": "models.action.model",
}
__getattr__ = lazy_names(__name__, _HOMES)
