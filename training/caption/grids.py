"""What a finished encoder sees in every training picture, computed once and kept in a file.

The encoder stays as it is during self-critical training, so each picture has to be encoded only once (and once more in
a mirror), and decoders can be trained apart from one another.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from models.encoder import Encoder
from training.caption.train import to_input
from training.caption.views import Views
from training.shared.pictures import PictureStore

log = logging.getLogger("training.caption.grids")

AT_ONCE = 32  # pictures


class Grids:
    """Grids of N pictures, as they are and mirrored: float16 (2, N, P, F) in a file that is read where it is asked."""

    def __init__(self, path: Path) -> None:
        self._grids = np.load(path, mmap_mode="r")

    def __len__(self) -> int:
        return self._grids.shape[1]

    def read(self, numbers: Sequence[int], mirrored: np.ndarray) -> Tensor:
        """Grids (n, P, F) float32 of the pictures so numbered; `mirrored` (n,) bool says which view of each."""
        return torch.from_numpy(self._grids[mirrored.astype(int), np.asarray(numbers)].astype(np.float32))


def fingerprint(encoder: Encoder, names: Sequence[str]) -> str:
    """Twelve hexadecimal digits that change with every value of the encoder and every name of a picture."""
    digest = hashlib.sha256("\n".join(names).encode())
    for tensor in encoder.state_dict().values():
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:12]


def find_grids(folder: Path, encoder: Encoder, names: Sequence[str], pictures: PictureStore) -> Grids:
    """The grids of the pictures so named, computed if this encoder's are not in the folder yet."""
    path = folder / f"grids-{fingerprint(encoder, names)}.npy"
    if not path.is_file():
        draft = path.with_suffix(".draft")
        _write(draft, encoder, names, pictures)
        draft.replace(path)
    return Grids(path)


@torch.inference_mode()
def _write(path: Path, encoder: Encoder, names: Sequence[str], pictures: PictureStore) -> None:
    encoder.eval()
    device = next(encoder.parameters()).device
    grids: np.memmap | None = None
    for start in tqdm(range(0, len(names), AT_ONCE), desc="grids", mininterval=5):
        pixels = pictures.load_all(names[start : start + AT_ONCE])
        for mirrored in (0, 1):
            view = np.ascontiguousarray(pixels[:, :, ::-1] if mirrored else pixels)
            inputs = to_input(view, Views.whole(len(view))).to(device)
            grid = encoder(inputs.contiguous(memory_format=torch.channels_last)).cpu().numpy()  # (n, P, F)
            if grids is None:
                shape = (2, len(names), *grid.shape[1:])
                grids = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
            grids[mirrored, start : start + len(grid)] = grid
    assert grids is not None, "there are pictures"
    grids.flush()
    log.info("%d pictures seen, %.1f GB in %s", len(names), grids.nbytes / 1e9, path.name)
