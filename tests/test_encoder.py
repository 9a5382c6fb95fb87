"""Laws of the CNN: folding changes nothing, every backbone gives 14 x 14 cells, evidence tells where a thing is."""

import pytest
import timm
import torch

from models.encoder import GRID_SIDE, Backbone, Encoder, build_encoder, fold_batch_norms, presence
from models.errors import WeightsError

SMALL = "lcnet_035"  # one of timm's smallest


def with_moments(network, seed=0):
    """Batch norms that have seen something: means, variances, gains and biases drawn by chance."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in network.state_dict().items():
        if value.is_floating_point() and (name.endswith(("running_mean", "running_var")) or ".bn" in name):
            value.copy_(torch.rand(value.shape, generator=generator) + 0.5)
    return network.eval()


@torch.inference_mode()
@pytest.mark.parametrize("name", ["tf_efficientnet_lite2", "resnet18", SMALL])
def test_a_folded_network_computes_the_same_and_has_no_batch_norm(name):
    torch.manual_seed(0)
    plain = with_moments(timm.create_model(name, num_classes=5))
    folded = timm.create_model(name, num_classes=5)
    folded.load_state_dict(plain.state_dict())
    fold_batch_norms(folded.eval())
    pictures = torch.rand(1, 3, 64, 64)
    torch.testing.assert_close(folded(pictures), plain(pictures), atol=1e-3, rtol=1e-3)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules())


@torch.inference_mode()
@pytest.mark.parametrize("size", [224, 256])
@pytest.mark.parametrize("name", ["resnet18", SMALL])
def test_any_backbone_and_any_size_give_the_same_cells(name, size):
    encoder = Encoder(Backbone(name), features=8).eval()
    grid = encoder(torch.rand(2, 3, size, size))
    assert grid.shape == (2, GRID_SIDE**2, 8)
    assert encoder.evidence(grid).shape == (2, GRID_SIDE**2, 80)


@torch.inference_mode()
def test_weights_to_start_from_are_taken_over_in_their_order():
    torch.manual_seed(1)
    whole = with_moments(timm.create_model(SMALL))
    renamed = {f"layer{number}": value for number, value in enumerate(whole.state_dict().values())}
    encoder = build_encoder({"backbone": SMALL, "features": 8}, renamed)
    pictures = torch.rand(1, 3, 64, 64)
    _, coarse = encoder.eval().backbone(pictures)
    expected, _ = whole.forward_intermediates(pictures, indices=[-2])
    torch.testing.assert_close(coarse, expected, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("name", ["mobilenet", "vit_tiny_patch16_224"])
def test_a_backbone_that_cannot_be_had_is_refused_in_one_sentence(name):
    with pytest.raises(WeightsError, match=r"^[^\n]+\.$"):
        build_encoder({"backbone": name, "features": 8})


def test_presence_lies_between_the_mean_and_the_maximum_of_the_cells():
    evidence = torch.randn(3, 196, 80)
    found = presence(evidence)
    assert (found <= evidence.amax(dim=1)).all()
    assert (found >= evidence.mean(dim=1)).all()


def test_one_cell_that_is_sure_enough_is_enough():
    evidence = torch.full((1, 196, 80), -4.0)
    evidence[0, 57, 3] = 12.0
    assert torch.sigmoid(presence(evidence))[0, 3] > 0.99
