"""Laws of the ledger: what is remembered is what was written, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.caption.decoding import Decoding, choose_greedily, decode, to_trace
from models.caption.model import load_captioner
from models.lstm.cell_attribution import ledger
from models.lstm.cells import ledger as ledger_of_recurrent
from tests.networks import encode, grid, tiny_decoder
from tests.traces import make_caption_trace, make_gate_trace


def written_run(**kwargs):
    decoder = tiny_decoder(**kwargs)
    encoded = encode(decoder, grid())
    caption = decode(decoder, encoded, choose_greedily, 8)[0]
    return to_trace(decoder, encoded, caption, model="tiny", sha256="", mode="greedy")


@pytest.mark.parametrize("steps", [1, 2, 7, 40])
def test_the_ledger_sums_to_the_memory(steps):
    gates = make_gate_trace(["word"] * steps, hidden=33, seed=steps)
    book = ledger(gates)
    assert book.contributions.shape == (steps, steps + 1, 33)
    np.testing.assert_allclose(book.contributions.sum(axis=1), gates.cell, atol=1e-5)


def test_the_ledger_of_a_network_sums_to_its_own_memory():
    run = written_run()
    np.testing.assert_allclose(ledger_of_recurrent(run).contributions.sum(axis=1), run.gates.cell, atol=1e-5)


def test_the_ledger_of_a_shipped_captioner_sums_to_its_own_memory():
    model = load_captioner("caption-plain")
    noise = torch.randint(0, 255, (224, 224, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    run = model.caption_batch(model.encode(noise.numpy()[None]), Decoding())[0]
    np.testing.assert_allclose(ledger(run).contributions.sum(axis=1), run.gates.cell, atol=1e-5)


def test_each_contribution_is_what_was_written_times_every_forgetting_since():
    gates = make_gate_trace(["word"] * 6, hidden=4)
    book = ledger(gates)
    for step in range(6):
        for source in range(7):
            expected = gates.start[1].astype(float) if source == 0 else np.float64(1)
            if source:
                expected = gates.input[source - 1].astype(float) * gates.candidate[source - 1]
            for later in range(source, step + 1):
                expected = expected * gates.forget[later]
            np.testing.assert_allclose(book.at(step)[source], expected if source <= step + 1 else 0.0, atol=1e-12)


def test_what_is_yet_to_come_has_no_share_and_the_shares_sum_to_one():
    shares = ledger(make_gate_trace(["word"] * 9)).shares
    assert shares.shape == (9, 10)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-12)
    assert not shares[np.triu_indices(9, k=2, m=10)].any()
    assert (shares >= 0).all()


def test_a_share_counts_what_was_written_whatever_its_sign():
    one, half = np.ones((2, 2), np.float32), np.full((2, 2), 0.5, np.float32)
    gates = replace(
        make_gate_trace(["a", "b"], hidden=2),
        input=one, forget=half, candidate=np.float32([[1, -1], [-0.5, 0.5]]), start=np.zeros((2, 2), np.float32),
    )  # fmt: skip
    book = ledger(gates)
    np.testing.assert_allclose(book.at(1).sum(axis=0), 0.0)  # the second word undoes the first
    np.testing.assert_allclose(book.shares, [[0, 1, 0], [0, 0.5, 0.5]])


def test_an_empty_memory_is_shared_out_among_nobody():
    nothing = np.zeros((3, 4), np.float32)
    gates = replace(make_gate_trace("abc", hidden=4), input=nothing, start=nothing[:2])
    assert not ledger(gates).shares.any()


def test_a_unit_that_keeps_half_at_every_step_has_a_half_life_of_one_step():
    gates = make_gate_trace("abcd", hidden=4)
    kept = np.repeat(np.float32([[0.5, 1.0, 0.0, 0.25**0.5]]), 4, axis=0)
    np.testing.assert_allclose(ledger(replace(gates, forget=kept)).half_life, [1, np.inf, 0, 1], rtol=1e-6)


def test_the_half_life_is_the_unit_s_own_mean_rate():
    gates = make_gate_trace("ab", hidden=1)
    kept = np.float32([[0.25], [1.0]])  # a quarter left after two steps: half after one
    np.testing.assert_allclose(ledger(replace(gates, forget=kept)).half_life, [1.0])


def test_the_ledger_leaves_the_gates_as_they_are():
    run = make_caption_trace()
    before = {name: getattr(run.gates, name).copy() for name in ("input", "forget", "candidate", "start")}
    book = ledger(run)
    assert book.contributions.dtype == book.shares.dtype == np.float64
    assert all((getattr(run.gates, name) == array).all() for name, array in before.items())


def test_a_step_that_is_not_there_has_no_ledger():
    book = ledger(make_gate_trace("ab"))
    for step in (-1, 2):
        with pytest.raises(IndexError, match="no step"):
            book.at(step)
    with pytest.raises(ValueError, match="at least one step"):
        ledger(make_gate_trace([]))
