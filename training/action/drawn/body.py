"""A body of capsules: where its limbs are in a pose. Nothing of it comes from a recording.

Metres. x points to the right of the picture, y up, z to the camera; (0, 0, 0) lies on the floor where the body stands.
As in the gesture data the picture is a mirror: the right hand is on its right side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

TRACKS = {"right": 3, "left": 3, "lean": 1, "sink": 1, "back": 1, "right_foot": 3, "left_foot": 3}
REACH = 0.985  # share of its length to which a limb straightens at most


@dataclass(frozen=True)
class Body:
    """Who moves. Proportions after Drillis & Contini 1966, as shares of the height."""

    height: float = 1.70  # metres
    girth: float = 1.0  # factor of every thickness
    stool: bool = False  # whether a stool stands behind the legs

    @property
    def arm(self) -> float:
        """Metres from the shoulder to the middle of the hand: what hand positions are measured in."""
        return 0.385 * self.height


@dataclass(frozen=True, eq=False)
class Pose:
    """How the body stands at one moment."""

    right: np.ndarray  # (3,) right hand from its shoulder, in arm lengths: x right, y up, z to the camera
    left: np.ndarray  # (3,) left hand from its shoulder, mirrored: x to the left of the picture
    lean: float  # radians: upper body forward
    sink: float  # metres: hips below where they are when standing
    back: float  # metres: hips behind where they are when standing
    right_foot: np.ndarray  # (3,) metres from where it stands
    left_foot: np.ndarray  # (3,) metres, mirrored as the hand

    @classmethod
    def of(cls, tracks: dict[str, np.ndarray]) -> Pose:
        """From the values of all TRACKS at one moment."""
        plain: dict[str, Any] = {
            name: values if TRACKS[name] == 3 else float(values[0]) for name, values in tracks.items()
        }
        return cls(**plain)


def capsules(body: Body, pose: Pose) -> np.ndarray:
    """(N, 8): both ends x, y, z and the radius at each, in metres."""
    tall, thick = body.height, body.girth
    hips = np.array([0.0, 0.53 * tall - pose.sink, -pose.back])
    up = np.array([0.0, np.cos(pose.lean), np.sin(pose.lean)])  # along the spine
    neck = hips + 0.29 * tall * up
    head = neck + 0.115 * tall * up
    parts = [
        _part(neck, head, 0.04 * thick, 0.04 * thick),
        _part(head - 0.02 * up, head + 0.055 * up, 0.078, 0.084),
    ]
    for side, hand, foot in ((1.0, pose.right, pose.right_foot), (-1.0, pose.left, pose.left_foot)):
        mirror = np.array([side, 1.0, 1.0])
        shoulder = neck + mirror * [0.094 * tall * thick, 0.0, 0.0] - 0.05 * up
        hip = hips + mirror * [0.046 * tall, 0.0, 0.0]
        waist = mirror * [0.055 * tall * thick, 0.0, 0.0]
        parts.append(_part(neck + waist - 0.06 * up, hips + 1.1 * waist + 0.02 * up, 0.105 * thick, 0.11 * thick))
        parts.append(_part(neck - 0.03 * up, shoulder, 0.06 * thick, 0.066 * thick))
        parts += _arm(body, shoulder, shoulder + body.arm * mirror * hand, side)
        parts += _leg(body, hip, mirror * (np.array([0.042 * tall, 0.045 * tall, -0.02]) + foot), side)
    if body.stool:
        parts.append(_part(np.array([-0.15, 0.42, -0.42]), np.array([0.15, 0.42, -0.42]), 0.05, 0.05))
    return np.stack(parts)


def _part(start: np.ndarray, end: np.ndarray, first: float, last: float) -> np.ndarray:
    return np.concatenate([start, end, [first, last]])


def _arm(body: Body, shoulder: np.ndarray, hand: np.ndarray, side: float) -> list[np.ndarray]:
    upper, lower, thick = 0.175 * body.height, 0.21 * body.height, body.girth
    elbow, wrist = _bent(shoulder, hand, upper, lower, np.array([0.3 * side, -1.0, -0.35]))
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    return [
        _part(shoulder, elbow, 0.06 * thick, 0.047 * thick),
        _part(elbow, wrist - 0.05 * along, 0.047 * thick, 0.034 * thick),
        _part(wrist - 0.03 * along, wrist + 0.05 * along, 0.038, 0.03),
    ]


def _leg(body: Body, hip: np.ndarray, ankle: np.ndarray, side: float) -> list[np.ndarray]:
    thigh, shank, thick = 0.252 * body.height, 0.247 * body.height, body.girth
    knee, ankle = _bent(hip, ankle, thigh, shank, np.array([0.15 * side, 0.0, 1.0]))
    toe = ankle + np.array([0.03 * side, -0.045, 0.13])
    return [
        _part(hip, knee, 0.092 * thick, 0.066 * thick),
        _part(knee, ankle, 0.066 * thick, 0.05 * thick),
        _part(ankle - [0.0, 0.02, 0.02], toe, 0.048, 0.036),
    ]


def _bent(
    root: np.ndarray, end: np.ndarray, first: float, second: float, outward: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Joint and end of a limb of two bones: the law of cosines; the joint bends to `outward`."""
    way = end - root
    length = float(np.linalg.norm(way))
    line = way / max(length, 1e-6)
    length = float(np.clip(length, abs(first - second) + 0.02, REACH * (first + second)))
    along = (first**2 - second**2 + length**2) / (2 * length)
    aside = outward - (outward @ line) * line
    aside /= max(float(np.linalg.norm(aside)), 1e-6)
    joint = root + along * line + np.sqrt(max(first**2 - along**2, 0.0)) * aside
    return joint, root + length * line
