"""Where the network looked, for every word of a caption, on one slide."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from models.trace import END, CaptionTrace
from visualize.caption.texts import doubt_sentence, doubtful_steps
from visualize.shared.heat import Heat, spotlight
from visualize.shared.style import ACCENT, DPI, INK, MARGIN, MUTED, PAGE, RULE, page
from visualize.shared.text import LINE, fit, paragraph, width, write

BAR = 0.09  # inches: height of a probability bar
FOOT = 0.42  # inches below everything for "how to read this"
NARROWEST = 0.72  # inches of a cell
ABREAST = 1.02  # inches of a cell from which probability and β stand side by side
MODES = {"greedy": "greedy", "beam": "beam search", "sample": "sampled", "forced": "scored as given"}


def contact_sheet(pixels: np.ndarray, trace: CaptionTrace, heat: Heat = spotlight) -> Figure:
    """All words of a caption on one 16:9 slide, each with its heatmap, its probability and its β.

    Each heatmap is scaled by itself, as `visualize.shared.heat.full_colour` says. A trace without attention gives the
    picture once and its words with bars. Save with `visualize.shared.files.save_figure`.

    Args:
        pixels: (H, W, 3) uint8 RGB, the picture that was captioned, of any shape and size.
        trace: of any number of words; 1 to 40 are legible.
        heat: how attention is shown on the picture.
    """
    figure, sheet = page(label=f"{trace.caption} ({trace.model})")
    top = _header(sheet, trace)
    box = _Box(MARGIN, top, PAGE[0] - MARGIN, PAGE[1] - MARGIN - FOOT)
    if trace.attention is not None and trace.words:
        _draw_heatmaps(figure, sheet, box, pixels, trace, heat)
    else:
        _draw_words_beside(figure, sheet, box, pixels, trace)
    _footer(sheet, heat if trace.attention is not None else None)
    return figure


@dataclass(frozen=True)
class _Box:
    """A part of the page, in inches from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class _Grid:
    """Cells for words: a word above a picture of `picture` inches, a bar and the numbers below it."""

    columns: int
    rows: int
    picture: tuple[float, float]  # width and height
    cell: float  # width
    size: float  # points of the word

    @property
    def small(self) -> float:
        """Points of the numbers."""
        return max(9.0, 0.66 * self.size)

    @property
    def above(self) -> float:
        return LINE * self.size + 0.02

    @property
    def below(self) -> float:
        lines = 1 if self.cell >= ABREAST else 2
        return 0.06 + BAR + lines * LINE * self.small

    @property
    def gap(self) -> float:
        """Inches between two cells."""
        return 0.2 if self.columns <= 7 else 0.14

    @property
    def pitch(self) -> float:
        """Inches from row to row."""
        return self.above + self.picture[1] + self.below + self.gap


def _header(sheet: Axes, trace: CaptionTrace) -> float:
    """Write the caption and what made it; return where the rest of the page begins."""
    room, long = PAGE[0] - 2 * MARGIN, len(trace.words) > 24
    lines, size = paragraph(trace.caption or "(no words)", room, 32, 14, lines=3 if long else 2, bold=True)
    y = MARGIN - 0.12
    for line in lines:
        y += LINE * size
        write(sheet, MARGIN, y - 0.22 * LINE * size, line, size, bold=True)
    facts = [trace.model, MODES.get(trace.mode, trace.mode), f"log-probability {_signed(trace.logprob)}"]
    if trace.mode != "forced" and not trace.finished:
        facts.append("cut off")
    if trace.unknown:
        facts.append("not in its vocabulary: " + ", ".join(trace.unknown))
    y += LINE * 15
    write(sheet, MARGIN, y, *fit(" · ".join(facts), room, 15, 10), color=MUTED)
    if trace.doubt is not None:
        y += LINE * 15
        write(sheet, MARGIN, y, *fit(doubt_sentence(trace), room, 15, 10), bold=trace.doubt.doubtful)
    return y + 0.24


