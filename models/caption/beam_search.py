"""Beam search: several beginnings of a caption at once, and the tree of all that were considered."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from models.caption.decoder import CaptionDecoder, EncodedPictures, LSTMState
from models.caption.decoding import Decoding, Hypothesis, HypothesisStep, StepRecord, allowed, take_step
from models.surgery import at_step, check
from models.trace import BeamNode


@dataclass
class Tree:
    """The hypotheses that a beam search considered, in the order in which it did."""

    nodes: list[BeamNode] = field(default_factory=list)

    def add(self, parent: Hypothesis, word: str, logprob: float, kept: bool) -> int:
        """A new node behind `parent`; its number."""
        self.nodes.append(BeamNode(parent.node, word, len(parent.steps), logprob, kept, chosen=False))
        return len(self.nodes) - 1

    def chosen(self, winner: Hypothesis) -> tuple[BeamNode, ...]:
        """All nodes, the winner's path marked."""
        path, node = set(), winner.node
        while node >= 0:
            path.add(node)
            node = self.nodes[node].parent
        return tuple(BeamNode(n.parent, n.word, n.step, n.logprob, n.kept, i in path) for i, n in enumerate(self.nodes))


@torch.inference_mode()
def beam_search(decoder: CaptionDecoder, encoded: EncodedPictures, options: Decoding) -> list[tuple[Hypothesis, Tree]]:
    """The best caption of each picture by beam search, and the tree of all that were considered.

    The winner is the best of `finalists` by logprob / words ** length_norm.
    """
    return [
        (max(captions, key=lambda h: h.score(options.length_norm)), tree)
        for captions, tree in finalists(decoder, encoded, options)
    ]


@torch.inference_mode()
def finalists(
    decoder: CaptionDecoder, encoded: EncodedPictures, options: Decoding
) -> list[tuple[list[Hypothesis], Tree]]:
    """The captions that a beam search finished for each picture, and all that it considered.

    A hypothesis that ends leaves the beam and narrows it by one. If none ends, the unfinished ones are what there is.
    """
    check(options.surgery, decoder.config.hidden, options.max_words + 1)
    count = len(encoded.grid)
    live = [[Hypothesis()] for _ in range(count)]
    done: list[list[Hypothesis]] = [[] for _ in range(count)]
    trees = [Tree() for _ in range(count)]
    state = decoder.init_state(encoded, captions=1)
    start, device = decoder.vocabulary.start, encoded.grid.device
    for step in range(options.max_words + 1):
        rows = max(len(beam) for beam in live)
        if not rows:
            break
        previous = [[h.words[-1] if h.steps else start for h in beam] + [start] * (rows - len(beam)) for beam in live]
        record, state = take_step(
            decoder, encoded, state, torch.tensor(previous, device=device), at_step(options.surgery, step)
        )
        live = [_expand(decoder, record, n, beam, options.beam - len(done[n]), trees[n]) for n, beam in enumerate(live)]
        for n, beam in enumerate(live):
            done[n] += [h for h in beam if h.ended]
            live[n] = [h for h in beam if not h.ended]
        state = _reorder_states(state, live)
    return [(done[n] or live[n], trees[n]) for n in range(count)]


def _expand(
    decoder: CaptionDecoder, record: StepRecord, n: int, beam: list[Hypothesis], width: int, tree: Tree
) -> list[Hypothesis]:
    """The `width` best continuations of one picture's beam; as many again are noted in the tree as rejected."""
    if not beam or width < 1:
        return []
    scores = np.stack([h.logprob + allowed(record.logprobs[n, k], h.words) for k, h in enumerate(beam)])  # (K, V)
    flat = scores.reshape(-1)
    wanted = min(2 * width, int(np.isfinite(flat).sum()))
    best = np.argpartition(-flat, wanted - 1)[:wanted]
    best = best[np.argsort(-flat[best], kind="stable")]
    wider = []
    for rank, place in enumerate(best):
        row, word = divmod(int(place), scores.shape[1])
        node = tree.add(beam[row], decoder.vocabulary.words[word], float(flat[place]), kept=rank < width)
        if rank < width:
            wider.append(beam[row].then(HypothesisStep(record, n, row, word), node))
    return wider


def _reorder_states(state: LSTMState, live: list[list[Hypothesis]]) -> LSTMState:
    """Give every surviving hypothesis the memory of the row it came from."""
    rows = max(len(beam) for beam in live)
    origins = torch.zeros(len(live), max(rows, 1), dtype=torch.long, device=state.hidden.device)
    for n, beam in enumerate(live):
        for k, hypothesis in enumerate(beam):
            origins[n, k] = hypothesis.steps[-1].row
    index = origins.unsqueeze(-1).expand(-1, -1, state.hidden.shape[-1])
    return LSTMState(state.hidden.gather(1, index), state.cell.gather(1, index))
