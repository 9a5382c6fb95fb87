"""Example clips that may be shipped: a made-up body, made-up motion, seen by a made-up depth camera.

`python -m training.action.drawn.render` writes assets/examples/clips/*.webm. The same seed gives the same pixels.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from training.action.drawn.body import Body, capsules
from training.action.drawn.motions import MOTIONS, Motion

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "examples" / "clips"
WIDTH, HEIGHT = 320, 240  # pixels
RATE = 15.0  # frames a second
SPHERES = 14  # along a capsule


@dataclass(frozen=True)
class Camera:
    """A depth camera that looks straight ahead. Its brightness rule is that of the gesture data."""

    distance: float = 2.82  # metres to the body
    height: float = 1.10  # metres above the floor
    focal: float = 285.0  # pixels
    centre: float = 150.0  # pixels: column in which the body stands
    grain: float = 1.1  # of 255: noise of a distance
    fray: float = 0.6  # pixels by which outlines are off

    def brightness(self, metres: np.ndarray) -> np.ndarray:
        """Nearer is brighter: 1 m is 255, 4 m is 40; nothing there is 0."""
        level = np.clip(255.0 - (metres - 1.0) / 3.0 * 215.0, 40.0, 255.0)
        return np.where(np.isfinite(metres), level, 0.0)


def render(motion: Motion, body: Body | None = None, camera: Camera | None = None, seed: int = 0) -> np.ndarray:
    """A gesture as (T, 240, 320) uint8 brightness, 15 frames a second."""
    body, camera = body or Body(), camera or Camera()
    draw = np.random.default_rng(seed)
    count = max(2, round(motion.seconds * RATE))
    sway = draw.normal(0.0, 0.004, 3)
    frames = np.empty((count, HEIGHT, WIDTH), np.uint8)
    for number in range(count):
        parts = capsules(body, motion.pose(number / (count - 1)))
        parts[:, [0, 3]] += sway[0] * np.sin(3.0 * number / count + 100 * sway[1])
        frames[number] = _sensed(_depth(parts, camera), camera, draw)
    return frames


def _depth(parts: np.ndarray, camera: Camera) -> np.ndarray:
    """Capsules (N, 8) -> (240, 320) metres to the nearest surface along each pixel's ray, infinite where none is.

    Every capsule is a row of spheres; a sphere's rays count as parallel, which errs by under a hundredth of its radius.
    """
    share = np.linspace(0.0, 1.0, SPHERES)[:, None]
    centres = (parts[:, None, :3] * (1 - share) + parts[:, None, 3:6] * share).reshape(-1, 3)
    radii = (parts[:, None, 6:7] * (1 - share) + parts[:, None, 7:8] * share).reshape(-1)
    nearest = np.full((HEIGHT, WIDTH), np.inf)
    for (x, y, z), radius in zip(centres, radii, strict=True):
        away = camera.distance - z
        scale = camera.focal / away  # pixels a metre
        column, row, reach = camera.centre + scale * x, HEIGHT / 2 - scale * (y - camera.height), scale * radius
        left, right = max(0, int(column - reach)), min(WIDTH, int(column + reach) + 2)
        top, bottom = max(0, int(row - reach)), min(HEIGHT, int(row + reach) + 2)
        if left >= right or top >= bottom:
            continue
        across = (np.arange(left, right) - column) / reach
        down = (np.arange(top, bottom) - row) / reach
        inside = 1.0 - across[None, :] ** 2 - down[:, None] ** 2  # > 0 within the sphere's disc
        surface = np.where(inside > 0, away - radius * np.sqrt(np.maximum(inside, 0.0)), np.inf)
        patch = nearest[top:bottom, left:right]
        np.minimum(patch, surface, out=patch)
    return nearest


def _sensed(metres: np.ndarray, camera: Camera, draw: np.random.Generator) -> np.ndarray:
    """What the camera makes of it: frayed outlines, grainy distances, brightness as (240, 320) uint8."""
    blocks = draw.normal(0.0, camera.fray, (2, HEIGHT // 3, WIDTH // 3 + 1))
    rows, columns = (np.kron(shift, np.ones((3, 3)))[:HEIGHT, :WIDTH] for shift in blocks)
    where = np.mgrid[:HEIGHT, :WIDTH]
    row = np.clip(np.rint(where[0] + rows), 0, HEIGHT - 1).astype(int)
    column = np.clip(np.rint(where[1] + columns), 0, WIDTH - 1).astype(int)
    level = camera.brightness(metres[row, column])
    grain = cv2.GaussianBlur(draw.normal(0.0, 2.5 * camera.grain, level.shape), (0, 0), 1.0)
    return np.where(level > 0, np.clip(np.rint(level + grain), 1, 255), 0).astype(np.uint8)


@dataclass(frozen=True)
class Example:
    """One clip of the gallery: who moves how, before which camera, and what is said about it."""

    motion: Motion
    body: Body
    camera: Camera
    seed: int
    title: str
    alt: str

    def frames(self) -> np.ndarray:
        """(T, 240, 320) uint8."""
        return render(self.motion, self.body, self.camera, self.seed)


def _examples() -> tuple[Example, ...]:
    """Every one with its own body and place."""
    titles = {
        "swipe_left": ("Swipe left", "An arm is raised to the right of the picture and sweeps to the left."),
        "swipe_right": ("Swipe right", "An arm is raised to the left of the picture and sweeps to the right."),
        "draw_circle_cw": ("Circle, clockwise", "A hand draws a large circle in the air, clockwise in the picture."),
        "draw_circle_ccw": ("Circle, the other way", "A hand draws a large circle in the air, counter-clockwise."),
        "sit_to_stand": ("Stand up", "Somebody sits on a stool, leans forward and stands up."),
        "stand_to_sit": ("Sit down", "Somebody stands before a stool and sits down on it."),
        "wave": ("Wave", "An arm is raised and waves."),
        "clap": ("Clap", "Both hands clap before the chest."),
        "arm_cross": ("Cross the arms", "Both arms are crossed before the chest, then hang again."),
        "squat": ("Squat", "Somebody stretches both arms forward, squats down and rises."),
        "push": ("Push", "Both hands push forward at the height of the shoulders."),
        "lunge": ("Lunge", "Somebody takes a long step to the camera, bends the knee and steps back."),
    }
    made = []
    for number, motion in enumerate(MOTIONS):
        draw = np.random.default_rng(100 + number)
        body = Body(draw.uniform(1.62, 1.78), draw.uniform(0.94, 1.08), stool="sit" in motion.name)
        camera = Camera(2.82 + draw.uniform(-0.05, 0.05), 1.10, centre=150 + draw.uniform(-6, 6))
        if motion.name == "lunge":  # it begins farther away
            camera = replace(camera, distance=camera.distance + 0.3)
        made.append(Example(motion, body, camera, number, *titles[motion.name]))
    return tuple(made)


EXAMPLES = _examples()


def write(frames: np.ndarray, path: Path) -> None:
    """(T, h, w) brightness as VP9 WebM.

    Raises:
        OSError: it cannot be written there.
    """
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"VP90"), RATE, (WIDTH, HEIGHT))
    if not writer.isOpened():
        raise OSError(f"{path} cannot be written: check the folder, and that this OpenCV writes VP9.")
    for frame in frames:
        writer.write(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
    writer.release()


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the example clips.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the clips (%(default)s)")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    listing = []
    for example in EXAMPLES:
        file = f"{example.motion.name}.webm"
        write(example.frames(), folder / file)
        listing.append({"file": file, "title": example.title, "alt": example.alt, "label": example.motion.name})
    (folder / "clips.json").write_text(json.dumps(listing, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
