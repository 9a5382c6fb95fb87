"""What NumPy makes of readings and charts: the oracle of tests/web/action_*.test.mjs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from models.io.clips import Clip
from models.trace import Candidate, ClipTrace, OrderRow
from tests.traces import make_clip_trace
from ui.action.payload import pack_orders, pack_reading
from ui.action.service import Reading, Recognizer
from visualize.action.figures import flips, running

LABELS = ("wave", "sit", "stand", "clap", "throw", "jog", "knock", "lunge")
# left, right, above, below of the plot, and frames at equal distances or by the clock
ROOMS = [((58, 226, 22, 28), False), ((58, 142, 10, 28), False), ((56, 20, 14, 28), True)]
# "stand" leads once, never as likely as "clap", which never leads.
OVERTAKEN = np.array([[0.1, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1], [0.0, 0.0, 0.05, 0.45, 0.0, 0.5, 0.0, 0.0]])


def action_fixture() -> dict[str, Any]:
    """Plain JSON: packed payloads as the server sends them, and beside each what the browser has to find."""
    draw = np.random.default_rng(0)
    return {
        "readings": [_reading(chances, draw) for chances in (*_growing((1, 2, 7, 16), draw), OVERTAKEN)],
        "orders": [_orders(backwards, measured) for backwards in (False, True) for measured in (False, True)],
        "layouts": [_layout(frames, room, even, draw) for frames in (1, 2, 9) for room, even in ROOMS],
        "names": [_names(count, draw) for count in (1, 2, 5, 5, 5)],
        "films": [_film(frames, draw) for frames in (1, 2, 16)],
    }


def _growing(lengths: tuple[int, ...], draw: np.random.Generator) -> list[np.ndarray]:
    """Probabilities (T, C) of random logits that grow: who leads changes."""
    many = [draw.normal(0.0, 1.0, (frames, len(LABELS))) * np.linspace(0.2, 2.5, frames)[:, None] for frames in lengths]
    return [np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) for logits in many]


def _reading(chances: np.ndarray, draw: np.random.Generator) -> dict[str, Any]:
    """Probabilities travel as half floats, so the trace has no finer ones."""
    frames = len(chances)
    trace = make_clip_trace(frames, LABELS, seed=frames)
    trace = replace(trace, probabilities=chances.astype(np.float16).astype(np.float32))
    clip = Clip(trace.frames, trace.times, float(trace.times[-1]) + 0.25, (320, 240))
    influence = draw.normal(0.0, 1.0, frames).astype(np.float32)
    recognizer = Recognizer(trace.model, LABELS, frames, _never, _never)
    return {
        "packed": pack_reading(Reading(clip, trace, influence), recognizer),
        "chances": trace.probabilities.tolist(),
        "shares": trace.attention.reshape(frames, -1).tolist(),
        "leaders": trace.probabilities.argmax(axis=1).tolist(),
        "flips": flips(trace),
        "shown": running(trace),
        "decided": _decided(trace),
    }


def _never(*_: Any) -> Any:
    raise AssertionError("nothing is read here")


def _decided(trace: ClipTrace) -> int:
    """By brute force: the first frame from which on all frames give the last one's label."""
    leaders = trace.probabilities.argmax(axis=1)  # (T,)
    return next(frame for frame in range(len(leaders)) if (leaders[frame:] == leaders[-1]).all())


def _orders(backwards: bool, measured: bool) -> dict[str, Any]:
    """The LSTM is turned by two of the other orders: reversed and the second shuffle."""
    ways = [("forward", None), ("reversed", None), *(("shuffled", seed) for seed in range(5)), ("frozen", None)]
    turned = {("reversed", None), ("shuffled", 1)}
    mean, single = Candidate("sit", 0.6), Candidate("stand", 0.4)
    rows = [
        OrderRow(*way, Candidate("stand" if way in turned else "sit", 0.5 + 0.01 * number), mean, single)
        for number, way in enumerate(ways)
    ]
    right = {"accuracy": 0.705, "low": 0.604, "high": 0.806}
    table = {way: dict.fromkeys(("lstm", "mean_pool", "single_frame"), right) for way, _ in ways}
    scores = {"order": table, "n": 1234, "mean_pool_with_motion": right} if measured else {}
    return {
        "table": pack_orders(rows, scores),
        "backwards": backwards,
        "yours": [way == ("reversed" if backwards else "forward") for way, _ in ways],
        "same": [[way not in turned, True, True] for way in ways],
        "begins": [number for number, (way, _) in enumerate(ways) if way not in dict(ways[:number])],
        "alike": [sum(other == way for other, _ in ways) for way, _ in ways],
        "changed": len(turned),
        "others": sum(way in ("reversed", "shuffled") for way, _ in ways),
    }


def _layout(frames: int, room: tuple[int, ...], even: bool, draw: np.random.Generator) -> dict[str, Any]:
    """Places by straight lines through the corners of the plot."""
    times = np.cumsum(draw.uniform(0.05, 1.0, frames))
    wide, high, low, top = 640, 300, -0.7, 1.3
    left, right, above, below = room
    margin = (wide - left - right) / (2 * frames)
    first, last = left + margin, wide - right - margin
    along = np.arange(frames) if even else times
    x = np.interp(along, (along[0], along[-1]), (first, last)) if frames > 1 else np.array([(first + last) / 2])
    values = draw.uniform(low, top, frames)
    y = np.interp(values, (low, top), (high - below, above))
    places = np.linspace(0, wide, 40)
    return {
        "times": times.tolist(),
        "options": {"wide": wide, "high": high, "room": list(room), "low": low, "top": top, "even": even},
        "x": x.tolist(),
        "values": values.tolist(),
        "y": y.tolist(),
        "corners": [[low, high - below], [top, above]],
        "places": places.tolist(),
        "nearest": np.abs(x[None] - places[:, None]).argmin(axis=1).tolist(),
    }


def _names(count: int, draw: np.random.Generator) -> dict[str, Any]:
    """Pushed down by a running maximum, then up by a running minimum from the last one."""
    least, lowest = 23.0, 250.0
    ends = draw.uniform(0, lowest, count) if count < 5 else draw.choice([3.0, 100.0, 245.0], count) + draw.random(count)
    order = np.argsort(ends, kind="stable")
    steps = least * np.arange(count)
    down = np.maximum(np.maximum.accumulate(ends[order] - steps), 0) + steps
    limits = lowest - least * np.arange(count)[::-1]
    places = np.empty(count)
    places[order] = np.minimum(down, limits)
    return {"ends": ends.tolist(), "least": least, "lowest": lowest, "places": places.tolist()}


def _film(frames: int, draw: np.random.Generator) -> dict[str, Any]:
    """At which frame a film stands, by counting those that have begun; and how long a frame stays while playing."""
    times = np.cumsum(draw.uniform(0.1, 1.2, frames)) - 0.1
    moments = np.concatenate([np.linspace(0, times[-1] + 1, 50), times - 0.015])  # a film stops just short of a frame
    begun = (times[None] <= moments[:, None] + 0.02).sum(axis=1)
    pause = np.clip(1000 * np.diff(times).mean(), 250, 800) if frames > 1 else 800.0
    return {
        "times": times.tolist(),
        "moments": moments.tolist(),
        "frames": np.maximum(begun - 1, 0).tolist(),
        "pause": float(pause),
    }
