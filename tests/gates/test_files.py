"""What the Gates tab's server side answers: plain JSON, whole files, and one sentence for everything wrong."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.errors import MediaError, OptionError
from models.lstm.comparison import compare
from models.lstm.top_activations import find_top_activations
from models.surgery import Surgery
from tests.traces import make_caption_trace
from ui.caption.service import CaptionNetwork, CaptionService
from ui.gates import service as gates_service
from ui.gates.files import draw
from ui.gates.payload import pack_comparison, pack_saved_run, pack_top_activations
from ui.gates.service import GatesService, fit_surgery
from ui.shared.events import NotKept
from ui.shared.gate_payload import pack_gates
from visualize.caption.files import save_trace_npz
from visualize.gates.files import save_gates_npz

TRACE = make_caption_trace(("a", "dog", "runs", "<end>"))
NETWORK = CaptionNetwork("caption-attention", lambda *_: TRACE)
SHOWN = {"array": "cell", "order": "similarity", "units": [1], "start": "picture", "open": 0.9, "shut": 0.1}


@pytest.fixture
def opened(monkeypatch):
    """A file opened as if the browser had uploaded it, on a page whose one network has this sha256."""
    monkeypatch.setattr(gates_service, "uploaded", lambda path: None if path is None else Path(path))

    def open_run(path, sha256=""):
        captions = CaptionService([CaptionNetwork("caption-attention", lambda *_: TRACE, sha256=sha256)])
        return pack_saved_run(GatesService(captions).saved_run({"path": path}), captions.networks)

    return open_run


def test_a_run_saved_in_the_caption_tab_opens_whole(opened, tmp_path):
    answer = opened(save_trace_npz(TRACE, tmp_path / "run.npz"), TRACE.sha256)
    assert answer["trace"]["words"] == list(TRACE.words)
    assert answer["trace"]["maps"]
    assert answer["notes"] == []
    json.dumps(answer, allow_nan=False)


def test_a_run_of_other_weights_says_so_in_one_sentence(opened, tmp_path):
    (note,) = opened(save_trace_npz(TRACE, tmp_path / "run.npz"), "0" * 64)["notes"]
    assert note.startswith("It was made by another network (caption-attention, sha256 ")
    assert TRACE.sha256[:12] in note


def test_gates_saved_in_the_gates_tab_open_alone(opened, tmp_path):
    answer = opened(save_gates_npz(TRACE.gates, tmp_path / "gates.npz"))
    assert answer["gates"]["labels"] == list(TRACE.words)


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all"])
def test_a_file_that_is_no_run_gets_one_sentence(opened, tmp_path, content):
    (tmp_path / "wrong.npz").write_bytes(content)
    with pytest.raises(MediaError, match=r"^[^\n]+\.$"):
        opened(tmp_path / "wrong.npz")


def test_a_file_that_the_server_has_lost_is_asked_for_again(opened):
    with pytest.raises(NotKept):
        opened(None)


@pytest.mark.parametrize("name", ["map", "story", "ledger", "saturation"])
def test_every_panel_is_drawn_of_any_gates(name):
    assert draw(TRACE.gates, name, SHOWN, "a title").axes


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("map", {"array": "gate"}),
        ("map", {"order": "size"}),
        ("story", {"units": [99]}),
        ("saturation", {"open": 0.1, "shut": 0.9}),
        ("saying", {}),
        ("photograph", {}),
    ],
)
def test_what_cannot_be_drawn_gets_one_sentence(name, wrong):
    with pytest.raises(OptionError, match=r"^[^\n]+\.$"):
        draw(TRACE.gates, name, {**SHOWN, **wrong})


def test_gates_of_the_browser_are_read_with_care(monkeypatch, tmp_path):
    monkeypatch.setattr(gates_service, "uploaded", lambda path: Path(path) if path else None)
    service, packed = GatesService(CaptionService([])), tmp_path / "gates.json"
    packed.write_text(json.dumps(pack_gates(TRACE.gates)))
    back = service.shown_run({"gates": True, "path": packed})
    np.testing.assert_allclose(back.cell, TRACE.gates.cell, atol=1e-3)
    packed.write_text("[" * 100_000)
    with pytest.raises(MediaError):
        service.shown_run({"gates": True, "path": packed})
    with pytest.raises(NotKept):
        service.shown_run({"gates": True})


def test_an_operation_is_plain_json():
    cut = (Surgery("forget", clamp=1.0, units=(1, 2)),)
    after = replace(make_caption_trace(("a", "cat", "<end>")), surgery=cut, sha256=TRACE.sha256)
    packed = pack_comparison(compare(TRACE, after, replace(TRACE, surgery=cut)), NETWORK)
    assert json.loads(json.dumps(packed, allow_nan=False)) == packed
    assert packed["surgery"][0]["units"] == [1, 2]
    assert len(packed["chances"][0]) == len(packed["chances"][1]) == len(packed["before"])
    assert [len(course) for course in packed["memory"]] == [4, 3]


@pytest.mark.parametrize(
    "given", ["never", [{}], [{"gate": "cell", "clamp": 1}], [{"gate": "forget", "clamp": 1, "units": [8]}],
              [{"gate": "forget", "clamp": 1, "last": 4}]]
)  # fmt: skip
def test_an_operation_that_does_not_fit_the_run_gets_one_sentence(given):
    with pytest.raises(OptionError, match=r"^[^\n]+\.$"):
        fit_surgery(TRACE, given)


def test_five_moments_of_every_unit_travel_with_their_words():
    packed = pack_top_activations(
        find_top_activations(TRACE.sha256, {"dog.jpg": TRACE, "cat.jpg": make_caption_trace(seed=1)}), {}
    )
    assert json.dumps(packed, allow_nan=False)
    assert [len(moments) for moments in packed["moments"]["units"]] == [5] * 8
    run, step, _ = packed["moments"]["units"][0][0]
    assert packed["moments"]["runs"][run]["words"][step]
