"""Picture to finished trace, beside the floor: what the same network costs when nothing is recorded.

    python -m benchmarks.caption

The floor of a caption is one bare forward pass of the encoder and as many `nn.LSTMCell` and `nn.Linear` steps as the
caption took, at the same number of rows. Floor and caption alternate, so that a slow moment of the machine hits both.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from models.caption.decoding import Decoding
from models.caption.model import CAPTIONERS, CaptionModel, load_captioners
from models.io.images import Picture, read_picture

EXAMPLES = Path(__file__).resolve().parent.parent / "assets" / "examples"
T = TypeVar("T")
WARM_UP = 2
CAPTIONS = 200  # after how many the memory is read


class Floor:
    """The bare arithmetic of a captioner's run."""

    def __init__(self, model: CaptionModel) -> None:
        self.encoder = model.encoder
        cell = model.decoder.cell
        self.cell = nn.LSTMCell(cell.input_size, cell.hidden_size).eval()
        self.output = nn.Linear(cell.hidden_size, len(model.decoder.vocabulary)).eval()

    @torch.inference_mode()
    def run(self, picture: Tensor, steps: int, rows: int) -> None:
        """Picture (1, 3, S, S), then `steps` steps of `rows` rows."""
        self.encoder(picture)
        x = torch.zeros(rows, self.cell.input_size)
        state = torch.zeros(rows, self.cell.hidden_size), torch.zeros(rows, self.cell.hidden_size)
        for _ in range(steps):
            state = self.cell(x, state)
            self.output(state[0])


def measure(model: CaptionModel, pictures: list[Picture], options: Decoding, rounds: int) -> dict[str, float]:
    """Milliseconds of captions and of their floors over all pictures, `rounds` times: medians, 95th percentiles."""
    floor = Floor(model)
    ours: list[float] = []
    bare: list[float] = []
    rows = options.beam if options.mode == "beam" else 1
    prepared = torch.zeros(1, 3, model.size, model.size).contiguous(memory_format=torch.channels_last)
    for turn in range(WARM_UP + rounds):
        for picture in pictures:
            trace, milliseconds = timed(partial(model.caption, picture, options))
            steps = max((node.step for node in trace.beams), default=len(trace.words) - 1) + 1
            _, least = timed(partial(floor.run, prepared, steps, rows))
            if turn >= WARM_UP:
                ours.append(milliseconds)
                bare.append(least)
    return {
        "p50_ms": round(float(np.percentile(ours, 50)), 1),
        "p95_ms": round(float(np.percentile(ours, 95)), 1),
        "floor_p50_ms": round(float(np.percentile(bare, 50)), 1),
        "floor_p95_ms": round(float(np.percentile(bare, 95)), 1),
        "times_floor": round(float(np.percentile(ours, 50) / np.percentile(bare, 50)), 2),
        "runs": len(ours),
    }


def timed(deed: Callable[[], T]) -> tuple[T, float]:
    """The deed's result and its milliseconds."""
    begun = time.perf_counter()
    result = deed()
    return result, 1000 * (time.perf_counter() - begun)


def resident() -> float:
    """Megabytes this process has in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Print one JSON line a captioner and mode, then one for the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    models = load_captioners(CAPTIONERS)
    names = [entry["file"] for entry in json.loads((EXAMPLES / "examples.json").read_text())]
    pictures = [read_picture(EXAMPLES / name) for name in names]
    for model in models:
        for decoding in (Decoding(), Decoding("beam", beam=5)):
            spent = measure(model, pictures, decoding, options.rounds)
            _print({"captioner": model.name, "mode": decoding.mode, "threads": torch.get_num_threads(), **spent})
    before = resident()
    for turn in range(CAPTIONS):
        models[turn % len(models)].caption(pictures[turn % len(pictures)], Decoding("beam", beam=5))
    _print({"captions": CAPTIONS, "resident_mb_before": round(before), "resident_mb_after": round(resident())})


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
