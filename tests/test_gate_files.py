"""Laws of the gates as files."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from models.ledger import ledger
from models.saturation import saturated
from models.trace_file import read_gates
from tests.traces import make_gate_trace
from visualize.gate_files import GATES, gates_csv, gates_json, gates_npz

ODD = ("a", 'say "hi"', "x,y", "\ud83d", "<end>")


def test_the_table_has_one_line_for_each_step_and_unit(tmp_path):
    gates = make_gate_trace(ODD, hidden=7)
    with gates_csv(gates, tmp_path / "gates.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(ODD) * 7
    assert list(rows[0]) == ["step", "word", "unit", *GATES]
    for row in rows:
        step, unit = int(row["step"]), int(row["unit"])
        assert row["word"] == ODD[step].replace("\ud83d", "?")
        for name in GATES:
            assert float(row[name]) == pytest.approx(float(getattr(gates, name)[step, unit]), rel=1e-6)


def test_the_archive_comes_back_and_holds_the_ledger(tmp_path):
    gates = make_gate_trace(["a", "dog"], hidden=9)
    path = gates_npz(gates, tmp_path / "gates.npz")
    again = read_gates(path)
    assert again.labels == gates.labels
    for name in (*GATES, "start"):
        np.testing.assert_array_equal(getattr(again, name), getattr(gates, name))
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_allclose(arrays["ledger_shares"], ledger(gates).shares, rtol=1e-6)
        np.testing.assert_allclose(arrays["half_life"], ledger(gates).half_life, rtol=1e-6)


def test_the_summary_is_plain_json_that_says_what_the_arrays_say():
    gates = make_gate_trace(["a", "dog", "runs"], hidden=40)
    told = json.loads(json.dumps(gates_json(gates), allow_nan=False))
    assert told["words"] == ["a", "dog", "runs"]
    assert told["units"] == 40
    np.testing.assert_allclose(told["mean"]["forget"], gates.forget.mean(axis=1), rtol=1e-5)
    low, high = saturated(gates)
    assert told["saturation"]["forget"]["above_0_9"] == pytest.approx(high[1].mean(), rel=1e-5)
    assert told["saturation"]["output"]["below_0_1"] == pytest.approx(low[2].mean(), rel=1e-5)
    assert [len(row) for row in told["ledger_shares"]] == [2, 3, 4]
    assert all(sum(row) == pytest.approx(1, abs=1e-4) for row in told["ledger_shares"])


def test_units_that_never_forget_are_counted_not_written_as_infinity():
    gates = make_gate_trace(["a", "dog"], hidden=4)
    kept = np.float32([[1, 1, 1, 0.5]] * 2)
    told = gates_json(replace(gates, forget=kept))
    assert told["half_life"] == {"p10": 1.0, "median": None, "p90": None, "endless": 3}


@pytest.mark.parametrize("write", [gates_csv, gates_npz])
def test_a_file_that_cannot_be_written_says_so(write, tmp_path):
    with pytest.raises(OSError, match="Cannot write"):
        write(make_gate_trace(), tmp_path / "nowhere" / "gates")
    assert list(tmp_path.iterdir()) == []
