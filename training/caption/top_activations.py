"""The strongest activations of each unit of the shipped captioners, and how saturated its gates are.

    python -m training.caption.top_activations

Over the greedy captions of the bundled pictures. Run it once more whenever weights change: `units.npz` says which ones
it belongs to.
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path

from models import weights
from models.caption.decoding import Decoding
from models.caption.model import CAPTIONERS, CaptionModel, load_captioners
from models.lstm.top_activations import TopActivations, find_top_activations, save_top_activations

EXAMPLES = Path(__file__).resolve().parents[2] / "assets" / "examples"

log = logging.getLogger(__name__)


def collect(model: CaptionModel, folder: Path, names: list[str]) -> TopActivations:
    """Let a captioner write a greedy caption for each picture in `folder`, and gather what its units did."""
    return find_top_activations(model.sha256, {name: model.caption(folder / name, Decoding()) for name in names})


def main() -> None:
    """Write `units.npz` beside the weights of each captioner."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", nargs="+", default=list(CAPTIONERS), help="default: %(default)s")
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="folder with examples.json")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    names = [entry["file"] for entry in json.loads((options.examples / "examples.json").read_text(encoding="utf-8"))]
    for name, model in zip(options.weights, load_captioners(options.weights), strict=True):
        path = save_top_activations(collect(model, options.examples, names), weights.find(name))
        log.info("%s: %d pictures, %.0f kB", path, len(names), path.stat().st_size / 1000)


if __name__ == "__main__":
    main()
