"""Weights travel with their configuration: `<name>/config.json` + `model.safetensors` + `CARD.md`.

A name is one of the shipped networks, a folder, or `hf://owner/repo@revision`. Nothing is ever unpickled, the sha256 is
checked, every parameter must be there: a network never runs with values it did not learn.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from models.errors import WeightsError

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "weights"


def find(name: str, beside: Path = SHIPPED) -> Path:
    """The folder of a shipped name (looked for in `beside`), of a path, or of `hf://owner/repo@revision`.

    Raises:
        WeightsError: there is none; the message names the cure.
    """
    if name.startswith("hf://"):
        return _download(name)
    for folder in (beside / name, Path(name)):
        if (folder / "config.json").is_file():
            return folder
    known = ", ".join(sorted(path.parent.name for path in beside.glob("*/config.json"))) or "none"
    raise WeightsError(f"There are no weights called “{name}” (known: {known}). Give one of these, or a folder.")


def _download(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository, _, revision = name.removeprefix("hf://").partition("@")
    try:
        files = ["config.json", "model.safetensors", "CARD.md"]
        return Path(snapshot_download(repository, revision=revision or None, allow_patterns=files))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsError(
            f"“{name}” could not be fetched from the model hub: check the name and the network."
        ) from error


def read_config(folder: Path) -> dict[str, Any]:
    """The configuration of the weights in `folder`.

    Raises:
        WeightsError: it is missing or not JSON.
    """
    try:
        return json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"{folder.name}/config.json cannot be read: fetch the weights again.") from error


def read_tensors(folder: Path, config: Mapping[str, Any]) -> dict[str, torch.Tensor]:
    """The tensors in `folder` as float32, after checking that not a byte has changed.

    Raises:
        WeightsError: the file is missing, damaged or another than its configuration speaks of.
    """
    path = folder / "model.safetensors"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{folder.name}/model.safetensors is missing: fetch the weights again.") from error
    if hashlib.sha256(content).hexdigest() != config.get("sha256"):
        raise WeightsError(
            f"{folder.name}/model.safetensors is not the file its config.json describes: fetch it again."
        )
    try:
        return {name: tensor.float() for name, tensor in load(content).items()}
    except SafetensorError as error:
        raise WeightsError(f"{folder.name}/model.safetensors is damaged: fetch the weights again.") from error


def fill(network: nn.Module, tensors: Mapping[str, torch.Tensor], name: str) -> None:
    """Load strictly: every parameter, no more and no less.

    Raises:
        WeightsError: names or shapes differ.
    """
    try:
        network.load_state_dict(dict(tensors), strict=True)
    except RuntimeError as error:
        raise WeightsError(f"The weights of “{name}” do not fit the network that its config.json describes.") from error


def write(
    folder: Path, network: nn.Module, config: Mapping[str, Any], card: str, dtype: torch.dtype = torch.float16
) -> str:
    """A finished weights folder, values stored as `dtype`; each file appears whole or not at all. Its sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    content = save({name: value.detach().cpu().to(dtype).contiguous() for name, value in network.state_dict().items()})
    complete = {**config, "sha256": hashlib.sha256(content).hexdigest()}
    _replace(folder / "model.safetensors", content)
    describe(folder, complete, card)
    return complete["sha256"]


def describe(folder: Path, config: Mapping[str, Any], card: str) -> None:
    """Put a complete configuration and a card beside weights that are stored already."""
    _replace(folder / "config.json", (json.dumps(config, indent=1, ensure_ascii=False) + "\n").encode())
    _replace(folder / "CARD.md", card.encode())


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
