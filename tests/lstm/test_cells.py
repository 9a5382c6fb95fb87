"""The written-out LSTM step against torch's own."""

import torch
from torch import nn

from models.lstm.cells import lstm_step


def random_step(dtype=torch.float64):
    torch.manual_seed(0)
    weights = nn.LSTMCell(7, 5, dtype=dtype)
    x, hidden, cell = (torch.randn(4, 3, size, dtype=dtype) for size in (7, 5, 5))
    return weights, x, hidden, cell


def test_the_written_out_step_equals_torchs_own():
    weights, x, hidden, cell = random_step(torch.float32)
    step = lstm_step(weights, x, hidden, cell)
    expected_hidden, expected_cell = weights(x.flatten(0, 1), (hidden.flatten(0, 1), cell.flatten(0, 1)))
    torch.testing.assert_close(step.hidden.flatten(0, 1), expected_hidden, atol=1e-6, rtol=0)
    torch.testing.assert_close(step.cell.flatten(0, 1), expected_cell, atol=1e-6, rtol=0)


def test_a_whole_sequence_equals_torchs_own_layer():
    torch.manual_seed(1)
    layer = nn.LSTM(3, 6, batch_first=True)
    weights = nn.LSTMCell(3, 6)
    weights.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    xs = torch.randn(2, 30, 3)
    hidden = cell = torch.zeros(2, 6)
    hiddens = []
    for x in xs.unbind(dim=1):
        step = lstm_step(weights, x, hidden, cell)
        hidden, cell = step.hidden, step.cell
        hiddens.append(hidden)
    torch.testing.assert_close(torch.stack(hiddens, dim=1), layer(xs)[0], atol=1e-6, rtol=0)


def test_the_recorded_gates_make_the_recorded_memory():
    weights, x, hidden, cell = random_step()
    step = lstm_step(weights, x, hidden, cell)
    torch.testing.assert_close(step.cell, step.forget * cell + step.input * step.candidate, atol=1e-6, rtol=0)
    torch.testing.assert_close(step.hidden, step.output * torch.tanh(step.cell), atol=1e-6, rtol=0)


def test_a_cell_that_never_forgets_and_never_writes_keeps_its_memory():
    weights, x, hidden, cell = random_step()
    size = weights.hidden_size
    with torch.no_grad():
        weights.bias_ih[:size] = -1e4  # input gate shut
        weights.bias_ih[size : 2 * size] = 1e4  # forget gate open
    assert torch.equal(lstm_step(weights, x, hidden, cell).cell, cell)
