"""A caption as it is written, as an animated GIF: for slides and messages that cannot hold the page itself."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.trace import END, CaptionTrace
from visualize.shared.files import atomically
from visualize.shared.heat import Heat, spotlight
from visualize.shared.style import ACCENT, INK, MUTED, PAPER
from visualize.shared.text import fit, font_file, printable

SIDE = 480  # pixels: long side of the picture
LEAST_WIDTH = 320  # pixels of the frame: a narrow picture still has its caption below it
WORD_MS, LAST_MS = 700, 2500  # how long a word and the finished caption stay
BUDGET = 3_000_000  # bytes; a very long caption gives up size
SIDES = (SIDE, 384, 320, 256, 192)  # pixels, tried in turn
EDGE, LEADING = 14, 1.45  # pixels left and right of the text; line height for each pixel of type size


def save_animation(pixels: np.ndarray, trace: CaptionTrace, path: str | Path, heat: Heat = spotlight) -> Path:
    """Write an animated GIF that loops: one frame a word, its heatmap on the picture, the caption so far below it.

    The long side of the picture is 480 pixels, less when a very long caption would make more than 3 MB. A trace
    without attention shows the bare picture above its growing caption.

    Args:
        pixels: (H, W, 3) uint8 RGB, the picture that was captioned.
        trace: of any number of words.
        path: where to write; returned.
        heat: how attention is shown on the picture.

    Raises:
        OSError: it cannot be written there.
    """
    for side in SIDES:
        encoded = _gif(frames(pixels, trace, side, heat))
        if len(encoded) <= BUDGET:
            break
    with atomically(path) as file:
        file.write(encoded)
    return Path(path)


def frames(pixels: np.ndarray, trace: CaptionTrace, side: int = SIDE, heat: Heat = spotlight) -> list[Image.Image]:
    """One RGB picture a word, all of one size; `side` is the long side of the photograph in pixels."""
    picture = _resized(pixels, side)
    least = LEAST_WIDTH * side // SIDE
    across = max(picture.shape[1], least)
    strip = _Strip.lay([printable(word) for word in trace.words], across, max(12, round(0.05 * across)))
    drawn = []
    for step in range(max(1, len(trace.words))):
        seen = picture
        if trace.attention is not None and len(trace.attention):
            seen = np.asarray(heat(picture, trace.attention[step]))
        frame = Image.new("RGB", (across, picture.shape[0] + strip.height), PAPER)
        frame.paste(Image.fromarray(seen), ((across - picture.shape[1]) // 2, 0))
        strip.draw(ImageDraw.Draw(frame), picture.shape[0], step)
        drawn.append(frame)
    return drawn


@dataclass(frozen=True)
class _Strip:
    """The text below the picture: every word has its place from the start, so that nothing jumps."""

    words: list[tuple[str, float, float]]  # text, left and top edge in pixels within the strip
    height: int
    font: ImageFont.FreeTypeFont

    @classmethod
    def lay(cls, words: list[str], across: int, size: int) -> _Strip:
        """Wrap `words` into lines of `across` pixels; `size` in pixels."""
        font = ImageFont.truetype(font_file(bold=True), size)
        room = (across - 2 * EDGE) / 72  # at 72 dpi a pixel is a point
        words = [fit(word, room, size, size, bold=True)[0] for word in words]
        placed, top, left = [], 0.6 * size, float(EDGE)
        space = 0.75 * size
        for word in words:
            long = font.getlength(word)
            if left > EDGE and left + long > across - EDGE:
                left, top = float(EDGE), top + LEADING * size
            placed.append((word, left, top))
            left += long + space
        return cls(placed, round(top + LEADING * size + 0.4 * size), font)

    def draw(self, canvas: ImageDraw.ImageDraw, y: float, step: int) -> None:
        """Write the words up to `step`, the last of them on a plate of the accent colour."""
        for index, (word, left, top) in enumerate(self.words[: step + 1]):
            colour = MUTED if word == END else INK
            if index == step:
                size = self.font.size
                corner = (left - 0.25 * size, y + top - 0.12 * size)
                opposite = (left + self.font.getlength(word) + 0.25 * size, y + top + 1.28 * size)
                canvas.rounded_rectangle((corner, opposite), radius=0.25 * size, fill=ACCENT)
                colour = PAPER
            canvas.text((left, y + top + 0.95 * self.font.size), word, fill=colour, font=self.font, anchor="ls")


def _resized(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture with a long side of `side` pixels: (H, W, 3) uint8."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def _gif(pictures: list[Image.Image]) -> bytes:
    """A GIF in one palette for all frames, so that what does not change between two words costs nothing.

    An ordered pattern hides the steps between 255 colours: unlike diffused errors it is the same in every frame. Pure
    white is left alone: it is paper.
    """
    few = pictures[:: max(1, len(pictures) // 6)]
    mosaic = Image.fromarray(np.concatenate([np.asarray(picture) for picture in few]))
    palette = mosaic.quantize(255, Image.Quantize.FASTOCTREE)  # keeps rare vivid colours, such as the heat's yellow
    pattern = _pattern(pictures[0].height, pictures[0].width)
    reduced = []
    for picture in pictures:
        exact = np.asarray(picture)
        paper = (exact == 255).all(axis=2, keepdims=True)
        shaken = np.where(paper, exact, np.rint(exact + pattern).clip(0, 255)).astype(np.uint8)
        reduced.append(Image.fromarray(shaken).quantize(palette=palette, dither=Image.Dither.NONE))
    durations = [WORD_MS] * (len(reduced) - 1) + [LAST_MS]
    file = io.BytesIO()
    reduced[0].save(file, "GIF", save_all=True, append_images=reduced[1:], duration=durations, loop=0, disposal=1)
    return file.getvalue()


def _pattern(height: int, width: int, strength: float = 16.0) -> np.ndarray:
    """Bayer's 4 x 4 thresholds, -strength/2 .. strength/2, tiled: (height, width, 1) float."""
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    tile = ((bayer + 0.5) / 16 - 0.5) * strength
    return np.tile(tile, (height // 4 + 1, width // 4 + 1))[:height, :width, None]
