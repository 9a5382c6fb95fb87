"""The CNN: a picture becomes a grid of features that an LSTM can look at, and evidence of what is where in it.

Two maps are joined, as in a feature pyramid (Lin et al. 2017, arXiv 1612.03144): the fine one says *where*, the coarse
one says *what* (it is seen by more layers). Whatever their sizes, the joined grid has 14 x 14 cells. On the same grid a
linear layer gives each cell its evidence for each of COCO's 80 things: class activation maps (Zhou et al. 2016, arXiv
1512.04150).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import weights
from models.errors import WeightsError
from models.things import THINGS

GRID_SIDE = 14  # cells along one side of the grid


class Backbone(nn.Module):
    """A convolutional backbone of `timm`, its batch norms folded into its convolutions.

    A folded network computes the same, faster, and has no running statistics that training on few pictures could spoil.

    Input: pictures (B, 3, S, S). Output: the fine map, the last but one stage (stride 16), and the coarse map, the last
    one (stride 32), after the head's own convolution where there is one.
    """

    def __init__(self, name: str, pretrained: bool = False, start: Mapping[str, Tensor] | None = None) -> None:
        """`name` as `timm` names it; `pretrained`: timm fetches its public weights.

        `start` are weights of the whole network, classifier included, in the order in which timm has them.

        Raises:
            WeightsError: timm knows no such backbone, or it has no maps of stride 16 and 32.
        """
        super().__init__()
        import timm  # slow to import

        try:
            body: Any = timm.create_model(name, pretrained=pretrained)
            if start is not None:
                body.load_state_dict(dict(zip(body.state_dict(), start.values(), strict=True)))
            body.reset_classifier(0)
            stages = [(stage["num_chs"], stage["reduction"]) for stage in body.feature_info]
        except (RuntimeError, AttributeError, TypeError, ValueError) as error:
            raise WeightsError(f"The backbone “{name}” is unknown: name a convolutional one of timm's.") from error
        if [stride for _, stride in stages[-2:]] != [16, 32]:
            raise WeightsError(f"The backbone “{name}” has no maps of stride 16 and 32: name another of timm's.")
        self.body: Any = fold_batch_norms(body.eval())  # Any: timm's networks have methods that torch does not know
        self.channels: tuple[int, int] = (stages[-2][0], body.num_features)  # of the fine and of the coarse map

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        coarse, (fine,) = self.body.forward_intermediates(pictures, indices=[-2])
        return fine, coarse


def fold_batch_norms(network: nn.Module) -> nn.Module:
    """The same network, each batch norm behind a convolution folded into it; its activation, if any, stays."""
    for parent in list(network.modules()):
        layers = list(parent.named_children())
        for (_, convolution), (name, norm) in pairwise(layers):
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                _fold(convolution, norm)
                setattr(parent, name, getattr(norm, "act", nn.Identity()))
    return network


@torch.no_grad()
def _fold(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
    assert norm.running_mean is not None, "a batch norm without a mean cannot be folded"
    assert norm.running_var is not None, "a batch norm without a variance cannot be folded"
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)  # (C,)
    bias = torch.zeros_like(scale) if convolution.bias is None else convolution.bias
    convolution.weight.mul_(scale[:, None, None, None])
    convolution.bias = nn.Parameter(norm.bias + (bias - norm.running_mean) * scale)


class Encoder(nn.Module):
    """Picture -> grid of P = 196 feature vectors, row by row from the top left."""

    def __init__(self, backbone: Backbone, features: int) -> None:
        super().__init__()
        fine, coarse = backbone.channels
        self.features = features
        self.backbone = backbone
        self.where = nn.Conv2d(fine, features, kernel_size=1)
        self.what = nn.Conv2d(coarse, features, kernel_size=1)
        self.norm = nn.LayerNorm(features)
        self.things = nn.Linear(features, len(THINGS))

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (B, 3, S, S) -> grid (B, P, F)."""
        return self.join(*self.backbone(pictures))

    def join(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """The backbone's two maps -> grid (B, P, F)."""
        grid = self.where(_resized(fine)) + _resized(self.what(coarse))  # (B, F, 14, 14)
        return self.norm(grid.flatten(2).transpose(1, 2))

    def evidence(self, grid: Tensor) -> Tensor:
        """Grid (B, P, F) -> log-odds of each thing in each cell (B, P, C): above 0, it is seen there."""
        return self.things(grid)


def _resized(maps: Tensor) -> Tensor:
    """Maps (B, F, h, w) on 14 x 14 cells."""
    if maps.shape[-2:] == (GRID_SIDE, GRID_SIDE):
        return maps.float()
    return F.interpolate(maps.float(), size=(GRID_SIDE, GRID_SIDE), mode="bilinear", align_corners=False)


def presence(evidence: Tensor) -> Tensor:
    """Log-odds of things in cells (B, P, C) -> log-odds (B, C) that they are in the picture.

    The logarithm of the mean of the cells' odds: between their mean and their maximum, so that small things count.
    """
    return evidence.float().logsumexp(dim=1) - math.log(evidence.shape[1])


def build_encoder(config: Mapping[str, Any], start: Mapping[str, Tensor] | None = None) -> Encoder:
    """The encoder that a configuration describes, with random values, or a backbone that begins with `start`.

    Args:
        config: `backbone` as timm names it; `features` is F, the depth of the grid; `pretrained` lets timm fetch its
            public weights.

    Raises:
        WeightsError: the configuration describes none.
    """
    backbone, features = config.get("backbone"), config.get("features")
    if not isinstance(features, int) or not isinstance(backbone, str):
        raise WeightsError("The encoder's configuration must name its backbone and how many features a cell has.")
    return Encoder(Backbone(backbone, bool(config.get("pretrained")), start), features)


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
