"""Fixtures of the tests of `python -m training.evaluate`: a network, and the pictures that it knows."""

import gzip
import io
import tarfile

import pytest
from PIL import Image

from tests.training.parrot import NAMES, SAID, Parrot, boxes_of, teach


@pytest.fixture
def parrot(monkeypatch):
    return teach(monkeypatch, Parrot())


@pytest.fixture
def files(tmp_path):
    """A tar of three pictures, their captions, and one boxed phrase each at row n, column 2 of the grid."""
    with tarfile.open(tmp_path / "dev.tar", "w") as tar:
        for n, name in enumerate(NAMES):
            file = io.BytesIO()
            Image.new("RGB", (8, 8), (50 * n, 0, 0)).save(file, "WEBP", lossless=True)
            member = tarfile.TarInfo(f"{name}.webp")
            member.size = file.tell()
            file.seek(0)
            tar.addfile(member, file)
    lines = [
        f"{name}.jpg\t{n}\t{text} ." for name, caption in SAID.items() for n, text in enumerate((caption, "so it is"))
    ]
    (tmp_path / "dev.tsv").write_text("\n".join(lines))
    (tmp_path / "boxes.gz").write_bytes(gzip.compress("\n".join(map(boxes_of, range(3))).encode()))
    return tmp_path