def _footer(sheet: Axes, heat: Heat | None) -> None:
    """How to read this: one line, with a scale of the heatmaps where there are any."""
    y, left, size = PAGE[1] - 0.42, MARGIN, 13
    text = "Bar: probability of the word, given the picture and all words before it"
    if heat is None:
        write(sheet, left, y, text + ". This network sees the picture once, before its first word.", size, color=MUTED)
        return
    write(sheet, left, y, "Looked at: not", size, color=MUTED)
    left += width("Looked at: not", size) + 0.1
    scale = heat(np.full((34, 240, 3), 255, np.uint8), np.linspace(0, 1, 240)[None], maximum=1.0)  # as on white paper
    legend = sheet.figure.add_axes(_place(_Box(left, y - 0.15, left + 1.2, y + 0.02)))
    _show(legend, np.asarray(scale))
    left += 1.3
    rest = f"most  ·  {text}  ·  β: how much of the look is let in"
    write(sheet, left, y, *fit(rest, PAGE[0] - MARGIN - left, size, 8), color=MUTED)


def _draw_heatmaps(figure: Figure, sheet: Axes, box: _Box, pixels: np.ndarray, trace: CaptionTrace, heat: Heat) -> None:
    assert trace.attention is not None
    grid = _grid(len(trace.words), pixels.shape[1] / pixels.shape[0], box)
    grid = _with_large_words(grid, trace.words, box.height)
    top = box.top + max(0.0, box.height - grid.rows * grid.pitch + grid.gap) / 2
    thumbnail = _resized(pixels, grid.picture)
    for step in range(len(trace.words)):
        row, column = divmod(step, grid.columns)
        x, y = box.left + column * (grid.cell + grid.gap), top + row * grid.pitch
        _draw_word(sheet, x, y, grid, trace, step)
        inset = (grid.cell - grid.picture[0]) / 2
        spot = _Box(x + inset, y + grid.above, x + inset + grid.picture[0], y + grid.above + grid.picture[1])
        _show(figure.add_axes(_place(spot)), np.asarray(heat(thumbnail, trace.attention[step])))


def _grid(count: int, aspect: float, box: _Box) -> _Grid:
    """The grid in which pictures of this aspect (width / height) come out largest."""
    return max(
        (_grid_of(columns, count, aspect, box) for columns in range(1, count + 1)), key=lambda grid: grid.picture
    )


def _grid_of(columns: int, count: int, aspect: float, box: _Box) -> _Grid:
    empty = _Grid(columns, math.ceil(count / columns), (0.0, 0.0), 0.0, 0.0)
    cell = (box.width + empty.gap) / columns - empty.gap
    if cell < NARROWEST and columns > 1:
        return empty
    empty = replace(empty, cell=cell, size=float(np.clip(9.5 * cell, 11, 24)))
    high = (box.height + empty.gap) / empty.rows - empty.pitch  # what the text leaves for the picture
    across = min(cell, max(high, 0.02) * aspect)
    least = ABREAST if cell >= ABREAST else NARROWEST  # a narrow picture does not make its words narrow
    return replace(empty, picture=(across, across / aspect), cell=min(cell, max(across, least, 0.1 * empty.size)))


def _with_large_words(grid: _Grid, words: tuple[str, ...], height: float) -> _Grid:
    """The grid with words as large as the room allows that its pictures leave."""
    broadest = max(width(word, 1.0, bold=True) for word in words)
    for size in np.arange(24, grid.size, -0.5):
        larger = replace(grid, size=float(size))
        if broadest * size <= grid.cell and larger.rows * larger.pitch - larger.gap <= height:
            return larger
    return grid


def _draw_word(sheet: Axes, x: float, y: float, grid: _Grid, trace: CaptionTrace, step: int) -> None:
    """The word above its picture; its bar, probability and β below."""
    word, probability = trace.words[step], float(np.exp(trace.logprobs[step]))
    shown, size = fit(_marked(trace, step), grid.cell, grid.size, 6, bold=True)
    write(
        sheet,
        x,
        y + grid.above - 0.25 * LINE * grid.size - 0.02,
        shown,
        size,
        bold=True,
        color=MUTED if word == END else INK,
    )
    bar = y + grid.above + grid.picture[1] + 0.06
    _bar(sheet, x, bar, grid.cell, BAR, probability)
    line = bar + BAR + LINE * grid.small * 0.86
    write(sheet, x, line, _probability_text(probability), grid.small)
    if trace.beta is not None:
        beta = f"β {trace.beta[step]:.2f}"
        if grid.cell >= ABREAST:
            write(sheet, x + grid.cell, line, beta, grid.small, color=MUTED, ha="right")
        else:
            write(sheet, x, line + LINE * grid.small, beta, grid.small, color=MUTED)


def _marked(trace: CaptionTrace, step: int) -> str:
    """The word of a step; with a question mark where it names what is probably not there."""
    return trace.words[step] + ("?" if step in doubtful_steps(trace) else "")


