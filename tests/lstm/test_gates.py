"""The gates of a shipped captioner beside those that torch's own cell and its weights give."""

import numpy as np
import pytest
import torch

from models.caption.model import CAPTIONERS, load_captioner


def sigmoid(sums):
    return 1 / (1 + np.exp(-sums))


@torch.inference_mode()
@pytest.mark.parametrize("name", CAPTIONERS)
def test_the_recorded_gates_are_those_of_torchs_own_cell(name):
    model = load_captioner(name)
    decoder, noise = model.decoder, np.random.default_rng(2).integers(0, 255, (256, 256, 3), dtype=np.uint8)
    run, grid = model.caption(noise), model.encode(noise[None])[0]  # (P, F)
    read = [decoder.vocabulary.start, *(decoder.vocabulary.number(word) for word in run.words[:-1])]
    x = decoder.embed(torch.tensor(read))  # (T, E)
    if run.attention is not None:
        looked = torch.from_numpy(run.beta)[:, None] * (torch.from_numpy(run.attention).flatten(1) @ grid)  # (T, F)
        x = torch.cat([x, looked], dim=1)
    hidden, cell = (torch.from_numpy(run.gates.start[row][None]) for row in (0, 1))
    weights = {key: value.double().numpy() for key, value in decoder.cell.named_parameters()}
    for step in range(len(run.words)):
        sums = weights["weight_ih"] @ x[step].double().numpy() + weights["bias_ih"]
        sums += weights["weight_hh"] @ hidden[0].double().numpy() + weights["bias_hh"]
        i, f, g, o = np.split(sums, 4)  # torch's own order
        expected = {"input": sigmoid(i), "forget": sigmoid(f), "candidate": np.tanh(g), "output": sigmoid(o)}
        for gate, values in expected.items():
            np.testing.assert_allclose(getattr(run.gates, gate)[step], values, atol=2e-5)
        hidden, cell = decoder.cell(x[step][None], (hidden, cell))
        np.testing.assert_allclose(run.gates.hidden[step], hidden[0], atol=2e-5)
        np.testing.assert_allclose(run.gates.cell[step], cell[0], atol=2e-5)
