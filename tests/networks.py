"""Small captioners with random weights: laws hold for these as for the trained ones."""

from __future__ import annotations

import torch

from models.caption.decoder import CaptionDecoder, DecoderConfig, EncodedPictures, Vocabulary
from models.things import THINGS

WORDS = ("a", "dog", "runs", "on", "grass")


def tiny_decoder(attention: int | None = 6, words: tuple[str, ...] = WORDS, seed: int = 0) -> CaptionDecoder:
    """Five words, eight features, twelve hidden units; large weights, so that words really differ in likelihood."""
    torch.manual_seed(seed)
    decoder = CaptionDecoder(DecoderConfig(8, 5, 12, attention, dropout=0.5), Vocabulary(words)).eval()
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(3.0)
    return decoder


def grid(pictures: int = 1, cells: int = 9, seed: int = 1) -> torch.Tensor:
    """Random grids (N, P, 8)."""
    return torch.randn(pictures, cells, 8, generator=torch.Generator().manual_seed(seed))


def evidence(grids: torch.Tensor) -> torch.Tensor:
    """Log-odds of things (N, P, C) that depend on the grids (N, P, F) and on nothing else."""
    head = torch.randn(grids.shape[-1], len(THINGS), generator=torch.Generator().manual_seed(2))
    return grids @ head


def encode(decoder: CaptionDecoder, grids: torch.Tensor) -> EncodedPictures:
    """Grids (N, P, F) as the decoder reads them."""
    return decoder.project_keys(grids, evidence(grids))