def _draw_words_beside(figure: Figure, sheet: Axes, box: _Box, pixels: np.ndarray, trace: CaptionTrace) -> None:
    """The picture once, and its words as a table with bars: beside it, or below when it is a panorama."""
    aspect = pixels.shape[1] / pixels.shape[0]
    if aspect > 2.4:
        picture_width = min(box.width, 0.5 * box.height * aspect)
        room = _Box(box.left, box.top + picture_width / aspect + 0.35, box.right, box.bottom)
    else:
        picture_width = min(0.5 * box.width, box.height * aspect)
        room = _Box(box.left + picture_width + 0.5, box.top, box.right, box.bottom)
    spot = _Box(box.left, box.top, box.left + picture_width, box.top + picture_width / aspect)
    _show(figure.add_axes(_place(spot)), _resized(pixels, (spot.width, spot.height)))
    if not trace.words:
        return
    columns = math.ceil(len(trace.words) * 0.31 / room.height)
    rows = math.ceil(len(trace.words) / columns)
    pitch, across = min(0.62, room.height / rows), (room.width + 0.4) / columns - 0.4
    size = float(np.clip(pitch / LINE * 0.8, 9, 24))
    widest = max(width(word, size, bold=True) for word in trace.words)
    table = _Table(across, min(widest + 0.15, 0.5 * across), pitch, size)
    for step in range(len(trace.words)):
        column, row = divmod(step, rows)
        _draw_row(sheet, room.left + column * (across + 0.4), room.top + row * pitch, table, trace, step)


@dataclass(frozen=True)
class _Table:
    """A column of words with bars, in inches."""

    width: float
    label: float  # of that, for the word
    pitch: float  # from row to row
    size: float  # points of the word


def _draw_row(sheet: Axes, x: float, y: float, table: _Table, trace: CaptionTrace, step: int) -> None:
    """The word, its bar and its probability, on one line."""
    word, probability = trace.words[step], float(np.exp(trace.logprobs[step]))
    shown, fitted = fit(_marked(trace, step), table.label - 0.08, table.size, 8, bold=True)
    baseline, thick = y + 0.5 * table.pitch + 0.36 * table.size / 72, 0.42 * table.size / 72
    write(sheet, x, baseline, shown, fitted, bold=True, color=MUTED if word == END else INK)
    room, number = table.width - table.label, width("0.00", table.size) + 0.12
    if math.isnan(probability):
        write(sheet, x + table.label, baseline, *fit("unknown", room, table.size, 7), color=MUTED)
        return
    _bar(sheet, x + table.label, y + 0.5 * table.pitch - thick / 2, room - number, thick, probability)
    write(sheet, x + table.width, baseline, _probability_text(probability), table.size, ha="right")


def _bar(sheet: Axes, x: float, y: float, across: float, thick: float, probability: float) -> None:
    """An empty track of `across` inches, filled as far as the probability goes; dashed where there is none."""
    unknown = math.isnan(probability)
    track = {"facecolor": "none", "edgecolor": MUTED, "linestyle": (0, (2, 2)), "linewidth": 0.8}
    sheet.add_patch(
        Rectangle((x, y), across, thick, **(track if unknown else {"facecolor": RULE, "edgecolor": "none"}))
    )
    if not unknown:
        sheet.add_patch(Rectangle((x, y), across * probability, thick, facecolor=ACCENT, edgecolor="none"))


def _probability_text(probability: float) -> str:
    if math.isnan(probability):
        return "unknown"
    return f"{probability:.2f}" if probability >= 0.005 else "<0.01"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _resized(pixels: np.ndarray, inches: tuple[float, float]) -> np.ndarray:
    """The picture as large as it will be printed: (H, W, 3) uint8."""
    size = (max(1, round(inches[0] * DPI)), max(1, round(inches[1] * DPI)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def _place(box: _Box) -> tuple[float, float, float, float]:
    """Left, bottom, width and height as shares of the page, as matplotlib wants them."""
    return box.left / PAGE[0], 1 - box.bottom / PAGE[1], box.width / PAGE[0], box.height / PAGE[1]


def _show(axes: Axes, pixels: np.ndarray) -> None:
    axes.imshow(pixels, aspect="auto", interpolation="antialiased")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():  # a hairline, so that a white picture has an edge on white paper
        spine.set(color=RULE, linewidth=0.6)
