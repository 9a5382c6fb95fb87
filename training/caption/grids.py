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
from training.caption.backbone import views_of
from training.caption.views import Views
from training.shared.pictures import PictureStore

log = logging.getLogger("training.caption.grids")

AT_ONCE = 32  # pictures


class Grids:
    """Grids of N pictures in V views: float16 (V, N, P, F) in a file that is read where it is asked.

    View 0 is the whole picture, 1 the whole in a mirror, 2 (if there is one) a window drawn by chance.
    """

    def __init__(self, path: Path) -> None:
        self._grids = np.load(path, mmap_mode="r")

    def __len__(self) -> int:
        return self._grids.shape[1]

    @property
    def views(self) -> int:
        """V, how many views there are of each picture."""
        return self._grids.shape[0]

    def read(self, numbers: Sequence[int] | np.ndarray, views: np.ndarray) -> Tensor:
        """Grids (n, P, F) float32 of the pictures so numbered; `views` (n,) says which view of each."""
        return torch.from_numpy(self._grids[views.astype(int), np.asarray(numbers)].astype(np.float32))


def fingerprint(encoder: Encoder, names: Sequence[str]) -> str:
    """Twelve hexadecimal digits that change with every value of the encoder and every name of a picture."""
    digest = hashlib.sha256("\n".join(names).encode())
    for tensor in encoder.state_dict().values():
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:12]


def find_grids(
    folder: Path, encoder: Encoder, names: Sequence[str], pictures: PictureStore, size: int, views: int = 2
) -> Grids:
    """The grids of the pictures so named, computed if this encoder's are not in the folder yet.

    `size` is the side that pictures are brought to, in pixels; `views` 1..3.
    """
    path = folder / f"grids-{fingerprint(encoder, names)}-{size}-{views}.npy"
    if not path.is_file():
        draft = path.with_suffix(".draft")
        _write(draft, encoder, names, pictures, size, views)
        draft.replace(path)
    return Grids(path)


@torch.inference_mode()
def _write(path: Path, encoder: Encoder, names: Sequence[str], pictures: PictureStore, size: int, views: int) -> None:
    encoder.eval()
    device = next(encoder.parameters()).device
    grids = None
    generator = np.random.default_rng(7)
    for start in tqdm(range(0, len(names), AT_ONCE), desc="grids", mininterval=5):
        pixels = pictures.load_all(names[start : start + AT_ONCE])
        count = len(pixels)
        seen = (Views.whole(count), Views.mirror(np.ones(count, bool)), Views.random(count, generator, smallest=0.7))
        for number, view in enumerate(seen[:views]):
            grid = encoder(views_of(pixels, view, size).to(device)).cpu().numpy()  # (n, P, F)
            if grids is None:
                shape = (views, len(names), *grid.shape[1:])
                grids = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)
            grids[number, start : start + count] = grid
    assert grids is not None, "no pictures were given"
    grids.flush()
    log.info("%d pictures seen, %.1f GB in %s", len(names), grids.nbytes / 1e9, path.name)
