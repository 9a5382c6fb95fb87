"""The CNN: a picture becomes a grid of features that an LSTM can look at.

Two maps are joined, as in a feature pyramid (Lin et al. 2017, arXiv 1612.03144): the fine one says *where* (14 x 14),
the coarse one says *what* (7 x 7, seen by more layers). The joined grid keeps the fine one's 14 x 14 cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import weights
from models.errors import WeightsError

# (output channels, stride) of the twelve depthwise-separable blocks kept; the 13th and the classifier are not needed.
MOBILENET_BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)) + ((512, 2),) + ((512, 1),) * 5 + ((1024, 2),)
KERAS_EPSILON = 1e-3  # of the batch norms that are folded in
FINE_BLOCK = 11  # the last block whose map is still 14 x 14


class Backbone(Protocol):
    """Anything that turns pictures into a fine and a coarse map; `channels` are their two depths."""

    channels: tuple[int, int]

    def __call__(self, pictures: Tensor) -> tuple[Tensor, Tensor]: ...


class SamePad(nn.Module):
    """One row below and one column to the right, as Keras pads before a stride-2 convolution."""

    def forward(self, x: Tensor) -> Tensor:
        return F.pad(x, (0, 1, 0, 1))


def _convolution(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """Convolution and ReLU6: the one brick MobileNet is built of. Its batch norm is folded in (`load_keras`)."""
    symmetric = kernel // 2 if stride == 1 else 0
    return nn.Sequential(
        SamePad() if stride == 2 else nn.Identity(),
        nn.Conv2d(inputs, outputs, kernel, stride, symmetric, groups=groups),
        nn.ReLU6(inplace=True),
    )


class MobileNet(nn.Module):
    """MobileNet v1 (Howard et al. 2017, arXiv 1704.04861), width 1.0, up to its twelfth block.

    Input: pictures (B, 3, 224, 224), RGB scaled to -1..1.
    Output: fine map (B, 512, 14, 14), coarse map (B, 1024, 7, 7).
    """

    channels = (512, 1024)

    def __init__(self) -> None:
        super().__init__()
        self.stem = _convolution(3, 32, kernel=3, stride=2)
        blocks, inputs = [], 32
        for outputs, stride in MOBILENET_BLOCKS:
            depthwise = _convolution(inputs, inputs, kernel=3, stride=stride, groups=inputs)
            blocks.append(nn.Sequential(depthwise, _convolution(inputs, outputs, kernel=1)))
            inputs = outputs
        self.blocks = nn.ModuleList(blocks)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        x = self.stem(pictures)  # (B, 32, 112, 112)
        for block in self.blocks[:FINE_BLOCK]:
            x = block(x)
        return x, self.blocks[FINE_BLOCK](x)  # (B, 512, 14, 14), (B, 1024, 7, 7)

    def load_keras(self, kernels: Mapping[str, Tensor]) -> None:
        """Take over the public Keras weights by their Keras names, each batch norm folded into its convolution.

        A folded network computes the same and has no running statistics that training on few pictures could spoil.

        Raises:
            KeyError: a layer is missing.
            RuntimeError: a layer has another shape.
        """
        layers: dict[str, Any] = {"conv1": self.stem}
        for number, block in enumerate(self.blocks, start=1):
            depthwise, pointwise = cast(nn.Sequential, block)
            layers[f"conv_dw_{number}"] = depthwise
            layers[f"conv_pw_{number}"] = pointwise
        for name, (_, convolution, _) in layers.items():
            kernel = kernels[f"{name}.depthwise_kernel" if "_dw_" in name else f"{name}.kernel"]
            norm = {part: kernels[f"{name}_bn.{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")}
            scale = norm["gamma"] / torch.sqrt(norm["moving_variance"] + KERAS_EPSILON)  # (C,)
            bias = norm["beta"] - norm["moving_mean"] * scale
            convolution.load_state_dict({"weight": kernel * scale[:, None, None, None], "bias": bias})


class ResNet(nn.Module):
    """A torchvision ResNet up to its last two stages: fine map (B, C/2, 14, 14), coarse map (B, C, 7, 7).

    Input: pictures (B, 3, 224, 224), RGB normalised with ImageNet's mean and standard deviation.
    """

    def __init__(self, name: str, pretrained: bool = False) -> None:
        """`name` is resnet18, resnet50 or resnet101; `pretrained`: torchvision fetches its public ImageNet weights."""
        super().__init__()
        from torchvision import models  # slow to import, and needed for these backbones alone

        body = models.get_model(name, weights="DEFAULT" if pretrained else None)
        depth = body.fc.in_features
        self.channels = (depth // 2, depth)
        self.to_fine = nn.Sequential(
            body.conv1, body.bn1, body.relu, body.maxpool, body.layer1, body.layer2, body.layer3
        )
        self.to_coarse = body.layer4

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.to_fine(pictures)
        return fine, self.to_coarse(fine)


class Encoder(nn.Module):
    """Picture -> grid of P = 196 feature vectors, row by row from the top left."""

    def __init__(self, backbone: nn.Module, features: int) -> None:
        super().__init__()
        fine, coarse = cast(Backbone, backbone).channels
        self.features = features
        self.backbone = backbone
        self.where = nn.Conv2d(fine, features, kernel_size=1)
        self.what = nn.Conv2d(coarse, features, kernel_size=1)
        self.norm = nn.LayerNorm(features)

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (B, 3, 224, 224) -> grid (B, P, F)."""
        fine, coarse = self.backbone(pictures)
        what = F.interpolate(self.what(coarse), size=fine.shape[-2:], mode="bilinear", align_corners=False)
        grid = (self.where(fine) + what).flatten(2).transpose(1, 2)  # (B, P, F)
        return self.norm(grid)


def build_encoder(config: Mapping[str, Any]) -> Encoder:
    """The encoder that a configuration describes, with random values.

    Args:
        config: `backbone` is mobilenet, resnet18, resnet50 or resnet101; `features` is F, the depth of the grid;
            `pretrained` lets torchvision fetch its ImageNet weights.

    Raises:
        WeightsError: the configuration describes none.
    """
    backbone, features = config.get("backbone"), config.get("features")
    if not isinstance(features, int):
        raise WeightsError("The encoder's configuration does not say how many features a cell has.")
    if backbone == "mobilenet":
        return Encoder(MobileNet(), features)
    if backbone in ("resnet18", "resnet50", "resnet101"):
        return Encoder(ResNet(backbone, bool(config.get("pretrained"))), features)
    raise WeightsError(f"The backbone “{backbone}” is unknown: mobilenet, resnet18, resnet50 and resnet101 are.")


def load_encoder(folder: Path, reader: Mapping[str, Any] | None = None) -> Encoder:
    """The encoder whose weights lie in `folder`.

    Args:
        folder: with config.json and model.safetensors (see `models.weights.find`).
        reader: the configuration of the network that is to read its grid; None: nothing is compared.

    Raises:
        WeightsError: the weights are missing, changed, or others than those that `reader` was trained on.
    """
    config = weights.read_config(folder)
    if reader is not None and config.get("sha256") != reader.get("encoder_sha256"):
        raise WeightsError(
            f"“{reader.get('name')}” was trained on another encoder than {folder.name}: fetch both anew."
        )
    encoder = build_encoder(config)
    weights.fill(encoder, weights.read_tensors(folder, config), folder.name)
    return encoder
