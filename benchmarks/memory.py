"""The memory lab's two promises: curves at once, and a verdict on memory within seconds.

    python -m benchmarks.memory

One line for the gradients of four networks and five seeds at T = 100, width 64, beside a plain loop over `nn.RNN`,
`nn.GRU` and `nn.LSTM` with autograd, seed by seed, which gives ||dL_T/dh_t|| alone. Then one line a seed for the
training that a visitor starts with, and one with their verdicts. The last line: how long the largest training that can
be asked for takes from the word to stop until it is gone. Seconds are of the clock and of the processor: on a busy
machine only the second tell what the work is.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from models import memory
from models.memory.training import Trainer, start_training
from models.options import TrainingOptions
from ui.memory.training_queue import TrainingQueue

T, WIDTH, SEEDS, SYMBOLS = 100, 64, 5, 8
LAYERS = (nn.RNN, lambda *sizes: nn.RNN(*sizes, nonlinearity="relu"), nn.GRU, nn.LSTM)


def plain_loop() -> list[np.ndarray]:
    """||dL_T/dh_t|| as one would write it down at first: a layer, a seed, a step after the other; 20 times (T,)."""
    curves = []
    for make in LAYERS:
        for seed in range(SEEDS):
            torch.manual_seed(seed)
            layer, readout = make(SYMBOLS, WIDTH).double(), torch.randn(WIDTH, dtype=torch.float64)
            xs = torch.eye(SYMBOLS, dtype=torch.float64)[torch.randint(SYMBOLS, (T,))]
            state, hiddens = None, []
            for x in xs:
                _, state = layer(x[None], state)
                hiddens.append(state[0] if isinstance(state, tuple) else state)
            grads = torch.autograd.grad((hiddens[-1] * readout).sum(), hiddens)
            curves.append(np.array([gradient.norm().item() for gradient in grads]))
    return curves


def timed(deed: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    deed()
    return time.perf_counter() - clock, time.process_time() - processor


def measure_reach(rounds: int) -> dict[str, object]:
    """Ours, ours with the bound, and the plain loop by turns, so that a slow moment hits all; medians."""
    deeds: dict[str, Callable[[], object]] = {
        "reach": memory.gradient_norms,
        "with_bound": lambda: memory.gradient_norms(bound=True),
        "plain_loop": plain_loop,
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in deeds}
    for turn in range(rounds + 1):
        for name, deed in deeds.items():
            seconds = timed(deed)
            if turn:  # the first one warms up
                spent[name].append(seconds)
    medians = {name: np.median(np.array(values), axis=0) for name, values in spent.items()}
    line: dict[str, object] = {"what": "gradient reach", "networks": 4, "seeds": SEEDS, "T": T, "width": WIDTH}
    for name, (clock, processor) in medians.items():
        line |= {f"{name}_ms": round(1000 * clock), f"{name}_cpu_ms": round(1000 * processor)}
    return {**line, "rounds": rounds, "threads": torch.get_num_threads()}


def measure_training(seed: int) -> dict[str, Any]:
    """The training that a visitor starts with, to its end."""
    clock, processor = time.perf_counter(), time.process_time()
    *_, last = memory.train(seed=seed)
    shares = {kind: round(share, 3) for kind, share in last.progress.shares.items()}
    verdict = last.progress.verdicts["lstm"] == "solved" and last.progress.verdicts["rnn"] == "failed"
    return {
        "what": "train now",
        "seed": seed,
        "T": last.progress.T,
        "steps": last.progress.step,
        **shares,
        "verdict": verdict,
        "s": round(time.perf_counter() - clock, 1),
        "cpu_s": round(time.process_time() - processor, 1),
    }


def measure_stop(rounds: int) -> dict[str, object]:
    """From the word to stop, somewhere in a lesson of the largest training, until the visitor has the last answer."""
    queue, asked, waits = TrainingQueue(start_training), TrainingOptions("recall", memory.KINDS, T=100, width=128), []
    for turn in range(rounds):
        run = str(turn)
        visitor = threading.Thread(target=lambda run=run: deque(queue.join(run, asked), maxlen=0))
        visitor.start()
        time.sleep(1.0 + 0.37 * turn)
        begun = time.perf_counter()
        queue.stop(run)
        visitor.join()
        waits.append(time.perf_counter() - begun)
    left = sum(type(item) is Trainer for item in gc.get_objects())
    line = {"what": "stop", "networks": 4, "T": asked.T, "width": asked.width, "stops": rounds}
    waited = {"p50_s": round(float(np.median(waits)), 3), "slowest_s": round(max(waits), 3)}
    return {**line, **waited, "networks_left": left}


def main() -> None:
    """Print one JSON line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trainings", type=int, default=10)
    parser.add_argument("--stops", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    _print(measure_reach(options.rounds))
    lines: list[dict[str, Any]] = []
    for seed in range(options.trainings):
        lines.append(measure_training(seed))
        _print(lines[-1])
    if lines:
        reached = {"what": "train now", "verdicts": sum(bool(line["verdict"]) for line in lines), "of": len(lines)}
        _print(
            {
                **reached,
                "slowest_s": max(line["s"] for line in lines),
                "slowest_cpu_s": max(line["cpu_s"] for line in lines),
            }
        )
    if options.stops:
        _print(measure_stop(options.stops))


def _print(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
