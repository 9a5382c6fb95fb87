"""The gates of a run as files and as plain numbers: CSV, NPZ, and the summary that the API answers with.

Of any `GateTrace`: T steps, H hidden units. Every file is written whole or not at all (`visualize.shared.files`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.lstm.cell_attribution import ledger
from models.lstm.saturation import saturated
from models.numbers import significant
from models.trace import GATES, GateTrace
from visualize.shared.files import save_npz, save_table

COLUMNS = ("forget", "input", "candidate", "output", "cell", "hidden")
LOW, HIGH = 0.1, 0.9  # thresholds of saturation (Karpathy, Johnson, Fei-Fei 2015)
DIGITS = 6  # of the summary


def save_gates_csv(gates: GateTrace, path: str | Path) -> Path:
    """One line for each step and unit: step, word, unit, forget, input, candidate, output, cell, hidden. UTF-8.

    Steps and units count from 0. 20 steps of 512 units are 0.8 MB. Raises OSError when it cannot be written there.
    """
    return save_table(_rows(gates), path)


def _rows(gates: GateTrace) -> Iterator[tuple[Any, ...]]:
    yield ("step", "word", "unit", *COLUMNS)
    values = np.stack([getattr(gates, name) for name in COLUMNS], axis=-1)  # (T, H, 6)
    for step, word in enumerate(gates.labels):
        for unit, row in enumerate(values[step].tolist()):
            yield (step, word, unit, *(f"{value:.7g}" for value in row))


def save_gates_npz(gates: GateTrace, path: str | Path) -> Path:
    """Every array for `np.load(path)`; nothing in it is pickled, and `models.io.trace_file.read_gates` reads it back.

    words (T,) · forget, input, candidate, output, cell, hidden (T, H) · start (2, H): h and c before the first step ·
    ledger_shares (T, T + 1) and half_life (H,), in steps, as in `models.lstm.cell_attribution.Ledger`.

    Raises:
        OSError: it cannot be written there.
    """
    attribution = ledger(gates)
    arrays = {name: getattr(gates, name) for name in (*COLUMNS, "start")}
    arrays |= {"words": np.array(gates.labels, dtype=np.str_), "half_life": attribution.half_life.astype(np.float32)}
    return save_npz({**arrays, "ledger_shares": attribution.shares.astype(np.float32)}, path)


def gates_summary(gates: GateTrace) -> dict[str, Any]:
    """The summary of a run's gates as plain JSON types; what is infinite is None.

    words · units · mean {gate: [a number a step]} · saturation {input, forget, output: {below_0_1, above_0_9: the share
    of all steps and units}} · half_life {median, p10, p90: steps, over the units; endless: how many never forget} ·
    ledger_shares [for each step: [of the start, then of each step up to it]], each summing to 1.
    """
    attribution, (low, high) = ledger(gates), saturated(gates, LOW, HIGH)
    spread = np.percentile(attribution.half_life, (10, 50, 90), method="nearest")  # no mean of a number and infinity
    return {
        "words": list(gates.labels),
        "units": int(gates.cell.shape[1]),
        "mean": {name: [_number(value) for value in getattr(gates, name).mean(axis=1)] for name in COLUMNS},
        "saturation": {
            name: {"below_0_1": _number(low[n].mean()), "above_0_9": _number(high[n].mean())}
            for n, name in enumerate(GATES)
        },
        "half_life": {
            **{name: _number(value) for name, value in zip(("p10", "median", "p90"), spread, strict=True)},
            "endless": int(np.isinf(attribution.half_life).sum()),
        },
        "ledger_shares": [[_number(share) for share in row[: step + 2]] for step, row in enumerate(attribution.shares)],
    }


def _number(value: Any) -> float | None:
    return significant(value, DIGITS)
