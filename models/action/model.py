"""A recognizer ready for use: features, heads, calibration. Clip in, trace out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models import weights
from models.action.features import ClipFeatures, FeatureExtractor, PersonExtractor, WholeFrameExtractor
from models.action.reader import MeanPool, Reader, ReaderConfig, ReaderOutput
from models.action.small_cnn import MOVING, STILL, FrameCNN
from models.encoder import Encoder, build_encoder, load_encoder
from models.errors import WeightsError
from models.io.clips import Clip, read_clip
from models.trace import ClipTrace, GateTrace

RECOGNIZERS = ("action-gestures", "action-ucf12")  # those that ship
THUMBNAIL = 160  # pixels: the long side of a frame in the trace
BLANK = "Not to be believed: there is nothing to be seen in this clip."
FLAT = 2.0  # levels of 255 by which the pixels of an empty frame differ, for the grain of a film


class Heads(nn.Module):
    """All that a recognizer learnt, apart from an encoder it shares; the names of its parts are keys of the weights."""

    mean: Tensor  # (P, F)

    def __init__(self, config: ReaderConfig, eyes: nn.ModuleDict) -> None:
        super().__init__()
        self.reader = Reader(config)
        self.pool = MeanPool(config.appearance, config.classes, config.dropout)
        self.eyes = eyes
        self.register_buffer("mean", torch.zeros(config.cells, config.features))  # (P, F) of the training clips' grids


def is_blank(frames: np.ndarray) -> bool:
    """Whether there is nothing in any of the frames (T, h, w, 3) uint8: black, or of one colour."""
    return float(frames[:, ::2, ::2].std(axis=(1, 2)).max()) < FLAT


class ActionModel:
    """One recognizer. It keeps nothing of a run: two at once never meet."""

    def __init__(self, heads: Heads, extractor: FeatureExtractor, config: Mapping[str, Any]) -> None:
        self.name: str = config["name"]
        self.sha256: str = config.get("sha256", "")
        self.labels: tuple[str, ...] = tuple(config["labels"])
        self.moments: int = config["moments"]
        self.config, self.heads, self.extractor = config, heads.eval(), extractor
        certainty = config.get("calibration", {})
        self.threshold: float = certainty.get("threshold", 0.5)
        self._temperatures: Mapping[str, float] = certainty.get("temperatures", {})

    @property
    def scores(self) -> Mapping[str, Any]:
        """What was measured of this recipe, with the split and n."""
        return self.config.get("scores", {})

    def read(self, clip: Any, moments: int | None = None, start: float = 0.0, end: float | None = None) -> ClipTrace:
        """Read one clip: a `Clip`, or a file's path as `models.io.clips.read_clip` takes it.

        Raises:
            MediaError: the clip cannot be read.
            OptionError: moments or the marked part make no sense.
        """
        clip = read_clip(clip, moments or self.moments, start, end)
        return self.read_prepared(clip, self.prepare(clip))

    @torch.inference_mode()
    def prepare(self, clip: Clip) -> Tensor:
        """A clip -> what the extractor takes of each frame by itself, (T, ...): enough for every order of reading."""
        return self.extractor.prepare(clip.frames)

    @torch.inference_mode()
    def extract(self, prepared: Tensor) -> ClipFeatures:
        """Prepared frames (N, T, ...) in reading order -> their features."""
        return self.extractor.extract(prepared)

    @torch.inference_mode()
    def run_heads(self, features: ClipFeatures) -> tuple[ReaderOutput, Tensor, Tensor]:
        """Features of N clips -> what the LSTM gives, and the logits (N, C) of mean-pool and single frame."""
        middle = features.appearance.shape[1] // 2
        pool = self.heads.pool
        return (
            self.heads.reader(features.grids),
            pool(features.appearance),
            pool(features.appearance[:, middle : middle + 1]),
        )

    def probabilities(self, logits: Tensor, head: str) -> np.ndarray:
        """Logits (..., C) of the head lstm, mean_pool or single_frame -> calibrated probabilities, float32."""
        return (logits / self._temperatures.get(head, 1.0)).softmax(dim=-1).float().cpu().numpy()

    def read_prepared(self, clip: Clip, prepared: Tensor) -> ClipTrace:
        """The trace of a clip whose frames are prepared already."""
        reading, mean_pool, single_frame = self.run_heads(self.extract(prepared[None]))
        probabilities = self.probabilities(reading.logits[0], "lstm")  # (T, C)
        doubt = BLANK if is_blank(clip.frames) else self.extractor.doubt(clip.frames)
        attention = reading.attention[0].reshape(-1, self.extractor.rows, self.extractor.columns)
        return ClipTrace(
            model=self.name,
            sha256=self.sha256,
            labels=self.labels,
            times=clip.times,
            frames=_thumbnails(clip.frames),
            attention=attention.float().cpu().numpy(),
            window=self.extractor.window(clip.frames),
            logits=reading.logits[0].float().cpu().numpy(),
            probabilities=probabilities,
            mean_pool=self.probabilities(mean_pool[0], "mean_pool"),
            single_frame=self.probabilities(single_frame[0], "single_frame"),
            gates=_gates(reading, clip.times),
            known=bool(probabilities[-1].max() >= self.threshold and not doubt),
            threshold=self.threshold,
            doubt=doubt,
            notes=clip.notes,
        )


def _thumbnails(frames: np.ndarray) -> np.ndarray:
    """Frames (T, h, w, 3) -> the same at THUMBNAIL pixels at most."""
    import cv2

    height, width = frames.shape[1:3]
    scale = THUMBNAIL / max(height, width)
    if scale >= 1:
        return frames
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.stack([cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for frame in frames])


def _gates(reading: ReaderOutput, times: np.ndarray) -> GateTrace:
    steps = {name: value[0].float().cpu().numpy() for name, value in reading.steps._asdict().items()}
    start = np.zeros((2, steps["cell"].shape[1]), np.float32)
    return GateTrace(labels=tuple(f"{seconds:.2f} s" for seconds in times), start=start, **steps)


def build_recognizer(config: Mapping[str, Any], encoder: Encoder | None = None) -> ActionModel:
    """The recognizer that a configuration describes, with random values; `encoder`: the one that it shares, if any.

    Raises:
        WeightsError: the configuration describes none.
    """
    try:
        reader = ReaderConfig(**config["architecture"])
        if len(config["labels"]) != reader.classes:
            raise WeightsError("This recognizer's labels and the size of its last layer differ.")
        if config["look"] == "person":
            moving, still = FrameCNN(2, MOVING), FrameCNN(1, STILL)
            eyes = nn.ModuleDict({"moving": moving, "still": still})
            extractor: FeatureExtractor = PersonExtractor(moving, still)
        elif config["look"] == "whole":
            eyes, shape = nn.ModuleDict(), config["preprocessing"]
            encoder = encoder or build_encoder({"backbone": "tf_efficientnet_lite2", "features": 8})
            mean, std = (torch.tensor(shape[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
            extractor = WholeFrameExtractor(encoder, shape["size"], mean, std)
        else:
            raise WeightsError(f"The look “{config['look']}” is unknown: person and whole are.")
        return ActionModel(Heads(reader, eyes), extractor, config)
    except (KeyError, TypeError) as error:
        raise WeightsError("This is not the configuration of a recognizer: labels, look, architecture.") from error


def load_recognizer(name: str, device: str = "cpu") -> ActionModel:
    """A recognizer by its shipped name, its folder, or `hf://owner/repo@revision`; `device` as torch names it.

    Raises:
        WeightsError: the weights are missing, changed, or do not fit their configuration.
    """
    folder = weights.find(name)
    config = weights.read_config(folder)
    encoder = None
    if isinstance(config.get("encoder"), str):  # that of the captioners
        encoder = load_encoder(weights.find(config["encoder"], beside=folder.parent), config)
    model = build_recognizer(config, encoder)
    weights.fill(model.heads, weights.read_tensors(folder, config), name)
    model.heads.to(device)
    model.extractor.move(device)
    return model
