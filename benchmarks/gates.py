"""What it costs to record every gate, and to make of them what the gate inspector shows.

    python -m benchmarks.gates

The same captions are written three times in turns, so that a slow moment of the machine hits all: as always, with every
gate kept, attention, the ten likeliest words, and each word's logit split; with the gates alone kept; and with nothing
kept of a step except what the choice of the next word needs. `gates_percent_decoder` is what the gates alone cost the
decoder, `more_percent_decoder` what all of it costs, `more_percent` the same from picture to caption, encoder included.
Milliseconds are those of the processor, on one thread, so that what else the machine does counts less.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from benchmarks.caption import EXAMPLES
from models.caption.decoding import Decoding, allowed
from models.caption.model import CAPTIONERS, CaptionModel, load_captioners
from models.io.images import read_picture, to_network
from models.lstm.cell_attribution import ledger
from models.lstm.probing import probe_signal
from models.lstm.saturation import saturated
from models.lstm.unit_order import ORDERS, order_units
from models.trace import GATE_ARRAYS, GateTrace

T = TypeVar("T")
WARM_UP = 2


@torch.inference_mode()
def write(model: CaptionModel, grid: Tensor, most: int, gates: bool) -> tuple[tuple[str, ...], GateTrace | None]:
    """A greedy caption of the grid (1, P, F), at most `most` words: the same arithmetic, the gates kept or nothing."""
    decoder = model.decoder
    encoded = decoder.project_keys(grid, model.encoder.evidence(grid))
    state, kept = decoder.init_state(encoded, 1), []
    words: list[int] = []
    start = torch.stack(state)[:, 0, 0].cpu().numpy()
    for _ in range(most + 1):
        previous = torch.tensor([[words[-1] if words else decoder.vocabulary.start]], device=grid.device)
        embedded = decoder.embed(previous)
        attended, step = decoder.step(encoded, state, embedded)
        if gates:
            kept.append(torch.stack(step)[:, 0, 0].cpu().numpy())
        state = type(state)(step.hidden, step.cell)
        logits = decoder.logits(embedded, step.hidden, attended)
        logprobs = logits.float().log_softmax(dim=-1)
        words.append(int(allowed(logprobs[0, 0].cpu().numpy(), words).argmax()))
        if words[-1] == 0:
            break
    labels = tuple(decoder.vocabulary.words[word] for word in words)
    arrays = dict(zip(GATE_ARRAYS, np.stack(kept, axis=1), strict=True)) if gates else {}
    return labels, GateTrace(labels, **arrays, start=start) if gates else None


def write_in_turns(model: CaptionModel, grid: Tensor, options: Decoding, turns: Sequence[int]) -> list[float]:
    """Milliseconds of the three ways of writing one and the same caption, taken in the order of `turns`."""
    ways: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: model.caption_batch(grid, options)[0].words,
        lambda: write(model, grid, options.max_words, gates=True)[0],
        lambda: write(model, grid, options.max_words, gates=False)[0],
    )
    written = {way: timed(ways[way]) for way in turns}
    if len({words for words, _ in written.values()}) != 1:
        raise AssertionError("the three ways of writing say different things")
    return [written[way][1] for way in range(3)]


def recording(model: CaptionModel, pictures: list[np.ndarray], rounds: int) -> dict[str, object]:
    """Milliseconds of greedy captions, recorded and not, in turns: medians, and how much more the first are."""
    options = Decoding()
    encoder: list[float] = []  # milliseconds
    spent: list[list[float]] = []  # milliseconds of the three ways
    for turn in range(WARM_UP + rounds):
        for pixels in pictures:
            grid, encoding = timed(partial(model.encode, pixels[None]))
            milliseconds = write_in_turns(model, grid, options, np.roll(range(3), turn).tolist())
            if turn >= WARM_UP:
                encoder.append(encoding)
                spent.append(milliseconds)
    everything, gates, bare = np.array(spent).T
    return {
        "captioner": model.name,
        "encoder_p50_ms": round(float(np.median(encoder)), 2),
        "recorded_p50_ms": round(float(np.median(everything)), 2),
        "gates_p50_ms": round(float(np.median(gates)), 2),
        "unrecorded_p50_ms": round(float(np.median(bare)), 2),
        "gates_percent_decoder": _more(gates, bare),
        "more_percent_decoder": _more(everything, bare),
        "more_percent": _more(everything + encoder, bare + encoder),
        "runs": len(spent),
    }


def _more(dearer: np.ndarray, cheaper: np.ndarray) -> float:
    """Median percent by which the first cost more than the second."""
    return round(100 * float(np.median(dearer / cheaper - 1)), 1)


def arithmetic(gates: GateTrace, rounds: int) -> dict[str, object]:
    """Median milliseconds of what is made of the gates of one run."""
    deeds: dict[str, Callable[[], object]] = {
        "ledger_shares": lambda: ledger(gates).shares,
        "half_life": lambda: ledger(gates).half_life,
        "saturation": lambda: saturated(gates),
        "follow_signal": lambda: probe_signal(gates, np.arange(len(gates.labels))),
        **{f"order_{by}": partial(order_units, gates, by) for by in ORDERS},
    }
    spent = {name: [timed(deed)[1] for _ in range(WARM_UP + rounds)][WARM_UP:] for name, deed in deeds.items()}
    medians = {f"{name}_ms": round(float(np.median(times)), 2) for name, times in spent.items()}
    return {"steps": len(gates.labels), "units": gates.cell.shape[1], **medians}


def timed(deed: Callable[[], T]) -> tuple[T, float]:
    """The deed's result and its milliseconds of processor time."""
    begun = time.process_time()
    result = deed()
    return result, 1000 * (time.process_time() - begun)


def main() -> None:
    """Print one JSON line a captioner, then one for the arithmetic."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    torch.set_num_threads(1)
    entries = json.loads((Path(EXAMPLES) / "examples.json").read_text(encoding="utf-8"))
    for model in load_captioners(CAPTIONERS):
        pictures = [to_network(read_picture(EXAMPLES / entry["file"]), model.size) for entry in entries]
        _print(recording(model, pictures, options.rounds))
    longest = model.caption(EXAMPLES / entries[0]["file"], Decoding("forced", text=" ".join(["dog"] * 19)))
    _print(arithmetic(longest.gates, options.rounds))


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
