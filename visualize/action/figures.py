"""How a label formed over a clip, on one slide: the frames with their heatmaps, the running labels, what decided."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from models.trace import ClipTrace
from visualize.action.video import with_heat
from visualize.shared.style import ACCENT, INK, MARGIN, MUTED, PAGE, RULE, page
from visualize.shared.text import FAMILY, fit, literal, write

SHOWN = 5  # labels that have a line
MOST = 16  # frames that stand in the strip; of more, every so many
NAMES = 3.4  # inches right of the charts, for the labels of the lines
SAMPLE = (1.008, 1.045)  # of a line beside its label, in widths of the chart
DASHES = ((), (6, 2), (2, 1.5), (6, 2, 1.5, 2), (1, 1))  # so that colour never speaks alone


def running(trace: ClipTrace, count: int = SHOWN) -> list[int]:
    """Which labels to draw: the last answer first, then those that were ever likeliest, then the strongest of the rest.

    At most `count` of them, as indices of `trace.labels`.
    """
    last = int(trace.probabilities[-1].argmax())
    peaks = trace.probabilities.max(axis=0)  # (C,)
    led = set(trace.probabilities.argmax(axis=1).tolist())
    others = sorted(set(range(len(peaks))) - {last}, key=lambda label: (label not in led, -peaks[label]))
    return [last, *others][:count]


def flips(trace: ClipTrace) -> list[int]:
    """The frames after which another label was likeliest than before."""
    winners = trace.probabilities.argmax(axis=1)  # (T,)
    return [int(step) for step in np.flatnonzero(np.diff(winners)) + 1]


def clip_sheet(
    frames: np.ndarray, trace: ClipTrace, influence: np.ndarray, names: Sequence[str] | None = None
) -> Figure:
    """A reading on one 16:9 slide. Save with `visualize.shared.files.save_figure`.

    Args:
        frames: (T, h, w, 3) uint8 RGB, the moments that were looked at.
        influence: (T,) what each frame did to the winning logit.
        names: of the C labels, as they are to be written; None: as the trace has them.
    """
    names = trace.labels if names is None else names
    label = names[int(trace.probabilities[-1].argmax())]
    figure, sheet = page(label=f"{label} ({trace.model})")
    sure = "" if trace.known else "  ·  not sure: perhaps none of its labels"
    line, size = fit(f"{label}, {trace.probability:.0%}{sure}", PAGE[0] - 2 * MARGIN, 30, 14, bold=True)
    write(sheet, MARGIN, MARGIN + 0.35, line, size, bold=True)
    alone = f"one frame, at {trace.times[0]:.2f} s"
    many = f"{len(trace.times)} frames from {trace.times[0]:.2f} to {trace.times[-1]:.2f} s"
    seen = f"{trace.model}: {alone if len(trace.times) == 1 else many}"
    seen, size = fit("  ·  ".join([seen, *trace.remarks]), PAGE[0] - 2 * MARGIN, 13, 9)
    write(sheet, MARGIN, MARGIN + 0.68, seen, size, color=MUTED)
    below = _strip(figure, frames, trace)
    _lines(_axes(figure, below + 0.2, 5.5 - below - 0.2), trace, names)
    _bars(_axes(figure, 5.75, 0.85), trace, influence)
    how = (
        "How to read: above, where it looked in each frame; lines, how likely each label was after it (triangle: a new "
        "leader; above the dots: sure enough); bars above 0 are frames that spoke for the answer."
    )
    how, size = fit(how, PAGE[0] - 2 * MARGIN, 9, 8)
    write(sheet, MARGIN, PAGE[1] - 0.22, how, size, color=MUTED)
    return figure


def _strip(figure: Figure, frames: np.ndarray, trace: ClipTrace) -> float:
    """The frames from left to right, evenly, each with its heatmap and time; returns where they end, in inches."""
    chosen = np.unique(np.linspace(0, len(frames) - 1, min(MOST, len(frames))).round().astype(int))
    room = (PAGE[0] - 2 * MARGIN) / max(len(chosen), 4)
    wide = 0.95 * room
    high, top = min(1.6, wide * frames.shape[1] / frames.shape[2]), 1.75
    for place, step in enumerate(chosen):
        left = (MARGIN + place * room) / PAGE[0]
        axes = figure.add_axes((left, 1 - (top + high) / PAGE[1], wide / PAGE[0], high / PAGE[1]))
        axes.imshow(with_heat(frames[step], trace, step), interpolation="antialiased")
        axes.axis("off")
        axes.set_title(f"{trace.times[step]:.2f} s", size=9, color=MUTED, family=list(FAMILY), pad=3)
    return top + high


def _axes(figure: Figure, top: float, height: float) -> Axes:
    """A chart over the page's width; right of it there is room for labels. Inches."""
    left, right = MARGIN + 0.55, PAGE[0] - NAMES
    box = (left / PAGE[0], 1 - (top + height) / PAGE[1], (right - left) / PAGE[0], height / PAGE[1])
    axes = figure.add_axes(box)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(RULE)
    axes.tick_params(colors=MUTED, labelsize=10)
    return axes


