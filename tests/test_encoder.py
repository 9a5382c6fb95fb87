"""The CNN and the folding of its batch norms."""

import pytest
import torch
from torch.nn import functional as F

from models.encoder import MOBILENET_BLOCKS, Encoder, MobileNet


def keras_kernels(seed=0):
    """Random kernels and batch norms under Keras' names."""
    generator = torch.Generator().manual_seed(seed)
    kernels, inputs = {}, 3
    layers = [("conv1", "kernel", (32, 3, 3, 3))]
    inputs = 32
    for number, (outputs, _) in enumerate(MOBILENET_BLOCKS, start=1):
        layers.append((f"conv_dw_{number}", "depthwise_kernel", (inputs, 1, 3, 3)))
        layers.append((f"conv_pw_{number}", "kernel", (outputs, inputs, 1, 1)))
        inputs = outputs
    for name, kernel, shape in layers:
        spread = (shape[1] * shape[2] * shape[3]) ** -0.5
        kernels[f"{name}.{kernel}"] = torch.randn(shape, generator=generator) * spread
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            kernels[f"{name}_bn.{part}"] = torch.rand(shape[0], generator=generator) + 0.5
    return kernels


def unfolded(kernels, x):
    """MobileNet as Keras runs it: convolution, batch norm, ReLU6, one after the other."""

    def layer(x, name, kernel, stride, groups):
        weight = kernels[f"{name}.{kernel}"]
        if stride == 2:
            x = F.pad(x, (0, 1, 0, 1))
        x = F.conv2d(x, weight, stride=stride, padding=weight.shape[-1] // 2 if stride == 1 else 0, groups=groups)
        gamma, beta, mean, variance = (
            kernels[f"{name}_bn.{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        return F.batch_norm(x, mean, variance, gamma, beta, eps=1e-3).clamp(0, 6)

    x = layer(x, "conv1", "kernel", 2, 1)
    maps = []
    for number, (_, stride) in enumerate(MOBILENET_BLOCKS, start=1):
        x = layer(x, f"conv_dw_{number}", "depthwise_kernel", stride, x.shape[1])
        x = layer(x, f"conv_pw_{number}", "kernel", 1, 1)
        maps.append(x)
    return maps[10], maps[11]


@torch.inference_mode()
def test_folded_batch_norms_compute_the_same():
    kernels = keras_kernels()
    network = MobileNet()
    network.load_keras(kernels)
    picture = torch.rand(1, 3, 224, 224, generator=torch.Generator().manual_seed(1)) * 2 - 1
    for ours, theirs in zip(network(picture), unfolded(kernels, picture), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_a_missing_layer_is_named():
    kernels = keras_kernels()
    del kernels["conv_dw_7.depthwise_kernel"]
    with pytest.raises(KeyError, match="conv_dw_7"):
        MobileNet().load_keras(kernels)


@torch.inference_mode()
def test_the_grid_reads_row_by_row_from_the_top_left():
    """A patch in one corner of a grey picture changes the cells around that corner most."""
    torch.manual_seed(0)
    network = MobileNet()
    network.load_keras(keras_kernels())
    encoder = Encoder(network, features=32).eval()
    grey = torch.zeros(1, 3, 224, 224)
    for row, column in ((0, 0), (0, 13), (13, 0), (5, 9)):
        patched = grey.clone()
        patched[:, :, row * 16 : row * 16 + 16, column * 16 : column * 16 + 16] = 1.0
        fine = [network(picture)[0].flatten(2) for picture in (patched, grey)]
        change = (fine[0] - fine[1]).abs().sum(dim=1)[0]
        there = divmod(int(change.argmax()), 14)
        assert abs(there[0] - row) <= 2
        assert abs(there[1] - column) <= 2
    assert encoder(grey).shape == (1, 196, 32)
