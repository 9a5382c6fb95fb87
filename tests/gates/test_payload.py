"""The gates of a run on their way to the browser and back."""

import json

import numpy as np
import pytest

from models.errors import MediaError
from models.trace import GateTrace
from ui.shared.gate_payload import pack_gates, unpack_gates


def gate_trace(steps=20, units=512, seed=0):
    """A run of an LSTM with gates by chance, many of them saturated."""
    draw = np.random.default_rng(seed)
    i, f, o = (1 / (1 + np.exp(-draw.normal(0, 4, (steps, units)))) for _ in range(3))
    g = np.tanh(draw.normal(0, 2, (steps, units)))
    start = draw.normal(0, 1, (2, units))
    cell, memory = np.empty((steps, units)), start[1]
    for step in range(steps):
        memory = cell[step] = f[step] * memory + i[step] * g[step]
    arrays = [array.astype(np.float32) for array in (i, f, g, o, cell, o * np.tanh(cell), start)]
    return GateTrace(tuple(f"w{step}" for step in range(steps)), *arrays)


def test_gates_come_back_closer_than_a_screen_shows():
    gates = gate_trace()
    back = unpack_gates(json.loads(json.dumps(pack_gates(gates))))
    assert back.labels == gates.labels
    for name in ("input", "forget", "output", "candidate"):
        np.testing.assert_allclose(getattr(back, name), getattr(gates, name), atol=2e-5)
    for name in ("cell", "hidden"):
        np.testing.assert_allclose(getattr(back, name), getattr(gates, name), atol=1e-3)


def test_twenty_steps_of_512_units_weigh_less_than_200_kilobytes():
    assert len(json.dumps(pack_gates(gate_trace()))) <= 200_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 3},
        {"units": 10**9},
        {"input": "no base64!"},
        {"start": ""},
        {"labels": None},
        {"labels": ["one"]},
        {"forget": None},
    ],
)
def test_gates_that_no_page_has_packed_are_refused_in_one_sentence(wrong):
    with pytest.raises(MediaError, match=r"^[^\n]+\.$"):
        unpack_gates({**pack_gates(gate_trace(4, 5)), **wrong})


@pytest.mark.parametrize("wrong", [None, [], "text", 7, {}])
def test_what_is_no_mapping_is_refused_alike(wrong):
    with pytest.raises(MediaError):
        unpack_gates(wrong)
