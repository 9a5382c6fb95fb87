"""Score a network that is finished.

    python -m training.evaluate caption --weights NAME --pictures ... --captions ...
    python -m training.evaluate world --weights NAME --pictures ... --objects ...
    python -m training.evaluate action --weights NAME --clips ...

Prints one line of JSON. Progress and warnings go to the standard error; bad input ends with one sentence and status 2.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence

from models.errors import GatescopeError, OptionError
from training.action import evaluate as evaluate_action
from training.caption import evaluate as evaluate_caption
from training.caption import evaluate_world
from training.shared.rounding import rounded


def find_device(name: str) -> str:
    """The device meant: "auto" takes the one that is there. Raises OptionError."""
    import torch

    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise OptionError("There is no CUDA device on this machine: use --device cpu.")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description="Score a finished network.")
    tasks = parser.add_subparsers(required=True, metavar="TASK")
    for add_command in (evaluate_caption.add_command, evaluate_world.add_command, evaluate_action.add_command):
        command = add_command(tasks)
        command.add_argument("--device", choices=("cpu", "cuda", "auto"), default="cpu", help="default: %(default)s")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate as told; the exit status."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    options = _parser().parse_args(arguments)
    try:
        options.device = find_device(options.device)
        scores = options.evaluate(options)
    except GatescopeError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(json.dumps(rounded(scores), ensure_ascii=False, allow_nan=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
