"""Drawn clips to learn from beside the recorded ones: every motion anew, by another body, before another camera.

    python -m training.action.drawn.training_clips --out runs/rendered

writes label/label_NN.webm. None of them is one of the clips that ship as examples.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from training.action.drawn.body import Body
from training.action.drawn.motions import CIRCLE_CLOCKWISE, CIRCLE_COUNTER_CLOCKWISE, HANGS, MOTIONS, Key, Motion
from training.action.drawn.render import Camera, render, write

EACH = 6  # clips of a motion
SEED = 20_000  # of the first: far from those of the examples
DRAWN = (  # and a circle played backwards is one the other way round
    *MOTIONS,
    CIRCLE_CLOCKWISE.backwards("draw_circle_ccw"),
    CIRCLE_COUNTER_CLOCKWISE.backwards("draw_circle_cw"),
)


def vary(motion: Motion, draw: np.random.Generator) -> Motion:
    """The same gesture as somebody else makes it: faster or slower, wider or narrower, never quite the same way."""
    reach = draw.uniform(0.88, 1.12, 3)
    tracks = {name: _vary(name, keys, reach, draw) for name, keys in motion.tracks.items()}
    return Motion(motion.name, motion.seconds * float(draw.uniform(0.8, 1.25)), tracks)


def _vary(name: str, keys: Sequence[Key], reach: np.ndarray, draw: np.random.Generator) -> list[Key]:
    """Keys moved a little in place, hands by up to an eighth of their way from where they hang."""
    varied = []
    rest = np.array(keys[0][1:])
    for when, *at in keys:
        away = np.array(at) - (HANGS if name in ("right", "left") else rest)
        grown = away * (reach if len(at) == 3 else reach[1])
        small = 0.03 if name in ("right", "left") else 0.0
        moved = np.array(at) - away + grown + draw.normal(0.0, small, len(at)) * (np.abs(away).max() > 1e-9)
        varied.append((when, *map(float, moved)))
    return varied


def drawn(motion: Motion, draw: np.random.Generator) -> np.ndarray:
    """(T, 240, 320) uint8: the motion by somebody, somewhere."""
    body = Body(draw.uniform(1.52, 1.86), draw.uniform(0.88, 1.14), stool="sit" in motion.name)
    camera = Camera(
        distance=2.82 + draw.uniform(-0.22, 0.35),
        height=1.10 + draw.uniform(-0.05, 0.05),
        centre=150 + draw.uniform(-16, 16),
        grain=draw.uniform(0.7, 1.6),
        fray=draw.uniform(0.3, 1.0),
    )
    if motion.name == "lunge":  # it begins farther away
        camera = replace(camera, distance=camera.distance + 0.3)
    return render(vary(motion, draw), body, camera, int(draw.integers(1 << 31)))


def main() -> None:
    """Draw and write them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/rendered"), help="folder (%(default)s)")
    parser.add_argument("--each", type=int, default=EACH, help="clips of a motion (%(default)s)")
    options = parser.parse_args()
    counts: dict[str, int] = {}
    for number, motion in enumerate(DRAWN):
        folder = options.out / motion.name
        folder.mkdir(parents=True, exist_ok=True)
        for one in range(options.each):
            draw = np.random.default_rng((SEED, number, one))
            counts[motion.name] = counts.get(motion.name, 0) + 1
            write(drawn(motion, draw), folder / f"{motion.name}_{counts[motion.name]:02d}.webm")


if __name__ == "__main__":
    main()
