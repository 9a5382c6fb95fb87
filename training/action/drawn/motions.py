"""Gestures as a few key positions of hands, hips and feet; what lies between follows smoothly.

Made up for this project; timing and reach were set by eye so that they resemble the gestures of UTD-MHAD.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import PchipInterpolator

from training.action.drawn.body import TRACKS, Pose

Key = tuple[float, ...]  # when, 0 beginning .. 1 end, then the values of its track

HANGS = (0.03, -0.98, 0.06)  # a hand at rest
IDLE: Mapping[str, tuple[float, ...]] = {
    name: HANGS if name in ("right", "left") else (0.0,) * size for name, size in TRACKS.items()
}


@dataclass(frozen=True)
class Motion:
    """One gesture: its name as the data set gives it, its length, and the tracks that move."""

    name: str
    seconds: float
    tracks: Mapping[str, Sequence[Key]] = field(default_factory=dict)

    def pose(self, moment: float) -> Pose:
        """How the body stands at a moment, 0 beginning .. 1 end. Monotone cubic: nothing overshoots its keys."""
        values = {}
        for name, idle in IDLE.items():
            keys = np.array(self.tracks.get(name) or [(0.0, *idle)], dtype=np.float64)
            values[name] = keys[0, 1:] if len(keys) == 1 else _between(keys, moment)
        return Pose.of(values)

    def backwards(self, name: str, sooner: float = 0.0) -> Motion:
        """The same keys from the end to the beginning, under the name of what that is; `sooner` of the length."""
        turned = {
            track: [(1.0 - sooner - when, *at) for when, *at in reversed(keys)] for track, keys in self.tracks.items()
        }
        return Motion(name, self.seconds, turned)


def _between(keys: np.ndarray, moment: float) -> np.ndarray:
    return PchipInterpolator(keys[:, 0], keys[:, 1:])(np.clip(moment, keys[0, 0], keys[-1, 0]))


def _arm(*keys: Key) -> list[Key]:
    """Keys of a hand that hangs before and after them."""
    first, last = keys[0][0], keys[-1][0]
    return [(0.0, *HANGS), (first - 0.08, *HANGS), *keys, (last + 0.08, *HANGS), (1.0, *HANGS)]


SWIPE_LEFT = Motion(
    "swipe_left",
    1.9,
    {
        "right": _arm(
            (0.20, 0.58, -0.68, 0.15),
            (0.26, 0.78, -0.18, 0.38),
            (0.31, 0.55, 0.18, 0.68),
            (0.36, 0.05, 0.34, 0.84),
            (0.41, -0.48, 0.28, 0.72),
            (0.46, -0.72, 0.18, 0.52),
            (0.55, -0.74, 0.16, 0.50),
            (0.62, -0.45, 0.00, 0.62),
            (0.68, -0.12, -0.34, 0.55),
            (0.74, 0.10, -0.78, 0.32),
        )
    },
)
CIRCLE = _arm(
    (0.17, -0.08, -0.40, 0.55),
    (0.20, -0.48, 0.12, 0.66),
    (0.23, -0.30, 0.50, 0.62),
    (0.26, 0.06, 0.80, 0.50),
    (0.30, 0.50, 0.72, 0.42),
    (0.33, 0.86, 0.26, 0.36),
    (0.36, 0.86, -0.22, 0.36),
    (0.39, 0.42, -0.58, 0.44),
    (0.42, -0.02, -0.48, 0.56),
    (0.46, -0.42, -0.16, 0.66),
    (0.50, -0.56, 0.18, 0.62),
    (0.54, -0.36, 0.48, 0.60),
    (0.58, -0.04, 0.78, 0.52),
    (0.63, 0.26, 0.80, 0.50),
    (0.70, 0.34, 0.56, 0.62),
    (0.76, 0.34, -0.06, 0.60),
    (0.82, 0.36, -0.72, 0.34),
)
CIRCLE_CLOCKWISE = Motion("draw_circle_cw", 2.5, {"right": CIRCLE})
CIRCLE_COUNTER_CLOCKWISE = Motion(
    "draw_circle_ccw",
    2.6,
    {
        "right": _arm(
            (0.15, 0.60, -0.62, 0.20),
            (0.18, 0.86, 0.02, 0.34),
            (0.21, 0.64, 0.40, 0.42),
            (0.24, 0.44, 0.68, 0.46),
            (0.27, 0.20, 0.82, 0.48),
            (0.30, -0.10, 0.70, 0.56),
            (0.33, -0.44, 0.40, 0.64),
            (0.36, -0.54, 0.08, 0.68),
            (0.39, -0.24, -0.16, 0.66),
            (0.42, 0.16, -0.32, 0.60),
            (0.45, 0.48, -0.28, 0.52),
            (0.48, 0.78, 0.02, 0.40),
            (0.51, 0.64, 0.42, 0.44),
            (0.54, 0.40, 0.70, 0.48),
            (0.57, 0.20, 0.85, 0.48),
            (0.61, -0.02, 0.76, 0.54),
            (0.66, -0.10, 0.66, 0.58),
            (0.70, 0.20, 0.50, 0.60),
            (0.74, 0.38, -0.02, 0.60),
            (0.78, 0.56, -0.42, 0.40),
            (0.82, 0.38, -0.80, 0.24),
        )
    },
)
LAP = (-0.02, -0.70, 0.44)  # a hand on the thigh of one who sits
SIT_TO_STAND = Motion(
    "sit_to_stand",
    1.9,
    {
        "sink": [(0.0, 0.40), (0.30, 0.40), (0.40, 0.37), (0.55, 0.06), (0.64, 0.0), (1.0, 0.0)],
        "back": [(0.0, 0.36), (0.28, 0.36), (0.42, 0.28), (0.55, 0.06), (0.64, 0.0), (1.0, 0.0)],
        "lean": [(0.0, -0.06), (0.22, -0.06), (0.38, 0.60), (0.47, 0.52), (0.60, 0.05), (0.70, 0.0), (1.0, 0.0)],
        **{
            side: [(0.0, *LAP), (0.25, *LAP), (0.42, 0.14, -0.82, 0.30), (0.60, *HANGS), (1.0, *HANGS)]
            for side in ("right", "left")
        },
    },
)
WAVE = Motion(
    "wave",
    2.3,
    {
        "right": _arm(
            (0.15, 0.60, -0.40, 0.34),
            (0.20, 0.62, 0.44, 0.42),
            (0.26, -0.06, 0.52, 0.46),
            (0.32, 0.58, 0.60, 0.38),
            (0.39, -0.06, 0.52, 0.46),
            (0.46, 0.58, 0.60, 0.38),
            (0.53, -0.06, 0.52, 0.46),
            (0.60, 0.56, 0.60, 0.38),
            (0.67, 0.34, 0.36, 0.56),
            (0.72, 0.28, -0.22, 0.52),
        )
    },
)
APART, NEAR, TOGETHER = (0.55, -0.22, 0.50), (-0.12, -0.06, 0.62), (-0.20, -0.04, 0.62)
CLAPPING = _arm(
    (0.20, *APART),
    (0.29, *TOGETHER),
    (0.35, *NEAR),
    (0.41, *TOGETHER),
    (0.47, *NEAR),
    (0.53, *TOGETHER),
    (0.59, *NEAR),
    (0.65, *TOGETHER),
    (0.73, 0.02, -0.46, 0.46),
)
CLAP = Motion("clap", 2.0, {"right": CLAPPING, "left": CLAPPING})
ARM_CROSS = Motion(
    "arm_cross",
    2.2,
    {
        side: _arm(
            (0.22, 0.42, -0.55, 0.40),
            (0.30, -0.20, -0.28 + rise, 0.56),
            (0.38, -0.58, -0.20 + rise, 0.40),
            (0.62, -0.58, -0.20 + rise, 0.40),
            (0.72, 0.30, -0.55, 0.40),
        )
        for side, rise in (("right", 0.06), ("left", -0.06))
    },
)
RAISED = (-0.06, 0.04, 0.88)
SQUAT = Motion(
    "squat",
    3.0,
    {
        **{
            side: _arm((0.16, 0.42, -0.50, 0.44), (0.24, *RAISED), (0.72, *RAISED), (0.79, 0.40, -0.52, 0.44))
            for side in ("right", "left")
        },
        "sink": [(0.0, 0.0), (0.26, 0.0), (0.42, 0.42), (0.52, 0.44), (0.68, 0.0), (1.0, 0.0)],
        "back": [(0.0, 0.0), (0.26, 0.0), (0.42, 0.24), (0.52, 0.25), (0.68, 0.0), (1.0, 0.0)],
        "lean": [(0.0, 0.0), (0.26, 0.0), (0.42, 0.42), (0.52, 0.44), (0.68, 0.0), (1.0, 0.0)],
    },
)
PUSHING = _arm(
    (0.24, 0.16, -0.30, 0.24),
    (0.34, 0.10, 0.02, 0.30),
    (0.45, 0.02, 0.22, 0.92),
    (0.58, 0.02, 0.22, 0.92),
    (0.68, 0.14, -0.30, 0.40),
)
PUSH = Motion("push", 2.1, {"right": PUSHING, "left": PUSHING})
LUNGE = Motion(
    "lunge",
    2.5,
    {
        "left_foot": [
            (0.0, 0, 0, 0),
            (0.20, 0, 0, 0),
            (0.30, 0, 0.16, 0.36),
            (0.38, 0, 0, 0.78),
            (0.60, 0, 0, 0.78),
            (0.69, 0, 0.14, 0.34),
            (0.78, 0, 0, 0),
            (1.0, 0, 0, 0),
        ],
        "back": [(0.0, 0.0), (0.22, 0.0), (0.40, -0.44), (0.58, -0.44), (0.78, 0.0), (1.0, 0.0)],
        "sink": [(0.0, 0.0), (0.28, 0.02), (0.44, 0.30), (0.54, 0.30), (0.72, 0.02), (0.80, 0.0), (1.0, 0.0)],
    },
)

MOTIONS = (
    SWIPE_LEFT,
    SWIPE_LEFT.backwards("swipe_right", sooner=0.07),
    CIRCLE_CLOCKWISE,
    CIRCLE_COUNTER_CLOCKWISE,
    SIT_TO_STAND,
    SIT_TO_STAND.backwards("stand_to_sit"),
    WAVE,
    CLAP,
    ARM_CROSS,
    SQUAT,
    PUSH,
    LUNGE,
)
