"""From memory to word: the logit of the word that was said, split without remainder into who put it there.

The deep output is linear (`CaptionDecoder.logits`): logits = U (P word + W h + b + C context) + d + N eye. So
the logit of a word, less the mean logit of all words (which no softmax can see), is a sum of what comes through h, from
the previous word, from what is looked at, from the evidence for the thing that the word names (the eye), and of the
biases. Only h itself, o * tanh(c), is not linear in the memory c. There the secant helps:

    h = o * tanh(c) = sum_s contribution_s * (o * tanh(c) / c)

which is exact as a sum, for c is the sum of the contributions (`models.lstm.cell_attribution`); that each source gets
its part of the squashing in proportion to its part of c is a convention, the simplest one, and the only choice that is
made here.
"""

from __future__ import annotations

import numpy as np
import torch

from models.caption.decoder import CaptionDecoder
from models.lstm.cell_attribution import ledger
from models.trace import GateTrace, LogitParts


@torch.inference_mode()
def split_logits(
    decoder: CaptionDecoder,
    grid: torch.Tensor,
    evidence: torch.Tensor,
    words: tuple[int, ...],
    gates: GateTrace,
    attention: np.ndarray | None,
    beta: np.ndarray | None,
) -> LogitParts:
    """Split the logit of every word of a caption. T words, P cells of F features, H hidden units.

    Args:
        grid, evidence: (P, F) the picture, (P, C) log-odds of each thing in each cell.
        words: T numbers of words; those that cannot be said (unknown ones) have parts of NaN.
        attention, beta: (T, rows, columns) and (T,) as in `CaptionTrace`; None together.
    """
    numbers = torch.tensor(words, device=grid.device)
    known = numbers < len(decoder.vocabulary)
    output_rows = decoder.output_rows[numbers * known] - decoder.output_rows.mean(dim=0)  # (T, E)
    by_hidden = (output_rows @ decoder.hidden_to_output.weight).cpu().numpy().astype(np.float64)  # (T, H): logit by h
    previous = torch.cat([numbers.new_tensor([decoder.vocabulary.start]), numbers[:-1]])
    context_part = eye_part = torch.zeros_like(output_rows[:, 0])  # (T,)
    if attention is not None and decoder.context_to_output is not None:
        shares = torch.from_numpy(attention).to(grid).flatten(1)  # (T, P)
        context = torch.from_numpy(beta).to(grid)[:, None] * (shares @ grid)  # (T, F)
        context_part = (decoder.context_to_output(context) * output_rows).sum(dim=1)
        naming = decoder.naming[:, numbers * known] - decoder.naming.mean(dim=1, keepdim=True)  # (C, T)
        gate = decoder.eye_gate(torch.from_numpy(gates.hidden).to(grid))[:, 0]  # (T,)
        against = decoder.case_against(evidence.unsqueeze(0))  # (1, C)
        eye_part = ((gate.unsqueeze(1) * (shares @ evidence) + against) * naming.T).sum(dim=1)
    bias_part = output_rows @ decoder.hidden_to_output.bias + decoder.output_bias[numbers * known]
    bias_part = bias_part - decoder.output_bias.mean()
    word = (decoder.word_to_output(decoder.embed(previous)) * output_rows).sum(dim=1)
    blank = np.where(known.cpu().numpy(), np.float32(1), np.float32(np.nan))  # (T,)
    return LogitParts(
        (_by_source(gates, by_hidden) * blank[:, None]).astype(np.float32),
        *(part.float().cpu().numpy() * blank for part in (word, context_part, eye_part, bias_part)),
    )


def _by_source(gates: GateTrace, by_hidden: np.ndarray) -> np.ndarray:
    """(T, T + 1): what each source of the memory gives by way of h; `by_hidden` (T, H): logits for each unit of h."""
    worth = gates.output * tanh_secant(gates.cell) * by_hidden  # (T, H): logits for each unit of c, by way of h
    memory = np.zeros((len(worth), len(worth) + 1))
    for step, given in enumerate(ledger(gates).walk()):
        memory[step, : step + 2] = given @ worth[step]
    return memory


def tanh_secant(cell: np.ndarray) -> np.ndarray:
    """tanh(c) / c, elementwise in float64: the secant of tanh, 0..1, and 1 where c is 0."""
    cell = cell.astype(np.float64)
    return np.divide(np.tanh(cell), cell, out=np.ones_like(cell), where=cell != 0)
