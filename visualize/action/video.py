"""A reading of a clip as a clip: its moments with heatmap and label, as VP9 WebM that every browser plays."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.trace import ClipTrace
from visualize.shared.files import atomically
from visualize.shared.heat import Heat, spotlight
from visualize.shared.style import ACCENT, INK, MUTED, PAPER, RULE
from visualize.shared.text import fit, font_file

WIDE = 480  # pixels of the labelled clip
FOOT = 104  # pixels below the frame: label, bar, time
SLOWEST, FASTEST = 2.0, 15.0  # moments a second of the labelled clip


def save_clip_video(frames: np.ndarray, trace: ClipTrace, path: str | Path, names: Sequence[str] | None = None) -> Path:
    """The moments that were looked at as VP9 WebM: heatmap on each, below it the label so far and how sure it is.

    One encoded frame a moment, at the pace of the clip between 2 and 15 a second.

    Args:
        frames: (T, h, w, 3) uint8 RGB.
        names: of the C labels, as they are to be written; None: as the trace has them.

    Raises:
        OSError: it cannot be written there.
    """
    names = trace.labels if names is None else names
    pictures = labelled(frames, trace, names)
    gaps = np.diff(trace.times)
    pace = float(np.clip(1.0 / gaps.mean(), SLOWEST, FASTEST)) if len(gaps) and gaps.mean() > 0 else SLOWEST
    height, width = pictures[0].shape[:2]
    with tempfile.TemporaryDirectory() as folder, atomically(path) as file:
        unfinished = Path(folder) / "clip.webm"
        # OpenCV tells stderr that WebM has no tag "VP90", whatever tag is asked for: it is written all the same
        writer = cv2.VideoWriter(
            str(unfinished), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"VP90"), pace, (width, height)
        )
        if not writer.isOpened():
            raise OSError("this OpenCV writes no VP9")
        for picture in pictures:
            writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        writer.release()
        file.write(unfinished.read_bytes())
    return Path(path)


def labelled(frames: np.ndarray, trace: ClipTrace, names: Sequence[str]) -> list[np.ndarray]:
    """One picture a moment, (H, 480, 3) uint8 RGB with an even height."""
    scale = min(WIDE / frames.shape[2], 400 / frames.shape[1])
    size = max(2, round(frames.shape[2] * scale)), max(2, round(frames.shape[1] * scale) // 2 * 2)
    made = []
    for step, frame in enumerate(frames):
        seen = with_heat(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC), trace, step)
        page = Image.new("RGB", (WIDE, size[1] + FOOT), PAPER)
        page.paste(Image.fromarray(seen), ((WIDE - size[0]) // 2, 0))
        _foot(ImageDraw.Draw(page), size[1], trace, step, names)
        made.append(np.asarray(page))
    return made


def with_heat(pixels: np.ndarray, trace: ClipTrace, step: int, heat: Heat = spotlight) -> np.ndarray:
    """The frame (h, w, 3) with its attention on the part of it that was looked at; the input stays as it is.

    What lies around that part was not looked at, and is shown so.
    """
    height, width = pixels.shape[:2]
    x1, y1, x2, y2 = (round(edge * side) for edge, side in zip(trace.window, (width, height) * 2, strict=True))
    canvas = np.zeros((max(y2, height) - min(y1, 0), max(x2, width) - min(x1, 0), 3), np.uint8)
    left, top = -min(x1, 0), -min(y1, 0)  # where the frame lies on a canvas that holds frame and window
    canvas[top : top + height, left : left + width] = pixels
    seen = np.array(heat(canvas, np.zeros((1, 1))))
    inside = slice(top + y1, top + y2), slice(left + x1, left + x2)
    if canvas[inside].size:
        seen[inside] = np.asarray(heat(canvas[inside], trace.attention[step]))
    return seen[top : top + height, left : left + width]


def _foot(canvas: ImageDraw.ImageDraw, top: int, trace: ClipTrace, step: int, names: Sequence[str]) -> None:
    best = int(trace.probabilities[step].argmax())
    chance = float(trace.probabilities[step, best])
    sure = chance >= trace.threshold and not trace.doubt
    large, small = ImageFont.truetype(font_file(bold=True), 27), ImageFont.truetype(font_file(), 16)
    text = fit(names[best], (WIDE - 120) / 72, 27, 27, bold=True)[0]  # at 72 dpi a pixel is a point
    canvas.text((14, top + 37), text, fill=INK if sure else MUTED, font=large, anchor="ls")
    canvas.text((WIDE - 14, top + 37), f"{chance:.0%}", fill=INK, font=large, anchor="rs")
    canvas.rectangle((14, top + 49, WIDE - 14, top + 61), fill=RULE)
    canvas.rectangle((14, top + 49, 14 + chance * (WIDE - 28), top + 61), fill=ACCENT if sure else MUTED)
    place = f"{trace.times[step]:.2f} s · frame {step + 1} of {len(trace.times)}"
    canvas.text((14, top + 87), place, fill=MUTED, font=small, anchor="ls")
    if not sure:
        canvas.text((WIDE - 14, top + 87), "not sure", fill=MUTED, font=small, anchor="rs")
