"""Weights that are written, read, damaged, described; captioners that are built from a configuration."""

import json
import threading

import numpy as np
import pytest
import torch
from torch import nn

from models import weights
from models.caption.decoding import Decoding
from models.caption.model import build_captioner, load_captioner, load_captioners
from models.errors import OptionError, WeightsError

LOOK = {"size": 224, "mean": [0.5] * 3, "std": [0.5] * 3}
SIZES = {"features": 16, "embedding": 8, "hidden": 12, "attention": 6}
WORDS = ["a", "dog", "runs", "on", "grass"]


def whole_config(**changes):
    encoder = {"backbone": "lcnet_035", "features": 16}
    return {"name": "tiny", "encoder": encoder, "preprocessing": LOOK, "architecture": SIZES, "words": WORDS} | changes


@pytest.fixture
def stored(tmp_path):
    """A folder with an encoder and two captioners that share it, as `training.caption.cards` writes them."""
    torch.manual_seed(0)
    model = build_captioner(whole_config())
    encoder = weights.write(tmp_path / "encoder", model.encoder, {"backbone": "lcnet_035", "features": 16}, "card")
    for name in ("one", "other"):
        config = whole_config(name=name, encoder="encoder", encoder_sha256=encoder)
        weights.write(tmp_path / name, model.decoder, config, "card")
    return tmp_path


def picture(seed=0, height=60, width=90):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_what_is_written_is_read_again(stored):
    torch.manual_seed(0)
    built, loaded = build_captioner(whole_config()), load_captioner(str(stored / "one"))
    for name, value in built.decoder.state_dict().items():
        assert torch.equal(loaded.decoder.state_dict()[name], value.half().float())
    assert loaded.caption(picture()).sha256 == json.loads((stored / "one" / "config.json").read_text())["sha256"]
    assert not [path for path in stored.rglob("*") if path.name.startswith(".")]


def test_captioners_of_one_encoder_share_it(stored):
    one, other = load_captioners([str(stored / "one"), str(stored / "other")])
    assert one.encoder is other.encoder
    assert one.decoder is not other.decoder


@pytest.mark.parametrize("place", [200, -1])
def test_a_changed_byte_is_noticed(stored, place):
    path = stored / "one" / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="fetch it again"):
        load_captioner(str(stored / "one"))


def test_a_decoder_never_runs_on_an_encoder_it_was_not_trained_on(stored):
    torch.manual_seed(9)
    other = build_captioner(whole_config())
    weights.write(stored / "encoder", other.encoder, {"backbone": "lcnet_035", "features": 16}, "card")
    with pytest.raises(WeightsError, match="another encoder"):
        load_captioner(str(stored / "one"))


def test_a_missing_parameter_is_never_left_to_chance(stored):
    config = json.loads((stored / "one" / "config.json").read_text())
    weights.write(stored / "one", nn.Linear(2, 2), config, "card")
    with pytest.raises(WeightsError, match="do not fit"):
        load_captioner(str(stored / "one"))


@pytest.mark.parametrize(
    "damage", ["config.json", "model.safetensors", "no such folder", "hf://gatescope/none", "not JSON"]
)
def test_what_is_not_there_is_said_in_one_sentence(stored, damage, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    name = damage if " " in damage or ":" in damage else str(stored / "one")
    if "." in damage:
        (stored / "one" / damage).unlink()
    if damage == "not JSON":
        name = str(stored / "one")
        (stored / "one" / "config.json").write_text("{")
    with pytest.raises(WeightsError) as caught:
        load_captioner(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("backbone", ["resnet18", "mobilenetv3_small_050"])
def test_a_captioner_over_any_backbone_of_timm_captions(backbone):
    model = build_captioner(whole_config(encoder={"backbone": backbone, "features": 16}))
    trace = model.caption(picture())
    assert trace.attention.shape[1:] == (14, 14)
    assert set(trace.words) <= {*WORDS, "<end>"}


def test_a_whole_captioner_over_another_backbone_is_stored_and_read(tmp_path):
    config = whole_config(encoder={"backbone": "resnet18", "features": 16})
    model = build_captioner(config)
    both = nn.ModuleDict({"encoder": model.encoder, "decoder": model.decoder}).half().float()
    weights.write(tmp_path / "resnet", both, config, "card")
    assert load_captioner(str(tmp_path / "resnet")).caption(picture()).words == model.caption(picture()).words


@pytest.mark.parametrize(
    "wrong",
    [
        {"encoder": {"backbone": "mobilenet", "features": 16}},
        {"encoder": {"backbone": "lcnet_035"}},
        {"encoder": "elsewhere"},
        {"architecture": {"depth": 3}},
    ],
)
def test_a_configuration_of_something_else_is_refused(wrong):
    with pytest.raises(WeightsError, match=r"^[^\n]+\.$"):
        build_captioner(whole_config(**wrong))


def test_every_mode_gives_a_whole_trace(stored):
    model = load_captioner(str(stored / "one"))
    for options in (
        Decoding(),
        Decoding("beam", beam=3),
        Decoding("sample"),
        Decoding("forced", text="A dog runs, on Mars!"),
    ):
        trace = model.caption(picture(), options)
        steps = len(trace.words)
        assert trace.mode == options.mode
        assert trace.logprobs.shape == trace.beta.shape == trace.entropy.shape == (steps,)
        assert trace.gates.forget.shape == trace.gates.cell.shape == (steps, 12)
        assert trace.gates.start.shape == (2, 12)
        assert len(trace.candidates) == steps
        for candidates in trace.candidates:
            odds = [candidate.probability for candidate in candidates]
            assert odds == sorted(odds, reverse=True)
            assert sum(odds) == pytest.approx(1.0, abs=1e-4)  # six words can be said, all are among the ten
    assert trace.unknown == ("mars",)
    assert trace.words == ("a", "dog", "runs", "on", "mars", "<end>")


@pytest.mark.parametrize("text", ["", "  ?! ", "a " * 41])
def test_a_text_that_cannot_be_scored_is_refused_in_one_sentence(stored, text):
    with pytest.raises(OptionError, match=r"^[^\n]+\.$"):
        load_captioner(str(stored / "one")).caption(picture(), Decoding("forced", text=text))


def test_two_runs_at_once_do_not_mix(stored):
    model = load_captioner(str(stored / "one"))
    alone = [model.caption(picture(seed), Decoding("beam", beam=3)) for seed in range(6)]
    together = [None] * 6

    def run(seed):
        together[seed] = model.caption(picture(seed), Decoding("beam", beam=3))

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(alone, together, strict=True):
        assert one.words == other.words
        np.testing.assert_allclose(one.gates.cell, other.gates.cell, atol=1e-5)


def test_forced_attention_is_that_of_the_same_caption_forced_alone(stored):
    model = load_captioner(str(stored / "one"))
    grid = model.encode(np.stack([picture(seed, 224, 224) for seed in range(2)]))
    captions = [[("a", "dog"), ("grass",)], [("a", "mars", "runs", "on")]]
    forced = model.force_batch(grid, captions)
    for n, one in enumerate(captions):
        for k, words in enumerate(one):
            (alone,) = model.caption_batch(grid[n : n + 1], Decoding("forced", text=" ".join(words)))
            np.testing.assert_allclose(forced[n][k], alone.attention[: len(words)], atol=1e-5)