def _lines(axes: Axes, trace: ClipTrace, names: Sequence[str]) -> None:
    shown = running(trace)
    for rank, label in reversed(list(enumerate(shown))):
        axes.plot(
            trace.times,
            trace.probabilities[:, label],
            color=ACCENT if rank == 0 else MUTED,
            linewidth=3.0 if rank == 0 else 1.6,
            dashes=DASHES[rank] or (None, None),
            marker="o",
            markersize=4 if rank == 0 else 2.5,
            clip_on=False,
        )
    leaders = trace.probabilities.argmax(axis=1)
    for step in flips(trace):
        axes.plot(
            trace.times[step], trace.probabilities[step, leaders[step]] + 0.07, marker="v", color=INK, markersize=7
        )
    ends = spread([float(trace.probabilities[-1, label]) for label in shown], least=0.115)
    for rank, (label, end) in enumerate(zip(shown, ends, strict=True)):
        axes.plot(
            SAMPLE,
            (end, end),
            transform=axes.get_yaxis_transform(),
            color=ACCENT if rank == 0 else MUTED,
            linewidth=3.0 if rank == 0 else 1.6,
            dashes=DASHES[rank] or (None, None),
            clip_on=False,
        )
        text = f"{names[label]}  {trace.probabilities[-1, label]:.0%}"
        text, size = fit(text, NAMES - MARGIN - 0.5, 13 if rank == 0 else 11, 9, bold=rank == 0)
        axes.annotate(
            literal(text),
            (SAMPLE[1] + 0.008, end),
            xycoords=("axes fraction", "data"),
            size=size,
            weight="bold" if rank == 0 else "normal",
            color=ACCENT if rank == 0 else INK,
            family=list(FAMILY),
            va="center",
        )
    axes.axhline(trace.threshold, color=MUTED, linewidth=1, dashes=(1, 3))
    axes.set(ylim=(0, 1.08), xlim=_span(trace))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.tick_params(labelbottom=False)


def _bars(axes: Axes, trace: ClipTrace, influence: np.ndarray) -> None:
    gaps = np.diff(trace.times)
    width = 0.7 * float(gaps.min()) if len(gaps) else 0.5
    axes.bar(trace.times, influence, width=width, color=[ACCENT if value > 0 else MUTED for value in influence])
    axes.axhline(0.0, color=RULE, linewidth=1)
    axes.set(xlim=_span(trace))
    axes.set_xlabel("seconds", color=MUTED, size=10, family=list(FAMILY))
    axes.annotate(
        "which frames decided",
        (1.01, 0.5),
        xycoords="axes fraction",
        size=11,
        color=INK,
        family=list(FAMILY),
        va="center",
    )


def _span(trace: ClipTrace) -> tuple[float, float]:
    """Seconds from edge to edge of a chart, with half a gap on either side; a single frame stands in the middle."""
    first, last = float(trace.times[0]), float(trace.times[-1])
    margin = 0.5 * (last - first) / max(len(trace.times) - 1, 1) or 0.5
    return first - margin, last + margin


def spread(places: Sequence[float], least: float) -> list[float]:
    """The places moved apart, no more than they must, until any two are `least` apart; their order stays."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = np.array([places[at] for at in order])
    for _ in range(60):
        for at in range(1, len(moved)):
            lack = least - (moved[at] - moved[at - 1])
            if lack > 1e-9:
                moved[at - 1] -= lack / 2
                moved[at] += lack / 2
        moved = np.maximum(moved, np.arange(len(moved)) * least)
    found = [0.0] * len(places)
    for at, place in zip(order, moved, strict=True):
        found[at] = float(place)
    return found
