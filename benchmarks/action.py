"""Upload to label, beside the floor: what decoding the clip once and the bare encoder cost.

    python -m benchmarks.action [--clip phone.mp4]

Without --clip a ten-second 1920 x 1080 clip of 30 frames a second is written first: as MPEG-4 part 2, since OpenCV
writes no H.264; give a phone's own file for that. Floor and reading alternate, so that a slow moment of the machine
hits both.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from benchmarks.caption import resident, timed
from models.action.model import RECOGNIZERS, ActionModel, load_recognizer
from models.io.clips import Clip, read_clip
from models.limits import CLIP_THREADS

SECONDS, RATE, SIZE = 10, 30, (1920, 1080)


def write_phone_clip(path: Path) -> Path:
    """Ten seconds of a camera that pans over a scene with detail at every scale, with a little noise."""
    width, height = SIZE
    draw = np.random.default_rng(0)
    scene = np.zeros((height, 2 * width, 3), np.float32)
    for scale in (8, 32, 128, 512):
        small = draw.normal(0, 22, (height // scale + 2, 2 * width // scale + 2, 3)).astype(np.float32)
        scene += cv2.resize(small, (2 * width, height), interpolation=cv2.INTER_CUBIC)
    scene = np.clip(scene + 120, 0, 255).astype(np.uint8)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE, SIZE)
    for number in range(SECONDS * RATE):
        left = round(number * width / (SECONDS * RATE))
        writer.write(cv2.add(scene[:, left : left + width], draw.integers(0, 5, (height, width, 3), dtype=np.uint8)))
    writer.release()
    return path


def floor(path: Path, model: ActionModel, moments: np.ndarray) -> None:
    """Every frame decoded once, the needed ones as pictures, one bare forward pass over these."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, CLIP_THREADS])
    frames, number = [], 0
    while capture.grab():
        if number in moments:
            frames.append(cv2.resize(capture.retrieve()[1], (480, 270)))
        number += 1
    capture.release()
    model.extract(model.prepare(Clip(np.stack(frames), np.arange(len(frames)), 1.0, SIZE))[None])


def peak_growth(deed: Callable[[], object]) -> float:
    """Megabytes by which the process was larger at most while the deed was done. Linux."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the earlier peak
    before = resident()
    deed()
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6 - before


def measure(model: ActionModel, path: Path, rounds: int) -> dict[str, object]:
    """Milliseconds of reading and of the floor, `rounds` times after one to warm up; growth of memory."""
    growth = peak_growth(lambda: model.read(path))
    frames = len(read_clip(path, model.moments).frames)
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, CLIP_THREADS])
    count = 0
    while capture.grab():
        count += 1
    capture.release()
    needed = np.linspace(0, count - 1, frames).astype(int)
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(timed(lambda: model.read(path))[1])
        bare.append(timed(lambda: floor(path, model, needed))[1])
    return {
        "p50_ms": round(float(np.percentile(ours, 50))),
        "p95_ms": round(float(np.percentile(ours, 95))),
        "floor_p50_ms": round(float(np.percentile(bare, 50))),
        "times_floor": round(float(np.percentile(ours, 50) / np.percentile(bare, 50)), 2),
        "peak_growth_mb": round(growth),
        "frames": count,
        "rounds": rounds,
    }


def main() -> None:
    """Print one JSON line a recognizer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", type=Path, help="a clip of your own; default: one that is written for this")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.clip or write_phone_clip(Path(folder) / "phone.mp4")
        for name in RECOGNIZERS:
            spent = measure(load_recognizer(name), path, options.rounds)
            about = {"recognizer": name, "clip": options.clip.name if options.clip else "1080p MPEG-4 part 2, 10 s"}
            sys.stdout.write(json.dumps({**about, "threads": torch.get_num_threads(), **spent}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
