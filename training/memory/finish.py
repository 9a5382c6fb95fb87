"""Put the trained networks of a task together as they ship: stored, read back, scored."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from models import weights
from models.memory.carrier import find_carrier, subject_swaps
from models.memory.kinds import KINDS
from models.memory.model import TrainedNetworks, load_trained
from models.memory.networks import RecurrentNetwork, uninitialized_network
from models.memory.scores import accuracy, score_batches, share
from models.memory.tasks import TASKS
from training.memory.cards import card

log = logging.getLogger("training.memory.train")

LENGTHS = (2, 5, 10, 20, 30, 50, 75, 100, 150, 200)  # at which those that were helped are asked
ASKED = 1000  # sequences
SEED = 424242  # of the sequences of all scores: no training draws from it
FAILS = 0.75  # share of right answers
WAYS = ("alone", "orthogonal", "helped")
FLIPPED_AT = 20  # words from subject to pronoun, when subjects are exchanged


def finish(task: str, run: Path, folder: Path) -> None:
    """From the networks of `run`/<task> to the weights in `folder`/memory-<task>."""
    records = {path.stem: json.loads(path.read_text()) for path in sorted((run / task).glob("*.json"))}
    networks = {
        name: read_network(task, run / task / f"{name}.safetensors", record["kind"]) for name, record in records.items()
    }
    shipping = {
        name: record for name, record in records.items() if record["seed"] == 0 and record["way"] != "orthogonal"
    }
    config: dict[str, Any] = {
        "kind": "memory",
        "name": f"memory-{task}",
        "task": task,
        "title": TASKS[task].title,
        "chance": round(TASKS[task].chance, 4),
        "made": "make train-memory",
        "licence": "These weights and the sequences they learnt from are made by this repository alone: its licence.",
        "networks": {name: {**record, "width": networks[name].layer.hidden_size} for name, record in shipping.items()},
    }
    place = folder / f"memory-{task}"
    chosen = torch.nn.ModuleDict({name: networks[name] for name in shipping})
    # Not float16: a ReLU-RNN carries its rounding along, over 100 steps to 9 of 10 answers where 99 % were right.
    config["sha256"] = weights.write(place, chosen, config, "", dtype=torch.float32)
    trained = load_trained(task, str(place))
    spare = {name: networks[name] for name in records if name not in shipping}
    config["scores"] = score(trained, spare, records)
    if task == "sentence":
        config["carriers"] = {kind: asdict(find_carrier(trained.network(kind))) for kind in KINDS}
        config["flips"] = {
            kind: {**share(*subject_swaps(trained.network(kind), ASKED, FLIPPED_AT, SEED)), "T": FLIPPED_AT}
            for kind in KINDS
        }
    weights.describe(place, config, card(config, ASKED))
    log.info("%s %s", task, json.dumps(config["scores"]["falls"]))


def read_network(task: str, path: Path, kind: str) -> RecurrentNetwork:
    """A network that was trained, as it was kept."""
    tensors = load_file(path)
    width = tensors["layer.weight_hh_l0"].shape[1]
    network = uninitialized_network(kind, TASKS[task].inputs, width, TASKS[task].outputs)
    weights.fill(network, tensors, path.stem)
    return network


def score(
    trained: TrainedNetworks, spare: Mapping[str, RecurrentNetwork], records: Mapping[str, Mapping]
) -> dict[str, Any]:
    """Shares of right answers of the stored weights and of the further seeds: by way of learning, kind and T.

    Networks that were helped are asked at all of `LENGTHS`, the others at the T they learnt at.
    """
    task, networks = trained.task, {**spare, **trained.networks}
    found: dict[str, Any] = {way: {kind: {} for kind in KINDS} for way in WAYS}
    for T in sorted({T for record in records.values() for T in _lengths(record) if task.shortest <= T}):
        batches = score_batches(task, T, ASKED, SEED)
        for way, kind in product(WAYS, KINDS):
            asked = sorted(
                (record["seed"], name)
                for name, record in records.items()
                if (record["way"], record["kind"]) == (way, kind) and T in _lengths(record)
            )
            if asked:
                counts = [accuracy(networks[name], batches) for _, name in asked]
                taken = [] if way == "helped" else [records[name]["taken"] for _, name in asked]
                found[way][kind][str(T)] = {**pooled(counts), **({"steps": taken} if taken else {})}
    return {**found, "falls": {way: {kind: falls(found[way][kind]) for kind in KINDS} for way in WAYS}}


def pooled(counts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One share of all seeds' answers together with its interval, and each seed's own."""
    correct = sum(round(one["share"] * one["n"]) for one in counts)
    return {**share(correct, sum(one["n"] for one in counts)), "seeds": [one["share"] for one in counts]}


def _lengths(record: Mapping[str, Any]) -> tuple[int, ...]:
    return LENGTHS if record["way"] == "helped" else (record["T"],)


def falls(by_length: Mapping[str, Mapping[str, Any]]) -> int | None:
    """The first T at which fewer than `FAILS` of the answers are right; None: at none that was tried."""
    return next((int(T) for T, found in by_length.items() if found["share"] < FAILS), None)
