"""What an encoder saw is kept: the same values, both views, once for each encoder."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

from training.caption import grids
from training.caption.backbone import views_of
from training.caption.grids import find_grids
from training.caption.views import Views
from training.shared.data import open_pictures

NAMES = ["one", "two", "three"]


@pytest.fixture
def pictures(tmp_path):
    random = np.random.default_rng(0)
    for name in NAMES:
        small = Image.fromarray(random.integers(0, 256, (7, 7, 3), dtype=np.uint8))
        small.resize((224, 224)).save(tmp_path / f"{name}.png")
    return open_pictures(tmp_path)


class Eye(nn.Module):
    """A picture's mean colours in 14 x 14 cells, and a bias: an encoder whose grid depends on nothing else."""

    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(3))

    def forward(self, pictures):
        return (F.avg_pool2d(pictures, 16) + self.bias.view(3, 1, 1)).flatten(2).transpose(1, 2)


@pytest.fixture
def encoder():
    return Eye()


def test_the_grids_are_what_the_encoder_sees_of_each_picture_and_in_a_mirror(tmp_path, pictures, encoder):
    found = find_grids(tmp_path, encoder, NAMES, pictures, 224)
    mirrored = np.array([True, False, True])
    pixels = pictures.load_all(["three", "one", "two"])
    with torch.inference_mode():
        expected = encoder(views_of(pixels, Views.mirror(mirrored), 224))
    assert len(found) == 3
    torch.testing.assert_close(found.read([2, 0, 1], mirrored), expected, atol=5e-3, rtol=5e-3)


def test_pictures_are_looked_at_once_and_again_by_another_encoder(tmp_path, pictures, encoder, monkeypatch):
    find_grids(tmp_path, encoder, NAMES, pictures, 224)
    looks = []
    encoder.register_forward_hook(lambda *_: looks.append(1))
    find_grids(tmp_path, encoder, NAMES, pictures, 224)
    assert not looks
    with torch.no_grad():
        encoder.bias[0] += 1e-3
    find_grids(tmp_path, encoder, NAMES, pictures, 224)
    assert looks


def test_grids_that_were_not_finished_are_not_taken_for_finished(tmp_path, pictures, encoder, monkeypatch):
    monkeypatch.setattr(grids, "AT_ONCE", 1)
    looks = []

    def stop(*_):
        looks.append(1)
        if len(looks) == 5:
            raise KeyboardInterrupt

    encoder.register_forward_hook(stop)
    with pytest.raises(KeyboardInterrupt):
        find_grids(tmp_path, encoder, NAMES, pictures, 224)
    found = find_grids(tmp_path, encoder, NAMES, pictures, 224).read([2], np.array([False]))
    with torch.inference_mode():
        expected = encoder(views_of(pictures.load_all(["three"]), Views.whole(1), 224))
    torch.testing.assert_close(found, expected, atol=5e-3, rtol=5e-3)


def folder(parent, name):
    (parent / name).mkdir()
    return parent / name


def test_a_third_view_is_a_window_of_the_picture_and_always_the_same(tmp_path, pictures, encoder):
    one = find_grids(folder(tmp_path, "one"), encoder, NAMES, pictures, 224, views=3)
    other = find_grids(folder(tmp_path, "other"), encoder, NAMES, pictures, 224, views=3)
    window, whole = np.full(3, 2), np.zeros(3)
    assert one.views == 3
    torch.testing.assert_close(one.read(range(3), window), other.read(range(3), window))
    assert not torch.allclose(one.read(range(3), window), one.read(range(3), whole), atol=1e-2)
