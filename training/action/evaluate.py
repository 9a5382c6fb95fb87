"""Score a recognizer that is finished: `python -m training.evaluate action --weights NAME --clips TAR_OR_DIR`."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

import models
from models.action.model import ActionModel
from models.errors import MediaError
from training.action.clip_store import Recording, bare_label, open_clips
from training.action.scores import HEADS, answers, confusion, order_table
from training.shared.pictures import DataError

ACTION_HELP = """one JSON line: n clips; accuracy of the heads lstm, mean_pool, single_frame, and of the LSTM on
reversed and shuffled clips (five seeds, mean), each with accuracy, low and high as ratios (95 % Wilson interval);
per_class (of the LSTM); confusion (rows: true, columns: answered, in the order of labels); unreadable clips"""


def add_command(tasks: Any) -> argparse.ArgumentParser:
    """The subcommand `action` among the `tasks` of training.evaluate."""
    action: argparse.ArgumentParser = tasks.add_parser(
        "action", help="labels of clips", description=f"Prints {ACTION_HELP}"
    )
    action.set_defaults(evaluate=evaluate_action)
    add = action.add_argument
    add("--weights", required=True, metavar="NAME", help="a shipped recognizer, or a folder with its weights")
    add("--clips", required=True, type=Path, metavar="TAR_OR_DIR", help="clips in folders that are their labels")
    add("--moments", type=int, help="frames looked at in a clip (default: as it was trained)")
    return action


def evaluate_action(options: argparse.Namespace) -> dict[str, Any]:
    """What `action` prints. Raises GatescopeError."""
    model = models.load_recognizer(options.weights, options.device)
    recordings = known_clips(open_clips(options.clips), model.labels)
    truth, played, unreadable = [], [], []
    for one in tqdm(recordings, unit="clip", disable=None):
        try:
            prepared = model.prepare(one.read(options.moments or model.moments))
        except MediaError as problem:
            logging.warning("%s: %s", one.name, problem)
            unreadable.append(one.name)
            continue
        truth.append(model.labels.index(_label(one, model.labels)))
        played.append(answers(model, prepared[None]))
    if not truth:
        raise DataError(f"None of the clips in {options.clips} can be read.")
    return report(model, played, torch.tensor(truth), unreadable) | {"weights": options.weights}


def known_clips(recordings: Sequence[Recording], labels: Sequence[str]) -> list[Recording]:
    """The clips whose folder is one of the labels. Raises DataError if there is none."""
    known = [one for one in recordings if _label(one, labels) in labels]
    if not known:
        raise DataError(f"None of the clips lies in a folder with the name of a label: {', '.join(labels)}.")
    if len(known) < len(recordings):
        logging.warning("%d of %d clips have one of the labels", len(known), len(recordings))
    return known


def _label(one: Recording, labels: Sequence[str]) -> str:
    """The clip's label as the recognizer writes it."""
    return one.label if one.label in labels else bare_label(Path(one.name).parent.name)


def report(
    model: ActionModel, played: Sequence[dict[str, dict[str, torch.Tensor]]], truth: torch.Tensor, unreadable: list[str]
) -> dict[str, Any]:
    """The scores of clips by way of playing and head, as they are printed."""
    logits = {way: {head: torch.cat([one[way][head] for one in played]) for head in HEADS} for way in played[0]}
    table = order_table(logits, truth)
    per_class, matrix = confusion(logits["forward"]["lstm"], truth, model.labels)
    return {
        "n": len(truth),
        "accuracy": {
            **table["forward"],
            "lstm_reversed": table["reversed"]["lstm"],
            "lstm_shuffled": table["shuffled"]["lstm"],
        },
        "per_class": per_class,
        "confusion": matrix,
        "labels": list(model.labels),
        "order": table,
        "unreadable": unreadable,
        "sha256": model.sha256,
    }
