"""Put the trained networks of a task together as they ship: stored, read back, scored, described."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from models import weights
from models.recall.carrier import find_carrier, flips
from models.recall.networks import KINDS, NAMES, RecallNetwork, empty_network
from models.recall.scores import accuracy, fresh, share
from models.recall.shipped import Trained, load_trained
from models.recall.tasks import TASKS

log = logging.getLogger("training.memory")

LENGTHS = (2, 5, 10, 20, 30, 50, 75, 100, 150, 200)  # at which those that were helped are asked
ASKED = 1000  # sequences
SEED = 424242  # of the sequences of all scores: no training draws from it
FAILS = 0.75  # share of right answers
FLIPPED_AT = 20  # words from subject to pronoun, when subjects are exchanged


def finish(task: str, run: Path, folder: Path) -> None:
    """From the networks of `run`/<task> to the weights in `folder`/memory-<task>."""
    hows = {path.stem: json.loads(path.read_text()) for path in sorted((run / task).glob("*.json"))}
    networks = {name: read_network(task, run / task / f"{name}.safetensors", how["kind"]) for name, how in hows.items()}
    shipping = {name: how for name, how in hows.items() if how["seed"] == 0}
    config = {
        "kind": "memory",
        "name": f"memory-{task}",
        "task": task,
        "title": TASKS[task].title,
        "chance": round(TASKS[task].chance, 4),
        "made": "make train-memory",
        "licence": "These weights and the sequences they learnt from are made by this repository alone: its licence.",
        "networks": {name: {**how, "width": networks[name].layer.hidden_size} for name, how in shipping.items()},
    }
    place = folder / f"memory-{task}"
    chosen = torch.nn.ModuleDict({name: networks[name] for name in shipping})
    # Not float16: a ReLU-RNN carries its rounding along, over 100 steps to 9 of 10 answers where 99 % were right.
    config["sha256"] = weights.write(place, chosen, config, "", dtype=torch.float32)
    trained = load_trained(task, str(place))
    spare = {name: networks[name] for name in hows if name not in shipping}
    config["scores"] = score(trained, spare, hows)
    if task == "sentence":
        config["carriers"] = {kind: asdict(find_carrier(trained.network(kind))) for kind in KINDS}
        config["flips"] = {
            kind: {**share(*flips(trained.network(kind), ASKED, FLIPPED_AT, SEED)), "T": FLIPPED_AT} for kind in KINDS
        }
    weights.describe(place, config, card(config))
    log.info("%s %s", task, json.dumps(config["scores"]["falls"]))


def read_network(task: str, path: Path, kind: str) -> RecallNetwork:
    """A network that was trained, as it was kept."""
    tensors = load_file(path)
    width = tensors["layer.weight_hh_l0"].shape[1]
    network = empty_network(kind, TASKS[task].inputs, width, TASKS[task].outputs)
    weights.fill(network, tensors, path.stem)
    return network


def score(trained: Trained, spare: Mapping[str, RecallNetwork], hows: Mapping[str, Mapping]) -> dict[str, Any]:
    """Shares of right answers of the stored weights: alone at the T they learnt at, helped at all of `LENGTHS`."""
    task, found = trained.task, {name: {} for name in trained.networks}
    for T in sorted({T for how in hows.values() for T in _lengths(how) if task.shortest <= T}):
        batches = fresh(task, T, ASKED, SEED)
        for name in found:
            if T in _lengths(hows[name]):
                found[name][str(T)] = accuracy(trained.networks[name], batches)
        for name in spare:
            if T in _lengths(hows[name]):
                first = found[f"{name.rsplit('-', 1)[0]}-0"][str(T)]
                first.setdefault("further_seeds", []).append(accuracy(spare[name], batches)["share"])
    alone: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    helped: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for name in sorted(found, key=lambda name: hows[name]["T"]):
        how = hows[name]
        if not how["helped"]:
            found[name][str(how["T"])]["steps"] = how["taken"]
        (helped if how["helped"] else alone)[how["kind"]] |= found[name]
    return {
        "alone": alone,
        "helped": helped,
        "falls": {"alone": {k: falls(alone[k]) for k in KINDS}, "helped": {k: falls(helped[k]) for k in KINDS}},
    }


def _lengths(how: Mapping[str, Any]) -> tuple[int, ...]:
    return LENGTHS if how["helped"] else (how["T"],)


def falls(by_length: Mapping[str, Mapping[str, Any]]) -> int | None:
    """The first T at which fewer than `FAILS` of the answers are right; None: at none that was tried."""
    return next((int(T) for T, found in by_length.items() if found["share"] < FAILS), None)


def card(config: Mapping[str, Any]) -> str:
    """What is known of the networks of a task."""
    scores, hows = config["scores"], list(config["networks"].values())
    steps, longest = max(how["steps"] for how in hows), max(how["T"] for how in hows if how["helped"])
    return f"""# {config["name"]}

{config["title"]}: four small networks, a recurrent layer of {hows[0]["width"]} units and a linear read-out,
asked T steps after what they are asked about. Guessing is right {100 * config["chance"]:.1f} % of the time.

{_alone_lines(scores["alone"], steps)}**Helped**: at most {steps} steps with short sequences first, longer ones as
soon as 9 of 10 answers are right, up to T = {longest}. Asked at all these T (n = {ASKED}; in brackets the Wilson
interval of 95 %).

{_table(scores["helped"])}
{_sentence_lines(config)}
* **Trained** by `make train-memory`: Adam, rate {hows[0]["rate"]}, 32 fresh sequences a step, the forget bias
  of LSTM and GRU begins with {max(how["forget_bias"] for how in hows):g}; the same sequences for all four.
* **Licence.** {config["licence"]}
* **Limits.** Small networks on a made-up task. What carries over is how gradients come back through time; the numbers
  do not. One seed of each: another one may fare otherwise (`--seeds` trains more and puts them beside it).
"""


def _alone_lines(alone: Mapping[str, Mapping[str, Any]], steps: int) -> str:
    if not any(alone.values()):
        return ""
    return f"""**Alone**: trained at one T only, for at most {steps} steps, and asked at the same T.
T = 100 begins with what was learnt at T = 50.

{_table(alone)}

"""


def _table(by_kind: Mapping[str, Mapping[str, Any]]) -> str:
    lengths = sorted({T for found in by_kind.values() for T in found}, key=int)
    rows = [["T =", *lengths], ["---"] * (len(lengths) + 1)]
    rows += [[NAMES[kind], *(_cell(by_kind[kind].get(T)) for T in lengths)] for kind in KINDS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "not tried"
    return f"{100 * found['share']:.1f} ({100 * found['low']:.1f}-{100 * found['high']:.1f})"


def _sentence_lines(config: Mapping[str, Any]) -> str:
    if "carriers" not in config:
        return ""
    lines: Sequence[str] = [
        f"* The {NAMES[kind]}'s unit {found['unit']} carries the subject's number (weakest correlation over the gap "
        f"{found['correlation']:+.2f}, p = {found['p']:.3f}, {found['n']} sentences); with the subject exchanged, "
        f"{100 * config['flips'][kind]['share']:.1f} % of pairs are both right."
        for kind, found in config["carriers"].items()
    ]
    return "\n" + "\n".join(lines) + "\n"
